/** Operations of one's own: what a patch would do to an entry or to the world, as data beside the operations of scripts. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Outcome } from '../mm/common/outcome.ts';
import type { Vma } from '../mm/common/vma.ts';
import { type LockCall, lockCalls } from '../mm/locks/lockPlan.ts';
import { resultOf } from '../world/event.ts';
import { done, type Happened, inOrder, quietly } from '../world/happened.ts';
import type { Life } from '../world/life.ts';
import { after, still } from '../world/moved.ts';
import { operations } from '../world/operations/list.ts';
import { sayables } from '../world/operations/names.ts';
import type { Operation, OperationPiece, WorldOperation } from '../world/operations/operation.ts';
import { change } from '../world/run/change.ts';
import { type Actor, see } from '../world/see.ts';
import type { World } from '../world/world.ts';
import { asked } from './whose.ts';

/** What an operation of one's own makes of an entry: what functions of lib/mm give back will do. */
export interface EntryChange extends Partial<Pick<Outcome, 'effects' | 'steps'>> {
  /** The word that is set. */
  readonly pte: bigint;
  /** The mapping, if that changes too. */
  readonly vma?: Vma;
}

/**
 * An operation that no script has; or, by the name of one that scripts have, that operation with a change at its end, which is then tried
 * in its place.
 */
export interface OwnOperation {
  /** Lower case, with dashes. */
  readonly name: string;
  /** One line: what it does. */
  readonly says: string;
  /** The call whose locks it takes and whose flush is its own, such as `mprotect`: it is tried by halves then. None where it is left out. */
  readonly call?: LockCall;
  /** It goes over all processes that map the page, by the reverse map. */
  readonly overAll?: true;
  /**
   * What it does to an entry. `life` is the entry and what surrounds it, `before` the same before the operation of the scripts that it
   * changes. Gives nothing where there is nothing to do.
   */
  readonly entry?: (life: Life, before: Life) => EntryChange | undefined;
  /** What it does to the world, or to what the operation of the scripts has made of it. */
  readonly world?: (w: World, at: Actor) => World;
}

/** Operations of one's own by name, as a world has them. */
export type OwnOperations = Readonly<Record<string, Operation>>;

const parts = ['name', 'says', 'call', 'overAll', 'entry', 'world'] as const;

/**
 * Checks what a caller gives as operations of their own.
 *
 * @throws TypeError for what is none; RangeError (ERR_PTE_INPUT) for a name that is none or that is there twice, or a call that is none.
 */
export function checkOwn(given: readonly OwnOperation[]): void {
  for (const [i, one] of given.entries()) {
    checkShape(one);
    if (given.findIndex(({ name }) => name === one.name) < i)
      throw rangeError(`expected each operation of your own once, got ${shown(one.name)} twice`, 'ERR_PTE_INPUT');
  }
}

function checkShape(given: OwnOperation): void {
  if (typeof given !== 'object' || given === null)
    throw typeError(`expected an operation as a string or as an object, got ${shown(given)}`);
  const { name, says, call, entry, world } = given;
  if (typeof name !== 'string' || !/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(name) || /-(begin|end)$/.test(name))
    throw rangeError(
      `expected a name of an operation in lower case with dashes, which is no half, got ${shown(name)}`,
      'ERR_PTE_INPUT',
    );
  if (Object.hasOwn(sayables, name) && !Object.hasOwn(operations, name))
    throw rangeError(`expected a whole operation, got ${shown(name)}`, 'ERR_PTE_INPUT');
  const other = Object.keys(given).find((key) => !parts.some((part) => part === key));
  if (other !== undefined)
    throw typeError(`expected ${parts.join(', ')} of the operation ${name}, got ${shown(other)}`);
  if (typeof says !== 'string') throw typeError(`expected what ${name} does in \`says\`, got ${shown(says)}`);
  if ((typeof entry === 'function') === (typeof world === 'function'))
    throw typeError(
      `expected a function \`entry\` or a function \`world\` of the operation ${name}, got ${entry ? 'both' : 'neither'}`,
    );
  if (call !== undefined) checkCall(name, call);
}

function checkCall(name: string, call: LockCall): void {
  if (Object.hasOwn(operations, name))
    throw rangeError(`expected no call of ${name}, which has one already, got ${shown(call)}`, 'ERR_PTE_INPUT');
  if (lockCalls.includes(call)) return;
  const near = typeof call === 'string' ? nearest(call, lockCalls) : undefined;
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw rangeError(`expected a call of ${lockCalls.join(', ')} in ${name}, got ${shown(call)}${hint}`, 'ERR_PTE_INPUT');
}

/** Operations of one's own as the world has them; nothing where there are none. */
export function ownOperations(given: readonly OwnOperation[]): OwnOperations | undefined {
  if (given.length === 0) return undefined;
  return Object.freeze(Object.fromEntries(given.map((one) => [one.name, asOperation(one)])));
}

function asOperation(own: OwnOperation): Operation {
  const known = Object.hasOwn(operations, own.name) ? operations[own.name as keyof typeof operations] : undefined;
  if (known) return changed(own, known as Operation);
  const { says, call, overAll } = own;
  const said = { says, ...(call && { call }), ...(overAll && { overAll }) };
  if (own.world) return { ...said, pieces: [(w, at) => still(worldOf(own, w, at))] };
  return { ...said, run: (life) => entryOf(own, life, life) };
}

/** An operation of scripts with a change at its end. */
function changed(own: OwnOperation, known: Operation): Operation {
  const { says } = own;
  if ('run' in known && own.entry)
    return {
      ...known,
      says,
      run: (life, word) => {
        const first = known.run(life, word);
        return resultOf(first.events) === 'done'
          ? { ...first, ...inOrder(first, entryOf(own, first.life, life)) }
          : first;
      },
    };
  if ('run' in known)
    throw rangeError(
      `expected \`entry\` of ${own.name}, which is an operation on an entry, got \`world\``,
      'ERR_PTE_INPUT',
    );
  return { ...known, says, pieces: lastChanged(own, known.pieces) };
}

const lastChanged = (own: OwnOperation, pieces: WorldOperation['pieces']): WorldOperation['pieces'] =>
  pieces.map((piece, i): OperationPiece => {
    if (i < pieces.length - 1) return piece;
    return (w, at, word, saved) => {
      const { saved: kept, over, ...moved } = piece(w, at, word, saved);
      if (resultOf(moved.events) !== 'done') return { ...moved, ...(kept && { saved: kept }), ...(over && { over }) };
      const more = after(moved, (now) =>
        own.world ? still(worldOf(own, now, at)) : change(now, at, (life) => entryOf(own, life, see(w, at)), ''),
      );
      return { ...moved, ...more, ...(kept && { saved: kept }), ...(over && { over }) };
    };
  });

function entryOf(own: OwnOperation, life: Life, before: Life): Happened {
  const made = asked(`the operation ${own.name}`, () => own.entry?.(life, before));
  if (made === undefined) return quietly(life, ...(life === before ? [{ kind: 'nothingToDo' } as const] : []));
  if (typeof made?.pte !== 'bigint' || made.pte !== BigInt.asUintN(64, made.pte))
    throw typeError(
      `expected an entry as { pte }, a word, from the operation ${own.name}, got ${shown(made?.pte ?? made)}`,
    );
  const { pte, effects = [], steps = [], vma = life.vma } = made;
  return done({ ...life, vma }, { pte, effects, steps });
}

function worldOf(own: OwnOperation, w: World, at: Actor): World {
  const made = asked(`the operation ${own.name}`, () => own.world?.(w, at));
  if (typeof made !== 'object' || made === null || !Array.isArray(made.mms) || made.k !== w.k)
    throw typeError(`expected a world made of the one that it got from the operation ${own.name}, got ${shown(made)}`);
  return made;
}
