/** Questions in one line: what may never be, and how something can have come about, in the language of lib/query. */
import { rangeError, shown } from '../base/errors.ts';
import { decode } from '../codec/decode.ts';
import type { Decoded } from '../codec/decoded.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { answers, checkedQuery } from '../query/query.ts';
import type { QueryCompare, QueryTree, QueryWord } from '../query/tree.ts';
import { type EntryFacts, Words } from './facts.ts';
import type { Invariant } from './invariant.ts';

type Leaf = QueryWord | QueryCompare;

function leavesOf(tree: QueryTree): readonly Leaf[] {
  if (tree.op === 'word' || tree.op === 'compare') return [tree];
  return tree.op === 'not' ? leavesOf(tree.of) : tree.of.flatMap(leavesOf);
}

/** Numbers of pages are as the search has them, and worlds that differ by them alone are one. */
const numbers: readonly string[] = ['pfn', 'offset', 'swapOffset'];

function checkLeaf({ scope, name, column }: Leaf): void {
  const got = `${shown(scope === '' ? name : `${scope}.${name}`)} at column ${column}`;
  if (scope !== '' && scope !== 'before')
    throw rangeError(`expected words about the entry, or before. in front of them, got ${got}`, 'ERR_PTE_INPUT');
  if (numbers.includes(name))
    throw rangeError(
      `expected a question without numbers of pages, which mean nothing here, got ${got}`,
      'ERR_PTE_INPUT',
    );
}

/** The question about one entry now and, where it asks for that, before the step. */
function holdsOf(k: Kernel, tree: QueryTree, now: Decoded, before: Decoded | undefined): boolean {
  switch (tree.op) {
    case 'and':
      return tree.of.every((part) => holdsOf(k, part, now, before));
    case 'or':
      return tree.of.some((part) => holdsOf(k, part, now, before));
    case 'not':
      return !holdsOf(k, tree.of, now, before);
    default: {
      const entry = tree.scope === 'before' ? before : now;
      return entry !== undefined && answers(k, entry, { ...tree, scope: '' });
    }
  }
}

/** Decodes each word once. */
function reader(k: Kernel): (entry: EntryFacts) => Decoded {
  const known = new Map<string, Decoded>();
  return ({ pte, level }) => {
    const key = `${level}${pte}`;
    const made = known.get(key) ?? decode(k, pte, { level });
    known.set(key, made);
    return made;
  };
}

function treeOf(text: string): QueryTree {
  const { tree } = checkedQuery(text);
  leavesOf(tree).forEach(checkLeaf);
  return tree;
}

/** All parts of `a & b & c` but the last one: where they hold, the question is asked. */
const premiseOf = (tree: QueryTree): readonly QueryTree[] => (tree.op === 'and' ? tree.of.slice(0, -1) : []);

/**
 * A question as an invariant: no entry may answer it with yes. Of `a & b` the premise is that `a` holds: an entry that is `a` came up.
 *
 * @throws RangeError (ERR_PTE_INPUT) with the column for a question that is none, or that is about more than the entry now and before.
 */
export function never(k: Kernel, query: string): Invariant {
  const tree = treeOf(query);
  const premise = premiseOf(tree);
  const decoded = reader(k);
  const isOfSteps = leavesOf(tree).some(({ scope }) => scope === 'before');
  return {
    name: 'never',
    says: `No entry is ever: ${query}.`,
    source: 'the question',
    kind: 'bug',
    of: isOfSteps ? 'step' : 'state',
    premise: ({ now, was }) =>
      (!isOfSteps || was !== undefined) && premise.every((part) => holdsOf(k, part, decoded(now), was && decoded(was))),
    claim: ({ now, was }) => !holdsOf(k, tree, decoded(now), was && decoded(was)),
  };
}

/**
 * What a search can look for: an entry that answers a question with yes, or one like a word, whatever page it is about.
 *
 * @throws as never() does; RangeError (ERR_PTE_INPUT) for a question about the entry before.
 */
export function reaching(k: Kernel, what: string | bigint): (entry: EntryFacts) => boolean {
  if (typeof what === 'bigint') {
    const { shape, family } = new Words(k).of(what);
    return (entry) => entry.family === family && entry.shape === shape;
  }
  const tree = treeOf(what);
  const before = leavesOf(tree).find(({ scope }) => scope !== '');
  if (before)
    throw rangeError(`expected words about the entry itself, got before. at column ${before.column}`, 'ERR_PTE_INPUT');
  const decoded = reader(k);
  return (entry) => holdsOf(k, tree, decoded(entry), undefined);
}

/** Operations by which a flag or a kind comes about, by the words of questions. */
const bringing: readonly (readonly [RegExp, readonly string[]])[] = [
  [/uffd/i, ['uffd-wp']],
  [/soft_?dirty/i, ['clear-refs']],
  [/^migration/i, ['migrate']],
  [/^swap|exclusive$|^SWP/i, ['pageout']],
  [/^device(Read|Write|Private)/, ['to-device']],
  [/^deviceExclusive/, ['device-exclusive']],
  [/marker/i, ['uffd-wp', 'dontneed']],
  [/guard/i, ['guard-install']],
  [/poison/i, ['uffd-poison', 'hwpoison']],
  [/protnone/i, ['numa-hint']],
];

/** The operations that a question needs, so that what it asks about can come up. */
export const operationsFor = (query: string): readonly string[] => [
  ...new Set(
    leavesOf(treeOf(query)).flatMap((leaf) => {
      const words = leaf.op === 'compare' ? [leaf.name, String(leaf.value)] : [leaf.name];
      return bringing.flatMap(([is, names]) => (words.some((word) => is.test(word)) ? names : []));
    }),
  ),
];
