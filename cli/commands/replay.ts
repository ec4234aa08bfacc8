/** `pte replay FILE...`: runs the kernel logic on recorded calls and compares. */

import type { Command } from 'commander';
import { readUnpacked } from '../../files/readUnpacked.ts';
import { rangeError } from '../../lib/base/errors.ts';
import { hex } from '../../lib/base/hex.ts';
import { toJson } from '../../lib/base/json.ts';
import { printable } from '../../lib/base/printable.ts';
import type { ReplayedCall, Verdict } from '../../lib/replay/judgeCall.ts';
import { parseRecording } from '../../lib/replay/recording.ts';
import { type Replayed, replay } from '../../lib/replay/replayCalls.ts';
import { replayRanges } from '../../lib/replay/replayRanges.ts';
import { type ReplayedStep, replaySteps } from '../../lib/replay/replaySteps.ts';
import { difference, fail } from '../fail.ts';
import { recording } from '../inputLimits.ts';
import { many } from '../many.ts';
import { colors, wrap } from '../terminal.ts';

interface Options {
  readonly json?: boolean;
  readonly trace?: boolean;
}

interface File extends Replayed {
  readonly file: string;
  readonly steps: readonly ReplayedStep[];
  /** Calls on ranges, which only recorders that tell facts have. */
  readonly ranges: readonly ReplayedCall[];
}

const examples = `
Examples:
  pte replay test/data/observations/*.json
  pte replay recording.json --trace
  pte replay recording.json --json

pte record makes recordings: test/data/observations/README.md describes the format.
Exit codes: 0 all predicted, 1 a file could not be read, 2 a call was not predicted.`;

/** Adds what `pte replay` takes and runs. */
export function define(command: Command): void {
  command
    .argument('<file...>', 'recordings, as pte record makes them')
    .option('--json', 'a JSON object for each file, one a line')
    .option('--trace', 'show what the model did to each entry, helper by helper; without it, of wrong predictions only')
    .addHelpText('after', examples)
    .action((files: readonly string[], options: Options) => {
      const done = files.flatMap((file) => readOne(file));
      if (options.json) for (const file of done) console.log(toJson(plain(file)));
      else if (done.length > 0) print(done, options.trace === true);
      if (done.some((f) => count(f, 'mismatch') > 0 || f.words.same < f.words.total)) process.exitCode = difference;
    });
}

/** A file that cannot be replayed is named and passed over. */
function readOne(file: string): readonly File[] {
  try {
    return [replayed(file)];
  } catch (error) {
    fail(error, `skipped ${file}`);
    return [];
  }
}

function replayed(file: string): File {
  const recorded = parseRecording(readUnpacked(file, recording).toString('utf8'));
  if (recorded.records.length === 0) throw rangeError('expected records, got none', 'ERR_PTE_INPUT');
  return { file, ...replay(recorded), steps: replaySteps(recorded), ranges: replayRanges(recorded) };
}

const plain = ({ file, kernel, calls, steps, ranges, words }: File) => ({
  file,
  kernel: kernel.name,
  calls: [...calls, ...ranges],
  steps,
  words,
});

const all = (f: File): readonly (ReplayedCall | ReplayedStep)[] => [...f.calls, ...f.ranges, ...f.steps];
const count = (f: File, verdict: Verdict): number => all(f).filter((c) => c.verdict === verdict).length;

function print(files: readonly File[], trace: boolean): void {
  const { bold } = colors();
  for (const f of files) {
    console.log(bold(printable(`${f.file}, ${f.kernel.name}, ${f.kernel.config.pagingLevels}-level paging`)));
    const calls = [...f.calls, ...f.ranges];
    for (const call of calls) if (trace || call.verdict === 'mismatch') printCall(call);
    for (const step of f.steps) if (trace || step.verdict === 'mismatch') printStep(step);
    for (const fn of new Set(calls.map((c) => c.fn)))
      tally(
        fn,
        calls.filter((c) => c.fn === fn),
      );
    tally('consecutive steps', f.steps);
    console.log();
  }
  const calls = files.flatMap((f) => [...f.calls, ...f.ranges]).filter(isCompared);
  const words = { total: sum(files, (f) => f.words.total), same: sum(files, (f) => f.words.same) };
  const hit = calls.length - calls.filter((c) => c.verdict === 'mismatch').length;
  console.log(
    `${hit} of ${many(calls.length, 'call')} predicted, ${words.same} of ${many(words.total, 'word')} decoded and re-encoded`,
  );
}

/** What something else changed meanwhile, or what the call did not come for, shows nothing. */
const isCompared = ({ verdict }: { readonly verdict: Verdict }) =>
  verdict !== 'changed meanwhile' && verdict !== 'another page';

const sum = (files: readonly File[], of: (f: File) => number): number => files.reduce((n, f) => n + of(f), 0);

function tally(name: string, all: readonly { readonly verdict: Verdict }[]): void {
  const { red } = colors();
  if (all.length === 0) return;
  const n = (verdict: Verdict) => all.filter((c) => c.verdict === verdict).length;
  const [free, wrong] = [n('given one free input'), n('mismatch')];
  const [raced, others] = [n('changed meanwhile'), n('another page')];
  const list = all.filter(isCompared);
  const parts = [
    `${list.length - wrong} of ${list.length} predicted`,
    ...(free > 0 ? [`${free} of them given one free input`] : []),
    ...(wrong > 0 ? [red(`${wrong} not`)] : []),
    ...(raced > 0 ? [`${raced} changed meanwhile by another task`] : []),
    ...(others > 0 ? [`${others} met another page`] : []),
  ];
  console.log(`  ${printable(name).padEnd(22)}${parts.join(', ')}`);
}

const word = (value: bigint | undefined) => (value === undefined ? '-' : hex(value));

function printCall(call: ReplayedCall): void {
  const { red, green } = colors();
  const paint = call.verdict === 'mismatch' ? red : green;
  const result = (after: bigint | undefined, returned: bigint | undefined) =>
    `${word(after)}${returned === undefined ? '' : ` returned 0x${returned.toString(16)}`}`;
  const where = printable(`${call.fn} of ${word(call.before)} in "${call.scenario}: ${call.step}"`);
  console.log(`  ${paint(call.verdict)}: ${where}`);
  console.log(`    observed  ${result(call.after, call.returned)}`);
  console.log(`    predicted ${call.predicted ? result(call.predicted.after, call.predicted.returned) : '-'}`);
  if (call.note) console.log(`    ${printable(call.note)}`);
  printTrace(call.predicted?.steps ?? []);
}

function printStep(step: ReplayedStep): void {
  const { red, green } = colors();
  const paint = step.verdict === 'mismatch' ? red : green;
  const where = printable(`${word(step.before)}, then "${step.scenario}: ${step.step}"`);
  console.log(`  ${paint(step.verdict)}: ${where}`);
  console.log(`    observed  ${word(step.after)}`);
  console.log(`    predicted ${word(step.predicted.pte)}`);
  printTrace(step.predicted.steps);
}

function printTrace(steps: ReplayedStep['predicted']['steps']): void {
  const { dim } = colors();
  for (const { did, value, why } of steps)
    for (const line of wrap(printable(`${hex(value)} ${did}: ${why}`), 6)) console.log(dim(line));
}
