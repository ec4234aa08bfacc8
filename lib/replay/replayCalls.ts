/** Runs the model on a recording and compares: each watched call, and each word. */
import { decode } from '../codec/decode.ts';
import { encode } from '../codec/encode.ts';
import { type Kernel, resolve, type VmFaultId } from '../kernel/kernel.ts';
import type { Step } from '../mm/common/outcome.ts';
import { type Choice, decisive, everyChoice, inWords } from './freeInputs.ts';
import { type Predict, type Prediction, predictorOf } from './predictors.ts';
import type { RecordedCall, RecordedStep, Recording } from './recording.ts';

/**
 * What came of a comparison: as predicted whatever the inputs are that the recording does not tell, or with one of them taken
 * to be so, or not as predicted.
 */
export type Verdict = 'predicted' | 'given one free input' | 'mismatch';

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

/** What came of a whole recording. */
export interface Replayed {
  /** The kernel that fitted best: that of the recording, or with migration entries that keep no young and dirty bits. */
  readonly kernel: Kernel;
  readonly calls: readonly ReplayedCall[];
  /** Entries that stood in memory: how many there are, and how many come back from decode and encode. */
  readonly words: { readonly total: number; readonly same: number };
}

/**
 * Replays the calls of a recording, and decodes and encodes its entries. Calls of functions that the model does not have are
 * left out, as are messages. Nothing is thrown for a call that lacks a value: it is a mismatch, and its note says so.
 */
export function replay(recording: Recording): Replayed {
  const usual = replayOn(recording);
  const { kernel: k, records } = recording;
  if (mismatches(usual) === 0 || !k.config.migrationAd) return usual;
  const other = replayOn({ kernel: resolve(k.release, { ...k.config, migrationAd: false }), records });
  return mismatches(other) < mismatches(usual) ? { ...other, calls: other.calls.map(givenThat(usual.calls)) } : usual;
}

const mismatches = ({ calls }: Replayed): number => calls.filter(({ verdict }) => verdict === 'mismatch').length;

/**
 * A fact of the machine that a recording does not tell, so one for all of it: processors with the L1TF fault can lack room
 * in an entry (mm/swapfile.c, swap_migration_ad_supported).
 */
const givenThat =
  (usual: readonly ReplayedCall[]) =>
  (call: ReplayedCall, i: number): ReplayedCall =>
    call.verdict === 'predicted' && usual[i]?.verdict === 'mismatch'
      ? { ...call, verdict: 'given one free input', note: 'not: migration entries keep young and dirty' }
      : call;

function replayOn({ kernel: k, records }: Recording): Replayed {
  const calls = records.flatMap((step) =>
    step.calls.flatMap((call) => {
      const predict = predictorOf(call.fn);
      return predict ? [replayCall(k, step, call, predict)] : [];
    }),
  );
  const same = records.filter((step) => encode(k, decode(k, step.raw, { level: step.level })) === step.raw).length;
  return { kernel: k, calls, words: { total: records.length, same } };
}

function replayCall(k: Kernel, step: RecordedStep, call: RecordedCall, predict: Predict): ReplayedCall {
  const about = {
    scenario: step.scenario,
    step: step.step,
    fn: call.fn,
    before: call.before,
    after: call.after,
    returned: call.returned,
  };
  const under = (rare: boolean) =>
    judge(
      k,
      call,
      everyChoice((ask) => attempt(() => predict(k, call, step, ask)), rare),
    );
  const usual = under(false);
  const judged = usual.verdict === 'mismatch' ? under(true) : usual;
  return { ...about, ...(judged.verdict === 'mismatch' ? usual : judged) };
}

/** A prediction, or why the model has none: for such an entry the function is never called. */
type Attempt = Prediction | { readonly refused: string };
const isRefused = (a: Attempt): a is { readonly refused: string } => 'refused' in a;

function attempt(predict: () => Prediction): Attempt {
  try {
    return predict();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    return { refused: error.message };
  }
}

type Judged = Pick<ReplayedCall, 'verdict' | 'predicted' | 'note'>;

function judge(k: Kernel, call: RecordedCall, choices: readonly Choice<Attempt>[]): Judged {
  const fitting = choices.filter((c) => !isRefused(c.outcome) && fits(k, call, c.outcome));
  const best = fitting[0]; // the one with the fewest inputs taken
  const shown = (best ?? choices[0])?.outcome as Attempt;
  if (isRefused(shown)) return { verdict: 'mismatch', note: shown.refused };
  const predicted = { after: shown.pte, returned: returnedWord(k, shown), steps: shown.steps };
  if (!best) return { verdict: 'mismatch', predicted };
  if (fitting.length === choices.length) return { verdict: 'predicted', predicted };
  const matters = decisive(best, choices, fitting);
  const note = inWords(best, matters);
  if (matters.length > 1) return { verdict: 'mismatch', predicted, note: `needs more than one free input: ${note}` };
  return { verdict: 'given one free input', predicted, note };
}

function fits(k: Kernel, call: RecordedCall, outcome: Prediction): boolean {
  if (!sameResult(k, call, outcome)) return false;
  return outcome.next !== undefined || outcome.pte === call.after; // what came next has changed the entry since
}

/** VM_FAULT_MAJOR says where a page came from, which no entry tells. */
const notCovered: readonly VmFaultId[] = ['VM_FAULT_MAJOR'];

function sameResult(k: Kernel, call: RecordedCall, { returned }: Prediction): boolean {
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
