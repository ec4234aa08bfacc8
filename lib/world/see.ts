/** From the world to what an operation sees of it, and back. */
import { pteHuge, ptePfn, ptePresent, pteSpecial } from '../helpers/pgtable.ts';
import { pmdPfn } from '../helpers/pgtableHuge.ts';
import { pteToSwpEntry, swpOffset } from '../helpers/swapEntry.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { entryPfn } from '../mm/common/entryPfn.ts';
import { familyOf } from '../mm/common/family.ts';
import type { Life, Page } from './life.ts';
import {
  type Content,
  type Cpu,
  cpuOf,
  type Frame,
  freshLevel,
  hugeZeroPfn,
  type Mm,
  mmOf,
  type Slot,
  type World,
  withCpu,
  withMm,
  withoutTlb,
  zeroPfn,
} from './world.ts';

/** Who acts: a CPU for a process. */
export interface Actor {
  readonly cpu: string;
  readonly mm: string;
}

/** Where a page is: in a frame, or in a slot of swap. */
export type Place = { readonly pfn: bigint } | { readonly offset: bigint };

/** The page frame number of a present entry, be it a PTE or the PMD of a huge page: a PMD that is PROT_NONE inverts fewer bits. */
export const mappedPfn = (k: Kernel, word: bigint): bigint => (pteHuge(k, word) ? pmdPfn(k, word) : ptePfn(k, word));

/** Where the page is that an entry maps or stands for; nothing for an empty entry, a marker and the zero page. */
export function placeOf(k: Kernel, pte: bigint): Place | undefined {
  const family = familyOf(k, pte);
  if (family === 'none' || family === 'marker' || family === 'swapinError') return undefined;
  if (family === 'swap') return { offset: swpOffset(k, pteToSwpEntry(k, pte)) };
  if (family !== 'present') return { pfn: entryPfn(k, pteToSwpEntry(k, pte)) };
  const pfn = mappedPfn(k, pte);
  return pfn === zeroPfn || pfn === hugeZeroPfn || (ptePresent(k, pte) && pteSpecial(k, pte)) ? undefined : { pfn };
}

const sameFrame = (w: World, place: Place): ((other: Place) => boolean) => {
  const at = inMemoryAt(w, place);
  return (other) =>
    ('offset' in place && 'offset' in other && place.offset === other.offset) ||
    (at !== undefined && at === inMemoryAt(w, other));
};

/** The page frame number of a page that is in memory, its place in the swap cache too. */
function inMemoryAt(w: World, place: Place): bigint | undefined {
  return 'pfn' in place ? place.pfn : slotAt(w, place.offset)?.pfn;
}

const slotAt = (w: World, offset: bigint): Slot | undefined => w.slots.find((slot) => slot.offset === offset);
/** The frame of a page frame number, in pages, if anything is known of it. */
export const frameAt = (w: World, pfn: bigint): Frame | undefined => w.frames.find((frame) => frame.pfn === pfn);

/** The page behind an entry. */
export function contentAt(w: World, place: Place | undefined): Content | undefined {
  if (!place) return undefined;
  return 'pfn' in place ? frameAt(w, place.pfn) : slotAt(w, place.offset);
}

/** The other processes that map the page, or whose entry stands for it. */
export function sharers(w: World, mm: Mm): readonly Mm[] {
  const place = placeOf(w.k, mm.pte);
  if (!place) return [];
  const same = sameFrame(w, place);
  return w.mms.filter((other) => {
    const its = other.name === mm.name ? undefined : placeOf(w.k, other.pte);
    return its !== undefined && same(its);
  });
}

/** A process whose entry maps the page or stands for it: this one, if it does. */
export function mapperOf(w: World, place: Place | undefined, name: string): string | undefined {
  if (!place) return undefined;
  const same = sameFrame(w, place);
  const mappers = w.mms.filter(({ pte }) => {
    const its = placeOf(w.k, pte);
    return its !== undefined && same(its);
  });
  return (mappers.find((mm) => mm.name === name) ?? mappers[0])?.name;
}

/** What an operation sees through a process. */
export function see(w: World, at: Actor): Life {
  const mm = mmOf(w, at.mm) as Mm;
  const place = placeOf(w.k, mm.pte);
  const content = contentAt(w, place);
  const inMemory = place === undefined ? w.backing.pfn : inMemoryAt(w, place);
  const there = inMemory === undefined ? undefined : frameAt(w, inMemory);
  const cachedIn = place && 'pfn' in place ? w.slots.find((slot) => slot.pfn === place.pfn)?.offset : undefined;
  const tlb = cpuOf(w, at.cpu).tlb[at.mm];
  const others = w.cpus.flatMap(({ name, tlb: held }) => {
    const word = held[at.mm];
    return name === at.cpu || word === undefined ? [] : [[name, word] as const];
  });
  return {
    k: w.k,
    process: at.mm,
    pte: mm.pte,
    ...(mm.level && { level: mm.level }),
    ...(freshLevel(w.mapping).level && { getsHuge: true as const }),
    vma: mm.vma,
    ...(content && { page: content.folio }),
    mapped: mm.mapped,
    cached: w.backing.cached,
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

/** What is known of a page without its counts, which are the world's. */
function ownFacts({ mapcountReusable: _, mappedShared: __, ...facts }: Page): Page {
  return { ...facts, reusable: true };
}

/** The world after an operation has changed what it saw. `holds` is whose last write a copy has that was made before. */
export function settle(w: World, at: Actor, before: Life, after: Life, holds?: readonly string[]): World {
  const { k } = w;
  const was = placeOf(k, before.pte);
  const is = placeOf(k, after.pte);
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
  if (place && after.page) next = put(next, place, ownFacts(after.page), holds ?? contentAt(w, was)?.holds ?? []);
  if (was && is && 'pfn' in was && 'offset' in is) next = swappedOut(next, was.pfn, is.offset);
  if (was && is && 'offset' in was && 'pfn' in is) next = swappedIn(next, was.offset, before.inMemory ?? w.nextPfn);
  next = backed(next, before, after, is);
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

/** The CPU with what its TLB holds of a process now. */
export function withTlb(cpu: Cpu, mm: string, word: bigint | undefined): Cpu {
  return word === undefined ? withoutTlb(cpu, mm) : { ...cpu, tlb: { ...cpu.tlb, [mm]: word } };
}

/** A page with what is known of it now; one that is new holds what it is a copy of. */
function put(w: World, place: Place, facts: Page, holds: readonly string[]): World {
  const known = contentAt(w, place);
  const content = { folio: facts, holds: known?.holds ?? holds };
  if ('pfn' in place)
    return {
      ...w,
      frames: [...w.frames.filter(({ pfn }) => pfn !== place.pfn), { pfn: place.pfn, ...content }].sort(byPfn),
    };
  const slot = slotAt(w, place.offset);
  return {
    ...w,
    slots: [...w.slots.filter(({ offset }) => offset !== place.offset), { ...slot, offset: place.offset, ...content }],
  };
}
/** Reclaim writes the page after the flush: mm/vmscan.c, try_to_unmap_flush_dirty(). */
function swappedOut(w: World, source: bigint, offset: bigint): World {
  const mapped = w.mms.some(({ pte }) => {
    const place = placeOf(w.k, pte);
    return place && 'pfn' in place && place.pfn === source;
  });
  const out = ({ pfn, ...slot }: Slot): Slot => ({ ...slot, source, ...(mapped && pfn !== undefined && { pfn }) }); // it leaves the swap cache last
  return { ...w, slots: w.slots.map((slot) => (slot.offset === offset ? out(slot) : slot)) };
}

/** do_swap_page(): the page is in the swap cache for as long as another entry needs its slot, a page that was only copied from too. */
function swappedIn(w: World, offset: bigint, pfn: bigint): World {
  const slot = slotAt(w, offset);
  const isNeeded = w.mms.some(({ pte }) => {
    const place = placeOf(w.k, pte);
    return place && 'offset' in place && place.offset === offset;
  });
  if (!slot || !isNeeded) return w;
  const cached = { ...w, slots: w.slots.map((it) => (it === slot ? { ...it, pfn } : it)) };
  return frameAt(w, pfn) ? cached : put(cached, { pfn }, { ...slot.folio, exclusive: false }, slot.holds);
}
const byPfn = (a: Frame, b: Frame) => (a.pfn < b.pfn ? -1 : 1);
/** What the page cache has afterwards: a page of the file that is mapped is its page. */
function backed(w: World, before: Life, after: Life, is: Place | undefined): World {
  if (!after.cached) return { ...w, backing: { cached: false } };
  const mapsFile = is && 'pfn' in is && after.page?.anon === false && !after.vma.anonymous && !after.page.devicePrivate;
  if (!mapsFile) return before.cached ? w : { ...w, backing: { ...w.backing, cached: true } };
  const kept = w.backing.pfn === undefined ? w.backing.content : undefined;
  const came =
    kept && w.backing.pfn !== is.pfn
      ? {
          ...w,
          frames: w.frames.map((frame) =>
            frame.pfn === is.pfn ? { ...frame, holds: [...new Set([...frame.holds, ...kept.holds])] } : frame,
          ),
        }
      : w;
  return { ...came, backing: { cached: true, pfn: is.pfn } };
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
    holds: slot.source === pfn ? [...without(slot.holds), mm].sort() : without(slot.holds),
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
  const places = w.mms.flatMap(({ pte }) => placeOf(w.k, pte) ?? []);
  const words = w.cpus.flatMap(({ tlb }) => Object.values(tlb)).flatMap((word) => placeOf(w.k, word) ?? []);
  const slots = w.slots.filter(({ offset }) => places.some((place) => 'offset' in place && place.offset === offset));
  const pfns = new Set<bigint>([...places, ...words].flatMap((place) => ('pfn' in place ? [place.pfn] : [])));
  for (const { pfn } of slots) if (pfn !== undefined) pfns.add(pfn);
  if (w.backing.pfn !== undefined) pfns.add(w.backing.pfn);
  const frames = w.frames.filter(({ pfn, folio }) => pfns.has(pfn) || folio.pinned);
  return frames.length === w.frames.length && slots.length === w.slots.length ? w : { ...w, frames, slots };
}
