/** What stands in an entry and behind it, worked out once for a word. */

import { kindOfType } from '../helpers/entryTypes.ts';
import { pteIsUffdWpMarker, softleafIsGuardMarker } from '../helpers/markers.ts';
import { pfnPte, pteDirty, pteProtnone, pteSoftDirty, pteUffdWp, pteWrite } from '../helpers/pgtable.ts';
import { pmdWrite } from '../helpers/pgtableHuge.ts';
import { archSwpOffset, pteToSwpEntry, swpEntry, swpEntryToPte, swpType } from '../helpers/swapEntry.ts';
import { pteSwpExclusive, pteSwpSoftDirty, pteSwpUffdWp } from '../helpers/swapFlags.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Family, familyOf } from '../mm/common/family.ts';
import type { Vma } from '../mm/common/vma.ts';
import { entriesOf } from '../world/entries.ts';
import type { Page } from '../world/life.ts';
import { contentAt, mappedPfn, type Place, placeOf } from '../world/places.ts';
import type { ProcessState, World } from '../world/world.ts';
import type { Listener } from './packed/questions.ts';

/** What a word says, whatever page it is about. */
export interface WordFacts {
  /** A word. */
  readonly pte: bigint;
  readonly level: 'pte' | 'pmd';
  readonly family: Family;
  /** The kind, as decode() names it, of what is neither present nor empty. */
  readonly kind?: string | undefined;
  /** The page that it maps or stands for. */
  readonly place?: Place | undefined;
  /** The word without the number of that page: two worlds that differ by numbers of pages alone have the same. */
  readonly shape: bigint;
  /** pte_write(), or the kind of a writable entry. */
  readonly writable: boolean;
  /** _PAGE_PROTNONE and not present to the processor. */
  readonly protnone: boolean;
  /** In the place that the family has for it; a marker's too. */
  readonly uffdWp: boolean;
  readonly softDirty: boolean;
  /** pte_dirty() of a present entry. */
  readonly dirty: boolean;
  /** pte_swp_exclusive(). */
  readonly exclusive: boolean;
  /** A guard marker. */
  readonly guard: boolean;
}

/** An entry of a world. */
export interface EntryFacts extends WordFacts {
  /** `A`, `A.2`. */
  readonly name: string;
  readonly mm: ProcessState;
  readonly vma: Vma;
  /** The page behind it; absent for the zero page too. */
  readonly page?: Page | undefined;
}

/** A word that was looked at: what it says, and what the kernel was asked for that. */
interface WordKnown {
  readonly path: number;
  readonly value: WordFacts;
}

/** The words of one kernel, each looked at once. */
export class Words {
  readonly k: Kernel;
  readonly #known = { pte: new Map<bigint, WordKnown>(), pmd: new Map<bigint, WordKnown>() };
  readonly #listener: Listener | undefined;
  /** The entries of processes that states share, as they were looked at last. */
  readonly #entries = new WeakMap<ProcessState, EntryFacts>();

  /** @param listener hears what the kernel is asked for, each time that a word is looked at. */
  constructor(k: Kernel, listener?: Listener) {
    this.k = k;
    this.#listener = listener;
  }

  /** What a word says at a level. */
  of(pte: bigint, level: 'pte' | 'pmd' = 'pte'): WordFacts {
    const known = this.#known[level].get(pte) ?? this.#look(pte, level);
    this.again(known.path);
    return known.value;
  }

  #look(pte: bigint, level: 'pte' | 'pmd'): WordKnown {
    const made = this.during(() => wordFacts(this.k, pte, level));
    this.#known[level].set(pte, made);
    return made;
  }

  /** What is worked out now, to be used again: with what the kernel was asked for. */
  during<T>(compute: () => T): { readonly path: number; readonly value: T } {
    return this.#listener ? this.#listener.during(compute) : { path: 0, value: compute() };
  }

  /** It is used again. */
  again(path: number): void {
    if (path !== 0) this.#listener?.again(path);
  }

  /** All entries of a process. */
  entriesOf(w: World, mm: ProcessState): readonly EntryFacts[] {
    return entriesOf(mm).map((one) => this.entry(w, one));
  }

  /** An entry with what is behind it. */
  entry(w: World, mm: ProcessState): EntryFacts {
    const word = this.of(mm.pte, mm.level);
    const page = word.place && contentAt(w, word.place)?.folio;
    const known = this.#entries.get(mm);
    if (known && known.page === page) return known;
    const made = entryFacts(word, mm, page);
    this.#entries.set(mm, made);
    return made;
  }
}

const entryFacts = (word: WordFacts, mm: ProcessState, page: Page | undefined): EntryFacts => ({
  pte: word.pte,
  level: word.level,
  family: word.family,
  kind: word.kind,
  place: word.place,
  shape: word.shape,
  writable: word.writable,
  protnone: word.protnone,
  uffdWp: word.uffdWp,
  softDirty: word.softDirty,
  dirty: word.dirty,
  exclusive: word.exclusive,
  guard: word.guard,
  name: mm.name,
  mm,
  vma: mm.vma,
  page,
});

function wordFacts(k: Kernel, pte: bigint, level: 'pte' | 'pmd'): WordFacts {
  const family = familyOf(k, pte, level);
  const place = placeOf(k, pte);
  const both = { pte, level, family, ...(place && { place }) };
  if (family === 'none' || family === 'table')
    return {
      ...both,
      shape: pte,
      writable: false,
      protnone: false,
      uffdWp: false,
      softDirty: false,
      dirty: false,
      exclusive: false,
      guard: false,
    };
  if (family === 'present') return { ...both, shape: presentShape(k, pte, place), ...ofPresent(k, pte, level) };
  const kind = kindOfType(k, swpType(k, pteToSwpEntry(k, pte)));
  return {
    ...both,
    kind: kind.id,
    shape: swapShape(k, pte, place),
    writable: 'writable' in kind,
    protnone: false,
    uffdWp: family === 'marker' ? pteIsUffdWpMarker(k, pte) : pteSwpUffdWp(k, pte),
    softDirty: pteSwpSoftDirty(k, pte),
    dirty: false,
    exclusive: pteSwpExclusive(k, pte),
    guard: family === 'marker' && softleafIsGuardMarker(k, pteToSwpEntry(k, pte)),
  };
}

const ofPresent = (k: Kernel, pte: bigint, level: 'pte' | 'pmd') => ({
  writable: level === 'pmd' ? pmdWrite(k, pte) : pteWrite(k, pte),
  protnone: pteProtnone(k, pte),
  uffdWp: pteUffdWp(k, pte),
  softDirty: pteSoftDirty(k, pte),
  dirty: pteDirty(k, pte),
  exclusive: false,
  guard: false,
});

const presentShape = (k: Kernel, pte: bigint, place: Place | undefined): bigint =>
  place ? pte ^ pfnPte(k, mappedPfn(k, pte), 0n) : pte;

const swapShape = (k: Kernel, pte: bigint, place: Place | undefined): bigint =>
  place ? pte ^ swpEntryToPte(k, swpEntry(k, 0, 'pfn' in place ? place.pfn : place.offset)) : pte;

/**
 * The bits of a page frame number that functions of the kernel read as something else, so that pages that differ by them are not alike: bug
 * H3 reads soft-dirty and uffd-wp of a present entry in the offset of a device-private one, H2 sets the latter.
 */
export function tellingBits(k: Kernel): bigint {
  if (!k.does('migrateDeviceReadsPresentBits') && !k.does('restoreDeviceMarksPresentBit')) return 0n;
  return archSwpOffset(k, 0n) ^ archSwpOffset(k, k.mask.softDirty | k.mask.uffdWp);
}
