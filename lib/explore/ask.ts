/** Questions in one line: what may never be, and how something can have come about, in the language of lib/query. */
import { rangeError } from '../base/errors.ts';
import { byObject, memo } from '../base/memo.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
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

/** How many questions of a kernel are kept. */
const most = 64;
const asked = byObject((_k: Kernel) => memo<Invariant>(most));

/**
 * A question as an invariant: no entry may answer it with yes. Of `a & b` the premise is that `a` holds: an entry that is `a` came up. Who
 * asks a kernel the same again gets the same invariant, so that tables have what became of it.
 *
 * @throws RangeError (ERR_PTE_INPUT) with the column for a question that is none, or that nothing in a world answers.
 */
export function never(k: Kernel, query: string): Invariant {
  checkKernel(k);
  return asked(k)(query, () => neverOf(k, query));
}

function neverOf(k: Kernel, query: string): Invariant {
  const tree = treeOf(k, query);
  const premise = premiseOf(tree);
  const question = new MomentQuery(k, tree);
  const isOfSteps = leavesOf(tree).some(isOfBefore);
  const holds = (part: QueryTree, { now, was, world, step }: SeenEntry): boolean =>
    question.holds(part, { entry: now, world }, was && step && { entry: was, world: step.before });
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

/** How many CPUs a question names. */
export const cpusIn = (query: string): number =>
  new Set(leavesOf(checkedQuery(query).tree).flatMap(({ scope }) => scope.match(/cpu\d+$/)?.[0] ?? [])).size;
