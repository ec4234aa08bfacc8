/** Operations in the world, piece by piece: locks are taken and let go, flushes done or put off, and who must wait waits. */

import { joined } from '../../base/lists.ts';
import { byObject } from '../../base/memo.ts';
import type { FlushPlace } from '../../mm/locks/lockPlan.ts';
import { type LifeEvent, type Result, resultOf } from '../event.ts';
import type { Hand } from '../hand.ts';
import { holderOf, type LockNeed, needsOf } from '../locks.ts';
import { after, type Flushed, type Moved, still } from '../moved.ts';
import { refusedForHugetlb } from '../operations/hugetlbRuns.ts';
import type { LifeOperation, Operation, OperationPiece } from '../operations/operation.ts';
import { notModelled } from '../operations/rangeRuns.ts';
import { cpuWith, handWith, movedWith } from '../remade.ts';
import type { Actor } from '../see.ts';
import { flushTlbs, withCpu } from '../withParts.ts';
import { cpuOf, type Held, holdersOf, mmOf, type World } from '../world.ts';
import { isProtected, learnt, losses } from './beliefs.ts';
import { change } from './change.ts';
import { changeAll } from './changeAll.ts';
import { lacking } from './lacking.ts';
import {
  batchFlushed,
  firstWriter,
  gathers,
  locked,
  nestedFlush,
  raised,
  toFindMapping,
  unlocked,
  waitsFor,
} from './locking.ts';
import { believing, noticed } from './noticed.ts';
import { operationOf, planOf, raisesLate } from './plans.ts';
import { reclaimed } from './reclaimed.ts';
import { parentOf, userOf } from './users.ts';
import { wokenFirst, wokenLast } from './wakes.ts';

/** How far an operation goes: to its end, to the last cut, or to the next. */
export type Extent = 'whole' | 'half' | 'piece';

const isOfWorld = (o: Operation): o is Exclude<Operation, LifeOperation> => 'pieces' in o;

/** What of an operation runs in one go each. */
export const piecesOf = byObject((o: Operation): readonly OperationPiece[] => {
  if (isOfWorld(o)) return o.pieces;
  const play = o.overAll ? changeAll : change;
  return [(w, at, word) => play(w, at, o.run, word, cpuOf(w, at.cpu).hand?.flushesLast)];
});

/** Places of a flush that come after the change. */
const lateFlushes: readonly FlushPlace[] = ['at the end', 'after the locks', 'batched'];

/** How an operation starts. */
interface Starting {
  /** It ends by itself, as soon as another waits for what it holds. */
  readonly endsWhenAwaited?: boolean;
  /** Lines that wait already. */
  readonly ahead?: readonly Held[];
}

/** Starts an operation on a CPU that has nothing in hand. Where it must wait nothing is changed, and an event says so. */
export function start(w: World, at: Actor, name: string, word: string, extent: Extent, how: Starting = {}): Moved {
  const { endsWhenAwaited = false, ahead = [] } = how;
  const o = operationOf(name, w);
  const other = o.becomes?.(w, at);
  if (other !== undefined) return start(w, at, other, word, extent, how);
  const isWide = mmOf(w, at.mm)?.rest !== undefined;
  const refusal = lacking(w, at, o) ?? refusedForHugetlb(w, at, name) ?? notModelled(name, isWide);
  if (refusal?.kind === 'impossible' || (refusal && !o.call)) return still(w, refusal);
  const plan = planOf(w, at, o);
  const isFree = o.isFree?.(w, at) && parentOf(w, at.mm) === undefined;
  const locks = refusal ? toFindMapping : isFree ? [] : needsOf(plan);
  const waiting: Waiting | undefined =
    lastUser(w, at, o, ahead) ?? firstHolder(w, at, locks) ?? firstWriter(w, at, locks, ahead);
  if (waiting?.finish) return after(waiting.finish, (now) => start(now, at, name, word, extent, how));
  if (waiting) return still(w, plan.tries ? { kind: 'notTried' } : waiting.event);
  if (refusal) return still(w, refusal);
  const flushesLast = !o.flushesItself && lateFlushes.includes(plan.flush);
  const hand: Hand = {
    name,
    word,
    mm: at.mm,
    page: at.page,
    ran: 0,
    flushesLast,
    batched: plan.flush === 'batched' || undefined,
    unlocksFirst: plan.flush === 'after the locks' || undefined,
    gathers: gathers(w.k, o.call) || undefined,
    raised: plan.pending && !raisesLate(w.k, o.call),
    due: [],
    raisesLate: (plan.pending && raisesLate(w.k, o.call)) || undefined,
    endsWhenAwaited: endsWhenAwaited || undefined,
    saved: undefined,
    protects: undefined,
  };
  return after(batchFlushed(w, at, o.call), (now) => {
    const begun = withCpu(raised(locked(now, at, locks), hand, 1), at.cpu, (cpu) => cpuWith(cpu, hand));
    return onward(still(begun), at.cpu, extent);
  });
}

/** Goes on with what a CPU has in hand. */
export function onward(moved: Moved, cpu: string, extent: Extent): Moved {
  let now = after(moved, (w) => next(w, cpu));
  while (isAwake(now.world, cpu) && (extent === 'whole' || (extent === 'half' && isBeforeCut(now.world, cpu))))
    now = after(now, (w) => next(w, cpu));
  return now;
}

/** The CPU has something in hand with which it can go on. */
function isAwake(w: World, cpu: string): boolean {
  const { hand } = cpuOf(w, cpu);
  return hand !== undefined && hand.asleep === undefined;
}

/** The halves of an operation meet before its last piece, or, of one piece, before its flush. */
function isBeforeCut(w: World, cpu: string): boolean {
  const { hand } = cpuOf(w, cpu);
  const pieces = hand ? piecesOf(operationOf(hand.name, w)).length : 0;
  return pieces > 1 ? (hand?.ran ?? 0) < pieces - 1 : leftInHand(w, cpu) > 1;
}

/** How many pieces are left of what a CPU has in hand, the flush and the letting go counted as one. */
export function leftInHand(w: World, cpu: string): number {
  const { hand } = cpuOf(w, cpu);
  if (!hand) return 0;
  if (hand.asleep) return 1;
  const o = operationOf(hand.name, w);
  const raises = hand.raisesLate && !hand.raised ? 1 : 0;
  return Math.max(0, piecesOf(o).length - hand.ran) + raises + (closesLast(hand) ? 1 : 0);
}

/** The end, with the flush or without one, is a piece of its own: until then others see what is being done. */
const closesLast = ({ flushesLast, raised: is, raisesLate: will }: Hand): boolean => flushesLast || is || will === true;

/** The next piece; after the last one the operation is over. */
function next(w: World, cpu: string): Moved {
  const { hand } = cpuOf(w, cpu);
  if (!hand) return still(w); // it slept, and has been woken
  if (hand.asleep) return still(w, { kind: 'asleep', cpu });
  const o = operationOf(hand.name, w);
  const piece = piecesOf(o)[hand.ran];
  const at: Actor = { cpu, mm: hand.mm, ...(hand.page !== undefined && { page: hand.page }) };
  if (!piece && hand.raisesLate && !hand.raised) return still(raisedLate(w, cpu, hand));
  if (!piece) return over(flushed(still(w), hand, cpu), at, hand);
  const moved = piece(w, at, hand.word, hand.saved);
  const { saved, over: isOver, sleeps } = moved;
  const result = resultOf(moved.events); // a call that finds nothing to do for the page still has its range to walk
  const told = waking(noticed(w, result === 'done' ? believing(moved, hand, at) : moved, at), w, hand, result);
  const due = joined(hand.due, moved.due ?? []);
  const protects = isProtected(told.world, at) || undefined;
  const so = handWith(hand, { ran: hand.ran + 1, due, saved, protects });
  if (sleeps) return asleep(told, at, handWith(so, { asleep: sleeps }));
  const done =
    isOver || result === 'refused' || result === 'cannot' || (result === 'nothing' && piecesOf(o).length > 1);
  const isLast = so.ran === piecesOf(o).length;
  const free = isLast && so.unlocksFirst ? unlocked(told.world, at) : told.world;
  const kept = movedWith(told, { world: withCpu(free, cpu, (it) => cpuWith(it, so)) });
  if (done && so.due.length === 0) return over(kept, at, so);
  return !isLast || closesLast(so) ? kept : over(flushed(kept, so, cpu), at, so);
}

/** schedule() in handle_userfault(), which has let go of the mapping's lock. */
const asleep = (moved: Moved, at: Actor, hand: Hand): Moved => ({
  ...moved,
  world: withCpu(unlocked(moved.world, at), at.cpu, (cpu) => ({ ...cpu, hand })),
});

/** Those that the call wakes before it changes anything. */
function waking(moved: Moved, before: World, hand: Hand, result: Result): Moved {
  if (result !== 'done') return moved;
  const { world, events } = wokenFirst(before, moved.world, hand);
  return events.length === 0 ? moved : { ...moved, world, events: [...moved.events, ...events] };
}

/** The flushes that were put off are done, by `by`. */
function flushed(moved: Moved, hand: Hand, by: string): Moved {
  const all = joined(hand.due, nestedFlush(moved.world, hand));
  if (all.length === 0) return moved;
  let { world } = moved;
  const events: LifeEvent[] = [];
  const did: Flushed[] = [];
  for (const { mm, page, effect, quiet } of all) {
    const from = holdersOf(world, mm, by, page);
    world = flushTlbs(world, mm, page);
    did.push({ effect, mm, from });
    if (!quiet || from.length > 0) events.push({ kind: 'flush', effect });
  }
  return movedWith(moved, {
    world,
    events: joined(moved.events, events),
    due: [],
    flushed: joined(moved.flushed ?? [], did),
  });
}

/** Locks are let go, the counter is lowered, the hand is empty. */
function over(moved: Moved, at: Actor, hand: Hand): Moved {
  const refused = resultOf(moved.events) !== 'done';
  const free = reclaimed(raised(unlocked(moved.world, at), hand, -1), at.cpu);
  const world = withCpu(free, at.cpu, (cpu) => cpuWith(cpu, undefined));
  const taught = learnt(world, hand, at, refused);
  const lost = losses(taught, taught);
  const woken = refused ? { world: lost.world, events: [] } : wokenLast(lost.world, hand);
  const events = joined(joined(moved.events, lost.events), woken.events);
  return movedWith(moved, { world: woken.world, events, due: [] });
}

function raisedLate(w: World, cpu: string, hand: Hand): World {
  const so = handWith(hand, { raised: true });
  return withCpu(raised(w, so, 1), cpu, (it) => cpuWith(it, so));
}

interface Waiting {
  readonly event: LifeEvent;
  readonly finish?: Moved;
}

/** Who still uses the memory that an operation takes away; what only waits to be awaited ends first. */
function lastUser(w: World, at: Actor, o: Operation, ahead: readonly Held[]): Waiting | undefined {
  const event = userOf(w, at, o, ahead);
  const slow = event && cpuOf(w, event.cpu).hand?.endsWhenAwaited;
  return event && { event, ...(slow && { finish: quietly(onward(still(w), event.cpu, 'whole')) }) };
}

/** What keeps an operation from starting: an event, or, where the holder only waits to be awaited, its end. */
function firstHolder(w: World, at: Actor, needs: readonly LockNeed[]): Waiting | undefined {
  const mm = mmOf(w, at.mm);
  for (const { lock, takes } of needs) {
    const holder = mm && holderOf(mm.locks[lock], at.cpu, takes);
    if (!holder) continue;
    const slow = cpuOf(w, holder.cpu).hand?.endsWhenAwaited;
    const event = waitsFor(lock, takes, holder);
    if (!slow) return { event };
    return {
      event,
      finish: after(still(w, { kind: 'flushedFirst', cpu: holder.cpu, lock }), (now) =>
        quietly(onward(still(now), holder.cpu, 'whole')),
      ),
    };
  }
  return undefined;
}

/** What the end of the other's operation says is not this one's. */
const quietly = (moved: Moved): Moved => ({ ...moved, events: [], steps: [] });
