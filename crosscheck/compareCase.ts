/** One configuration of a kernel on one machine: its constants and helpers against the library's. */
import type { Kernel } from '../lib/kernel/kernel.ts';
import { compareHelper, type HelperVerdict } from './compareHelper.ts';
import type { Probe, ProbeMachine } from './headers/probe.ts';
import { constantsOf } from './ourConstants.ts';
import { sharedHelpers } from './sharedHelpers.ts';

/** A constant on both sides. */
export interface ConstantVerdict {
  readonly name: string;
  readonly ours: bigint | undefined;
  readonly kernels: bigint | undefined;
}

/** One configuration on one machine. */
export interface CrosscheckCase {
  /** As in `as configured`, `5-level paging` or `without softDirty`. */
  readonly name: string;
  /** Constants that both sides have: those that differ first. */
  readonly constants: readonly ConstantVerdict[];
  /** Helpers that both sides have: those that differ first. */
  readonly helpers: readonly HelperVerdict[];
}

/** How thoroughly a case is compared. */
export interface CaseSettings {
  /** Inputs for each helper. */
  readonly count: number;
  readonly seed: number;
  readonly progress?: (text: string) => void;
}

/** The machine on which a probe starts. */
export const usualMachine: ProbeMachine = {
  encMask: 0n,
  sharedMask: 0n,
  pagingLevels: 4,
  shadowStackCpu: true,
  migrationAd: true,
};

/** Compares everything that both sides have on a machine that differs from the usual one in `machine`. */
export async function compareCase(
  name: string,
  k: Kernel,
  probe: Probe,
  machine: Partial<ProbeMachine>,
  { count, seed, progress }: CaseSettings,
): Promise<CrosscheckCase> {
  await probe.setMachine({ ...usualMachine, ...machine });
  const constants = compareConstants(k, await probe.constants());
  const helpers: HelperVerdict[] = [];
  for (const helper of sharedHelpers(k, probe.helpers)) {
    progress?.(`${k.name}, ${name}: ${helper.name}`);
    helpers.push(await compareHelper(k, probe, helper, seed, count));
  }
  await probe.setMachine(usualMachine);
  return { name, constants, helpers: wrongFirst(helpers, helperDiffers) };
}

/**
 * Constants of both sides. The library has no address width where no entry asks for one, nor age bits without migration: those are
 * not its constants.
 */
function compareConstants(k: Kernel, kernels: ReadonlyMap<string, bigint>): readonly ConstantVerdict[] {
  const ours = constantsOf(k);
  const both = [...kernels].filter(([name]) => ours.has(name) && name !== 'LINUX_VERSION_CODE');
  const verdicts = both.map(([name, value]) => ({ name, ours: ours.get(name), kernels: value }));
  return wrongFirst(verdicts, constantDiffers);
}

/** Whether the two sides have different values for a constant. */
export const constantDiffers = ({ ours, kernels }: ConstantVerdict): boolean => ours !== kernels;

/** Whether the two sides differ, or the kernel's crashed. */
export const helperDiffers = ({ verdict }: HelperVerdict): boolean => verdict !== 'agree';

/** Whether the two sides agree on every constant and helper of a case. */
export const caseAgrees = ({ constants, helpers }: CrosscheckCase): boolean =>
  !constants.some(constantDiffers) && !helpers.some(helperDiffers);

/** Inputs and constants that were compared, and helpers that did not live through it: 0 is no agreement. */
export const comparisonsOf = ({ constants, helpers }: CrosscheckCase): number =>
  helpers.length === 0 || constants.length === 0
    ? 0
    : helpers.reduce((sum, h) => sum + ('inputs' in h ? h.inputs : 1), constants.length);

const wrongFirst = <T>(list: readonly T[], isWrong: (one: T) => boolean): readonly T[] => [
  ...list.filter(isWrong),
  ...list.filter((one) => !isWrong(one)),
];
