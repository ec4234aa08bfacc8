/** The differences that campaigns found: a file for each, to be run again. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MiB, readText } from '../files/readWhole.ts';
import { expectWritable, save } from '../files/save.ts';
import { rangeError } from '../lib/base/errors.ts';
import { hex } from '../lib/base/hex.ts';
import { printable } from '../lib/base/printable.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { checkedDifference, type Difference, plainConfig } from './difference.ts';
import { makeFolder, nearestFolder } from './folder.ts';
import { isMaker, type Maker, makerHere } from './maker.ts';

export { checkedDifference, type Difference, plainConfig } from './difference.ts';

const format = 2;
/** The format before, which says nothing of what made it. */
const withoutMaker = 1;
const limit = { what: 'a difference', most: MiB };

/** Throws what keepDifference() would, before the work that may find one; leaves nothing behind. */
export function expectCorpus(folder: string): void {
  const at = nearestFolder(folder);
  expectWritable(join(at, 'difference.json'));
}

/**
 * Writes a difference to the folder, and gives the file's path. Its name follows from all that it says, so that nothing of
 * another run is overwritten and the same is kept once.
 *
 * @throws RangeError (ERR_PTE_INPUT) where the path is no folder, and where a file of the name holds something else.
 */
export function keepDifference(folder: string, d: Difference, maker: Maker = makerHere()): string {
  makeFolder(folder);
  const kept = { format, maker, ...d, config: plainConfig(d.config), word: hex(d.word) };
  const text = `${JSON.stringify(kept, null, 1)}\n`;
  const path = join(folder, `${nameOf(d)}-${digestOf(text)}.json`);
  if (!existsSync(path)) save(path, text);
  else if (readText(path, limit) !== text)
    throw rangeError(`expected ${printable(path)} to hold the difference of its name, got another`, 'ERR_PTE_INPUT');
  return path;
}

const nameOf = ({ target, version, seed, block }: Difference): string =>
  `${target}-${version.replaceAll(/[^\w.+-]/g, '_')}-${seed}-${block}`;

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/**
 * A difference that a file keeps, with its kernel resolved.
 * @throws RangeError (ERR_PTE_INPUT) for a file that holds none, and for one of more than a MiB; Node's errors.
 */
export function readDifference(path: string): Difference & { readonly kernel: Kernel } {
  const where = printable(path);
  const value = parsed(where, readText(path, limit));
  const { format: written, maker } = (value ?? {}) as { readonly format?: unknown; readonly maker?: unknown };
  if (!(written === format && isMaker(maker)) && written !== withoutMaker)
    throw rangeError(`expected a difference of format ${format} in ${where}, got another text`, 'ERR_PTE_INPUT');
  return checkedDifference(value, where);
}

function parsed(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw rangeError(`expected a difference as JSON in ${where}, got another text`, 'ERR_PTE_INPUT');
  }
}

/** The files of a corpus, a folder or one file. @throws RangeError (ERR_PTE_INPUT) for a folder without any. */
export function corpusFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path).filter((name) => name.endsWith('.json'));
  if (files.length === 0)
    throw rangeError(`expected differences (*.json) in ${printable(path)}, found none`, 'ERR_PTE_INPUT');
  return files.sort().map((name) => join(path, name));
}
