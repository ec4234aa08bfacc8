/** Questions in one line: what may never be, and how something can have come about, in the language of lib/query. */
import { rangeError } from '../base/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { checkedQuery } from '../query/query.ts';
import type { QueryTree } from '../query/tree.ts';
import type { World } from '../world/world.ts';
import { type EntryFacts, Words } from './facts.ts';
import type { Invariant, SeenEntry } from './invariant.ts';
import { checkLeaf, isOfBefore, leavesOf, MomentQuery } from './moments.ts';

function treeOf(k: Kernel, text: string): QueryTree {
  const { tree } = checkedQuery(text);
  for (const leaf of leavesOf(tree)) checkLeaf(k, leaf);
  return tree;
}

/** All parts of `a & b & c` but the last one: where they hold, the question is asked. */
const premiseOf = (tree: QueryTree): QueryTree | undefined =>
  tree.op === 'and' ? { op: 'and', of: tree.of.slice(0, -1) } : undefined;

/**
 * A question as an invariant: no entry may answer it with yes. Of `a & b` the premise is that `a` holds: an entry that is `a` came up.
 *
 * @throws RangeError (ERR_PTE_INPUT) with the column for a question that is none, or that nothing in a world answers.
 */
export function never(k: Kernel, query: string): Invariant {
  const tree = treeOf(k, query);
  const premise = premiseOf(tree);
  const asked = new MomentQuery(k, tree);
  const isOfSteps = leavesOf(tree).some(isOfBefore);
  const holds = (part: QueryTree, { now, was, world, step }: SeenEntry): boolean =>
    asked.holds(part, { entry: now, world }, was && step && { entry: was, world: step.before });
  return {
    name: 'never',
    says: `No entry is ever: ${query}.`,
    source: 'the question',
    kind: 'bug',
    of: isOfSteps ? 'step' : 'state',
    premise: (seen) => (!isOfSteps || seen.was !== undefined) && (premise === undefined || holds(premise, seen)),
    claim: (seen) => !holds(tree, seen),
  };
}

/**
 * What a search can look for: an entry that answers a question with yes, or one like a word, whatever page it is about.
 *
 * @throws as never() does; RangeError (ERR_PTE_INPUT) for a question about the entry before.
 */
export function reaching(k: Kernel, what: string | bigint): (entry: EntryFacts, world: World) => boolean {
  if (typeof what === 'bigint') {
    const { shape, family } = new Words(k).of(what);
    return (entry) => entry.family === family && entry.shape === shape;
  }
  const tree = treeOf(k, what);
  const before = leavesOf(tree).find(isOfBefore);
  if (before)
    throw rangeError(`expected words about the entry itself, got before. at column ${before.column}`, 'ERR_PTE_INPUT');
  const asked = new MomentQuery(k, tree);
  return (entry, world) => asked.holds(tree, { entry, world });
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

/** Words beside entries that come about by operations of their own. */
const bringingBeside: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^page\.pinned$/, ['pin']],
  [/^page\.spliced$/, ['splice']],
  [/^page\.ksm$/, ['ksm-merge']],
  [/^page\.mlocked$/, ['mlock']],
  [/^page\.hwpoison$/, ['hwpoison']],
  [/^page\.devicePrivate$/, ['to-device']],
  [/^page\.swapCache$/, ['pageout']],
  [/^vma\.(write|protWritable)$/, ['mprotect']],
  [/^vma\.locked/, ['mlock']],
];

/** The operations that a question needs, so that what it asks about can come up. */
export const operationsFor = (query: string): readonly string[] => [
  ...new Set(
    leavesOf(checkedQuery(query).tree).flatMap((leaf) => {
      const beside = `${leaf.scope.replace(/^before\.?/, '')}.${leaf.name}`;
      const isBeside = /^(page|vma)\./.test(beside);
      const words = leaf.op === 'compare' ? [leaf.name, String(leaf.value)] : [leaf.name];
      const own = bringingBeside.flatMap(([is, names]) => (is.test(beside) ? names : []));
      if (isBeside && !/uffd|softdirty/i.test(beside)) return own;
      return [...own, ...bringing.flatMap(([is, names]) => (words.some((word) => is.test(word)) ? names : []))];
    }),
  ),
];

/** How many CPUs a question names. */
export const cpusIn = (query: string): number =>
  new Set(leavesOf(checkedQuery(query).tree).flatMap(({ scope }) => scope.match(/cpu\d+$/)?.[0] ?? [])).size;
