/** What the faults of huge pages take and give. */
import type { Pte } from '../../helpers/marks.ts';
import type { FaultSurroundings } from '../common/faultSurroundings.ts';
import { type FaultOutcome, unchanged, type VmFault } from '../common/outcome.ts';
import type { Trace } from '../common/trace.ts';

/** What became of a huge entry and of the fault on it. With VM_FAULT_FALLBACK the fault goes on with a small entry: handlePteFault(). */
export interface HugeFaultOutcome extends FaultOutcome {
  /** The huge entry is to be split for that: splitHugePmdLocked(), or splitHugeZeroPagePmd(). */
  readonly splits: boolean;
  /** `pte` is one of small entries that have come in the place of the huge one (to 5.7), and the fault is over. */
  readonly small?: true;
}

/** What only the running kernel knows of a fault that may need a huge page. */
export interface HugeFault extends FaultSurroundings {
  /** The huge page that the kernel takes, in 4 KiB pages; absent where it gets none. */
  readonly newPfn?: bigint;
}

/** The fault is over, or goes on elsewhere, with the entry as it stands in the trace. */
export const over = (
  t: Trace,
  returned: readonly VmFault[] = [],
  effects: HugeFaultOutcome['effects'] = [],
): HugeFaultOutcome => ({ ...t.faultOutcome(returned, effects), splits: false });

/** The huge entry is split, and the fault goes on with a small one. */
export const fallsBack = (pmd: Pte, why: string): HugeFaultOutcome =>
  unchanged(pmd, '__split_huge_pmd', why, { returned: ['VM_FAULT_FALLBACK'] as const, splits: true });

/** Nothing is there to be split, and the fault goes on with a small entry. */
export const goesOn = (pmd: Pte, did: string, why: string): HugeFaultOutcome =>
  unchanged(pmd, did, why, { returned: ['VM_FAULT_FALLBACK'] as const, splits: false });

/** The huge entry stays as it is, and the fault is over with `returned`. */
export const stays = (pmd: Pte, did: string, why: string, returned: readonly VmFault[] = []): HugeFaultOutcome =>
  unchanged(pmd, did, why, { returned, splits: false });
