/** mm/userfaultfd.c: UFFDIO_COPY, UFFDIO_CONTINUE, UFFDIO_ZEROPAGE and UFFDIO_POISON fill an entry. */
import { rangeError } from '../../base/errors.ts';
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
import type { Kernel } from '../../kernel/kernel.ts';
import { sortOf } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/functionNames.ts';
import type { Outcome } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';

/** What a userfaultfd operation did, or why not. */
export interface FillOutcome extends Outcome {
  readonly returned: 0 | '-EEXIST';
}

const exists = (pte: bigint): FillOutcome => ({
  pte,
  returned: '-EEXIST',
  effects: [],
  steps: new Trace(pte, 'pte_none', 'something is there already').steps,
});
const filled = (t: Trace): FillOutcome => ({ pte: t.value, returned: 0, effects: [], steps: t.steps });

/**
 * mfill_atomic_install_pte() (mcopy_atomic_pte() to 5.12): `pfn` is mapped where `pte` stands. A `folio` that is not
 * `anon` is the page cache's; `wp` is UFFDIO_COPY_MODE_WP.
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
  const t = mkPte(k, pfn, vma);
  if (!k.does('copyDirtiesIfWritable') || writable || folio.anon)
    t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'the page has just been written');
  if (k.does('mkuffdWpWrprotects')) {
    if (writable) t.apply('pte_mkwrite', (e) => pteMkwrite(k, e, vma.vmFlags), 'the mapping is writable');
    if (wp) t.apply(called(k, 'pteMkuffdWp'), (e) => pteMkuffdWp(k, e), 'userfaultfd is to trap writes');
    return filled(t);
  }
  const protects = wp && (writable || k.does('copyProtectsReadOnly'));
  if (protects) t.apply(called(k, 'pteMkuffdWp'), (e) => pteMkuffdWp(k, e), 'userfaultfd is to trap writes');
  if (writable && !protects) t.apply('pte_mkwrite', (e) => pteMkwrite(k, e, vma.vmFlags), 'the mapping is writable');
  else if (k.does('copyWrprotects')) t.apply('pte_wrprotect', (e) => pteWrprotect(k, e), 'the page is not writable');
  return filled(t);
}

function mayFill(k: Kernel, pte: bigint): boolean {
  if (pteNone(k, pte)) return true;
  if (sortOf(k, pte) !== 'marker') return false;
  if (k.does('copyReplacesMarkers')) return true;
  return (pteMarkerGet(k, pteToSwpEntry(k, pte)) & (markerUffdWp(k) | markerPoisoned(k))) !== 0n;
}

/** mfill_atomic_pte_zeropage() (mfill_zeropage_pte() to 6.2): `zeroPfn` is the zero page's. */
export function mfillAtomicPteZeropage(k: Kernel, pte: bigint, vma: Vma, zeroPfn: bigint): FillOutcome {
  if (!pteNone(k, pte)) return exists(pte);
  const t = new Trace(pfnPte(k, zeroPfn, vma.vmPageProt), 'pfn_pte', 'the zero page');
  return filled(t.apply('pte_mkspecial', (e) => pteMkspecial(k, e), 'nobody counts its mappings'));
}

/** mfill_atomic_pte_poison(), UFFDIO_POISON. @throws RangeError before 6.6. */
export function mfillAtomicPtePoison(k: Kernel, pte: bigint): FillOutcome {
  if (!k.does('poisonRaisesHwpoison'))
    throw rangeError(`expected a kernel that has UFFDIO_POISON (6.6), got ${k.name}`);
  if (!pteNone(k, pte)) return exists(pte);
  return filled(new Trace(makePteMarker(k, markerPoisoned(k)), 'make_pte_marker', 'access is to fail'));
}
