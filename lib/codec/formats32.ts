/** The formats of a level of a kernel, with every mask in 32-bit halves, as decode() tests them. */
import type { TableLevel } from '../../spec/schema.ts';
import { allHalves, type Halves, halves, highHalf, join } from '../base/halves.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Format, formatOf, isUpper, type MappedFormat, type NamedBit, type SwapFormat } from './formats.ts';

/** The flags of entries of one format: lists of names, made once for each set of bits. */
interface Names {
  readonly mask: Halves;
  readonly bits: readonly NamedBit[];
  /** The lists by the high and then the low half of the flags' bits. */
  readonly lists: Map<number, Map<number, readonly string[]>>;
}
const names = (bits: readonly NamedBit[]): Names => ({
  mask: halves(bits.reduce((all, bit) => all | bit.mask, 0n)),
  bits,
  lists: new Map(),
});

/** The names of the flags that are set in the word `hi`:`lo`, in a frozen list that words with the same flags share. */
export function flagsOf(n: Names, lo: number, hi: number): readonly string[] {
  const low = lo & n.mask.lo;
  const high = hi & n.mask.hi;
  return n.lists.get(high)?.get(low) ?? newList(n, low, high);
}
function newList(n: Names, low: number, high: number): readonly string[] {
  const word = join(low, high);
  const list = Object.freeze(n.bits.filter((bit) => (word & bit.mask) !== 0n).map((bit) => bit.name));
  const byLow = n.lists.get(high) ?? new Map<number, readonly string[]>();
  n.lists.set(high, byLow.set(low, list));
  return list;
}

const mappedFormat32 = ({ kind, leaf, pfn, meaningful, mask, bits }: MappedFormat) => ({
  kind,
  isHuge: leaf && mask.huge !== 0n,
  pfn: halves(pfn),
  meaningful: halves(meaningful),
  names: names(bits),
  pkeyShift: 31 - Math.clz32(highHalf(mask.pkeyBit0)), // the keys stand in the upper half
  ...allHalves(mask),
});
/** A MappedFormat with its masks in halves. */
export type MappedFormat32 = ReturnType<typeof mappedFormat32>;

const swapFormat32 = (k: Kernel, { kind, type, hasPfn, meaningful, young, dirty }: SwapFormat) => ({
  kind,
  type,
  hasPfn,
  /** The bits of the offset that mean nothing, in their places in the word. */
  meaningless: halves(k.mask.swpOffset & ~(meaningful << k.mask.swpOffsetShift)),
  ...allHalves({ young, dirty }),
});
/** A SwapFormat with its masks in halves. */
export type SwapFormat32 = ReturnType<typeof swapFormat32>;

function resolve(k: Kernel, { level, pse, leaf, table, swap, swapBits, noneBits }: Format) {
  const m = k.mask;
  const upper = isUpper(level);
  return {
    level,
    leaf: { present: mappedFormat32(leaf.present), protnone: mappedFormat32(leaf.protnone) },
    table: { present: mappedFormat32(table.present), protnone: mappedFormat32(table.protnone) },
    alwaysLeaf: pse === 0n,
    names: names(upper ? noneBits : swapBits),
    types: swap.map((format) => swapFormat32(k, format)),
    typeShift: Number(m.swpTypeShift) - 32, // the type stands in the upper half
    offsetShift: Number(m.swpOffsetShift),
    pageShift: Number(m.pageShift),
    ...allHalves({
      pse,
      present: m.present,
      protnone: upper ? 0n : m.protnone,
      notNone: upper ? 0n : k.clear.knlErratum,
      /** What a word that is neither mapped nor of a type has and should not: at the upper levels alone anything can be there. */
      notEmpty: upper ? k.clear.knlErratum & k.clear.present : 0n,
      offset: m.swpOffset,
      swpPfn: m.swpPfn,
      /** Bits of the word that are neither type nor offset and mean nothing. */
      besides: k.clear.swpType & k.clear.swpOffset & k.clear.knownSwap,
      softDirty: m.swpSoftDirty,
      uffdWp: m.swpUffdWp,
      exclusive: m.swpExclusive,
    }),
    marker: allHalves({ uffdWp: m.markerUffdWp, poisoned: m.markerPoisoned, guard: m.markerGuard }),
  };
}
/** All formats of one level of one kernel, with their masks in halves. */
export type Format32 = ReturnType<typeof resolve>;

const resolved = new Map<TableLevel, WeakMap<Kernel, Format32>>();

/**
 * The formats of a level of a kernel in halves, resolved once for each.
 * @throws as formatOf() does, the first time.
 */
export const format32Of = (k: Kernel, level: TableLevel): Format32 =>
  resolved.get(level)?.get(k) ?? newFormat(k, level);
function newFormat(k: Kernel, level: TableLevel): Format32 {
  const made = resolve(k, formatOf(k, level));
  const ofLevel = resolved.get(level) ?? new WeakMap<Kernel, Format32>();
  resolved.set(level, ofLevel.set(k, made));
  return made;
}
