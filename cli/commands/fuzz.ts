/** `pte fuzz`: differential fuzzing of the project's own parts, on one machine or on a fleet. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { wrongHelper } from '../../crosscheck/compareHelper.ts';
import { type Campaign, type CampaignResult, campaign } from '../../fuzz/campaign.ts';
import { stillDiffers } from '../../fuzz/comparison.ts';
import { type ComparisonName, comparisonNames, comparisonOf } from '../../fuzz/comparisons.ts';
import { corpusFiles, readDifference } from '../../fuzz/corpus.ts';
import { coverage, seenLabels } from '../../fuzz/coverage.ts';
import { fuzzHeaders } from '../../fuzz/fuzzHeaders.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { loadAddon } from '../../lib/batch/engine/native.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { difference, usageError } from '../fail.ts';
import { toJson } from '../json.ts';
import { wholeNumber } from '../optionValues.ts';
import { defineFleet, runFleet } from './fuzzFleet.ts';
import { type FuzzOptions, printDifference } from './fuzzReport.ts';

const usualSeconds = 10;

const examples = `
Targets: codec (instruction sets against each other), reference (the core against TypeScript), objects (decode and encode of
one entry), mm (kernel logic over arrays against one entry). A seed gives the same words on every machine.

Examples:
  pte fuzz --time 60
  pte fuzz --seed 7 --shard 2/8 --count 1000000000 --checkpoint fuzz.json
  pte fuzz --replay corpus
  pte fuzz --queue redis://localhost:6379 --count 10000000000
  pte fuzz worker --queue redis://localhost:6379
  pte fuzz status --queue redis://localhost:6379
  pte fuzz retry --queue redis://localhost:6379
  pte fuzz drop campaign_1_codec_1000000000_all_0123456789ab --queue redis://localhost:6379

With --headers the helpers run beside the kernel's own, round after round; pte crosscheck does that once and thoroughly.
Exit codes: 0 no difference, 2 a difference, 1 it could not run.`;

/** Digits of the largest number that an option takes. */
const digits = 15;

const comparisonList = (text: string): ComparisonName[] =>
  text.split(',').map((given) => {
    const name = comparisonNames.find((one) => one === given);
    if (name !== undefined) return name;
    throw rangeError(`expected --target of ${comparisonNames.join(', ')}, got ${shown(given)}`, 'ERR_PTE_INPUT');
  });

/** Adds the options of `pte fuzz`. */
export function define(command: Command): void {
  command
    .argument('[role]', 'worker, status, retry or drop, with --queue')
    .argument('[name]', 'the job or campaign of retry and drop')
    .option(
      '--seed <n>',
      'the seed of the random words: the same seed gives the same words',
      wholeNumber('--seed', digits),
      1,
    )
    .option('--shard <i/n>', 'run part i of n of the campaign; i counts from 0', '0/1')
    .option(
      '--time <seconds>',
      `end after so many seconds (default: ${usualSeconds}, or no end with --count)`,
      wholeNumber('--time', digits),
    )
    .option('--count <n>', 'end after so many words', wholeNumber('--count', digits))
    .option('--target <names>', 'what to compare, with commas between: see below', comparisonList, [
      'codec',
    ] as ComparisonName[])
    .option('--threads <n>', 'worker threads', wholeNumber('--threads', digits), availableParallelism())
    .option('-k, --kernel <version>', 'use this kernel only, instead of all in turn')
    .option('--corpus <dir>', 'the folder that keeps the differences', 'corpus')
    .option('--checkpoint <file>', 'a file that keeps the progress, so that an interrupted campaign goes on from there')
    .option('--replay <path>', 'run differences again: a corpus, or one file of it')
    .option('--headers <dir>', 'compare the helpers with those of a kernel’s headers instead')
    .option('--source <dir>', 'a source tree of the same series, for helpers outside the headers')
    .option('--json', 'the result as a JSON object')
    .addHelpText('after', examples)
    .action(async (role: string | undefined, name: string | undefined, options: FuzzOptions, self: Command) => {
      if (options.replay !== undefined) return replay(options.replay);
      if (options.kernel !== undefined) kernel(options.kernel); // a wrong one is an error before threads start
      if (role !== undefined || options.queue !== undefined) return runFleet(role, name, options, self);
      if (options.headers !== undefined) return againstHeaders(options.headers, options);
      const result = await campaign({
        ...campaignOf(options),
        ...(process.stderr.isTTY && { progress: progressLine }),
      });
      report(result, options);
    });
  defineFleet(command);
}

function campaignOf({
  seed,
  shard,
  time,
  count,
  target,
  threads,
  kernel: version,
  corpus,
  checkpoint,
}: FuzzOptions): Campaign {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  if (index === undefined || of === undefined || Number(index) >= Number(of))
    throw rangeError(`expected --shard as i/n with i below n, got ${shown(shard)}`, 'ERR_PTE_INPUT');
  return {
    seed,
    index: Number(index),
    count: Number(of),
    comparisons: target,
    threads: Math.max(1, threads),
    corpus,
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
    headers,
    seed,
    seconds,
    inputs,
    ...(source !== undefined && { source }),
    ...(process.stderr.isTTY && { progress: progressLine }),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const { wrong } = outcome;
  if (wrong) process.exitCode = difference;
  if (json) return void console.log(toJson(outcome));
  if (wrong) console.log(wrongHelper(wrong));
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

function report(result: CampaignResult, { json, seed, shard }: FuzzOptions): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (result.difference) process.exitCode = difference;
  if (json) return void console.log(toJson({ seed, shard, ...result, seen: seenLabels(result.seen) }));
  const { inputs, resumed, seconds } = result;
  const seen = coverage(result.seen);
  const before = resumed > 0 ? `, ${resumed.toLocaleString('en')} of them before` : '';
  if (result.difference) printDifference(result.difference, result.kept);
  console.log(
    `${inputs.toLocaleString('en')} words compared${before}, ${rate(inputs - resumed, seconds)}${seen && `, ${seen}`}, ${result.difference ? 'one difference' : 'no difference'} (seed ${seed}, shard ${shard})`,
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
      const differs = stillDiffers(comparisonOf(d.target, addon), d);
      read += 1;
      if (!differs) continue;
      differ += 1;
      printDifference(d, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      console.error(`pte: skipped ${file}: ${error.message}`);
      process.exitCode = usageError;
    }
  }
  console.log(`${differ} of ${read} still differ`);
  if (differ > 0) process.exitCode = difference;
}
