/** Queries about entries, such as `uffd-wp & (swap | migration)`: docs/query.md has the language on one page. */

import { rangeError, shown, typeError } from '../base/errors.ts';
import { type DecodeOptions, decode } from '../codec/decode.ts';
import type { Decoded } from '../codec/decoded.ts';
import type { Pte } from '../helpers/marks.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { holdsFor, numberIn } from './entryAnswers.ts';
import { treeOf } from './grammar.ts';
import type { Query, QueryCompare, QueryTree, QueryWord } from './tree.ts';
import { fieldOf, meaningOf } from './vocabulary.ts';

const made = new WeakSet<Query>();

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/**
 * Reads a query. It is bound to no kernel: a name that a kernel lacks is a question that none of its entries says yes to.
 *
 * ```ts
 * const query = parseQuery('uffd-wp & (swap | migration) & !exclusive');
 * matches(kernel('6.12'), 0x07fffffffffbfe0en, query); // false: it is exclusive
 * ```
 *
 * @throws TypeError unless `text` is a string; RangeError (ERR_PTE_INPUT) with the column where it goes wrong, what may stand
 *   there, and for a word that is none the nearest one.
 */
export function parseQuery(text: string): Query {
  const query = frozen({ text, tree: treeOf(text) });
  made.add(query);
  return query;
}

/** A query that was read, or its text. @throws TypeError for anything else, and as parseQuery() does. */
export function checkedQuery(query: Query | string): Query {
  if (typeof query === 'string') return parseQuery(query);
  if (!made.has(query)) throw typeError(`expected a query as parseQuery() gives it, or its text, got ${shown(query)}`);
  return query;
}

function checkScope({ scope, name, column }: QueryWord | QueryCompare): void {
  if (scope === '') return;
  const got = `${shown(`${scope}.${name}`)} at column ${column}`;
  throw rangeError(`expected words about one entry, got ${got}, which the explorer alone can answer`, 'ERR_PTE_INPUT');
}

const orders: Readonly<Record<QueryCompare['is'], (a: bigint, b: bigint) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function compares(entry: Decoded, { name, is, value }: QueryCompare): boolean {
  if (typeof value === 'string') return (entry.kind === value) === (is === '=');
  const field = fieldOf(name);
  const number = field && numberIn(entry, field);
  return number !== undefined && orders[is](number, value);
}

/** Whether an entry that decode() gave answers a part of a query with yes. */
export function answers(k: Kernel, entry: Decoded, tree: QueryTree): boolean {
  switch (tree.op) {
    case 'and':
      return tree.of.every((part) => answers(k, entry, part));
    case 'or':
      return tree.of.some((part) => answers(k, entry, part));
    case 'not':
      return !answers(k, entry, tree.of);
    case 'word': {
      const meaning = meaningOf(tree.name);
      return meaning !== undefined && holdsFor(k, entry, meaning);
    }
    case 'compare':
      return compares(entry, tree);
    default:
      return tree satisfies never;
  }
}

/** Refuses a query with words that are not about the entry at hand, wherever they stand in it. */
export function checkScopes(tree: QueryTree): void {
  if (tree.op === 'word' || tree.op === 'compare') checkScope(tree);
  else if (tree.op === 'not') checkScopes(tree.of);
  else for (const part of tree.of) checkScopes(part);
}

/**
 * Whether one entry matches a query: as decode() reads the word, on any kernel and level. For arrays there is findBatch().
 *
 * @param query as parseQuery() gives it; a text is read anew each time.
 * @throws TypeError for a query that is none, RangeError for one with words about pages, mappings, CPUs or the entry before;
 *   for the kernel, the word and the level as decode() does.
 */
export function matches(k: Kernel, word: Pte, query: Query | string, options?: DecodeOptions): boolean {
  const { tree } = checkedQuery(query);
  checkScopes(tree);
  return answers(k, decode(k, word, options), tree);
}
