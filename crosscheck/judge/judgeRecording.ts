/** A row against a record of a running kernel: the model predicts it with the row, and not without. */
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { resolve } from '../../lib/kernel/kernel.ts';
import type { Recording } from '../../lib/replay/recording.ts';
import { replay } from '../../lib/replay/replayCalls.ts';
import { replaySteps } from '../../lib/replay/replaySteps.ts';
import type { Shown } from './judgeSource.ts';
import type { JudgedRow, RecordingJudge } from './parseJudge.ts';

/** Replays one record with the row and without it. */
export function judgeRecording(
  { table, row }: JudgedRow,
  { record, file }: RecordingJudge,
  { kernel: k, records }: Recording,
): Shown {
  if (!records[record])
    return { verdict: 'wrong', says: `expected a record from 0 to ${records.length - 1} of ${file}, got ${record}` };
  const key = `${table}.${row.id}`;
  const holds = k.holds(table as Parameters<Kernel['holds']>[0], row);
  const { backports, without } = k.config;
  const changed = holds ? { without: [...without, key] } : { backports: [...backports, key] };
  const [asIs, turned] = [k, resolve(k.release, { ...k.config, ...changed })].map((on) =>
    isPredicted({ kernel: on, records }, record),
  );
  if (asIs === undefined)
    return { verdict: 'wrong', says: `expected a record that the model replays, got ${record} of ${file}` };
  const words = (predicted: boolean | undefined) => (predicted ? 'predicted' : 'not predicted');
  const [here, other] = holds ? ['with the row', 'without it'] : ['without the row', 'with it'];
  const says = `${words(asIs)} ${here}, ${words(turned)} ${other}`;
  return { verdict: asIs && !turned ? 'ok' : 'wrong', says };
}

/** The calls of a record, or, if it has none, the step to it from the record before; undefined if the model replays neither. */
function isPredicted({ kernel, records }: Recording, at: number): boolean | undefined {
  const record = records[at];
  if (!record) return undefined;
  const { calls } = replay({ kernel, records: [record] });
  if (calls.length > 0) return calls.every(({ verdict }) => verdict !== 'mismatch');
  const before = records.filter((other) => other.vaddr === record.vaddr && other.at <= record.at);
  const step = replaySteps({ kernel, records: before }).at(-1);
  return step?.step === record.step ? step.verdict !== 'mismatch' : undefined;
}
