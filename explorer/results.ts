/** What was tried so far, in a file that grows line by line: an interruption loses one search at most. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MiB, readText } from '../files/readWhole.ts';
import { save } from '../files/save.ts';
import { rangeError } from '../lib/base/errors.ts';
import { printable } from '../lib/base/printable.ts';
import { packageRoot } from '../lib/batch/engine/packageRoot.ts';
import type { Tried } from './tryLine.ts';

/** Results of some lines, by the program that has the key. */
export interface Results {
  readonly known: readonly Tried[];
  readonly add: (search: Tried) => void;
}

const format = 1;
const limit = { what: 'results of the explorer', most: 64 * MiB };

/** A name for all that decides what a search comes to: the rows, the model, and the explorer, as they are built. */
export function programKey(): string {
  const hash = createHash('sha256');
  for (const folder of ['spec', 'lib', 'explorer'])
    for (const file of scriptsIn(join(packageRoot(), 'dist', folder))) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

const scriptsIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !name.startsWith('tools'))
    .sort()
    .map((name) => join(folder, name));

/**
 * Opens a file of results, or begins one; without a path they are kept nowhere.
 * @throws RangeError (ERR_PTE_INPUT) for those of another program, and for what is no such file; Node's errors.
 */
export function openResults(path: string | undefined): Results {
  if (path === undefined) return { known: [], add: () => {} };
  const key = programKey();
  const add = (search: Tried) => appendFileSync(path, `${JSON.stringify(search)}\n`);
  if (existsSync(path)) return { known: parsed(path, key), add };
  save(path, `${JSON.stringify({ format, key })}\n`);
  return { known: [], add };
}

function parsed(path: string, key: string): readonly Tried[] {
  const [head = '', ...lines] = readText(path, limit).split('\n');
  const where = printable(path);
  const of = keyIn(head);
  if (of === undefined)
    throw rangeError(`expected results of the explorer in ${where}, got another text`, 'ERR_PTE_INPUT');
  if (of !== key)
    throw rangeError(
      `expected results of this program (${key}) in ${where}, got those of ${of}: its rows or its model are others`,
      'ERR_PTE_INPUT',
    );
  return lines.filter((line) => line !== '').flatMap((line, i) => searchIn(line, i === lines.length - 1, where));
}

function keyIn(head: string): string | undefined {
  try {
    const read = JSON.parse(head) as { format?: unknown; key?: unknown } | null;
    return read?.format === format && typeof read.key === 'string' && /^[\da-f]{16}$/.test(read.key)
      ? read.key
      : undefined;
  } catch {
    return undefined;
  }
}

/** The last line may be cut: what it was about is tried again. */
function searchIn(line: string, isLast: boolean, where: string): readonly Tried[] {
  try {
    return [JSON.parse(line) as Tried];
  } catch {
    if (isLast) return [];
    throw rangeError(
      `expected a search in each line of ${where}, got ${printable(line.slice(0, 60))}`,
      'ERR_PTE_INPUT',
    );
  }
}
