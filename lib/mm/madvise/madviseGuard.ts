/** MADV_GUARD_INSTALL and MADV_GUARD_REMOVE. */

import { makePteMarker, markerGuard, pteMarkerGet } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { familyOf } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { zapPteRange } from '../memory/zapPteRange.ts';

/** What became of an entry under MADV_GUARD_INSTALL or MADV_GUARD_REMOVE. */
export interface GuardOutcome extends Outcome {
  /** `-ERESTARTNOINTR`: the call starts again by itself; with this entry it does so for ever, until a signal kills the task. */
  readonly returned: 0 | '-EINVAL' | '-ERESTARTNOINTR';
}

/**
 * mm/madvise.c, madvise_guard_install() (6.13), for MADV_GUARD_INSTALL: whatever is mapped is zapped, and a guard marker put where
 * nothing is left. `folio` is the page of the entry, absent for one without. A zap leaves the uffd-wp markers of a file mapping, so that there the call comes to no end. -ENOMEM, where there is
 * no memory for an anon_vma or a table, is not modelled.
 * @throws RangeError before 6.13 (ERR_PTE_HELPER).
 */
export const guardInstall = checked('guardInstall', (k: Kernel, pte: Pte, vma: Vma, folio?: Folio): GuardOutcome => {
  if (!isValidGuardVma(k, vma, ['locked'])) return refused(pte);
  if (isGuard(k, pte)) return already(pte, 'it is one');
  const zapped = familyOf(k, pte) === 'none' ? undefined : zapPteRange(k, pte, vma, folio);
  if (zapped?.pte) return { ...zapped, returned: '-ERESTARTNOINTR' };
  const t = new Trace(k, pte);
  if (zapped) t.follow(zapped);
  t.set('make_pte_marker', makePteMarker(k, markerGuard(k)), 'access is to fail');
  return t.outcome(zapped?.effects ?? [], { returned: 0 });
});

/**
 * mm/madvise.c, madvise_guard_remove() (6.13), for MADV_GUARD_REMOVE: only guard markers go.
 * @throws RangeError before 6.13 (ERR_PTE_HELPER).
 */
export const guardRemove = checked('guardRemove', (k: Kernel, pte: Pte, vma: Vma): GuardOutcome => {
  if (!isValidGuardVma(k, vma)) return refused(pte);
  if (!isGuard(k, pte)) return already(pte, 'it is none');
  return Trace.from(k, 'pte_clear', 0n, 'the guard is taken away').outcome([], { returned: 0 });
});

const already = (pte: Pte, why: string): GuardOutcome => unchanged(pte, 'is_guard_pte_marker', why, { returned: 0 });
const refused = (pte: Pte): GuardOutcome =>
  unchanged(pte, 'is_valid_guard_vma', 'not for such a mapping', { returned: '-EINVAL' });

/** VM_SPECIAL of include/linux/mm.h. */
const special: readonly VmFlagId[] = ['io', 'dontexpand', 'pfnmap', 'mixedmap'];

function isValidGuardVma(k: Kernel, vma: Vma, but: readonly VmFlagId[] = []): boolean {
  const disallowed: readonly VmFlagId[] = [...special, 'hugetlb', ...but];
  if (disallowed.some((flag) => vmHas(vma, k.vm[flag]))) return false;
  return k.does('guardsAnyMapping') || (vma.anonymous && vmHas(vma, k.vm.maywrite));
}

/** mm/madvise.c, is_guard_pte_marker(): the entry is a marker of a guard region. */
export const isGuard = (k: Kernel, pte: Pte): boolean =>
  familyOf(k, pte) === 'marker' && (pteMarkerGet(k, pteToSwpEntry(k, pte)) & markerGuard(k)) !== 0n;
