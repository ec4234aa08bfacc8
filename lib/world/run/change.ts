/** An operation on one entry, played in the world: what it sees, what it changes, for each process that it concerns. */

import { entryName, processOf } from '../entryName.ts';
import type { LifeEvent } from '../event.ts';
import type { Due } from '../hand.ts';
import { type Life, withAnonVma } from '../life.ts';
import { after, type Moved } from '../moved.ts';
import { atLevel } from '../operations/hugeRuns.ts';
import { hasOwnPage, type LifeOperation } from '../operations/operation.ts';
import { overRange } from '../operations/rangeRuns.ts';
import { type Actor, atEntry, contentAt, entryAt, namesAt, placeOf, see, settle, sharers, written } from '../see.ts';
import { cpuOf, flushTlbs, holdersOf, mmOf, type ProcessState, type World } from '../world.ts';
import { losses } from './beliefs.ts';
import { kernelChecks } from './kernelChecks.ts';
import { entriesOfFolio, ordinaryFolio, splitMoved, splitOne, splitsFirst } from './largeSplit.ts';
import { movedPages, ofPages, pagesInvolved } from './pagesMoved.ts';

type Run = LifeOperation['run'];

/** A change of one process's entry, or of those of all its pages. Its flushes are due afterwards, or done at once, before anything new is seen. */
export function change(w: World, at: Actor, run: Run, word: string, asLate = false, holds?: readonly string[]): Moved {
  const { name, page } = cpuOf(w, at.cpu).hand ?? {};
  const before = see(w, at);
  const [split] = before.range && at.page === page ? splitsFirst(name, before) : [];
  if (split === undefined) return changed(w, at, run, word, asLate, holds);
  return after(splitFolio(w, at, split), (now) => change(now, at, run, word, asLate, holds));
}

function changed(w: World, at: Actor, run: Run, word: string, asLate = false, holds?: readonly string[]): Moved {
  const before = see(w, at);
  const { name } = cpuOf(w, at.cpu).hand ?? {};
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

/** split_folio(): every entry of the folio, of whatever process, and then the folio. */
function splitFolio(w: World, at: Actor, first: bigint): Moved {
  const each: Moved[] = [];
  for (const name of entriesOfFolio(w, first)) {
    const now = each.at(-1)?.world ?? w;
    each.push(changed(now, atEntry(now, at, name), splitOne, ''));
  }
  const split = ofPages(w, [splitMoved(w), ...each]);
  return { ...split, world: ordinaryFolio(split.world, first) };
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
  if (mmOf(w, at.mm)?.rest && at.page === undefined) return changeAllPages(w, at, run, word, late, stopsAt);
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

/** Page by page; those of a large folio are in the same order where they go, and make a large folio there. */
function changeAllPages(
  w: World,
  at: Actor,
  run: Run,
  word: string,
  late: boolean,
  stopsAt: readonly LifeEvent['kind'][],
): Moved {
  const { name: operation } = cpuOf(w, at.cpu).hand ?? {};
  const [split] = splitsFirst(operation, see(w, at));
  if (split !== undefined)
    return after(splitFolio(w, at, split), (now) => changeAllPages(now, at, run, word, late, stopsAt));
  const each: Moved[] = [];
  for (const names of pagesInvolved(w, at)) {
    const now = each.at(-1)?.world ?? w;
    if (operation === 'pageout' && isLazyfree(now, names[0])) each.push(...lazyPages(now, at, names, run, late));
    else
      each.push(
        ...movedPages(now, names, (world, entry) =>
          changeAll(world, atEntry(world, at, entry), run, word, late, stopsAt),
        ),
      );
  }
  return ofPages(w, each);
}

/** All processes that map a page, and if it is one of a large folio, the others of that. */
export function changeFolio(w: World, at: Actor, run: Run): Moved {
  const own = entryName(at.mm, at.page);
  const group = pagesInvolved(w, { cpu: at.cpu, mm: at.mm }).find((names) => names.length > 1 && names.includes(own));
  if (!group) return changeAll(w, at, run, '');
  return ofPages(
    w,
    movedPages(w, group, (world, name) => changeAll(world, atEntry(world, at, name), run, '')),
  );
}

/** A walk over all processes that map a folio after MADV_FREE; who puts an entry back ends it. */
function lazyPages(w: World, at: Actor, names: readonly string[], run: Run, late: boolean): readonly Moved[] {
  const [name = at.mm] = names;
  const first = contentAt(w, placeOf(w.k, mmOf(w, name)?.pte ?? 0n))?.folio.first;
  const mms = new Set([at.mm, ...(first === undefined ? [] : entriesOfFolio(w, first).map(processOf))]);
  const each: Moved[] = [];
  for (const mm of mms) {
    each.push(changed(each.at(-1)?.world ?? w, { cpu: at.cpu, mm }, run, '', late));
    if (each.at(-1)?.events.some(({ kind }) => kind === 'cannotUnmap')) break;
  }
  return each;
}

const isLazyfree = (w: World, name = ''): boolean => {
  const page = contentAt(w, placeOf(w.k, mmOf(w, name)?.pte ?? 0n))?.folio;
  return page?.first !== undefined && page.anon && !page.swapbacked;
};

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
