/** Runs the model on a recording and compares: each watched call, and each word. */
import { decode } from '../codec/decode.ts';
import { encode } from '../codec/encode.ts';
import { type Kernel, resolve } from '../kernel/kernel.ts';
import { checkRecording } from './checkRecording.ts';
import { everyChoice } from './freeInputs.ts';
import { attempt, judge, type ReplayedCall, sameResult } from './judgeCall.ts';
import { meanwhile, meetsAnother } from './meanwhile.ts';
import { type Predict, type Prediction, predictorOf } from './predictors.ts';
import type { RecordedCall, RecordedStep, Recording } from './recording.ts';

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
 * @throws TypeError unless it is a recording.
 */
export function replay(recording: Recording): Replayed {
  const usual = replayOn(checkRecording(recording));
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
  const isSame = ({ raw, level }: RecordedStep) => encode(k, { ...decode(k, raw, { level }), raw: 0n }) === raw; // out of its fields
  const same = records.filter(isSame).length;
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
  if (meetsAnother(k, call)) return { ...about, verdict: 'another page' };
  const under = (rare: boolean) =>
    judge(
      k,
      everyChoice((ask) => attempt(() => predict(k, call, step, ask)), rare),
      (outcome) => fits(k, call, outcome),
    );
  const usual = under(false);
  const judged = usual.verdict === 'mismatch' ? under(true) : usual;
  return { ...about, ...meanwhile(call, judged.verdict === 'mismatch' ? usual : judged) };
}

function fits(k: Kernel, call: RecordedCall, outcome: Prediction): boolean {
  if (!sameResult(k, call, outcome)) return false;
  return outcome.next !== undefined || outcome.pte === call.after; // what came next has changed the entry since
}
