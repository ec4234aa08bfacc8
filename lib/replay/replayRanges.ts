/** Runs the model on the recorded calls that rangePredictors.ts has, entry by entry. */
import type { Kernel } from '../kernel/kernel.ts';
import { checkRecording } from './checkRecording.ts';
import { everyChoice } from './freeInputs.ts';
import { attempt, type Judged, judge, type ReplayedCall, sameResult } from './judgeCall.ts';
import { meanwhile } from './meanwhile.ts';
import { type PredictRange, type RangeCall, type RangePrediction, rangePredictorOf } from './rangePredictors.ts';
import type { RecordedCall, RecordedStep, Recording } from './recording.ts';

/**
 * Replays the calls on ranges of a recording that tells facts, in the order of the file: changes of protection, fork, mremap,
 * clear_refs, and parts of faults. A recording without facts has none.
 * @throws TypeError unless it is what parseRecording() gives.
 */
export function replayRanges(recording: Recording): readonly ReplayedCall[] {
  const { kernel: k, records } = checkRecording(recording);
  const walks = walksOf(records);
  return records.flatMap((step) =>
    step.calls.flatMap((call) => {
      const predict = rangePredictorOf(call.fn);
      const around = walks.get(walkOf(call)) ?? [];
      return predict && isWhole(call) && isJudged(call)
        ? [replayRange(k, step, { ...call, facts: call.facts, around }, predict)]
        : [];
    }),
  );
}

type WithFacts = RecordedCall & Pick<RangeCall, 'facts'>;
const isWhole = (call: RecordedCall): call is WithFacts => call.facts !== undefined;

/** Only entries of one level, and those of a fault that nobody else has filled before. */
function isJudged({ fn, level, facts, before }: WithFacts): boolean {
  if (fn === 'do_huge_pmd_numa_page') return true;
  if (fn === 'finish_fault' && before !== 0n) return false;
  return level === 'pte' && (facts.levelAfter ?? 'pte') === 'pte';
}

const walkOf = ({ fn, facts }: RecordedCall): string => `${fn} ${facts?.seq}`;

/** The entries of one call on a range, which share its number. */
function walksOf(records: readonly RecordedStep[]): ReadonlyMap<string, readonly RecordedCall[]> {
  const walks = new Map<string, RecordedCall[]>();
  for (const { calls } of records)
    for (const call of calls) {
      if (call.facts?.seq === undefined) continue;
      const walk = walks.get(walkOf(call));
      if (walk) walk.push(call);
      else walks.set(walkOf(call), [call]);
    }
  return walks;
}

function replayRange(k: Kernel, step: RecordedStep, call: RangeCall, predict: PredictRange): ReplayedCall {
  const { fn, before, after, returned } = call;
  const about = { scenario: step.scenario, step: step.step, fn, before, after, returned };
  return { ...about, ...meanwhile(call, judged(k, call, predict)) };
}

function judged(k: Kernel, call: RangeCall, predict: PredictRange): Judged {
  const under = (rare: boolean) =>
    judge(
      k,
      everyChoice((ask) => attempt(() => predict(k, call, ask)), rare),
      (outcome) => fits(k, call, outcome),
    );
  const usual = under(false);
  if (usual.verdict !== 'mismatch') return usual;
  const rare = under(true);
  return rare.verdict === 'mismatch' ? usual : rare;
}

const fits = (k: Kernel, call: RangeCall, outcome: RangePrediction): boolean =>
  (outcome.child === undefined || outcome.child === call.facts.other) &&
  (outcome.next !== undefined || (outcome.pte === call.after && sameResult(k, call, outcome)));
