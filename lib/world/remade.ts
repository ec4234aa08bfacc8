/**
 * Values of the world with other parts, each kind in one place, name by name: `{ ...w, mms }` says the same, but gives its result a shape of its
 * own wherever it stands, and who reads values of many shapes reads each of them slowly. A part that is undefined stays as it was.
 */
import type { Whole } from '../base/whole.ts';
import type { Hand } from './hand.ts';
import type { Happened } from './happened.ts';
import type { Moved } from './moved.ts';
import type { Cpu, ProcessState, World } from './world.ts';

/** The world with other parts. */
export const worldWith = (w: World, to: Partial<World>): Whole<World> => ({
  k: w.k,
  mapping: w.mapping,
  frames: to.frames ?? w.frames,
  slots: to.slots ?? w.slots,
  backing: to.backing ?? w.backing,
  backings: to.backings ?? w.backings,
  mms: to.mms ?? w.mms,
  cpus: to.cpus ?? w.cpus,
  held: to.held ?? w.held,
  nextPfn: to.nextPfn ?? w.nextPfn,
  nextHuge: to.nextHuge ?? w.nextHuge,
  nextSlot: to.nextSlot ?? w.nextSlot,
  own: to.own ?? w.own,
});

/** The process with other parts. */
export const processWith = (mm: ProcessState, to: Partial<ProcessState>): Whole<ProcessState> => ({
  name: mm.name,
  pte: to.pte ?? mm.pte,
  rest: to.rest ?? mm.rest,
  level: to.level ?? mm.level,
  vma: to.vma ?? mm.vma,
  mapped: to.mapped ?? mm.mapped,
  pending: to.pending ?? mm.pending,
  locks: to.locks ?? mm.locks,
  armed: to.armed ?? mm.armed,
  writer: to.writer ?? mm.writer,
  wroteSinceClear: to.wroteSinceClear ?? mm.wroteSinceClear,
});

/** The CPU with something else in hand, or with nothing. */
export const cpuWith = ({ name, tlb }: Cpu, hand: Hand | undefined): Whole<Cpu> => ({ name, tlb, hand });

/** What a CPU is in the middle of, further on. */
export const handWith = (hand: Hand, to: Partial<Hand>): Whole<Hand> => ({
  name: hand.name,
  word: to.word ?? hand.word,
  mm: hand.mm,
  page: hand.page,
  ran: to.ran ?? hand.ran,
  flushesLast: hand.flushesLast,
  batched: hand.batched,
  unlocksFirst: hand.unlocksFirst,
  gathers: hand.gathers,
  raised: to.raised ?? hand.raised,
  due: to.due ?? hand.due,
  raisesLate: hand.raisesLate,
  endsWhenAwaited: hand.endsWhenAwaited,
  asleep: to.asleep ?? hand.asleep,
  saved: to.saved ?? hand.saved,
  protects: to.protects ?? hand.protects,
});

/** What was moved, with other parts. */
export const movedWith = (moved: Moved, to: Partial<Moved>): Whole<Moved> => ({
  world: to.world ?? moved.world,
  events: to.events ?? moved.events,
  steps: to.steps ?? moved.steps,
  due: to.due ?? moved.due,
  flushed: to.flushed ?? moved.flushed,
  copied: to.copied ?? moved.copied,
  wrote: to.wrote ?? moved.wrote,
});

/** What happened, with other parts. */
export const happenedWith = (happened: Happened, to: Partial<Happened>): Whole<Happened> => ({
  life: to.life ?? happened.life,
  events: to.events ?? happened.events,
  steps: to.steps ?? happened.steps,
  set: to.set ?? happened.set,
  flushes: to.flushes ?? happened.flushes,
  tellsFlushes: to.tellsFlushes ?? happened.tellsFlushes,
  flushesAtOnce: to.flushesAtOnce ?? happened.flushesAtOnce,
  others: to.others ?? happened.others,
  copied: to.copied ?? happened.copied,
  copyNeeded: to.copyNeeded ?? happened.copyNeeded,
});
