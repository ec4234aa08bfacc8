/** UFFDIO_COPY, UFFDIO_CONTINUE, UFFDIO_ZEROPAGE and UFFDIO_POISON fill an entry. */
import { makePteMarker, markerPoisoned, markerUffdWp, pteMarkerGet } from '../../helpers/markers.ts';
import {
  pfnPte,
  pteMkdirty,
  pteMkspecial,
  pteMkuffdWp,
  pteMkwrite,
  pteNone,
  pteWrprotect,
} from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { familyOf } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';

/** What a userfaultfd operation did, or why not. */
export interface FillOutcome extends Outcome {
  readonly returned: 0 | '-EEXIST';
}

const exists = (pte: bigint): FillOutcome =>
  unchanged(pte, 'pte_none', 'something is there already', { returned: '-EEXIST' });
const filled = (t: Trace): FillOutcome => t.outcome([], { returned: 0 });

/**
 * mm/userfaultfd.c, mfill_atomic_install_pte() (mcopy_atomic_pte() to 5.12), for UFFDIO_COPY and UFFDIO_CONTINUE: the page `pfn` (in pages)
 * is mapped where `pte` stands. A `folio` that is not `anon` is the page cache's; `wp` is UFFDIO_COPY_MODE_WP, which a kernel without
 * UFFDIO_WRITEPROTECT does not know.
 */
export function mfillAtomicInstallPte(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  folio: Pick<Folio, 'anon'>,
  pfn: bigint,
  wp = false,
): FillOutcome {
  if (!mayFill(k, pte)) return exists(pte);
  const writable = vmHas(k, vma, 'write') && (folio.anon || vmHas(k, vma, 'shared'));
  const trap = wp && k.has('uffdWpRange');
  const t = mkPte(k, pfn, vma);
  if (!k.does('copyDirtiesIfWritable') || writable || folio.anon) t.apply(pteMkdirty, 'the page has just been written');
  if (k.does('mkuffdWpWrprotects')) {
    if (writable) t.apply(pteMkwrite, 'the mapping is writable', vma.vmFlags);
    if (trap) t.apply(pteMkuffdWp, 'userfaultfd is to trap writes');
    return filled(t);
  }
  const protects = trap && (writable || k.does('copyProtectsReadOnly'));
  if (protects) t.apply(pteMkuffdWp, 'userfaultfd is to trap writes');
  if (writable && !protects) t.apply(pteMkwrite, 'the mapping is writable', vma.vmFlags);
  else if (k.does('copyWrprotects')) t.apply(pteWrprotect, 'the page is not writable');
  return filled(t);
}

function mayFill(k: Kernel, pte: bigint): boolean {
  if (pteNone(k, pte)) return true;
  if (familyOf(k, pte) !== 'marker') return false;
  if (k.does('copyReplacesMarkers')) return true;
  return (pteMarkerGet(k, pteToSwpEntry(k, pte)) & (markerUffdWp(k) | markerPoisoned(k))) !== 0n;
}

/**
 * mm/userfaultfd.c, mfill_atomic_pte_zeropage() (mfill_zeropage_pte() to 6.3), for UFFDIO_ZEROPAGE: the zero page, whose number is
 * `zeroPfn`, is mapped where nothing is.
 */
export function mfillAtomicPteZeropage(k: Kernel, pte: bigint, vma: Vma, zeroPfn: bigint): FillOutcome {
  if (!pteNone(k, pte)) return exists(pte);
  const t = Trace.from(k, 'pfn_pte', pfnPte(k, zeroPfn, vma.vmPageProt), 'the zero page');
  return filled(t.apply(pteMkspecial, 'nobody counts its mappings'));
}

/**
 * mm/userfaultfd.c, mfill_atomic_pte_poison() (6.6), for UFFDIO_POISON: a marker stands where nothing is, and access to it fails.
 * @throws RangeError before 6.6 (ERR_PTE_HELPER).
 */
export const mfillAtomicPtePoison = checked('mfillAtomicPtePoison', (k: Kernel, pte: bigint): FillOutcome => {
  if (!pteNone(k, pte)) return exists(pte);
  return filled(Trace.from(k, 'make_pte_marker', makePteMarker(k, markerPoisoned(k)), 'access is to fail'));
});
