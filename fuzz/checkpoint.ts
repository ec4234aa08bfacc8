/** How far a shard of a campaign is, in a file: what an interruption leaves. */
import { readFileSync } from 'node:fs';
import { rangeError } from '../lib/base/errors.ts';
import { writeWhole } from './writeWhole.ts';

/** A checkpoint, as its file has it. */
export interface Checkpoint {
  readonly seed: number;
  readonly shard: string;
  /** The names of the comparisons. */
  readonly targets: readonly string[];
  /** Blocks of the shard that are done. */
  readonly blocks: number;
  readonly inputs: number;
  /** Labels of coverage.ts. */
  readonly seen: readonly string[];
}

/** The campaign and the part of it that a checkpoint is of. */
export type CheckpointOwner = Pick<Checkpoint, 'seed' | 'shard' | 'targets'>;

const format = 1;

/** Writes a checkpoint in place of the one that was there. */
export const saveCheckpoint = (path: string, at: Checkpoint): void =>
  writeWhole(path, `${JSON.stringify({ format, ...at })}\n`);

const nameOf = ({ seed, shard, targets }: CheckpointOwner): string => `seed ${seed}, shard ${shard}, ${targets.join()}`;

/** The checkpoint of the same campaign; undefined where there is none. @throws RangeError for another's and for a broken file. */
export function loadCheckpoint(path: string, of: CheckpointOwner): Checkpoint | undefined {
  const text = textIn(path);
  if (text === undefined) return undefined;
  const read = parsed(path, text);
  if (nameOf(read) === nameOf(of)) return read;
  throw rangeError(`expected the checkpoint of ${nameOf(of)} in ${path}, got that of ${nameOf(read)}`, 'ERR_PTE_INPUT');
}

function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
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
  throw rangeError(`expected a checkpoint of format ${format} in ${path}, got another text`, 'ERR_PTE_INPUT');
}
