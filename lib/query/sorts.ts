/**
 * The sorts of words at a level of a kernel, such as present leaves or swap entries of one type: within a sort every word of a
 * query asks for bits that stand still. Their places come from the formats of the codec.
 */
import { writableKinds } from '../../spec/kinds.ts';
import type { TableLevel } from '../../spec/schema.ts';
import type { Kind } from '../codec/decoded.ts';
import { type Format, formatOf, isUpper, type MappedFormat, type NamedBit, type SwapFormat } from '../codec/formats.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { anyOf, type Bits, not, or } from './bits.ts';
import { anyBroken, type BrokenRules, brokenMapped, brokenSwap } from './impossible.ts';
import type { QueryField, QueryFlag } from './vocabulary.ts';

const every = 2n ** 64n - 1n;

/** Where a number stands: `((word ^ flip) & field) >> shift`. */
export interface BitField {
  readonly field: bigint;
  readonly flip: bigint;
  readonly shift: bigint;
}

/** What the words of a sort have in common. */
export interface Sort {
  readonly kind: Kind;
  /** The bits that make a word mapped, as words of this sort have them; undefined for the others. */
  readonly mapped?: bigint;
  /** The type that the words have; undefined where they have none. */
  readonly type?: number;
  /** What asks for a flag; left out where none of the words has it. */
  readonly flags: Partial<Readonly<Record<QueryFlag, Bits>>>;
  /** What asks for each rule that some of the words break. */
  readonly broken: BrokenRules;
  readonly names: readonly NamedBit[];
  /** Where fields stand; the number itself where all words have the same. */
  readonly fields: Partial<Readonly<Record<QueryField, BitField | bigint>>>;
}

/** All sorts of a level, and what tells them apart. */
export interface Sorts {
  readonly all: readonly Sort[];
  /** The bits of which mapped words have one at least: PRESENT, PROTNONE, and at pmd and pud PSE. */
  readonly mapping: bigint;
  /** With PRESENT set, PROTNONE says something else. */
  readonly present: bigint;
  readonly protnone: bigint;
  /** The bits that an empty word has none of. */
  readonly filled: bigint;
  /** The type of a word that is not mapped. */
  readonly type: BitField;
}

function mappedSort(k: Kernel, f: MappedFormat, level: TableLevel, mapped: bigint): Sort {
  const m = f.mask;
  const write = anyOf(m.rw | m.shstkDirty);
  const isPresent = (mapped & k.mask.present) !== 0n;
  const broken = brokenMapped(k, f, level, isPresent);
  return {
    kind: f.kind,
    mapped,
    broken,
    flags: {
      impossible: anyBroken(broken),
      enc: anyOf(k.mask.cc),
      young: anyOf(m.young),
      dirty: anyOf(m.dirtyBits),
      write,
      writable: write,
      user: anyOf(m.user),
      exec: not(anyOf(m.nx)),
      global: anyOf(m.global),
      special: anyOf(m.special),
      huge: level !== 'pte' && f.leaf && m.huge !== 0n,
      softDirty: anyOf(m.softDirty),
      uffdWp: anyOf(m.uffdWp),
      unexplained: anyOf(every & ~f.meaningful),
    },
    names: f.bits,
    fields: {
      pfn: { field: f.pfn, flip: isPresent ? 0n : every, shift: k.mask.pageShift }, // asm/pgtable-invert.h
      pkey: m.pkey === 0n ? 0n : { field: m.pkey, flip: 0n, shift: shiftOf(m.pkeyBit0) },
    },
  };
}
const shiftOf = (bit: bigint): bigint => BigInt(bit.toString(2).length - 1);

function swapSort(k: Kernel, names: readonly NamedBit[], format: SwapFormat, level: TableLevel): Sort {
  const { kind, type, hasPfn, meaningful, young, dirty } = format;
  const m = k.mask;
  const stored = (bits: bigint) => (bits << m.swpOffsetShift) & m.swpOffset;
  const inOffset = (bits: bigint) => anyOf(stored(bits), every);
  const ofMarker = (bits: bigint) => (kind === 'pteMarker' ? inOffset(bits) : false);
  const besides = every & ~(m.swpType | m.swpOffset | m.knownSwap | m.present | m.protnone);
  const place = (field: bigint): BitField => ({ field, flip: every, shift: m.swpOffsetShift });
  const write = writableKinds.some((one) => one === kind);
  const unexplained = or([anyOf(besides), anyOf(m.swpOffset & ~stored(meaningful), every)]);
  const broken = brokenSwap(k, format, level, unexplained);
  return {
    kind,
    type,
    broken,
    flags: {
      impossible: anyBroken(broken),
      young: inOffset(young),
      dirty: inOffset(dirty),
      write,
      softDirty: anyOf(m.swpSoftDirty),
      uffdWp: or([anyOf(m.swpUffdWp), ofMarker(m.markerUffdWp)]),
      exclusive: anyOf(m.swpExclusive),
      unexplained,
      poisoned: ofMarker(m.markerPoisoned),
      guard: ofMarker(m.markerGuard),
    },
    names,
    fields: { ...(hasPfn && { pfn: place(stored(m.swpPfn)) }), type: BigInt(type), offset: place(m.swpOffset) },
  };
}

/** Mapped sorts by the bits that make them: at pmd and pud PSE alone makes one too, for a huge page made invalid. */
function mappedSorts(k: Kernel, f: Format): readonly Sort[] {
  const { present, protnone } = k.mask;
  const sort = (mapped: bigint, format: MappedFormat) => mappedSort(k, format, f.level, mapped);
  if (f.pse === 0n) return [sort(present, f.leaf.present), sort(protnone, f.leaf.protnone)];
  return [
    sort(present | f.pse, f.leaf.present),
    sort(present, f.table.present),
    sort(protnone | f.pse, f.leaf.protnone),
    sort(protnone, f.table.protnone),
    sort(f.pse, f.leaf.present),
  ];
}

/** At p4d and pgd a word is a pointer to a table, or nothing. */
function upperSorts(k: Kernel, f: Format): Sorts {
  const m = k.mask;
  const unexplained = anyOf(every & k.clear.knlErratum & ~m.present);
  const broken = { 'unexplained-bits': unexplained };
  const none: Sort = {
    kind: 'none',
    flags: { unexplained, impossible: unexplained },
    broken,
    names: f.noneBits,
    fields: {},
  };
  return {
    all: [none, mappedSort(k, f.table.present, f.level, m.present)],
    mapping: m.present,
    present: m.present,
    protnone: 0n,
    filled: m.present,
    type: { field: 0n, flip: 0n, shift: 0n },
  };
}

/** The sorts of a level of a kernel. @throws as formatOf() does. */
export function sortsOf(k: Kernel, level: TableLevel): Sorts {
  const f = formatOf(k, level);
  const m = k.mask;
  if (isUpper(level)) return upperSorts(k, f);
  return {
    all: [
      { kind: 'none', flags: {}, broken: {}, names: f.noneBits, fields: {} },
      ...mappedSorts(k, f),
      ...f.swap.map((format) => swapSort(k, f.swapBits, format, level)),
    ],
    mapping: m.present | m.protnone | f.pse,
    present: m.present,
    protnone: m.protnone,
    filled: k.clear.knlErratum,
    type: { field: m.swpType, flip: 0n, shift: m.swpTypeShift },
  };
}

/** The sort that a word is of. */
export function sortOf({ all, mapping, present, protnone, filled, type }: Sorts, word: bigint): Sort {
  const bits = word & ((word & present) !== 0n ? mapping & ~protnone : mapping);
  const number = Number((word & type.field) >> type.shift);
  const is =
    bits !== 0n
      ? ({ mapped }: Sort) => mapped === bits
      : (word & filled) === 0n
        ? ({ kind }: Sort) => kind === 'none'
        : (sort: Sort) => sort.type === number;
  return all.find(is) as Sort;
}
