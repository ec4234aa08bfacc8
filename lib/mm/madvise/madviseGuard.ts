/** mm/madvise.c, MADV_GUARD_INSTALL and MADV_GUARD_REMOVE (6.13). */
import { rangeError } from '../../base/errors.ts';
import { makePteMarker, markerGuard, pteMarkerGet } from '../../helpers/markers.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { sortOf } from '../common/family.ts';
import type { Outcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { zapPteRange } from '../memory/zapPteRange.ts';

export interface GuardOutcome extends Outcome {
  /** `-ERESTARTNOINTR`: the call starts again by itself, and as the entry is now it always will, until a signal kills. */
  readonly returned: 0 | '-EINVAL' | '-ERESTARTNOINTR';
}

/**
 * madvise_guard_install(): whatever is mapped is zapped, and a guard marker put where nothing is left. A zap leaves the
 * uffd-wp markers of a file mapping, so that there the call comes to no end.
 * @throws RangeError before 6.13.
 */
export function guardInstall(k: Kernel, pte: bigint, vma: Vma): GuardOutcome {
  expectGuards(k);
  if (!isValidGuardVma(k, vma, ['locked'])) return refused(pte);
  if (isGuard(k, pte)) return { ...already(pte, 'it is one'), returned: 0 };
  const zapped = sortOf(k, pte) === 'none' ? undefined : zapPteRange(k, pte, vma);
  if (zapped?.pte) return { ...zapped, returned: '-ERESTARTNOINTR' };
  const t = new Trace(pte);
  if (zapped) t.follow(zapped);
  t.set('make_pte_marker', makePteMarker(k, markerGuard(k)), 'access is to fail');
  return { pte: t.value, effects: zapped?.effects ?? [], steps: t.steps, returned: 0 };
}

/** madvise_guard_remove(): only guard markers go. @throws RangeError before 6.13. */
export function guardRemove(k: Kernel, pte: bigint, vma: Vma): GuardOutcome {
  expectGuards(k);
  if (!isValidGuardVma(k, vma)) return refused(pte);
  if (!isGuard(k, pte)) return { ...already(pte, 'it is none'), returned: 0 };
  return { pte: 0n, effects: [], steps: new Trace(0n, 'pte_clear', 'the guard is taken away').steps, returned: 0 };
}

const already = (pte: bigint, why: string): Outcome => ({
  pte,
  effects: [],
  steps: new Trace(pte, 'is_guard_pte_marker', why).steps,
});
const refused = (pte: bigint): GuardOutcome => ({
  pte,
  effects: [],
  steps: new Trace(pte, 'is_valid_guard_vma', 'not for such a mapping').steps,
  returned: '-EINVAL',
});

function isValidGuardVma(k: Kernel, vma: Vma, but: readonly VmFlagId[] = []): boolean {
  const disallowed: readonly VmFlagId[] = ['pfnmap', 'mixedmap', 'hugetlb', ...but];
  if (disallowed.some((flag) => vmHas(k, vma, flag))) return false;
  return k.does('guardsAnyMapping') || (vma.anonymous && vmHas(k, vma, 'maywrite'));
}

const isGuard = (k: Kernel, pte: bigint): boolean =>
  sortOf(k, pte) === 'marker' && (pteMarkerGet(k, pteToSwpEntry(k, pte)) & markerGuard(k)) !== 0n;

function expectGuards(k: Kernel): void {
  if (!markerGuard(k)) throw rangeError(`expected a kernel that has guard regions (6.13), got ${k.name}`);
}
