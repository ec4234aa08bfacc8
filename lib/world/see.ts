/** From the world to what an operation sees of it, and back. */
import { allEntries, entryNames, widthOf } from './entries.ts';
import { entryName, pageOfName, processOf } from './entryName.ts';
import type { Life, Mappings, Page } from './life.ts';
import { allBackings, backingOf, contentAt, frameAt, inMemoryAt, type Place, placeOf, processesAt } from './places.ts';
import { backed, inSwapCache, put, swappedIn, swappedOut } from './put.ts';
import { freshLevel } from './start/mappings.ts';
import {
  type Backing,
  type Content,
  type Cpu,
  cpuOf,
  mmOf,
  type ProcessState,
  type World,
  withCpu,
  withMm,
  withoutTlb,
} from './world.ts';

export { contentAt, frameAt, mappedPfn, type Place, placeOf } from './places.ts';

/** Who acts: a CPU for a process. */
export interface Actor {
  readonly cpu: string;
  readonly mm: string;
  /** For one page of a mapping that has several; for all of them if absent. */
  readonly page?: number;
}

/** The same CPU for an entry by its name. */
export function atEntry(w: World, at: Actor, name: string): Actor {
  const mm = mmOf(w, processOf(name));
  return { cpu: at.cpu, mm: processOf(name), ...(mm?.rest && { page: pageOfName(name) }) };
}

/** The names of the entries that an operation is for. */
export function namesAt(w: World, { mm, page }: Actor): readonly string[] {
  const its = mmOf(w, mm);
  if (!its?.rest) return [mm];
  return page === undefined ? entryNames(its) : [entryName(mm, page)];
}

/** The entry that stands for an operation in a line: the page's that it is for, or the first one's. */
export const entryAt = (w: World, { mm, page }: Actor): ProcessState | undefined => mmOf(w, entryName(mm, page));

/** The other processes that map the page, or whose entry stands for it. */
export const sharers = (w: World, { name, pte }: ProcessState): readonly ProcessState[] =>
  processesAt(w, placeOf(w.k, pte)).filter((other) => other.name !== name);

/** A process whose entry maps the page or stands for it: this one, if it does. */
export function mapperOf(w: World, place: Place | undefined, name: string): string | undefined {
  const mappers = processesAt(w, place);
  return (mappers.find((mm) => mm.name === name) ?? mappers[0])?.name;
}

/** What an operation sees through a process. */
export function see(w: World, at: Actor): Life {
  const mm = mmOf(w, at.mm);
  if (!mm || widthOf(mm) === 1) return seeEntry(w, at);
  const range = entryNames(mm).map((name) => seeEntry(w, { ...at, mm: name }));
  const own = range[at.page ?? 0] ?? seeEntry(w, at);
  return { ...own, range, ...(at.page !== undefined && { index: at.page }) };
}

/** Who maps the large folio of a page. */
function mappingsOf(w: World, name: string, first: bigint | undefined): Mappings | undefined {
  if (first === undefined) return undefined;
  const mappers = allEntries(w).filter(({ pte }) => contentAt(w, placeOf(w.k, pte))?.folio.first === first);
  const own = mappers.filter((mm) => processOf(mm.name) === processOf(name)).length;
  const pfns = mappers
    .map(({ pte }) => placeOf(w.k, pte))
    .flatMap((place) => (place && 'pfn' in place ? [place.pfn] : []));
  const ofFirst = pfns.filter((pfn) => pfn === first).length;
  return { own, others: mappers.length - own, ofFirst, pages: new Set(pfns).size };
}

/** What it sees of one entry, by its name. */
function seeEntry(w: World, at: Actor): Life {
  const mm = mmOf(w, at.mm) as ProcessState;
  const place = placeOf(w.k, mm.pte);
  const content = contentAt(w, place);
  const backing = backingOf(w, pageOfName(at.mm));
  const inMemory = place === undefined ? backing.pfn : inMemoryAt(w, place);
  const there = inMemory === undefined ? undefined : frameAt(w, inMemory);
  const cachedIn = place && 'pfn' in place ? slotOf(w, place.pfn) : undefined;
  const tlb = cpuOf(w, at.cpu).tlb[at.mm];
  const others = w.cpus.flatMap(({ name, tlb: held }) => {
    const word = held[at.mm];
    return name === at.cpu || word === undefined ? [] : [[name, word] as const];
  });
  const large = mappingsOf(w, at.mm, content?.folio.first);
  return {
    k: w.k,
    process: processOf(at.mm),
    ...(large && { large }),
    pte: mm.pte,
    ...(mm.level && { level: mm.level }),
    ...(freshLevel(w.mapping).level && { getsHuge: true as const }),
    vma: mm.vma,
    ...(content && { page: content.folio }),
    mapped: mm.mapped,
    cached: backing.cached,
    ...(inMemory !== undefined && { inMemory }),
    ...(there && { inMemoryPage: there.folio }),
    ...(cachedIn !== undefined && { swapCache: cachedIn }),
    shared: sharers(w, mm).length > 0,
    nextPfn: w.nextPfn,
    nextHuge: w.nextHuge,
    nextSlot: w.nextSlot,
    pending: mm.pending,
    ...(tlb !== undefined && { tlb }),
    tlbs: Object.fromEntries(others),
  };
}

/** Where the swap cache has a page: other entries may stand for it there, or none any more. */
function slotOf(w: World, pfn: bigint): bigint | undefined {
  const needed = w.slots.find((slot) => slot.pfn === pfn)?.offset;
  const folio = frameAt(w, pfn)?.folio;
  return needed ?? (folio?.swapCache ? folio.swapSlot : undefined);
}

/** What is known of a page without its counts, which are the world's. */
function ownFacts({ mapcountReusable: _, mappedShared: __, ...facts }: Page): Page {
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
  return collected({ ...settled, nextPfn, nextHuge, nextSlot });
}

function settleEntry(w: World, at: Actor, before: Life, after: Life, holds?: readonly string[]): World {
  const { k } = w;
  const was = placeOf(k, before.pte);
  const is = placeOf(k, after.pte);
  const page = pageOfName(at.mm);
  let next: World = { ...w, nextPfn: after.nextPfn, nextHuge: after.nextHuge, nextSlot: after.nextSlot };
  next = withMm(next, at.mm, ({ level: _, ...mm }) => ({
    ...mm,
    ...(after.level && { level: after.level }),
    pte: after.pte,
    vma: after.vma,
    mapped: after.mapped,
  }));
  if (after.tlb !== before.tlb) next = withCpu(next, at.cpu, (cpu) => withTlb(cpu, at.mm, after.tlb)); // after a flush, if there was one
  const place = is ?? was;
  if (place && after.page)
    next = put(
      next,
      place,
      ownFacts(factsNow(next, place, before.page, after.page)),
      holds ?? sourceOf(w, was, page)?.holds ?? [],
    );
  if (was && is && 'pfn' in was && 'offset' in is)
    next = cpuOf(w, at.cpu).hand?.flushesLast
      ? swappedOut(next, at.cpu, was.pfn, is.offset)
      : inSwapCache(next, is.offset, after.swapCache === undefined ? undefined : was.pfn);
  if (was && is && 'offset' in was && 'pfn' in is) next = swappedIn(next, was.offset, before.inMemory ?? w.nextPfn);
  next = backed(next, before, after, is, page);
  return collected(rested(next, at.mm, before, after));
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
  return { ...w, frames };
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
    : { ...cpu, tlb: { ...cpu.tlb, [mm]: word } };
}

/** A write of a process: the page holds it, and no other copy does. */
export function written(w: World, mm: string, pfn: bigint): World {
  const without = (holds: readonly string[]) => holds.filter((name) => name !== mm);
  const frames = w.frames.map((frame) => ({
    ...frame,
    holds: frame.pfn === pfn ? [...without(frame.holds), mm].sort() : without(frame.holds),
  }));
  const slots = w.slots.map((slot) => ({
    ...slot,
    holds:
      slot.reclaimedBy !== undefined && slot.pfn === pfn ? [...without(slot.holds), mm].sort() : without(slot.holds),
  }));
  const cpus = w.cpus.map((cpu) => withoutSaved(cpu, mm)); // a copy that is being made lacks it
  return { ...w, frames, slots, cpus };
}

function withoutSaved(cpu: Cpu, mm: string): Cpu {
  const { hand } = cpu;
  if (!hand?.saved?.holds) return cpu;
  return { ...cpu, hand: { ...hand, saved: { ...hand.saved, holds: hand.saved.holds.filter((name) => name !== mm) } } };
}

/** Without the pages that nothing refers to any more. */
export function collected(w: World): World {
  const places = allEntries(w).flatMap(({ pte }) => placeOf(w.k, pte) ?? []);
  const words = w.cpus.flatMap(({ tlb }) => Object.values(tlb)).flatMap((word) => placeOf(w.k, word) ?? []);
  const slots = w.slots.filter(({ offset }) => places.some((place) => 'offset' in place && place.offset === offset));
  const pfns = new Set<bigint>([...places, ...words].flatMap((place) => ('pfn' in place ? [place.pfn] : [])));
  for (const { pfn } of slots) if (pfn !== undefined) pfns.add(pfn);
  for (const { pfn } of allBackings(w)) if (pfn !== undefined) pfns.add(pfn);
  const frames = w.frames.filter(({ pfn, folio }) => pfns.has(pfn) || folio.pinned);
  return frames.length === w.frames.length && slots.length === w.slots.length ? w : { ...w, frames, slots };
}
