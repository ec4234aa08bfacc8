/** What came of one call: the model's prediction beside what the kernel did. */
import type { Kernel, VmFaultId } from '../kernel/kernel.ts';
import type { Step } from '../mm/common/outcome.ts';
import { type Choice, decisive, inWords } from './freeInputs.ts';
import type { Prediction } from './predictors.ts';
import type { RecordedCall } from './recording.ts';

/**
 * What came of a comparison: as predicted whatever the inputs are that the recording does not tell, or with one of them taken
 * to be so, or not as predicted. Where the recording tells it: not as predicted while something else changed the entry, and an
 * entry that the function did not come for.
 */
export type Verdict = 'predicted' | 'given one free input' | 'mismatch' | 'changed meanwhile' | 'another page';

/** One call and what the model says of it. */
export interface ReplayedCall {
  readonly scenario: string;
  readonly step: string;
  readonly fn: string;
  readonly before: bigint | undefined;
  /** What the kernel did. */
  readonly after: bigint | undefined;
  readonly returned: bigint | undefined;
  readonly verdict: Verdict;
  /** What the model did; of a mismatch, with the first choice of inputs. */
  readonly predicted?: {
    readonly after: bigint;
    readonly returned: bigint | undefined;
    readonly steps: readonly Step[];
  };
  /** The input that had to be taken so, or why there is no prediction. */
  readonly note?: string;
}

/** A prediction, or why the model has none: for such an entry the function is never called. */
export type Attempt<P> = P | { readonly refused: string };
const isRefused = (a: object): a is { readonly refused: string } => 'refused' in a;

/** Runs the model; an error that it throws for its inputs is why there is no prediction. */
export function attempt<P>(predict: () => P): Attempt<P> {
  try {
    return predict();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    return { refused: error.message };
  }
}

/** What a comparison gives: see ReplayedCall. */
export type Judged = Pick<ReplayedCall, 'verdict' | 'predicted' | 'note'>;

/** Compares predictions under all choices of the free inputs with what the kernel did, as `fits` says. */
export function judge<P extends Prediction>(
  k: Kernel,
  choices: readonly Choice<Attempt<P>>[],
  fits: (outcome: P) => boolean,
): Judged {
  const fitting = choices.filter(({ outcome }) => !isRefused(outcome) && fits(outcome));
  const best = fitting[0]; // the one with the fewest inputs taken
  const shown = (best ?? choices[0])?.outcome as Attempt<P>;
  if (isRefused(shown)) return { verdict: 'mismatch', note: shown.refused };
  const predicted = { after: shown.pte, returned: returnedWord(k, shown), steps: shown.steps };
  if (!best) return { verdict: 'mismatch', predicted };
  if (fitting.length === choices.length) return { verdict: 'predicted', predicted };
  const matters = decisive(best, choices, fitting);
  const note = inWords(best, matters);
  if (matters.length > 1) return { verdict: 'mismatch', predicted, note: `needs more than one free input: ${note}` };
  return { verdict: 'given one free input', predicted, note };
}

/** VM_FAULT_MAJOR says where a page came from, which no entry tells. */
const notCovered: readonly VmFaultId[] = ['VM_FAULT_MAJOR'];

/** Whether the model's result is the return register's, as far as the model covers that. */
export function sameResult(k: Kernel, call: RecordedCall, { returned }: Prediction): boolean {
  if (returned === undefined || call.returned === undefined) return true;
  if (typeof returned === 'boolean') return (call.returned !== 0n) === returned;
  const ignored = notCovered.reduce((mask, id) => mask | k.vmFault[id], 0n);
  const covered = Object.values(k.vmFault).reduce((mask, bit) => mask | bit, 0n) & ~ignored;
  return (call.returned & covered) === faultWord(k, returned);
}

const faultWord = (k: Kernel, names: readonly VmFaultId[]): bigint =>
  names.reduce((word, id) => word | k.vmFault[id], 0n);

const returnedWord = (k: Kernel, { returned }: Prediction): bigint | undefined => {
  if (returned === undefined) return undefined;
  return typeof returned === 'boolean' ? BigInt(returned) : faultWord(k, returned);
};
