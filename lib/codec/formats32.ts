/**
 * The forms of a level of a kernel, with every mask as two 32-bit numbers. A bit test on a number takes a tenth of one on a
 * bigint (1.6 against 15 ns), so decode() splits its word once and puts together again only what is a bigint in the result.
 */
import type { Level } from '../../spec/schema.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Forms, formsOf, type MappedForm, type NamedBit, type SwapForm } from './formats.ts';

// One word, seen whole and in halves.
export const whole = new BigUint64Array(1);
export const half = new Int32Array(whole.buffer);
whole[0] = 1n;
export const [LO, HI] = half[0] === 1 ? [0, 1] : [1, 0]; // by the byte order of this machine

export function join(lo: number, hi: number): bigint {
  half[LO] = lo;
  half[HI] = hi;
  return whole[0] as bigint;
}

/** join(), moved down by `shift` bits, 0 to 31. */
export const joinShifted = (lo: number, hi: number, shift: number): bigint =>
  shift === 0 ? join(lo, hi) : join((lo >>> shift) | (hi << (32 - shift)), hi >>> shift);

/** A mask as two 32-bit numbers. */
export interface Halves {
  readonly lo: number;
  readonly hi: number;
}
function halves(mask: bigint): Halves {
  whole[0] = mask;
  return { lo: half[LO] as number, hi: half[HI] as number };
}
export const any = (mask: Halves, lo: number, hi: number): boolean => ((lo & mask.lo) | (hi & mask.hi)) !== 0;

/** The flags of entries of one form: lists of names, made once for each set of bits. */
interface Names {
  readonly mask: Halves;
  readonly bits: readonly NamedBit[];
  readonly lists: Map<number, Map<number, readonly string[]>>;
}
const names = (bits: readonly NamedBit[]): Names => ({
  mask: halves(bits.reduce((all, bit) => all | bit.mask, 0n)),
  bits,
  lists: new Map(),
});

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

const mappedSheet = ({ kind, leaf, pfn, known, mask: m, bits }: MappedForm) => ({
  kind,
  huge: leaf && m.pse !== 0n,
  pfn: halves(pfn),
  known: halves(known),
  names: names(bits),
  present: halves(m.present),
  rw: halves(m.rw),
  user: halves(m.user),
  nx: halves(m.nx),
  accessed: halves(m.accessed),
  dirtyBits: halves(m.dirtyBits),
  shstkDirty: halves(m.shstkDirty),
  global: halves(m.global),
  special: halves(m.special),
  softDirty: halves(m.softDirty),
  uffdWp: halves(m.uffdWp),
  pkey: halves(m.pkey),
  pkeyShift: 31 - Math.clz32(halves(m.pkeyBit0).hi), // the keys stand in the upper half
});
export type MappedSheet = ReturnType<typeof mappedSheet>;

const swapSheet = (k: Kernel, { kind, type, hasPfn, explained, young, dirty }: SwapForm) => ({
  kind,
  type,
  hasPfn,
  /** In the word: what no meaning is known of. */
  junk: halves(k.mask.swpOffset & ~(explained << k.mask.swpOffsetShift)),
  young: halves(young),
  dirty: halves(dirty),
});
export type SwapSheet = ReturnType<typeof swapSheet>;

/** A level of a kernel, with every mask in halves. */
function sheet(k: Kernel, forms: Forms) {
  const m = k.mask;
  return {
    level: forms.level,
    present: halves(m.present),
    protnone: halves(m.protnone),
    pse: halves(forms.pse),
    leaf: { present: mappedSheet(forms.leaf.present), protnone: mappedSheet(forms.leaf.protnone) },
    table: { present: mappedSheet(forms.table.present), protnone: mappedSheet(forms.table.protnone) },
    alwaysLeaf: forms.pse === 0n,
    notNone: halves(k.clear.knlErratum),
    names: names(forms.swapBits),
    types: forms.swap.map((form) => swapSheet(k, form)),
    typeShift: Number(m.swpTypeShift) - 32, // the type stands in the upper half
    offset: halves(m.swpOffset),
    offsetShift: Number(m.swpOffsetShift),
    pageShift: Number(m.pageShift),
    swpPfn: halves(m.swpPfn),
    besides: halves(k.clear.swpType & k.clear.swpOffset & k.clear.knownSwap),
    softDirty: halves(m.swpSoftDirty),
    uffdWp: halves(m.swpUffdWp),
    exclusive: halves(m.swpExclusive),
    marker: { uffdWp: halves(m.markerUffdWp), poisoned: halves(m.markerPoisoned), guard: halves(m.markerGuard) },
  };
}
export type Sheet = ReturnType<typeof sheet>;

const sheets = {
  pte: new WeakMap<Kernel, Sheet>(),
  pmd: new WeakMap<Kernel, Sheet>(),
  pud: new WeakMap<Kernel, Sheet>(),
};

/** The sheet of a level of a kernel; formsOf() checks both the first time. */
export const sheetOf = (k: Kernel, level: Level): Sheet => sheets[level]?.get(k) ?? newSheet(k, level);
function newSheet(k: Kernel, level: Level): Sheet {
  const made = sheet(k, formsOf(k, level));
  sheets[level].set(k, made);
  return made;
}
