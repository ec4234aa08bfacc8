/** `pte vectors`: golden vectors for other projects. */
import type { Command } from 'commander';
import { asBinary, asC, asJson, vectorsOf } from '../../crosscheck/goldenVectors.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { type KernelOptions, kernelOf, withKernelOptions } from '../kernelOptions.ts';
import { wholeNumber } from '../optionValues.ts';
import { write } from '../output.ts';

interface Options extends KernelOptions {
  readonly count: number;
  readonly seed: number;
  readonly format: keyof typeof formats;
}

const formats = { json: asJson, bin: asBinary, c: asC } as const;
/** What --format takes. */
export const vectorFormats = Object.keys(formats);

const examples = `
docs/vectors.md describes the formats.

Examples:
  pte vectors --kernel 6.12 --count 1000 --format json > vectors.json
  pte vectors --kernel 5.10 --paging 5 --format c > vectors.h
  pte vectors --kernel 7.3 --count 1000000 --format bin > vectors.bin`;

/** Digits of the largest number that an option takes. */
const digits = 9;

function format(text: string): keyof typeof formats {
  if (!Object.hasOwn(formats, text))
    throw rangeError(`expected --format ${vectorFormats.join(', ')}, got ${shown(text)}`, 'ERR_PTE_INPUT');
  return text as keyof typeof formats;
}

/** Adds the options of `pte vectors`. */
export function define(command: Command): void {
  withKernelOptions(command)
    .option('--count <n>', 'how many words', wholeNumber('--count', digits), 1000)
    .option(
      '--seed <n>',
      'the seed of the random words: the same seed gives the same words',
      wholeNumber('--seed', digits),
      1,
    )
    .option('--format <name>', 'json, bin or c', format, 'json' as const)
    .addHelpText('after', examples)
    .action(async ({ count, seed, format: name, ...options }: Options) => {
      if (count === 0) throw rangeError('expected --count of 1 or more, got 0', 'ERR_PTE_INPUT');
      for (const part of formats[name](vectorsOf(await kernelOf(options), count, seed))) await write(part);
    });
}
