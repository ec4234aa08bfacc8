/** From the world to what an operation sees of it, and back. */

import { altered, only } from '../base/lists.ts';
import { vmaIsShmem } from '../mm/common/vma.ts';
import { allEntries, entryNames, widthOf } from './entries.ts';
import { entryName, pageOfName, processOf } from './entryName.ts';
import type { Mappings } from './large.ts';
import type { Life } from './life.ts';
import {
  allBackings,
  backingOf,
  contentAt,
  frameAt,
  inMemoryAt,
  offsetIn,
  type Place,
  pfnIn,
  placeOf,
  processesAt,
} from './places.ts';
import { worldWith } from './remade.ts';
import { freshLevel } from './start/mappings.ts';
import { type Content, type Cpu, cpuOf, type Frame, mmOf, type ProcessState, type World } from './world.ts';

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
  return { ...own, range, index: at.page };
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
  const evicted = backing.pfn === undefined && backing.content !== undefined && !vmaIsShmem(w.k, mm.vma);
  const large = mappingsOf(w, at.mm, content?.folio.first);
  return {
    k: w.k,
    process: processOf(at.mm),
    range: undefined,
    index: undefined,
    large,
    pte: mm.pte,
    level: mm.level,
    splitOf: undefined,
    getsHuge: freshLevel(w.mapping).level && true,
    vma: mm.vma,
    page: content?.folio,
    mapped: mm.mapped,
    cached: backing.cached,
    evicted: evicted || undefined,
    inMemory,
    inMemoryPage: there?.folio,
    swapCache: cachedIn,
    shared: sharers(w, mm).length > 0,
    nextPfn: w.nextPfn,
    nextHuge: w.nextHuge,
    nextSlot: w.nextSlot,
    pending: mm.pending,
    tlb: cpuOf(w, at.cpu).tlb[at.mm],
    tlbs: otherTlbs(w, at),
    wrote: undefined,
  };
}

const noTlbs: Life['tlbs'] = {};

/** What the TLBs of other CPUs hold of an entry. */
function otherTlbs({ cpus }: World, at: Actor): Life['tlbs'] {
  const others = cpus.filter(({ name, tlb }) => name !== at.cpu && tlb[at.mm] !== undefined);
  return others.length === 0 ? noTlbs : Object.fromEntries(others.map(({ name, tlb }) => [name, tlb[at.mm] as bigint]));
}

/** Where the swap cache has a page: other entries may stand for it there, or none any more. */
function slotOf(w: World, pfn: bigint): bigint | undefined {
  const needed = w.slots.find((slot) => slot.pfn === pfn)?.offset;
  const folio = frameAt(w, pfn)?.folio;
  return needed ?? (folio?.swapCache ? folio.swapSlot : undefined);
}

/** A write of a process: the page holds it, and no other copy does. */
export function written(w: World, mm: string, pfn: bigint): World {
  const frames = altered(w.frames, (frame) => {
    const now = held(frame, mm, frame.pfn === pfn);
    return frame.pfn === pfn ? withData(now) : now;
  });
  const slots = altered(w.slots, (slot) => held(slot, mm, slot.reclaimedBy !== undefined && slot.pfn === pfn));
  const cpus = altered(w.cpus, (cpu) => withoutSaved(cpu, mm)); // a copy that is being made lacks it
  return worldWith(w, { frames, slots, cpus });
}

/** The content, which holds the last write of a process or does not. */
function held<C extends Content>(content: C, mm: string, holds: boolean): C {
  if (content.holds.includes(mm) === holds) return content;
  const others = content.holds.filter((name) => name !== mm);
  return { ...content, holds: holds ? [...others, mm].sort() : others };
}

/** A page that holds something else than zeros, as far as anyone knows. */
function withData(frame: Frame): Frame {
  if (!frame.folio.zero) return frame;
  const { zero: _, ...folio } = frame.folio;
  return { ...frame, folio };
}

function withoutSaved(cpu: Cpu, mm: string): Cpu {
  const { hand } = cpu;
  if (!hand?.saved?.holds) return cpu;
  return { ...cpu, hand: { ...hand, saved: { ...hand.saved, holds: hand.saved.holds.filter((name) => name !== mm) } } };
}

/** Without the pages that nothing refers to any more. */
export function collected(w: World): World {
  if (w.frames.length + w.slots.length === 0) return w;
  const places = allEntries(w).map(({ pte }) => placeOf(w.k, pte));
  const slots = only(w.slots, ({ offset }) => places.some((place) => offsetIn(place) === offset));
  const backings = allBackings(w);
  const isThere = ({ pfn, folio }: Frame) =>
    folio.pinned === true ||
    folio.spliced !== undefined ||
    places.some((place) => pfnIn(place) === pfn) ||
    slots.some((slot) => slot.pfn === pfn) ||
    backings.some((backing) => backing.pfn === pfn) ||
    w.cpus.some(({ tlb }) => Object.values(tlb).some((word) => pfnIn(placeOf(w.k, word)) === pfn));
  const frames = only(w.frames, isThere);
  return frames === w.frames && slots === w.slots ? w : worldWith(w, { frames, slots });
}
