/** Operations on pages one after the other, told as one; and which entries stand for the pages of a process. */

import { alignedPfn } from '../access/largeFolio.ts';
import { widthOf } from '../entries.ts';
import { isEntryOf } from '../entryName.ts';
import { type LifeEvent, resultOf } from '../event.ts';
import type { Due } from '../hand.ts';
import { after, type Flushed, type Moved, still } from '../moved.ts';
import { allBackings, contentAt, placeOf, withBacking } from '../places.ts';
import { once } from '../ranges.ts';
import { type Actor, namesAt } from '../see.ts';
import { mmOf, type ProcessState, type World } from '../world.ts';
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

/** Each page in its turn; a large folio that moves is one again, with its pages in the same places. */
export function movedPages(
  w: World,
  names: readonly string[],
  move: (w: World, name: string) => Moved,
  stopsAt: readonly LifeEvent['kind'][] = [],
): readonly Moved[] {
  const page = contentAt(w, placeOf(w.k, mmOf(w, names[0] ?? '')?.pte ?? 0n))?.folio;
  const { first } = page ?? {};
  if (first === undefined) return names.map((name) => move(w, name));
  const size = BigInt(widthOf(w.mms[0] as ProcessState));
  const base = alignedPfn(w.nextPfn, Number(size));
  const each: Moved[] = [];
  let used = false;
  for (const name of names) {
    const now = each.at(-1)?.world ?? w;
    const place = placeOf(w.k, mmOf(now, name)?.pte ?? 0n);
    const nextPfn = base + (place && 'pfn' in place ? place.pfn - first : 0n);
    each.push(move({ ...now, nextPfn }, name));
    used ||= each.at(-1)?.world.nextPfn !== nextPfn;
    if (each.at(-1)?.events.some(({ kind }) => stopsAt.includes(kind))) break; // the walk over the folio ends
  }
  const world = { ...(each.at(-1)?.world ?? w), nextPfn: used ? base + size : w.nextPfn };
  return [...each.slice(0, -1), { ...still(w), ...each.at(-1), world: used ? followed(world, first, base) : world }];
}

/** Pages of the folio that nothing maps have moved with it, in the page cache. */
function followed(w: World, first: bigint, base: bigint): World {
  let now = w;
  for (const [page, { pfn, ...backing }] of allBackings(w).entries()) {
    const frame = now.frames.find((one) => one.pfn === pfn);
    if (pfn === undefined || frame?.folio.first !== first) continue;
    const moved = { ...frame, pfn: base + (pfn - first), folio: { ...frame.folio, first: base } };
    const frames = [...now.frames.filter((one) => one !== frame), moved].sort((a, b) => (a.pfn < b.pfn ? -1 : 1));
    now = withBacking({ ...now, frames }, page, { ...backing, pfn: moved.pfn });
  }
  return now;
}
