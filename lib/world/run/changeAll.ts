/** Changes of the entries of all processes that map a page, or the pages of a large folio. */

import { entryName, processOf } from '../entryName.ts';
import type { LifeEvent } from '../event.ts';
import { after, type Moved } from '../moved.ts';
import { movedWith, worldWith } from '../remade.ts';
import { type Actor, atEntry, contentAt, namesAt, placeOf, see, sharers } from '../see.ts';
import { cpuOf, mmOf, type ProcessState, type World } from '../world.ts';
import { change, changed, type Run, splitFolio } from './change.ts';
import { entriesOfFolio, splitsFirst } from './largeSplit.ts';
import { movedPages, ofPages, pagesInvolved } from './pagesMoved.ts';

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
        const then = change(worldWith(now, { nextPfn, nextHuge, nextSlot }), atEntry(now, at, name), run, word, late);
        return movedWith(then, { world: withNext(then.world, now) });
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
        ...movedPages(
          now,
          names,
          (world, entry) => changeAll(world, atEntry(world, at, entry), run, word, late, stopsAt),
          stopsAt,
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

/** The numbers that are further on. */
const withNext = (w: World, other: World): World =>
  worldWith(w, {
    nextPfn: w.nextPfn > other.nextPfn ? w.nextPfn : other.nextPfn,
    nextHuge: w.nextHuge > other.nextHuge ? w.nextHuge : other.nextHuge,
    nextSlot: w.nextSlot > other.nextSlot ? w.nextSlot : other.nextSlot,
  });
