/** Which words of an array match a query. */
import type { Level } from '../../spec/schema.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import { type Memo, memo } from '../base/memo.ts';
import { leafLevel } from '../codec/formats.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { compileQuery } from '../query/compile.ts';
import { stepsOf } from '../query/steps.ts';
import type { Query } from '../query/tree.ts';
import { checkedNumbers, givenWords, memoryApart, type WordArray } from './checkArrays.ts';
import { engine } from './engine/engine.ts';
import { checkLayout } from './engine/layoutWords.ts';

/** What findBatch() is told besides the query. */
export interface FindOptions {
  /** The level of the page tables that the words stand at; `pte` if left out. */
  readonly level?: Level;
  /** The place of the first word to look at; 0 if left out. */
  readonly from?: number;
  /** How many places to find at the most; as many as there are words if left out. */
  readonly limit?: number;
  /** An array to write the places to, which then says how many at the most; new memory if left out. */
  readonly into?: Uint32Array;
}

/** Places are numbers of 32 bits. */
export const mostWords = 2 ** 32;
/** How many places are found at once where nobody says how many there are: at first, and at the most. */
const [firstPiece, largestPiece] = [1 << 10, 1 << 20];

function place(name: string, value: unknown, most: number): number {
  if (typeof value !== 'number') throw typeError(`expected ${name} to be a number, got ${shown(value)}`);
  if (!Number.isSafeInteger(value) || value < 0 || value > most)
    throw rangeError(`expected ${name} to be an integer from 0 to ${most}, got ${value}`);
  return value;
}

/** The steps of a query for one kernel and level; false where no word of that kernel matches. */
export function question(k: Kernel, query: Query | string, level: Level): BigUint64Array | false {
  checkKernel(k);
  checkLayout(k);
  leafLevel(level);
  if (typeof query !== 'string') return compiled(k, query, level);
  const asked = known.get(k) ?? memo<BigUint64Array | false>(queriesKept);
  known.set(k, asked);
  return asked(`${level} ${query}`, () => compiled(k, query, level));
}

/** To compile a query takes as long as to search a hundred thousand words: those of the last calls are kept. */
const queriesKept = 16;
const known = new WeakMap<Kernel, Memo<BigUint64Array | false>>();

function compiled(k: Kernel, query: Query | string, level: Level): BigUint64Array | false {
  const bits = compileQuery(k, query, level);
  return bits !== false && stepsOf(bits);
}

/** Pieces of places as one array. */
export function whole(found: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(found.reduce((n, piece) => n + piece.length, 0));
  found.reduce((at, piece) => {
    all.set(piece, at);
    return at + piece.length;
  }, 0);
  return all;
}

/** Finds in pieces, so that memory grows with what is found and not with what is looked at. */
function findAll(steps: BigUint64Array, words: BigUint64Array, from: number, limit: number): Uint32Array {
  const found: Uint32Array[] = [];
  let [at, left] = [from, limit];
  for (let room = firstPiece; left > 0; room = Math.min(room * 4, largestPiece)) {
    const piece = new Uint32Array(Math.min(left, room));
    const n = engine().find(steps, words, at, piece);
    found.push(piece.subarray(0, n));
    left -= n;
    if (n < piece.length) break;
    at = (piece[n - 1] as number) + 1;
  }
  return found.length === 1 ? (found[0] as Uint32Array).slice() : whole(found);
}

/**
 * The places of the words of an array that match a query, in order. The result takes 4 bytes for each word that is found: with
 * `limit` or `into` there is an end to that, and `from`, one past the last place found, goes on where it stopped.
 *
 * ```ts
 * const found = findBatch(k, words, 'uffd-wp & (swap | migration)');
 * const page = findBatch(k, words, query, { from: 0, into: new Uint32Array(1000) });
 * ```
 *
 * @param query as parseQuery() gives it, or its text.
 * @returns a new array, or the part of `into` that was written.
 * @throws TypeError for a query that is none and as decodeBatch() does for arrays; RangeError for a query about anything but
 *   the entry, for `from` and `limit` that are no places, for more than 2^32 words, and for a kernel with a proposed layout
 *   (ERR_PTE_ENGINE).
 */
export function findBatch(k: Kernel, given: WordArray, query: Query | string, options: FindOptions = {}): Uint32Array {
  if (typeof options !== 'object' || options === null)
    throw typeError(`expected options such as { level: 'pmd' }, got ${shown(options)}`);
  const { level = 'pte', from = 0, limit = mostWords, into } = options; // each read once
  const steps = question(k, query, level);
  const words = givenWords('words', given);
  if (words.length > mostWords) throw rangeError(`expected 2^32 words at the most, got ${words.length}`);
  const first = place('from', from, words.length);
  const most = place('limit', limit, mostWords);
  if (into === undefined) return steps ? findAll(steps, words, first, most) : new Uint32Array(0);
  const out = checkedNumbers('into', into).subarray(0, most);
  memoryApart({ name: 'words', array: words }, { name: 'into', array: out });
  return out.subarray(0, steps ? engine().find(steps, words, first, out) : 0);
}
