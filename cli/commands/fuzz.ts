/** `pte fuzz`: differential fuzzing of the project's own parts, on one machine or on a fleet. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { campaign, type Outcome } from '../../fuzz/campaign.ts';
import { type TargetName, targetNames, targetOf } from '../../fuzz/comparisons.ts';
import { coverage } from '../../fuzz/coverage.ts';
import { corpusFiles, readDifference } from '../../fuzz/files.ts';
import { fuzzHeaders } from '../../fuzz/fuzzHeaders.ts';
import { stillDiffers } from '../../fuzz/shard.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { loadAddon } from '../../lib/batch/engine/native.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { difference, usageError } from '../fail.ts';
import { toJson } from '../json.ts';
import { defineFleet, runFleet } from './fuzzFleet.ts';
import { type FuzzOptions, tell } from './fuzzReport.ts';

const usualSeconds = 10;

const examples = `
Targets: codec (instruction sets against each other), reference (the core against TypeScript), objects (decode and encode of
one entry), mm (kernel logic over arrays against one entry). (seed, block) names every word, on any machine.

Examples:
  pte fuzz --time 60
  pte fuzz --seed 7 --shard 2/8 --count 1000000000 --checkpoint fuzz.json
  pte fuzz --replay corpus
  pte fuzz --queue redis://localhost:6379 --count 10000000000
  pte fuzz worker --queue redis://localhost:6379
  pte fuzz status --queue redis://localhost:6379

With --headers the helpers run beside the kernel's own, round after round; pte crosscheck does that once and thoroughly.
Exit codes: 0 no difference, 2 a difference, 1 it could not run.`;

const number = (name: string) => (text: string) => {
  if (!/^\d{1,15}$/.test(text)) throw rangeError(`expected ${name} as a number, got ${shown(text)}`, 'ERR_PTE_INPUT');
  return Number(text);
};
function targetList(text: string): TargetName[] {
  const names = text.split(',');
  for (const name of names)
    if (!targetNames.includes(name as TargetName))
      throw rangeError(`expected --target of ${targetNames.join(', ')}, got ${shown(name)}`, 'ERR_PTE_INPUT');
  return names as TargetName[];
}

export function define(command: Command): void {
  command
    .argument('[role]', 'worker or status, for a fleet')
    .option('--seed <n>', 'names the words', number('--seed'), 1)
    .option('--shard <i/n>', 'one part of a campaign in n, from 0', '0/1')
    .option('--time <seconds>', `when to end (default: ${usualSeconds} without --count)`, number('--time'))
    .option('--count <n>', 'words after which to end', number('--count'))
    .option('--target <names>', 'what to compare', targetList, ['codec'] as TargetName[])
    .option('--threads <n>', 'worker threads', number('--threads'), availableParallelism())
    .option('-k, --kernel <version>', 'one kernel instead of all')
    .option('--corpus <dir>', 'where a difference is kept', 'corpus')
    .option('--checkpoint <file>', 'where to go on after an interruption')
    .option('--replay <path>', 'runs the differences of a corpus again')
    .option('--headers <dir>', 'fuzzes the helpers against those of a kernel’s headers instead')
    .option('--source <dir>', 'a source tree of the same series, for helpers outside the headers')
    .option('--json', 'the result as an object')
    .addHelpText('after', examples)
    .action(async (role: string | undefined, options: FuzzOptions) => {
      if (options.replay !== undefined) return replay(options.replay);
      if (options.kernel !== undefined) kernel(options.kernel); // a wrong one is told before threads start
      if (role !== undefined || options.queue !== undefined) return runFleet(role, options);
      if (options.headers !== undefined) return againstHeaders(options.headers, options);
      const outcome = await campaign({
        ...campaignOf(options),
        ...(process.stderr.isTTY && { progress: progressLine }),
      });
      report(outcome, options);
    });
  defineFleet(command);
}

function campaignOf({ seed, shard, time, count, target, threads, kernel: version, corpus, checkpoint }: FuzzOptions) {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  if (index === undefined || of === undefined || Number(index) >= Number(of))
    throw rangeError(`expected --shard as i/n with i below n, got ${shown(shard)}`, 'ERR_PTE_INPUT');
  return {
    ...{ seed, index: Number(index), count: Number(of), targets: target, threads: Math.max(1, threads), corpus },
    seconds: time ?? (count === undefined ? usualSeconds : Number.POSITIVE_INFINITY),
    inputs: count ?? Number.POSITIVE_INFINITY,
    ...(version !== undefined && { version }),
    ...(checkpoint !== undefined && { checkpoint }),
  };
}

async function againstHeaders(headers: string, options: FuzzOptions): Promise<void> {
  const { seed, source, json } = options;
  const { seconds, inputs } = campaignOf(options);
  const outcome = await fuzzHeaders({
    ...{ headers, seed, seconds, inputs },
    ...(source !== undefined && { source }),
    ...(process.stderr.isTTY && { progress: progressLine }),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const { wrong } = outcome;
  if (wrong) process.exitCode = difference;
  if (json) return void console.log(toJson(outcome));
  if (wrong?.verdict === 'differ') {
    const { arguments: args, ours, kernels } = wrong.difference;
    const short = (value: bigint) => `0x${value.toString(16)}`;
    console.log(`${wrong.helper}(${args.map(short).join(', ')}): ours ${short(ours)}, the kernel's ${short(kernels)}`);
  } else if (wrong?.verdict === 'crashed')
    console.log(`${wrong.helper}(): the kernel's helper ended with ${wrong.how}`);
  console.log(
    `${outcome.inputs.toLocaleString('en')} inputs of helpers compared with ${outcome.kernel}, ${rate(outcome.inputs, outcome.seconds)}, ${wrong ? 'one difference' : 'no difference'} (seed ${seed})`,
  );
}

const rate = (inputs: number, seconds: number) => `${(inputs / Math.max(seconds, 1e-3) / 1e6).toFixed(1)} M/s`;

function progressLine(inputs: number, seconds: number): void {
  process.stderr.write(
    `\r${inputs.toLocaleString('en')} words, ${rate(inputs, seconds)}, ${Math.round(seconds)} s\x1b[K`,
  );
}

function report(outcome: Outcome, { json, seed, shard }: FuzzOptions): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (outcome.difference) process.exitCode = difference;
  if (json) {
    console.log(toJson({ seed, shard, ...outcome }));
    return;
  }
  const { inputs, resumed, seconds } = outcome;
  const seen = coverage(outcome.seen);
  const before = resumed > 0 ? `, ${resumed.toLocaleString('en')} of them before` : '';
  if (outcome.difference) tell(outcome.difference, outcome.kept);
  console.log(
    `${inputs.toLocaleString('en')} words compared${before}, ${rate(inputs - resumed, seconds)}${seen && `, ${seen}`}, ${outcome.difference ? 'one difference' : 'no difference'} (seed ${seed}, shard ${shard})`,
  );
}

function replay(path: string): void {
  const files = corpusFiles(path);
  const addon = loadAddon();
  let differ = 0;
  let read = 0;
  for (const file of files) {
    try {
      const d = readDifference(file);
      const differs = stillDiffers(targetOf(d.target, addon), d);
      read += 1;
      if (!differs) continue;
      differ += 1;
      tell(d, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      console.error(`pte: skipped ${file}: ${error.message}`);
      process.exitCode = usageError;
    }
  }
  console.log(`${differ} of ${read} still differ`);
  if (differ > 0) process.exitCode = difference;
}
