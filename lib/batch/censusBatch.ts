/** How many words of an array there are of what. */
import { flagColumn, kinds } from '../../spec/kinds.ts';
import type { Level } from '../../spec/schema.ts';
import { shown, typeError } from '../base/errors.ts';
import { formatOf, leafLevel } from '../codec/formats.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { compileQuery } from '../query/compile.ts';
import { parseQuery } from '../query/query.ts';
import { stepsOf } from '../query/steps.ts';
import type { Query } from '../query/tree.ts';
import { givenWords, type WordArray } from './checkArrays.ts';
import { censusAt, censusLength, typeCount } from './engine/censusAt.ts';
import { engine } from './engine/engine.ts';
import { checkLayout, layoutWords } from './engine/layoutWords.ts';

/** Counts of words. */
export interface BatchCensus {
  readonly words: number;
  /** By kind, as decode() names them; 0 for kinds that are not there. */
  readonly kinds: Readonly<Record<(typeof kinds)[number], number>>;
  /** By the number of the type, 0 to 31, of the entries that have one: swap areas first, then the special ones. */
  readonly types: readonly number[];
  /** By named flag, of every kind: enc, young, dirty, write, softDirty, uffdWp, exclusive, unexplained. See FLAG. */
  readonly flags: Readonly<Record<(typeof flagColumn)[number]['id'], number>>;
}

/** What censusBatch() is told besides the words. */
export interface CensusOptions {
  /** The level of the page tables that the words stand at; `pte` if left out. */
  readonly level?: Level;
}

/** Numbers for an engine to add to. */
export const newCounts = (): BigUint64Array => new BigUint64Array(censusLength);

const pieces = 4096; // words that are asked many questions while they are in the cache

const read = new Map<string, Query>();
/** A query of our own, read once. */
function queryOf(text: string): Query {
  const query = read.get(text) ?? parseQuery(text);
  read.set(text, query);
  return query;
}

/** A census by questions: for levels that the codec of arrays does not know, where words are few. */
function countByQueries(k: Kernel, level: Level, words: BigUint64Array, counts: BigUint64Array): void {
  const room = new Uint32Array(pieces);
  const steps = (text: string) => stepsOf(compileQuery(k, queryOf(text), level));
  const flagsOf = (kind: string) => flagColumn.map(({ id }) => steps(`kind = ${kind} & ${id}`));
  const asked = kinds.map((kind, i) => ({ kind, place: i, steps: steps(`kind = ${kind}`), flags: flagsOf(kind) }));
  const types = Array.from({ length: typeCount }, (_, type) => steps(`type = ${type}`));
  const add = (at: number, n: number) => {
    counts[at] = (counts[at] as bigint) + BigInt(n);
  };
  for (let from = 0; from < words.length; from += pieces) {
    const piece = words.subarray(from, from + pieces);
    const count = (question: BigUint64Array) => engine().find(question, piece, 0, room);
    for (const { place, steps, flags } of asked) {
      const n = count(steps);
      add(censusAt.kinds + place, n);
      if (n === 0) continue;
      flags.forEach((question, i) => {
        const having = count(question);
        add(censusAt.flags + i, having);
        add(censusAt.flagsOfKind + place * flagColumn.length + i, having);
      });
    }
    for (const [type, question] of types.entries()) add(censusAt.types + type, count(question));
  }
}

/** Adds words of a level to the counts of an engine; `byKind` asks for the flags of each kind. */
export function addCensus(
  k: Kernel,
  level: Level,
  words: BigUint64Array,
  byKind: boolean,
  counts: BigUint64Array,
): void {
  if (level === 'pte') engine().census(layoutWords(k), words, byKind, counts);
  else countByQueries(k, level, words, counts);
}

/** The level that options name. @throws TypeError for options that are none, RangeError for no level. */
export function levelOf(k: Kernel, options: CensusOptions): Level {
  if (typeof options !== 'object' || options === null)
    throw typeError(`expected options such as { level: 'pmd' }, got ${shown(options)}`);
  return leafLevel(formatOf(k, options.level ?? 'pte').level);
}

/**
 * Counts the words of an array by kind, by type and by flag, without decoding them. Class Census adds up any number of arrays
 * and tells the flags of each kind.
 *
 * ```ts
 * const { kinds, types, flags } = censusBatch(k, words);
 * kinds.present; // 3
 * types[2]; // pages in swap area 2
 * flags.uffdWp; // entries of any kind that are write-protected
 * ```
 *
 * @throws TypeError for what is no kernel and as decodeBatch() does for arrays; RangeError for a level that is none, and for
 *   a kernel with a proposed layout (ERR_PTE_ENGINE).
 */
export function censusBatch(k: Kernel, words: WordArray, options: CensusOptions = {}): BatchCensus {
  checkKernel(k);
  const level = levelOf(k, options);
  checkLayout(k);
  const from = givenWords('words', words);
  const counts = newCounts();
  addCensus(k, level, from, false, counts);
  return censusOf(from.length, counts);
}

/** Counts as censusBatch() gives them. */
export function censusOf(words: number, counts: BigUint64Array): BatchCensus {
  const from = (at: number) => (_: unknown, i: number) => Number(counts[at + i]);
  const named = <Id extends string>(ids: readonly Id[], at: number) =>
    Object.fromEntries(ids.map((id, i) => [id, from(at)(id, i)])) as Record<Id, number>;
  return {
    words,
    kinds: named(kinds, censusAt.kinds),
    types: Array.from({ length: typeCount }, from(censusAt.types)),
    flags: named(
      flagColumn.map(({ id }) => id),
      censusAt.flags,
    ),
  };
}
