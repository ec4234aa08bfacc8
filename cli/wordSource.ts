/** Where words come from, and which of them are wanted. */
import { findBatch } from '../lib/batch/findBatch.ts';
import { isUpper } from '../lib/codec/formats.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { WordKind } from '../lib/log/format.ts';
import { compileQuery } from '../lib/query/compile.ts';
import { matches, parseQuery } from '../lib/query/query.ts';
import type { Query } from '../lib/query/tree.ts';
import type { TableLevel } from '../spec/schema.ts';
import { note } from './fail.ts';

/** Words of one kind, which stand at one level. */
export interface Block {
  readonly words: Iterable<bigint>;
  readonly as: WordKind;
  readonly level: TableLevel;
}

/** Blocks of words. */
export type WordSource = AsyncIterable<Block> | Iterable<Block>;

/** Words of one block that match a query. */
export interface SelectedWords extends Block {
  readonly words: BigUint64Array;
  /** Where each stands in the source, counted in words from 0. */
  readonly places: readonly number[];
  /** The words of the block that it is from, and the place of their first. */
  readonly near: { readonly words: BigUint64Array; readonly first: number };
}

/** Where words of a block match; those of p4d and pgd are asked one by one. */
function placesOf(k: Kernel, words: BigUint64Array, query: Query, level: TableLevel, into: Uint32Array): Uint32Array {
  if (!isUpper(level)) return findBatch(k, words, query, { level, into });
  return Uint32Array.from([...words.keys()].filter((i) => matches(k, words[i] as bigint, query, { level })));
}

/**
 * The entries of a source that match a query, block by block.
 * @throws RangeError as parseQuery() and findBatch() do, and for words that are no entries.
 */
export async function* selected(k: Kernel, source: WordSource, text: string): AsyncGenerator<SelectedWords> {
  const query = parseQuery(text);
  const told = new Set<TableLevel>();
  let into = new Uint32Array(0);
  let before = 0;
  for await (const block of source) {
    tellNever(k, query, block.level, told);
    const words = block.words instanceof BigUint64Array ? block.words : BigUint64Array.from(block.words);
    if (into.length < words.length) into = new Uint32Array(words.length);
    const found = placesOf(k, words, query, block.level, into);
    const first = before;
    if (found.length > 0)
      yield {
        ...block,
        words: BigUint64Array.from(found, (at) => words[at] as bigint),
        places: Array.from(found, (at) => first + at),
        near: { words, first },
      };
    before += words.length;
  }
}

/** Says once for a level that no entry of it matches. */
function tellNever(k: Kernel, query: Query, level: TableLevel, told: Set<TableLevel>): void {
  if (told.has(level)) return;
  told.add(level);
  if (compileQuery(k, query, level) === false) note(`no entry of ${k.name} at ${level} matches ${query.text}`);
}
