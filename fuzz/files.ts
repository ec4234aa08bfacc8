/** What outlives a campaign: its checkpoint, and a file for each difference. Written whole or not at all. */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rangeError } from '../lib/base/errors.ts';
import { hex } from '../lib/base/hex.ts';
import type { Config } from '../lib/kernel/config.ts';
import { type Kernel, kernel } from '../lib/kernel/kernel.ts';
import { type TargetName, targetNames } from './comparisons.ts';

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** One difference, as its file has it. */
export interface Difference {
  readonly target: TargetName;
  readonly version: string;
  readonly config: Partial<Config>;
  readonly word: bigint;
  readonly how: string;
  readonly seed: number;
  readonly block: number;
}

const format = 1;

/** The options of a kernel that are not as usual, in JSON's values. */
const plainConfig = (config: Partial<Config>) =>
  Object.fromEntries(Object.entries(config).filter(([, v]) => typeof v === 'boolean' || typeof v === 'number'));

/** Writes a difference; the path. */
export function keepDifference(folder: string, d: Difference): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${d.target}-${d.seed}-${d.block}.json`);
  writeWhole(path, `${JSON.stringify({ format, ...d, config: plainConfig(d.config), word: hex(d.word) }, null, 1)}\n`);
  return path;
}

const wrong = (path: string, wanted: string) =>
  rangeError(`expected ${wanted} in ${path}, got another text`, 'ERR_PTE_INPUT');

/** @throws RangeError (ERR_PTE_INPUT) for a file that is no difference. */
export function readDifference(path: string): Difference & { readonly kernel: Kernel } {
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as { code?: string }).code) throw error;
    throw wrong(path, 'a difference as JSON');
  }
  const { target, version, word, config, how, seed, block } = read;
  const fits =
    read.format === format &&
    targetNames.includes(target as TargetName) &&
    typeof version === 'string' &&
    typeof word === 'string' &&
    /^0x[0-9a-f]{1,16}$/.test(word) &&
    typeof config === 'object';
  if (!fits) throw wrong(path, `a difference of format ${format}`);
  const given = config as Partial<Config>;
  return {
    ...{
      target: target as TargetName,
      version,
      config: given,
      how: String(how),
      seed: Number(seed),
      block: Number(block),
    },
    word: BigInt(word),
    kernel: kernel(version, given),
  };
}

/** The files of a corpus, a folder or one file. */
export const corpusFiles = (path: string): readonly string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path];

/** How far a shard of a campaign is. */
export interface Checkpoint {
  readonly seed: number;
  readonly shard: string;
  readonly targets: readonly string[];
  /** Blocks of the shard that are done. */
  readonly blocks: number;
  readonly inputs: number;
  /** Labels of coverage.ts. */
  readonly seen: readonly string[];
}

export function saveCheckpoint(path: string, at: Checkpoint): void {
  writeWhole(path, `${JSON.stringify({ format, ...at })}\n`);
}

/** The checkpoint of the same campaign; undefined where there is none. @throws RangeError for another's and for a broken file. */
export function loadCheckpoint(
  path: string,
  of: Pick<Checkpoint, 'seed' | 'shard' | 'targets'>,
): Checkpoint | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
  const read = parsed(path, text);
  const same = read.seed === of.seed && read.shard === of.shard && read.targets.join() === of.targets.join();
  if (!same)
    throw rangeError(
      `expected the checkpoint of seed ${of.seed}, shard ${of.shard}, ${of.targets.join()} in ${path}, got that of seed ${read.seed}, shard ${read.shard}, ${read.targets.join()}`,
      'ERR_PTE_INPUT',
    );
  return read;
}

function parsed(path: string, text: string): Checkpoint {
  try {
    const read = JSON.parse(text) as Checkpoint & { format: number };
    if (
      read.format === format &&
      Array.isArray(read.targets) &&
      Array.isArray(read.seen) &&
      Number.isSafeInteger(read.blocks) &&
      Number.isSafeInteger(read.inputs)
    )
      return read;
  } catch {
    // said below
  }
  throw wrong(path, `a checkpoint of format ${format}`);
}
