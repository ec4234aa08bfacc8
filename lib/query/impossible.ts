/** Which rules of spec/impossible.ts the words of a sort break, as tests of bits for a kernel and level. */
import { swapAreaBits, type wordRules } from '../../spec/impossible.ts';
import { writableKinds } from '../../spec/kinds.ts';
import { otherBits, upperBits, values } from '../../spec/present.ts';
import type { TableLevel } from '../../spec/schema.ts';
import { isUpper, type MappedFormat, type SwapFormat } from '../codec/formats.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { and, anyOf, type Bits, equal, not, or, within } from './bits.ts';

/** The name of a rule about the word alone. */
export type WordRuleId = (typeof wordRules)[number]['id'];
/** What asks whether a word of a sort breaks a rule; rules that no word of it breaks are left out. */
export type BrokenRules = Partial<Readonly<Record<WordRuleId, Bits>>>;

const every = 2n ** 64n - 1n;
const from = (bit: number): bigint => every - (1n << BigInt(bit)) + 1n;

/** MAX_PHYSMEM_BITS: how many bits the address of a page with a struct page has. */
export const maxPhysmemBits = (k: Kernel): number =>
  values.findLast((row) => row.id === 'maxPhysmemBits' && k.holds('values', row))?.value ?? 0;

/** The bits of a present entry at which the processor faults if they are set. */
export function reservedBits(k: Kernel, f: MappedFormat, level: TableLevel): bigint {
  const beyond = f.pfn & from(k.config.physBits);
  const inHugePage = f.leaf ? k.mask.pfn & ~f.pfn & ~f.meaningful : 0n;
  const noPage = isUpper(level) ? 1n << BigInt(upperBits[0].bit) : 0n;
  return beyond | inHugePage | noPage | k.mask.abovePfn;
}

/** Fewer bits than these at the top of a frame do not tell an inverted one from a page of a device. */
const fewestBits = 5;
const countOf = (mask: bigint): number => mask.toString(2).replaceAll('0', '').length;

/** The bits of a frame that memory never sets, so that all of them are set where the frame is inverted. */
export function aboveMemory(k: Kernel, pfn: bigint): bigint {
  const above = pfn & from(maxPhysmemBits(k));
  return countOf(above) < fewestBits ? 0n : above;
}
const isAll = (mask: bigint, value: bigint): Bits => mask !== 0n && equal(mask, value);

/** Whether page_table_check.c looks at uffd-wp at the level: not at PUDs. */
const isChecked = (k: Kernel, level: TableLevel): boolean =>
  k.does('pageTableCheckUffdWp') && (level === 'pte' || level === 'pmd');
const isWritable = ({ kind }: SwapFormat): boolean => writableKinds.some((one) => one === kind);

/** page_table_check.c looks at PTEs and PMDs, at tables too; DEBUG_VM at PTEs. lib/mm/page_table_check says the same of one entry. */
function warnings(k: Kernel, f: MappedFormat, level: TableLevel): BrokenRules {
  const both = and([anyOf(k.mask.uffdWp), anyOf(f.mask.rw | f.mask.shstkDirty)]);
  return {
    ...(isChecked(k, level) && { 'page-table-check': both }),
    ...(level === 'pte' && k.does('pteUffdWpWarns') && { 'debug-vm': both }),
  };
}

/** What only entries of the kernel's own map have: _PAGE_KERNEL_4K, which shares its place with soft-dirty. */
const ofKernelMap = (k: Kernel): bigint =>
  otherBits.reduce(
    (all, row) => (row.id === 'kernel4k' && k.holds('otherBits', row) ? all | (1n << BigInt(row.bit)) : all),
    0n,
  );

/**
 * Bits without a meaning in an entry that is not present. Those between the flags and the frame of a huge page are all set where
 * huge_pte_modify() of include/asm-generic/hugetlb.h made it PROT_NONE, since it inverts them with the frame, as in a PTE.
 */
function unexplainedInverted(k: Kernel, f: MappedFormat): Bits {
  const between = f.leaf ? k.mask.pfn & ~f.pfn & ~f.meaningful : 0n;
  const some = and([anyOf(between), not(equal(between, between))]);
  return or([anyOf(every & ~f.meaningful & ~between), some]);
}

/** What breaks rules in a mapped word; `hardware` tells whether PRESENT is set in it. */
export function brokenMapped(k: Kernel, f: MappedFormat, level: TableLevel, hardware: boolean): BrokenRules {
  const reserved = hardware ? reservedBits(k, f, level) : 0n;
  const top = aboveMemory(k, f.pfn);
  return {
    'reserved-bits': anyOf(reserved),
    'unexplained-bits': hardware
      ? anyOf(every & ~f.meaningful & ~reserved & ~ofKernelMap(k))
      : unexplainedInverted(k, f),
    ...(hardware ? { 'inverted-frame': isAll(top, top) } : { 'frame-not-inverted': isAll(top, 0n) }),
    ...(f.kind === 'protnone' && !f.leaf && { 'protnone-table': true }),
    ...warnings(k, f, level),
  };
}

/** What breaks rules in a word that is neither mapped nor empty. */
export function brokenSwap(k: Kernel, f: SwapFormat, level: TableLevel, unexplained: Bits): BrokenRules {
  const m = k.mask;
  const shift = m.swpOffsetShift;
  const below = (field: bigint, bits: number) => within(field, every, 0n, 1n << (BigInt(bits) + shift));
  const pfn = (m.swpPfn << shift) & m.swpOffset;
  return {
    'unexplained-bits': unexplained,
    ...(f.kind === 'swap' && { 'swap-offset': not(below(m.swpOffset, swapAreaBits)) }),
    ...(f.hasPfn && { 'frame-beyond-memory': beyondMemory(k, pfn) }),
    ...(f.kind === 'pteMarker' && { 'empty-marker': equal(m.markerMask << shift, m.markerMask << shift) }),
    ...(f.kind === 'pteMarker' &&
      !k.config.pteMarker && { 'unconfigured-marker': anyOf(m.markerUffdWp << shift, every) }),
    ...(isChecked(k, level) && isWritable(f) && { 'page-table-check': anyOf(m.swpUffdWp) }),
  };
}

/** The frame's bits above memory stand inverted: one of them is clear. */
function beyondMemory(k: Kernel, pfn: bigint): Bits {
  const shift = Number(k.mask.swpOffsetShift) + maxPhysmemBits(k) - Number(k.mask.pageShift);
  return anyOf(pfn & from(shift), every);
}

/** Whether any rule is broken. */
export const anyBroken = (broken: BrokenRules): Bits => or(Object.values(broken));
