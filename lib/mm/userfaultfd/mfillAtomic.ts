/** UFFDIO_COPY, UFFDIO_CONTINUE, UFFDIO_ZEROPAGE and UFFDIO_POISON fill an entry. */

import { isProposedMarker, makePteMarker, markerPoisoned, markerUffdWp, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
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
import { type Effect, type Outcome, unchanged } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import { uffdFlags, type Vma, vmaIsShmem, vmHas } from '../common/vma.ts';

/** What a userfaultfd operation did, or why not. */
export interface FillOutcome extends Outcome {
  readonly returned: 0 | '-EEXIST' | '-EFAULT';
}

/** What else a kernel looks at before it fills an entry. */
export interface FillInputs {
  /** The page lies behind the end of the file, which has been truncated meanwhile. */
  readonly beyondFile?: boolean;
  /** UFFDIO_CONTINUE maps a page that the page cache has had before. */
  readonly wasCached?: boolean;
}

const exists = (pte: Pte): FillOutcome =>
  unchanged(pte, 'pte_none', 'something is there already', { returned: '-EEXIST' });
const beyond = (pte: Pte): FillOutcome =>
  unchanged(pte, 'i_size_read', 'the file ends before this page', { returned: '-EFAULT' });
const filled = (t: Trace, effects: readonly Effect[] = []): FillOutcome => t.outcome(effects, { returned: 0 });

/** What an ioctl asks of a mapping before it fills an entry. */
export interface FillRequest {
  /** UFFDIO_COPY_MODE_WP, or UFFDIO_CONTINUE_MODE_WP (6.4). */
  readonly wp?: boolean;
  /** UFFDIO_CONTINUE: the page is in the page cache. */
  readonly continues?: boolean;
  /** UFFDIO_ZEROPAGE: there is no zero page of every huge size. */
  readonly zeropage?: boolean;
}

/**
 * mm/userfaultfd.c, mfill_atomic() (first __mcopy_atomic(), last mfill_get_vma()): whether UFFDIO_COPY, UFFDIO_ZEROPAGE,
 * UFFDIO_CONTINUE or UFFDIO_POISON may touch the entries of a mapping. Modelled are -ENOENT and -EINVAL; -EAGAIN while mappings change,
 * -ENOMEM and huge PMDs (-EEXIST, -EFAULT) have no input.
 */
export function mfillAtomic(k: Kernel, vma: Vma, request: FillRequest = {}): 0 | '-ENOENT' | '-EINVAL' {
  const { wp, continues, zeropage } = request;
  if (wp && continues && !k.does('continueProtects')) return '-EINVAL'; // userfaultfd_continue() does not know that mode
  if (!uffdFlags.some((flag) => vmHas(vma, k.vm[flag]))) return '-ENOENT';
  if (wp && !vmHas(vma, k.vm.uffdWp)) return '-EINVAL';
  if (vmHas(vma, k.vm.hugetlb)) return zeropage ? '-EINVAL' : 0;
  const shmem = vmaIsShmem(k, vma);
  return shmem || (vma.anonymous && !continues) ? 0 : '-EINVAL';
}

/**
 * mm/userfaultfd.c, mfill_atomic_install_pte() (from 4.19 to 5.13 in mcopy_atomic_pte(), and for shared memory in shmem_mfill_atomic_pte()
 * of mm/shmem.c), for UFFDIO_COPY and UFFDIO_CONTINUE: the page `pfn` (in pages) is mapped where `pte` stands. A `folio` that is not
 * `anon` is the page cache's; `wp` is UFFDIO_COPY_MODE_WP, which a kernel without UFFDIO_WRITEPROTECT does not know.
 *
 * Modelled are 0, -EEXIST and the -EFAULT of a file that ends earlier (`beyondFile`). -EAGAIN of a page table that goes meanwhile
 * and the errors of those that bring the page have no input. What a mapping allows is asked before: mfillAtomic().
 */
export function mfillAtomicInstallPte(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Pick<Folio, 'anon'>,
  pfn: bigint,
  wp = false,
  { beyondFile = false, wasCached = false }: FillInputs = {},
): FillOutcome {
  if (beyondFile && isTooFar(k, vma)) return beyond(pte);
  if (!mayFill(k, pte)) return exists(pte);
  const writable = vmHas(vma, k.vm.write) && (folio.anon || inPageCacheWritable(k, vma));
  const t = mkPte(k, pfn, vma);
  const dirty = writable || (folio.anon ? k.does('copyDirtiesAnonymous') : !k.does('copyDirtiesIfWritable'));
  if (dirty) t.apply(pteMkdirty, 'the page has just been written');
  const marks = !folio.anon && !wasCached && k.does(dirty ? 'copyMarksEveryPageDirty' : 'copyMarksPageDirty');
  return filled(permit(k, t, vma, writable, wp && k.has('uffdWpRange')), marks ? ['folio_mark_dirty'] : []);
}

const isTooFar = (k: Kernel, vma: Vma): boolean => !vma.anonymous && k.does('fillChecksFileSize');

/** A page of the page cache is writable in a shared mapping; once it was in a private one of shared memory too. */
const inPageCacheWritable = (k: Kernel, vma: Vma): boolean => vmHas(vma, k.vm.shared) || !k.does('fillsPrivateShmem');

/** Write permission, or what userfaultfd has in its place. */
function permit(k: Kernel, t: Trace, vma: Vma, writable: boolean, trap: boolean): Trace {
  if (k.does('mkuffdWpWrprotects')) {
    if (writable) t.apply(pteMkwrite, 'the mapping is writable', vma.vmFlags);
    return trap ? t.apply(pteMkuffdWp, 'userfaultfd is to trap writes') : t;
  }
  const protects = trap && (writable || k.does('copyProtectsReadOnly'));
  if (protects) t.apply(pteMkuffdWp, 'userfaultfd is to trap writes');
  if (writable && !protects) return t.apply(pteMkwrite, 'the mapping is writable', vma.vmFlags);
  return k.does('copyWrprotects') ? t.apply(pteWrprotect, 'the page is not writable') : t;
}

function mayFill(k: Kernel, pte: Pte): boolean {
  if (pteNone(k, pte)) return true;
  if (familyOf(k, pte) !== 'marker') return false;
  if (k.does('copyReplacesMarkers') || isProposedMarker(k, pte)) return true;
  return (pteMarkerGet(k, pteToSwpEntry(k, pte)) & (markerUffdWp(k) | markerPoisoned(k))) !== 0n;
}

/**
 * mm/userfaultfd.c, mfill_atomic_pte_zeropage() (mfill_zeropage_pte() to 6.3), for UFFDIO_ZEROPAGE: the zero page, whose number is
 * `zeroPfn`, is mapped where nothing is. In a shared mapping the number is that of a new page of zeroes in the page cache, which
 * mfillAtomicInstallPte() maps: see zeropageIsNew(). Modelled are 0, -EEXIST and -EFAULT, not the -EAGAIN of a page table that
 * goes meanwhile; x86-64 never forbids the zero page.
 */
export function mfillAtomicPteZeropage(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  zeroPfn: bigint,
  inputs: FillInputs = {},
): FillOutcome {
  if (zeropageIsNew(k, vma)) return mfillAtomicInstallPte(k, pte, vma, { anon: false }, zeroPfn, false, inputs);
  if (inputs.beyondFile && isTooFar(k, vma)) return beyond(pte);
  if (!pteNone(k, pte)) return exists(pte);
  const t = Trace.from(k, 'pfn_pte', pfnPte(k, zeroPfn, vma.vmPageProt), 'the zero page');
  return filled(t.apply(pteMkspecial, 'nobody counts its mappings'));
}

/** Whether UFFDIO_ZEROPAGE brings a new page into the page cache in place of the zero page: in shared memory. */
export const zeropageIsNew = (k: Kernel, vma: Vma): boolean => !copiesAreAnonymous(k, vma);

/** Whether the page that UFFDIO_COPY brings is anonymous: in private mappings, those of files among them. */
export const copiesAreAnonymous = (k: Kernel, vma: Vma): boolean =>
  vma.anonymous || (!vmHas(vma, k.vm.shared) && k.does('fillsPrivateShmem'));

/**
 * mm/userfaultfd.c, mfill_atomic_pte_poison() (6.6), for UFFDIO_POISON: a marker stands where nothing is, not even a marker, and access
 * to it fails. Modelled are 0, -EEXIST and -EFAULT, not -EAGAIN.
 * @throws RangeError before 6.6 (ERR_PTE_HELPER).
 */
export const mfillAtomicPtePoison = checked(
  'mfillAtomicPtePoison',
  (k: Kernel, pte: Pte, { beyondFile = false }: FillInputs = {}): FillOutcome => {
    if (beyondFile) return beyond(pte);
    if (!pteNone(k, pte)) return exists(pte);
    return filled(Trace.from(k, 'make_pte_marker', makePteMarker(k, markerPoisoned(k)), 'access is to fail'));
  },
);
