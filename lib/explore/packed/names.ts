/** New names for the pages, slots and CPUs of one world, in the order in which they are asked for. */
import { pfnPte } from '../../helpers/pgtable.ts';
import { swpEntry, swpEntryToPte } from '../../helpers/swapEntry.ts';
import { pagesOfFolio } from '../../world/large.ts';
import { devicePfn, pagesOfHuge, type World } from '../../world/world.ts';
import type { Words } from '../facts.ts';
import { foliosIn, hugeIn, noPages } from './largePages.ts';
import type { Renaming } from './renamed.ts';
import { noRows, type SlotsInRow, slotsInRows } from './slotRows.ts';

/** The numbers that a world begins with, and what of them tells pages apart. */
export interface Numbering extends Pick<World, 'nextPfn' | 'nextHuge' | 'nextSlot'> {
  /** Bits of a page frame number that functions of the kernel read as something else; 0n for most kernels. */
  readonly telling: bigint;
}

/** One name that was asked for: what it was, and what it is. */
export interface NameGiven {
  readonly what: 'page' | 'slot' | 'cpu';
  readonly was: bigint | string;
  readonly is: bigint | string;
}

/** Bits up to the highest of a mask, as a number of values. */
const valuesOf = (mask: bigint): bigint => (mask === 0n ? 1n : 1n << BigInt(mask.toString(2).length));

/** NewNames for one world. What a large folio has together stays together, and so do slots in a row where an entry is one of several. */
export class NewNames implements Renaming {
  readonly #from: Numbering;
  readonly #words: Words;
  readonly #cpus: ReadonlyMap<string, string>;
  readonly #pages = new Map<bigint, bigint>();
  readonly #slots = new Map<bigint, bigint>();
  readonly #folios: ReadonlyMap<bigint, bigint>;
  readonly #rows: ReadonlyMap<bigint, SlotsInRow>;
  readonly #huge: ReadonlySet<bigint>;
  #nextPage: bigint;
  #nextHuge: bigint;
  #nextSlot: bigint;
  /** What was asked for since it was emptied. */
  given: NameGiven[] = [];

  constructor(from: Numbering, words: Words, w: World, cpus: ReadonlyMap<string, string>) {
    this.#from = from;
    this.#words = words;
    this.#cpus = cpus;
    this.#folios = foliosIn(w);
    this.#rows = w.mms[0]?.rest ? slotsInRows(w) : noRows;
    this.#huge = w.nextHuge === from.nextHuge ? noPages : hugeIn(w, words);
    const many = valuesOf(from.telling);
    this.#nextPage = ((from.nextPfn + many - 1n) / many) * many;
    this.#nextHuge = from.nextHuge;
    this.#nextSlot = from.nextSlot;
  }

  word(pte: bigint): bigint {
    const { place, shape, family } = this.#words.of(pte);
    if (!place) return pte;
    const [was, is] = 'pfn' in place ? [place.pfn, this.page(place.pfn)] : [place.offset, this.slot(place.offset)];
    if (was === is) return pte;
    const { k } = this.#words;
    return shape ^ (family === 'present' ? pfnPte(k, is, 0n) : swpEntryToPte(k, swpEntry(k, 0, is)));
  }

  page(pfn: bigint): bigint {
    const is = this.#pageNow(pfn);
    this.given.push({ what: 'page', was: pfn, is });
    return is;
  }

  /** Whether a page has its name already, which is that of its folio. */
  has(pfn: bigint): boolean {
    return this.#pages.has(this.#folios.get(pfn) ?? pfn);
  }

  slot(offset: bigint): bigint {
    const is = this.#slotNow(offset);
    this.given.push({ what: 'slot', was: offset, is });
    return is;
  }

  cpu(name: string): string {
    const is = this.#cpuNow(name);
    this.given.push({ what: 'cpu', was: name, is });
    return is;
  }

  /** What a name was is asked for again. */
  again(what: NameGiven['what'], was: NameGiven['was']): NameGiven['is'] {
    if (what === 'cpu') return this.#cpuNow(was as string);
    return what === 'page' ? this.#pageNow(was as bigint) : this.#slotNow(was as bigint);
  }

  /** The numbers that come next, once all that is there has its name. */
  next(w: Pick<World, 'nextPfn' | 'nextSlot'>): Pick<World, 'nextPfn' | 'nextHuge' | 'nextSlot'> {
    const many = valuesOf(this.#from.telling);
    return {
      nextPfn: this.#nextPage + (w.nextPfn & (many - 1n)),
      nextHuge: this.#nextHuge,
      nextSlot: this.#rows.size > 0 ? this.slot(w.nextSlot) : this.#nextSlot,
    };
  }

  /** One that holds nothing is anyone. */
  #cpuNow(name: string): string {
    return this.#cpus.get(name) ?? `cpu${this.#cpus.size}`;
  }

  #slotNow(offset: bigint): bigint {
    const row = this.#rows.get(offset);
    const first = row?.first ?? offset;
    return (this.#slots.get(first) ?? this.#newSlot(first, row)) + (offset - first);
  }

  #pageNow(pfn: bigint): bigint {
    if (pfn === devicePfn) return pfn;
    const folio = this.#folios.get(pfn);
    if (folio !== undefined) return (this.#pages.get(folio) ?? this.#newFolio(folio)) + (pfn - folio);
    if (!this.#huge.has(pfn - ((pfn - this.#from.nextHuge) % pagesOfHuge)))
      return this.#pages.get(pfn) ?? this.#newPage(pfn);
    const within = (pfn - this.#from.nextHuge) % pagesOfHuge;
    return (this.#pages.get(pfn - within) ?? this.#newHuge(pfn - within)) + within;
  }

  #newPage(pfn: bigint): bigint {
    const is = this.#nextPage + (pfn & this.#from.telling);
    this.#nextPage += valuesOf(this.#from.telling);
    this.#pages.set(pfn, is);
    return is;
  }

  #newHuge(first: bigint): bigint {
    const is = this.#nextHuge;
    this.#nextHuge += pagesOfHuge;
    this.#pages.set(first, is);
    return is;
  }

  #newFolio(first: bigint): bigint {
    const size = BigInt(pagesOfFolio);
    const is = ((this.#nextPage + size - 1n) / size) * size;
    this.#nextPage = is + size;
    this.#pages.set(first, is);
    return is;
  }

  /** Behind a gap, so that rows do not come to lie side by side. */
  #newSlot(first: bigint, row: SlotsInRow | undefined): bigint {
    const is = row?.behind === undefined ? this.#nextSlot : this.#from.nextSlot + row.behind;
    if (row?.behind === undefined) this.#nextSlot += row ? row.many + 1n : 1n;
    this.#slots.set(first, is);
    return is;
  }
}
