/** What an operation has changed of what it saw goes back into the world. */

import { entryName, pageOfName, processOf } from './entryName.ts';
import type { Life, Page } from './life.ts';
import { backingOf, contentAt, frameAt, type Place, placeOf } from './places.ts';
import { backed, inSwapCache, put, swappedIn, swappedOut } from './put.ts';
import { processWith, worldWith } from './remade.ts';
import { type Actor, collected } from './see.ts';
import { withCpu, withMm } from './withParts.ts';
import { type Backing, type Content, type Cpu, cpuOf, type ProcessState, type World, withoutTlb } from './world.ts';

/** What is known of a page without its counts, which are the world's. */
function ownFacts(page: Page): Page {
  if (page.mapcountReusable === undefined && page.mappedShared === undefined && page.reusable) return page;
  const { mapcountReusable: _, mappedShared: __, ...facts } = page;
  return { ...facts, reusable: true };
}

/** Of a large folio other pages may have been told something meanwhile: only what this change made of it is new. */
function factsNow(w: World, place: Place, before: Page | undefined, after: Page): Page {
  const known = contentAt(w, place)?.folio;
  if (after.first === undefined || known?.first !== after.first || !before) return after;
  const news = Object.entries(after).filter(([name, value]) => before[name as keyof Page] !== value);
  return { ...known, ...Object.fromEntries(news) };
}

/** The world after an operation has changed what it saw. `holds` is whose last write a copy has that was made before. */
export function settle(w: World, at: Actor, before: Life, after: Life, holds?: readonly string[]): World {
  if (!before.range) return settleEntry(w, at, before, after, holds);
  const { nextPfn, nextHuge, nextSlot } = after;
  const settled = before.range.reduce((now, was, page) => {
    const is = page === before.index ? after : after.range?.[page];
    if (!is || is === was) return now;
    const its = { ...is, nextPfn, nextHuge, nextSlot };
    return settleEntry(now, { ...at, mm: entryName(at.mm, page) }, was, its, holds);
  }, w);
  return collected(withNext(settled, after));
}

function settleEntry(w: World, at: Actor, before: Life, after: Life, holds?: readonly string[]): World {
  const { k } = w;
  const was = placeOf(k, before.pte);
  const is = placeOf(k, after.pte);
  const page = pageOfName(at.mm);
  let next = withMm(withNext(w, after), at.mm, (mm) => withEntry(mm, after));
  if (after.tlb !== before.tlb) next = withCpu(next, at.cpu, (cpu) => withTlb(cpu, at.mm, after.tlb)); // after a flush, if there was one
  const place = is ?? was;
  if (place && after.page) {
    const facts = ownFacts(factsNow(next, place, before.page, after.page));
    next = put(next, place, facts, holds ?? sourceOf(w, was, page)?.holds ?? []);
  }
  if (was && is && 'pfn' in was && 'offset' in is)
    next = cpuOf(w, at.cpu).hand?.flushesLast
      ? swappedOut(next, at.cpu, was.pfn, is.offset)
      : inSwapCache(next, is.offset, after.swapCache === undefined ? undefined : was.pfn);
  if (was && is && 'offset' in was && 'pfn' in is) next = swappedIn(next, was.offset, before.inMemory ?? w.nextPfn);
  next = backed(next, before, after, is, page);
  return collected(rested(next, at.mm, before, after));
}

/** The numbers that come next. */
function withNext(w: World, { nextPfn, nextHuge, nextSlot }: Life): World {
  const same = w.nextPfn === nextPfn && w.nextHuge === nextHuge && w.nextSlot === nextSlot;
  return same ? w : worldWith(w, { nextPfn, nextHuge, nextSlot });
}

/** The process with another entry. */
function withEntry(mm: ProcessState, { pte, vma, mapped, level }: Life): ProcessState {
  const same = mm.pte === pte && mm.vma === vma && mm.mapped === mapped && mm.level === level;
  if (same) return mm;
  const now = processWith(mm, { pte, vma, mapped });
  return mm.level === level ? now : { ...now, level };
}

/** Who maps the other small pages of a huge page: whose entry has been split, until all of them go. */
function rested(w: World, mm: string, before: Life, after: Life): World {
  const { splitOf } = after;
  const isGone = (was: Life, is: Life) => was.pte !== 0n && (is.pte === 0n || (is.level === 'pmd' && !was.level));
  const ends = isGone(before, after) || !after.mapped;
  if (splitOf === undefined && !ends) return w;
  const frames = w.frames.map((frame) => {
    const { rest = [], ...facts } = frame.folio;
    const others = rest.filter((name) => name !== mm);
    const now = frame.pfn === splitOf && !ends ? [...others, mm].sort() : ends ? others : rest;
    return { ...frame, folio: { ...facts, ...(now.length > 0 && { rest: now }) } };
  });
  return worldWith(w, { frames });
}

/** What a new page is filled with: what the entry stood for, or the page of the file. */
const sourceOf = (w: World, was: Place | undefined, page: number): Content | undefined =>
  was ? contentAt(w, was) : ofFile(w, backingOf(w, page));

const ofFile = (w: World, { pfn, content }: Backing): Content | undefined =>
  pfn === undefined ? content : frameAt(w, pfn);

/** The CPU with what its TLB holds of a process now. */
export function withTlb(cpu: Cpu, mm: string, word: bigint | undefined): Cpu {
  return word === undefined
    ? withoutTlb(cpu, processOf(mm), pageOfName(mm))
    : { name: cpu.name, tlb: { ...cpu.tlb, [mm]: word }, hand: cpu.hand };
}
