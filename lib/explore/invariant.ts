/** What an invariant is: data, which a search asks about entries. */
import { shown, typeError } from '../base/errors.ts';
import type { BehaviourId, Kernel } from '../kernel/kernel.ts';
import type { LifeEvent, Result } from '../world/event.ts';
import type { ScriptLine } from '../world/script.ts';
import type { Actor } from '../world/see.ts';
import type { World } from '../world/world.ts';
import type { EntryFacts } from './facts.ts';
import { asked } from './whose.ts';

/** One transition of a search. */
export interface ExploredStep {
  readonly line: ScriptLine;
  /** The operation of which the line is the whole, or a half. */
  readonly operation: string;
  readonly at: Actor;
  readonly before: World;
  readonly after: World;
  readonly events: readonly LifeEvent[];
  readonly result: Result;
  /** The acting process has written to the page. */
  readonly wrote: boolean;
  /** Nothing of the operation is left. */
  readonly ends: boolean;
}

/** An entry, now, and before the step that led here. */
export interface SeenEntry {
  readonly k: Kernel;
  readonly world: World;
  readonly now: EntryFacts;
  /** Absent in the first world, and where a process is new. */
  readonly was?: EntryFacts | undefined;
  readonly step?: ExploredStep | undefined;
  /** The entry is of the process that the step was for. */
  readonly own: boolean;
  /** The entry of the acting process, before the step. */
  readonly acting?: EntryFacts | undefined;
}

/** Something that must hold, of every entry of every world that can be reached, or of every step. */
export interface Invariant {
  /** Lower case, with dashes. */
  readonly name: string;
  /** One sentence: what holds. */
  readonly says: string;
  /** The function or the document that promises it. */
  readonly source: string;
  /** What breaks it is a bug, or is so by design. */
  readonly kind: 'bug' | 'design';
  /** It is asked of worlds, each once, or of all steps between them. */
  readonly of: 'state' | 'step';
  /** Rows without which it is not promised: it holds from the release on that has them. */
  readonly since?: readonly BehaviourId[];
  /** Rows with which it is promised no more. */
  readonly until?: readonly BehaviourId[];
  /** More that a kernel must have. */
  readonly needs?: (k: Kernel) => boolean;
  /** Bugs of spec/bugs.ts that break it. */
  readonly bugs?: readonly string[];
  /** The operations of which the step is one, or a half of one, where it says something; any if absent. It is asked of no other step. */
  readonly operations?: readonly string[];
  /** Where it says something. An invariant whose premise never held is untested. */
  readonly premise: (seen: SeenEntry) => boolean;
  /** What must be so there. */
  readonly claim: (seen: SeenEntry) => boolean;
}

/** Whether an invariant is promised on a kernel. */
export const isPromised = (k: Kernel, { since = [], until = [], needs }: Invariant): boolean =>
  since.every((id) => k.does(id)) && !until.some((id) => k.does(id)) && (needs?.(k) ?? true);

const shapes: Readonly<Record<string, readonly unknown[]>> = { kind: ['bug', 'design'], of: ['state', 'step'] };

/**
 * Checks what a caller gives as invariants.
 *
 * @throws TypeError for what is none.
 */
export function checkInvariants(given: readonly Invariant[]): void {
  if (!Array.isArray(given)) throw typeError(`expected invariants as an array, got ${shown(given)}`);
  for (const one of given) checkShape(one);
}

function checkShape(given: Invariant): void {
  if (typeof given !== 'object' || given === null)
    throw typeError(`expected an invariant as an object, got ${shown(given)}`);
  if (typeof given.name !== 'string') throw typeError(`expected the name of an invariant, got ${shown(given.name)}`);
  const of = `of the invariant ${given.name}`;
  for (const part of ['says', 'source'] as const)
    if (typeof given[part] !== 'string')
      throw typeError(`expected a sentence \`${part}\` ${of}, got ${shown(given[part])}`);
  for (const part of ['kind', 'of'] as const)
    if (!shapes[part]?.includes(given[part]))
      throw typeError(`expected \`${part}\` ${of} to be ${shapes[part]?.join(' or ')}, got ${shown(given[part])}`);
  if (given.operations !== undefined && !Array.isArray(given.operations))
    throw typeError(`expected an array of names as \`operations\` ${of}, got ${shown(given.operations)}`);
  for (const part of ['premise', 'claim'] as const)
    if (typeof given[part] !== 'function')
      throw typeError(`expected a function \`${part}\` ${of}, got ${shown(given[part])}`);
}

/** The same invariant, which says its name where it throws; one object for each. */
export function guarded(one: Invariant): Invariant {
  const known = guards.get(one);
  if (known) return known;
  const made: Invariant = {
    ...one,
    premise: (seen) => asked(`the premise of ${one.name}`, () => one.premise(seen)),
    claim: (seen) => asked(`the claim of ${one.name}`, () => one.claim(seen)),
  };
  guards.set(one, made);
  return made;
}
const guards = new WeakMap<Invariant, Invariant>();
