/** `pte fuzz`: differential fuzzing of the project's own parts, on one machine or on a fleet. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { type ComparisonName, comparisonNames } from '../../fuzz/comparisons.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { idleOption } from '../optionChecks.ts';
import { wholeNumber } from '../optionValues.ts';
import { runCampaign, usualSeconds } from './fuzzCampaign.ts';
import { defineFleet, runFleet } from './fuzzFleet.ts';
import { againstHeaders } from './fuzzHelpers.ts';
import { replay } from './fuzzReplay.ts';
import type { FuzzOptions } from './fuzzReport.ts';

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
Exit codes: 0 no difference, 2 a difference, 1 it could not run or compared nothing, 130 or 143 a signal ended it.`;

/** Digits of the largest number that an option takes. */
const digits = 15;
const mostThreads = 1024;

/** Reads a number from 1: what 0 would ask for is nothing. */
const fromOne = (name: string, most = Number.POSITIVE_INFINITY) => {
  const read = wholeNumber(name, digits);
  return (text: string): number => {
    const n = read(text);
    if (n >= 1 && n <= most) return n;
    const limit = Number.isFinite(most) ? ` to ${most}` : '';
    throw rangeError(`expected ${name} as a number from 1${limit}, got ${shown(text)}`, 'ERR_PTE_INPUT');
  };
};

function comparisonList(text: string): ComparisonName[] {
  const names = text.split(',').map((given) => {
    const name = comparisonNames.find((one) => one === given);
    if (name !== undefined) return name;
    throw rangeError(`expected --target of ${comparisonNames.join(', ')}, got ${shown(given)}`, 'ERR_PTE_INPUT');
  });
  if (new Set(names).size === names.length) return names;
  throw rangeError(`expected --target with each name once, got ${shown(text)}`, 'ERR_PTE_INPUT');
}

/** The options that say something to each way to run; another one that is given is refused. */
const meant: Readonly<Record<'campaign' | 'headers' | 'replay', readonly (keyof FuzzOptions)[]>> = {
  campaign: ['seed', 'shard', 'time', 'count', 'target', 'threads', 'kernel', 'corpus', 'checkpoint', 'json'],
  headers: ['headers', 'source', 'seed', 'time', 'count', 'json'],
  replay: ['replay'],
};

function refuseOthers(way: keyof typeof meant, role: string | undefined, command: Command): void {
  const name = way === 'campaign' ? 'a campaign' : `--${way}`;
  const other = idleOption(command, meant[way]);
  if (other) throw rangeError(`expected no ${other.long} with ${name}, where it says nothing`, 'ERR_PTE_INPUT');
  if (role !== undefined) throw rangeError(`expected no ${shown(role)} with ${name}`, 'ERR_PTE_INPUT');
}

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
      fromOne('--time'),
    )
    .option('--count <n>', 'end after so many words', fromOne('--count'))
    .option('--target <names>', 'what to compare, with commas between: see below', comparisonList, [
      'codec',
    ] as ComparisonName[])
    .option('--threads <n>', 'worker threads', fromOne('--threads', mostThreads), availableParallelism())
    .option('-k, --kernel <version>', 'use this kernel only, instead of all in turn')
    .option('--corpus <dir>', 'the folder that keeps the differences', 'corpus')
    .option('--checkpoint <file>', 'a file that keeps the progress, so that an interrupted campaign goes on from there')
    .option('--replay <path>', 'run differences again: a corpus, or one file of it')
    .option('--headers <dir>', 'compare the helpers with those of a kernel’s headers instead')
    .option('--source <dir>', 'a source tree of the same series, for helpers outside the headers')
    .option('--json', 'the result as a JSON object')
    .addHelpText('after', examples)
    .action(async (role: string | undefined, name: string | undefined, options: FuzzOptions, self: Command) => {
      if (options.replay !== undefined) {
        refuseOthers('replay', role, self);
        return replay(options.replay);
      }
      if (options.kernel !== undefined) kernel(options.kernel); // a wrong one is an error before threads start
      if (role !== undefined || options.queue !== undefined) return runFleet(role, name, options, self);
      if (options.headers !== undefined) {
        refuseOthers('headers', role, self);
        return againstHeaders(options.headers, options);
      }
      refuseOthers('campaign', role, self);
      return runCampaign(options);
    });
  defineFleet(command);
}
