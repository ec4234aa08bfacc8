/** How far a shard of a campaign is, in a file: what an interruption leaves. */
import { statSync } from 'node:fs';
import { MiB, readText } from '../files/readWhole.ts';
import { save } from '../files/save.ts';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { isLabel } from './coverage.ts';
import { isCount } from './isCount.ts';
import { isMaker, type Maker, makerName } from './maker.ts';

/** A checkpoint, as its file has it. */
export interface Checkpoint {
  /** What compared; another may come to something else. */
  readonly maker: Maker;
  readonly seed: number;
  readonly shard: string;
  /** The names of the comparisons. */
  readonly targets: readonly string[];
  /** A release, or `all`. */
  readonly kernel: string;
  /** Blocks of the shard that are done. */
  readonly blocks: number;
  /** Words that were compared in them. */
  readonly inputs: number;
  /** Labels of coverage.ts. */
  readonly seen: readonly string[];
}

/** The campaign and the part of it that a checkpoint is of, and what runs it. */
export type CheckpointOwner = Omit<Checkpoint, 'blocks' | 'inputs' | 'seen'>;

const format = 2;
const limit = { what: 'a checkpoint', most: 16 * MiB };

/** Writes a checkpoint in place of the one that was there. @throws as save() does. */
export const saveCheckpoint = (path: string, at: Checkpoint): void =>
  save(path, `${JSON.stringify({ format, ...at })}\n`);

const nameOf = ({ maker, seed, shard, targets, kernel }: CheckpointOwner): string =>
  `seed ${seed}, shard ${shard}, ${targets.join()}, kernel ${kernel}, by ${makerName(maker)}`;

/**
 * The checkpoint of the same campaign; undefined where there is none.
 * @throws RangeError (ERR_PTE_INPUT) for another's, for a broken file, and for what is no file; Node's errors.
 */
export function loadCheckpoint(path: string, of: CheckpointOwner): Checkpoint | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  const where = printable(path);
  if (!found.isFile()) throw rangeError(`expected a file for the checkpoint, got ${where}`, 'ERR_PTE_INPUT');
  const read = parsed(where, readText(path, limit));
  if (nameOf(read) === nameOf(of)) return read;
  throw rangeError(
    `expected the checkpoint of ${nameOf(of)} in ${where}, got that of ${printable(nameOf(read))}`,
    'ERR_PTE_INPUT',
  );
}

const isName = (value: unknown): boolean => typeof value === 'string' && value.length <= 100;
const areNames = (value: unknown): boolean => Array.isArray(value) && value.length <= 100 && value.every(isName);

/** The test of each field. */
const fields: Readonly<Record<keyof Checkpoint, (value: unknown) => boolean>> = {
  maker: isMaker,
  seed: isCount,
  shard: isName,
  targets: areNames,
  kernel: isName,
  blocks: isCount,
  inputs: isCount,
  seen: (value) => Array.isArray(value) && value.every(isLabel),
};

function parsed(where: string, text: string): Checkpoint {
  try {
    const read = JSON.parse(text) as Checkpoint & { format: unknown };
    const fits = Object.entries(fields).every(([name, test]) => test(read[name as keyof Checkpoint]));
    if (read.format === format && fits) return read;
  } catch {
    // said below
  }
  throw rangeError(`expected a checkpoint of format ${format} in ${where}, got another text`, 'ERR_PTE_INPUT');
}
