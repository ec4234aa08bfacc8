/** The differences that campaigns found: a file for each, to be run again. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rangeError } from '../lib/base/errors.ts';
import { hex } from '../lib/base/hex.ts';
import type { Config } from '../lib/kernel/config.ts';
import { type Kernel, kernel } from '../lib/kernel/kernel.ts';
import { type ComparisonName, comparisonNames } from './comparisons.ts';
import { writeWhole } from './writeWhole.ts';

/** One difference, as its file has it. */
export interface Difference {
  /** The comparison that found it. */
  readonly target: ComparisonName;
  readonly version: string;
  readonly config: Partial<Config>;
  readonly word: bigint;
  readonly how: string;
  /** The campaign's seed, and the number of the block in it. */
  readonly seed: number;
  readonly block: number;
}

const format = 1;

/** The options of a kernel that JSON has values for. */
export const plainConfig = (config: Partial<Config>): Record<string, boolean | number> =>
  Object.fromEntries(
    Object.entries(config).filter(
      (pair): pair is [string, boolean | number] => typeof pair[1] === 'boolean' || typeof pair[1] === 'number',
    ),
  );

/** Writes a difference to the folder, and gives the file's path. */
export function keepDifference(folder: string, d: Difference): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${d.target}-${d.seed}-${d.block}.json`);
  writeWhole(path, `${JSON.stringify({ format, ...d, config: plainConfig(d.config), word: hex(d.word) }, null, 1)}\n`);
  return path;
}

const wrong = (path: string, wanted: string) =>
  rangeError(`expected ${wanted} in ${path}, got another text`, 'ERR_PTE_INPUT');

/** A difference, with its kernel resolved. @throws RangeError (ERR_PTE_INPUT) for a file that is none. */
export function readDifference(path: string): Difference & { readonly kernel: Kernel } {
  const value = parsed(path);
  if (value.format !== format) throw wrong(path, `a difference of format ${format}`);
  return checkedDifference(value, path);
}

/** A difference out of JSON; `where` names what it came from. @throws RangeError (ERR_PTE_INPUT) for anything else. */
export function checkedDifference(value: unknown, where: string): Difference & { readonly kernel: Kernel } {
  const { target, version, word, config, how, seed, block } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const name = comparisonNames.find((one) => one === target);
  const fits =
    name !== undefined &&
    typeof version === 'string' &&
    typeof word === 'string' &&
    /^0x[0-9a-f]{1,16}$/.test(word) &&
    typeof config === 'object' &&
    config !== null &&
    typeof how === 'string' &&
    Number.isSafeInteger(seed) &&
    Number.isSafeInteger(block);
  if (!fits) throw wrong(where, 'a difference');
  const options = config as Partial<Config>;
  return {
    target: name,
    version,
    config: options,
    word: BigInt(word),
    how,
    seed: seed as number,
    block: block as number,
    kernel: kernel(version, options),
  };
}

function parsed(path: string): Readonly<Record<string, unknown>> {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(path, 'a difference as JSON');
  }
}

/** The files of a corpus, a folder or one file. */
export const corpusFiles = (path: string): readonly string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path];
