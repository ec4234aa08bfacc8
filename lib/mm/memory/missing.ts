/** What do_anonymous_page() and do_fault() of mm/memory.c share. */
import type { Pte } from '../../helpers/marks.ts';
import { pteMkuffdWp, pteWrprotect } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { familyOf } from '../common/family.ts';
import type { FaultSurroundings } from '../common/faultSurroundings.ts';
import { type FaultOutcome, unchanged, type VmFault } from '../common/outcome.ts';
import type { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { isUffdWpMarker } from './pteInstallUffdWpIfNeeded.ts';

/** What only the running kernel knows of a page that is missing. */
export interface MissingFault extends FaultSurroundings {
  /** The page cache holds the page already (files and shared memory). */
  readonly cached?: boolean;
  /** It is a page of a file, which the page cache had and lacks: filemap_fault() has to read it. */
  readonly uncached?: boolean;
}

/** vmf_orig_pte_uffd_wp(): a marker stood here that says so. */
export function keepUffdWp(k: Kernel, t: Trace, vma: Vma, old: bigint): void {
  if (familyOf(k, old) !== 'marker' || !isUffdWpMarker(k, old)) return;
  if (k.does('missingAsksUffdWp') && !vmHas(vma, k.vm.uffdWp)) return;
  if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'the marker traps writes');
  t.apply(pteMkuffdWp, 'the marker traps writes');
}

/** The entry stays as it is, and the fault is over. */
export const ends = (pte: Pte, bit: VmFault, did: string, why: string): FaultOutcome =>
  unchanged(pte, did, why, { returned: [bit] });
/** vmf_anon_prepare() says no. */
export const noAnonVma = (pte: Pte): FaultOutcome =>
  ends(pte, 'VM_FAULT_RETRY', 'vmf_anon_prepare', 'the mapping has no anon_vma and is not locked for getting one');
