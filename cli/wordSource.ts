/** Where words come from, and which of them are wanted. */
import { findBatch } from '../lib/batch/findBatch.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { WordKind } from '../lib/log/format.ts';
import { compileQuery } from '../lib/query/compile.ts';
import { parseQuery } from '../lib/query/query.ts';
import type { Level } from '../spec/schema.ts';
import { note } from './fail.ts';

/** Words of one kind, which stand at one level. */
export interface Block {
  readonly words: Iterable<bigint>;
  readonly as: WordKind;
  readonly level: Level;
}

/** Blocks of words. */
export type WordSource = AsyncIterable<Block> | Iterable<Block>;

/** Words of one block that match a query. */
export interface SelectedWords extends Block {
  readonly words: BigUint64Array;
  /** Where each stands in the source, counted in words from 0. */
  readonly places: readonly number[];
}

/**
 * The entries of a source that match a query, block by block.
 * @throws RangeError as parseQuery() and findBatch() do, and for words that are no entries.
 */
export async function* selected(
  k: Kernel,
  level: Level,
  source: WordSource,
  text: string,
): AsyncGenerator<SelectedWords> {
  const query = parseQuery(text);
  if (compileQuery(k, query, level) === false) note(`no entry of ${k.name} at ${level} matches ${query.text}`);
  let into = new Uint32Array(0);
  let before = 0;
  for await (const block of source) {
    const words = block.words instanceof BigUint64Array ? block.words : BigUint64Array.from(block.words);
    if (into.length < words.length) into = new Uint32Array(words.length);
    const found = findBatch(k, words, query, { level: block.level, into });
    const first = before;
    if (found.length > 0)
      yield {
        ...block,
        words: BigUint64Array.from(found, (at) => words[at] as bigint),
        places: Array.from(found, (at) => first + at),
      };
    before += words.length;
  }
}
