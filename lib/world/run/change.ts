/** An operation on one entry, played in the world: what it sees, what it changes, for each process that it concerns. */

import type { LifeEvent } from '../event.ts';
import type { Due } from '../hand.ts';
import { type Life, withAnonVma } from '../life.ts';
import { after, type Moved } from '../moved.ts';
import { atLevel } from '../operations/hugeRuns.ts';
import { hasOwnPage, type LifeOperation } from '../operations/operation.ts';
import { overRange } from '../operations/rangeRuns.ts';
import { type Actor, atEntry, entryAt, namesAt, placeOf, see, settle, sharers, written } from '../see.ts';
import { cpuOf, flushTlbs, holdersOf, mmOf, type ProcessState, type World } from '../world.ts';
import { losses } from './beliefs.ts';
import { kernelChecks } from './kernelChecks.ts';

type Run = LifeOperation['run'];

/** A change of one process's entry. Its flushes are due afterwards, or done at once, before anything new is seen. */
export function change(w: World, at: Actor, run: Run, word: string, asLate = false, holds?: readonly string[]): Moved {
  const before = see(w, at);
  const name = cpuOf(w, at.cpu).hand?.name;
  const happened = overRange(name, before, atLevel(name, before, run))(before, word);
  const late = asLate && !happened.flushesAtOnce;
  const flushes = happened.flushes ?? [];
  const due = flushes.map(
    (effect): Due => ({
      mm: at.mm,
      ...(at.page !== undefined && { page: at.page }),
      effect,
      ...(happened.tellsFlushes && { quiet: true }),
    }),
  );
  const flushed = flushes.length > 0 && !late ? flushTlbs(w, at.mm, at.page) : w;
  const life = withAnonVmas(happened.life);
  const told = late ? [] : due.flatMap(({ effect, quiet }) => (quiet ? [] : [{ kind: 'flush', effect } as const]));
  const { wrote: _, ...settled } = life;
  const now = settle(flushed, at, before, settled, holds);
  const lost = life.wrote ? losses(w, now) : { world: now, events: [] }; // what is written now must not hide it
  const moved: Moved = {
    world: life.wrote ? writtenAt(lost.world, at) : lost.world,
    events: [
      ...untold(happened.events, lost.events),
      ...kernelChecks(before, { ...happened, life }),
      ...told,
      ...lost.events,
    ],
    steps: happened.steps,
    ...(late
      ? { due }
      : {
          flushed: due.map(({ effect }, i) => ({
            effect,
            mm: at.mm,
            from: i === 0 ? holdersOf(w, at.mm, at.cpu, at.page) : [],
          })),
        }),
    ...(happened.copied && { copied: happened.copied }),
    ...(life.wrote && { wrote: true }),
  };
  return happened.others ? withOthers(w, moved, at, happened.others) : moved;
}

/** vm_area_struct.anon_vma, of each part of the mapping that has a page of its own. */
function withAnonVmas(life: Life): Life {
  const own = hasOwnPage(life) ? withAnonVma(life) : life;
  return own.range ? { ...own, range: own.range.map((one) => (hasOwnPage(one) ? withAnonVma(one) : one)) } : own;
}

/** What has befallen the page has befallen it for everybody who has it. */
function withOthers(before: World, moved: Moved, at: Actor, run: Run): Moved {
  const mm = entryAt(before, at);
  const names = mm ? sharers(before, mm).map(({ name }) => name) : [];
  const all = names.reduce((so, name) => after(so, (now) => change(now, atEntry(now, at, name), run, '')), moved);
  return { ...all, ...(moved.wrote && { wrote: true }) };
}

/** The process has written to the page that its entry maps. */
function writtenAt(w: World, at: Actor): World {
  const mm = entryAt(w, at);
  const place = placeOf(w.k, mm?.pte ?? 0n);
  return mm && place && 'pfn' in place ? written(w, mm.name, place.pfn) : w;
}

/** Without the writes that may be lost where one is. */
const untold = (events: readonly LifeEvent[], lost: readonly LifeEvent[]): readonly LifeEvent[] =>
  events.filter((e) => e.kind !== 'writesLost' || !lost.some((l) => l.kind === 'lostWrite' && l.cpu === e.cpu));

/**
 * The same for every process that maps the page, the acting one first; a number is used up once. Events of the kinds `stopsAt` end it, as
 * rmap_walk() ends where rmap_one() returns false.
 */
export function changeAll(
  w: World,
  at: Actor,
  run: Run,
  word: string,
  late = false,
  stopsAt: readonly LifeEvent['kind'][] = [],
): Moved {
  const others = othersAt(w, at);
  const { nextPfn, nextHuge, nextSlot } = w;
  return others.reduce(
    (moved, name) => {
      if (moved.events.some(({ kind }) => stopsAt.includes(kind))) return moved;
      return after(moved, (now) => {
        const then = change({ ...now, nextPfn, nextHuge, nextSlot }, atEntry(now, at, name), run, word, late);
        return { ...then, world: withNext(then.world, now) };
      });
    },
    change(w, at, run, word, late),
  );
}

/** Entries of other processes that map the same pages, by name. */
function othersAt(w: World, at: Actor): readonly string[] {
  return namesAt(w, at).flatMap((entry) => {
    const mm = mmOf(w, entry);
    const own = placeOf(w.k, mm?.pte ?? 0n);
    const alike = ({ pte }: ProcessState) => 'pfn' in (placeOf(w.k, pte) ?? {}) === 'pfn' in (own ?? {}); // not from memory to swap
    return mm
      ? sharers(w, mm)
          .filter(alike)
          .map(({ name }) => name)
      : [];
  });
}

/** Whether the flushes of what a CPU does come at its end. */
export const flushesLast = (w: World, { cpu }: Actor): boolean => cpuOf(w, cpu).hand?.flushesLast === true;

/** The numbers that are further on. */
const withNext = (w: World, other: World): World => ({
  ...w,
  nextPfn: w.nextPfn > other.nextPfn ? w.nextPfn : other.nextPfn,
  nextHuge: w.nextHuge > other.nextHuge ? w.nextHuge : other.nextHuge,
  nextSlot: w.nextSlot > other.nextSlot ? w.nextSlot : other.nextSlot,
});
