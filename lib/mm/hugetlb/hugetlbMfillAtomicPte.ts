/** UFFDIO_COPY, UFFDIO_CONTINUE and UFFDIO_POISON fill an entry of hugetlb. */

import { makePteMarker, markerPoisoned, markerUffdWp, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteMkdirty, pteMkuffdWp, pteNone } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { hugetlbFamilies } from './copyHugetlbPageRange.ts';
import { makeHugePte } from './makeHugePte.ts';

/** What is asked for, and what the kernel finds. */
export interface HugetlbFill {
  /** UFFDIO_COPY_MODE_WP or UFFDIO_CONTINUE_MODE_WP. */
  readonly wp?: boolean;
  /** UFFDIO_CONTINUE: the page of the page cache is mapped. */
  readonly continues?: boolean;
  /** UFFDIO_POISON (6.6): access is to fail. */
  readonly poisons?: boolean;
  /** The page cache has a page there. */
  readonly cached?: boolean;
  /** The file ends before the page. */
  readonly beyondFile?: boolean;
}

/** What was done, or why not. */
export interface HugetlbFilled extends Outcome {
  readonly returned: 0 | '-EEXIST' | '-EFAULT' | '-EIO';
}

/**
 * mm/hugetlb.c, hugetlb_mfill_atomic_pte() (hugetlb_mcopy_atomic_pte() to 6.3), with what mfill_atomic_hugetlb() asks of the entry before it:
 * a huge page is mapped, or a marker set. `folio` is the page, `pfn` its first number, in pages. What the mapping allows, mfillAtomic() says.
 *
 * Modelled are 0, -EEXIST, -EFAULT behind the end of the file and where UFFDIO_CONTINUE finds no page, and -EIO of a page with a hardware
 * error (`hugetlbKeepsPoisoned`). Not modelled: -ENOMEM where the pool is empty, -ENOENT where the source must be read again.
 * @throws RangeError for a word that hugetlb never has.
 */
export function hugetlbMfillAtomicPte(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Pick<Folio, 'hwpoison'>,
  pfn: bigint,
  asked: HugetlbFill = {},
): HugetlbFilled {
  expectFamily(k, pte, hugetlbFamilies);
  const { poisons, continues, wp } = asked;
  if (poisons) return poison(k, pte);
  const refused = refusal(k, pte, vma, folio, asked);
  if (refused) return refused;
  const readOnly = wp === true || (continues === true && !vmHas(vma, k.vm.shared));
  const t = makeHugePte(k, pfn, vma, !readOnly && vmHas(vma, k.vm.write));
  const dirty = !readOnly && vmHas(vma, k.vm.write);
  if (dirty || k.does('hugetlbFillDirtiesEvery')) t.apply(pteMkdirty, 'the page has just been written');
  if (wp && k.does('hugetlbProtectsUffdWp')) t.apply(pteMkuffdWp, 'userfaultfd is to trap writes');
  return t.outcome([], { returned: 0 });
}

function poison(k: Kernel, pte: Pte): HugetlbFilled {
  k.need('mfillAtomicPtePoison');
  if (!pteNone(k, pte)) return exists(pte);
  return Trace.from(k, 'make_pte_marker', makePteMarker(k, markerPoisoned(k)), 'access is to fail').outcome([], {
    returned: 0,
  });
}

const exists = (pte: Pte): HugetlbFilled =>
  unchanged(pte, 'huge_pte_none', 'something is there already', { returned: '-EEXIST' });

function refusal(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Pick<Folio, 'hwpoison'>,
  { continues, cached, beyondFile }: HugetlbFill,
): HugetlbFilled | undefined {
  const no = (returned: HugetlbFilled['returned'], did: string, why: string): HugetlbFilled =>
    unchanged(pte, did, why, { returned });
  const free = mayFill(k, pte);
  if (!continues && !free) return exists(pte);
  if (continues && !cached) return no('-EFAULT', 'filemap_lock_folio', 'the page cache has no page there');
  if (!continues && vmHas(vma, k.vm.shared)) {
    if (cached) return no('-EEXIST', 'hugetlbfs_pagecache_present', 'the page cache has a page there already');
    if (beyondFile) return no('-EFAULT', 'i_size_read', 'the file ends before this page');
  }
  if (folio.hwpoison && k.does('hugetlbKeepsPoisoned'))
    return no('-EIO', 'folio_test_hwpoison', 'the page has a hardware error');
  return free ? undefined : exists(pte);
}

/** huge_pte_none_mostly() from 5.19 on; from 6.19 on pte_is_uffd_marker(). */
function mayFill(k: Kernel, pte: Pte): boolean {
  if (pteNone(k, pte)) return true;
  if (expectFamily(k, pte, hugetlbFamilies) !== 'marker') return false;
  if (k.does('copyReplacesMarkers')) return true;
  return (pteMarkerGet(k, pteToSwpEntry(k, pte)) & (markerUffdWp(k) | markerPoisoned(k))) !== 0n;
}
