/** Operations on pages one after the other, told as one; and which entries stand for the pages of a process. */
import { isEntryOf } from '../entryName.ts';
import { resultOf } from '../event.ts';
import type { Due } from '../hand.ts';
import { after, type Flushed, type Moved, still } from '../moved.ts';
import { contentAt, placeOf } from '../places.ts';
import { once } from '../ranges.ts';
import { type Actor, namesAt } from '../see.ts';
import { mmOf, type World } from '../world.ts';
import { entriesOfFolio } from './largeSplit.ts';

/** What became of pages one by one as what became of all: a thing is told once, a process is flushed once. */
export function ofPages(w: World, each: readonly Moved[]): Moved {
  const idle = each.every(({ events }) => resultOf(events) === 'nothing');
  const told = each.map((moved) => (!idle && resultOf(moved.events) === 'nothing' ? { ...moved, events: [] } : moved));
  const all = told.reduce((moved, one) => after(moved, () => one), still(w));
  return { ...all, events: once(all.events), due: dueOnce(all.due ?? []), flushed: flushedOnce(all.flushed ?? []) };
}

/** A flush of a page is one of the range. */
function dueOnce(due: readonly Due[]): readonly Due[] {
  const ranges = due.map(({ page: _, ...rest }) => rest);
  return ranges.filter(
    (one, i) =>
      ranges.findIndex(({ mm, effect, quiet }) => mm === one.mm && effect === one.effect && quiet === one.quiet) === i,
  );
}

function flushedOnce(flushed: readonly Flushed[]): readonly Flushed[] {
  const isSame = (a: Flushed) => (b: Flushed) => a.mm === b.mm && a.effect === b.effect;
  return flushed
    .filter((one, i) => flushed.findIndex(isSame(one)) === i)
    .map((one) => ({ ...one, from: [...new Set(flushed.filter(isSame(one)).flatMap(({ from }) => from))].sort() }));
}

/** An entry for each page of the process, and for each page of the large folios among them, those together. */
export function pagesInvolved(w: World, at: Actor): readonly (readonly string[])[] {
  const done = new Set<bigint>();
  return namesAt(w, at).flatMap((name) => {
    const first = contentAt(w, placeOf(w.k, mmOf(w, name)?.pte ?? 0n))?.folio.first;
    if (first === undefined) return [[name]];
    if (done.has(first)) return [];
    done.add(first);
    return [pagesOfFolio(w, at, first)];
  });
}

/** An entry for each page of a large folio that is mapped, the process's own where it has one, in the order of the pages. */
function pagesOfFolio(w: World, at: Actor, first: bigint): readonly string[] {
  const own = (name: string) => (isEntryOf(name, at.mm) ? 0 : 1);
  const byPage = new Map<bigint, string>();
  for (const name of [...entriesOfFolio(w, first)].sort((a, b) => own(a) - own(b))) {
    const place = placeOf(w.k, mmOf(w, name)?.pte ?? 0n);
    if (place && 'pfn' in place && !byPage.has(place.pfn)) byPage.set(place.pfn, name);
  }
  return [...byPage].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}
