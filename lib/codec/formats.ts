/** The formats that an entry has at one level of one kernel, and what its bits mean in each. decode, encode and explain read them. */
import { migrationKinds, pfnKinds } from '../../spec/kinds.ts';
import {
  keptByModify,
  otherBits,
  presentBits,
  tableBits,
  tableLevels,
  upperBits,
  upperLevels,
} from '../../spec/present.ts';
import type { BitRow, Level, TableLevel } from '../../spec/schema.ts';
import { swapBits } from '../../spec/swap.ts';
import { rangeError, shown } from '../base/errors.ts';
import { nameOf, saysOf } from '../kernel/inForce.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import type { MaskId } from '../kernel/layout.ts';
import type { Kind } from './decoded.ts';

/** One bit under the kernel's identifier. */
export interface NamedBit {
  /** As `_PAGE_RW`: the name that the release at hand gives the bit. */
  readonly name: string;
  /** The bit in place. */
  readonly mask: bigint;
  /** One sentence on the bit, from its row in spec/; empty where the row has none. */
  readonly says: string;
  /** The same of the bit where it is clear, if its row has that. */
  readonly clear?: string;
}

/** Masks of a mapped entry by what they answer, listed once in mappedMasks(); 0n where there is no such bit. */
export type MappedMasks = ReturnType<typeof mappedMasks>;

/** A mapped entry of one kind: a leaf of the level, or a pointer to a table. */
export interface MappedFormat {
  readonly kind: 'present' | 'protnone';
  readonly leaf: boolean;
  /** The page frame number in place, without the C-bit, and below the bit of shared pages. */
  readonly pfn: bigint;
  /** The bits that a page frame number may have, counted in pages. */
  readonly pages: bigint;
  /** All bits that mean something; any other bit of the word is unexplained. */
  readonly meaningful: bigint;
  readonly mask: MappedMasks;
  /** The bits that are flags, from bit 0 up. */
  readonly bits: readonly NamedBit[];
  /** Other bits that make it this format by being clear. */
  readonly clear: readonly NamedBit[];
}

/** Entries of one type number. */
export interface SwapFormat {
  readonly kind: Exclude<Kind, 'none' | 'present' | 'protnone'>;
  /** The number that the type field holds, 0 to 31. */
  readonly type: number;
  /** Whether the offset holds a page frame number. */
  readonly hasPfn: boolean;
  /** Bits of the offset that mean something, counted from its bit 0. */
  readonly meaningful: bigint;
  /** SWP_MIG_YOUNG as a bit of the offset; 0n where the kernel does not keep it. */
  readonly young: bigint;
  /** SWP_MIG_DIRTY as a bit of the offset; 0n where the kernel does not keep it. */
  readonly dirty: bigint;
}

/** All formats of one level of one kernel. */
export interface Format {
  readonly level: TableLevel;
  /** Pages, by kind. */
  readonly leaf: { readonly present: MappedFormat; readonly protnone: MappedFormat };
  /** Pointers to a table, by kind; at pte the same as `leaf`. */
  readonly table: { readonly present: MappedFormat; readonly protnone: MappedFormat };
  /** Entries that are neither mapped nor empty, by type number; none at p4d and pgd. */
  readonly swap: readonly SwapFormat[];
  /** The flags of entries that are not mapped, from bit 0 up. */
  readonly swapBits: readonly NamedBit[];
  /** The flags that an empty entry may have: those that the Knights Landing erratum leaves. */
  readonly noneBits: readonly NamedBit[];
  /** The bits that are clear in entries that are not mapped. */
  readonly swapClear: readonly NamedBit[];
  /** PSE, where it tells a leaf from a table; 0n at pte. */
  readonly pse: bigint;
}

type NamedRow = BitRow & { readonly id: MaskId };

/** The rows that this kernel has, as named bits. Of rows with one id the one in place holds. */
const named = (k: Kernel, rows: readonly NamedRow[]): NamedBit[] =>
  rows
    .filter((row) => k.mask[row.id] === 1n << BigInt(row.bit))
    .map((row) => ({
      name: nameOf(row, k.release),
      mask: k.mask[row.id],
      says: saysOf(row, k.release),
      ...(row.clear !== undefined && { clear: row.clear }),
    }));

const atLevel = (level: Level) => (row: BitRow) => row.levels === undefined || row.levels.includes(level);
const rowsOf = (level: Level, ids: readonly MaskId[]) =>
  presentBits.filter(atLevel(level)).filter((row) => ids.includes(row.id));

/** The C-bit or the bit of shared pages: flags with a place that the machine decides. */
const machineBits = (k: Kernel): NamedBit[] =>
  (
    [
      [
        'enc',
        k.mask.enc,
        'memory encryption: the C-bit of SME or SEV',
        'not encrypted: the C-bit of SME or SEV is clear',
      ],
      ['cc', k.mask.shared, 'the page is shared with the host', 'the page is not shared with the host'],
    ] as const
  ).flatMap(([id, mask, says, clear]) =>
    mask === 0n
      ? []
      : keptByModify.filter((row) => row.id === id).map((row) => ({ name: row.kernel, mask, says, clear })),
  );

/**
 * Masks that answer one question about a mapped entry each: a mask that is added here is there in 32-bit halves and in
 * encode() too. Those under the name of a field of Decoded are the fields that are one bit of the word, true where it is set.
 */
function mappedMasks(k: Kernel, level: Level, kind: 'present' | 'protnone', leaf: boolean) {
  const m = k.mask;
  const ofLeaf = (mask: bigint) => (leaf ? mask : 0n);
  return {
    huge: level === 'pte' ? 0n : ofLeaf(m.pse),
    young: m.accessed,
    user: m.user,
    global: kind === 'present' ? ofLeaf(m.global) : 0n,
    special: ofLeaf(level === 'pte' ? m.special : m.specialHuge),
    softDirty: ofLeaf(m.softDirty),
    uffdWp: ofLeaf(m.uffdWp),
    present: m.present,
    rw: m.rw,
    nx: m.nx,
    dirtyBits: leaf ? m.dirtyBits : m.dirty,
    // pud_write() does not look at shadow stacks, pmd_write() does: asm/pgtable.h
    shstkDirty: level === 'pud' ? 0n : ofLeaf(m.shstkDirty),
    pkey: ofLeaf(m.pkey),
    pkeyBit0: ofLeaf(m.pkeyBit0),
  };
}

function mappedFormat(k: Kernel, level: Level, kind: 'present' | 'protnone', leaf: boolean): MappedFormat {
  const m = k.mask;
  const leafPfn = { pte: m.pfn, pmd: m.pmdPfn, pud: m.pudPfn }[level];
  const ofLeaf = { pte: m.knownPte, pmd: m.knownPmd, pud: m.knownPud }[level];
  const ofTable = level === 'pud' ? m.knownPudTable : m.knownPmdTable;
  // Bit 8 has two names; a protnone entry lacks PRESENT, so that is no flag of it.
  const others: readonly MaskId[] = kind === 'present' ? ['protnone'] : ['present', 'global'];
  const ids: readonly MaskId[] = leaf ? presentBits.map((row) => row.id) : [...tableBits, 'protnone'];
  const rows = rowsOf(
    level,
    ids.filter((id) => !others.includes(id)),
  );
  const flags = [...named(k, rows).filter((bit) => (bit.mask & m.pkey) === 0n), ...machineBits(k)];
  const pfn = leaf ? leafPfn : m.pfn;
  return {
    kind,
    leaf,
    pfn,
    pages: pfn >> m.pageShift,
    meaningful: leaf ? ofLeaf : ofTable | (kind === 'protnone' ? m.protnone : 0n),
    mask: mappedMasks(k, level, kind, leaf),
    bits: flags.sort((a, b) => (a.mask < b.mask ? -1 : 1)),
    clear: named(
      k,
      rowsOf(level, [...(kind === 'protnone' ? (['present'] as const) : []), ...(leaf ? [] : (['pse'] as const))]),
    ),
  };
}

function swapFormat(k: Kernel, type: number): SwapFormat {
  const m = k.mask;
  const found = (Object.keys(k.type) as (keyof typeof k.type)[]).find((id) => k.type[id] === type);
  const kind = found ?? (BigInt(type) < m.maxSwapfiles ? 'swap' : 'unknown');
  const is = (list: readonly Kind[]) => list.includes(kind);
  const [young, dirty] = is(migrationKinds) ? [m.migYoung, m.migDirty] : [0n, 0n];
  const all = m.swpOffset >> m.swpOffsetShift;
  const meaningful = is(pfnKinds) ? m.swpPfn | young | dirty : kind === 'pteMarker' ? m.markerMask : all;
  return { kind, type, hasPfn: is(pfnKinds), meaningful, young, dirty };
}

function resolve(k: Kernel, level: Level): Format {
  const mapped = (kind: 'present' | 'protnone', leaf: boolean) => mappedFormat(k, level, kind, leaf);
  const types = Number(k.mask.swpType >> k.mask.swpTypeShift) + 1;
  const bits = named(k, swapBits);
  return {
    level,
    leaf: { present: mapped('present', true), protnone: mapped('protnone', true) },
    table: { present: mapped('present', level === 'pte'), protnone: mapped('protnone', level === 'pte') },
    swap: Array.from({ length: types }, (_, type) => swapFormat(k, type)),
    swapBits: bits,
    noneBits: bits.filter((bit) => (bit.mask & k.mask.knlErratum) !== 0n),
    swapClear: named(k, rowsOf(level, ['present', 'protnone', 'pse'])),
    pse: level === 'pte' ? 0n : k.mask.pse,
  };
}

/** Whether entries of a level point to tables and do nothing else. */
export const isUpper = (level: TableLevel): level is (typeof upperLevels)[number] =>
  upperLevels.some((upper) => upper === level);

/** A level to arrays and their queries, whose entries can be leaves. @throws RangeError for p4d and pgd. */
export function leafLevel(level: TableLevel): Level {
  if (!isUpper(level)) return level;
  throw rangeError(
    `expected a level among pte, pmd, pud for an array, got ${shown(level)}: decode() takes its words singly`,
  );
}

/** Whether entries of a level stand in the root table: pgd, and with four levels p4d, which is folded into it. */
export const isRoot = (k: Kernel, level: TableLevel): boolean =>
  level === 'pgd' || (level === 'p4d' && k.config.pagingLevels === 4);

/** What an identity mapping marks in the entries of its upper tables: arch/x86/mm/ident_map.c. */
const noptishadow = otherBits.filter(({ id }) => id === 'noptishadow');

/** A pointer to a table at p4d or pgd: what a pmd one has, and what is said there alone. */
function upperFormat(k: Kernel, level: TableLevel): MappedFormat {
  const table = mappedFormat(k, 'pmd', 'present', false);
  const here: readonly BitRow[] = upperBits.filter(({ levels }) =>
    levels.some((one) => one === level || (one === 'pgd' && isRoot(k, level))),
  );
  const ours = (mask: bigint) => here.find(({ bit }) => mask === 1n << BigInt(bit))?.says;
  const root = noptishadow.filter((row) => k.holds('otherBits', row));
  const more = root.map((row) => ({ name: row.kernel, mask: 1n << BigInt(row.bit), says: row.says }));
  const said = ({ name, mask, says }: NamedBit) => ({ name, mask, says: ours(mask) ?? says });
  return {
    ...table,
    meaningful: more.reduce((all, { mask }) => all | mask, table.meaningful),
    bits: [...table.bits.map(said), ...more].sort((a, b) => (a.mask < b.mask ? -1 : 1)),
    clear: table.clear.map(said),
  };
}

function resolveUpper(k: Kernel, level: TableLevel): Format {
  const present = upperFormat(k, level);
  const formats = { present, protnone: present };
  const noneBits = named(k, swapBits).filter((bit) => (bit.mask & k.mask.knlErratum) !== 0n);
  const swapClear = named(k, rowsOf('pte', ['present']));
  return { level, leaf: formats, table: formats, swap: [], swapBits: [], noneBits, swapClear, pse: 0n };
}

const resolved: ReadonlyMap<TableLevel, WeakMap<Kernel, Format>> = new Map(
  tableLevels.map((level) => [level, new WeakMap()]),
);

/**
 * The formats at a level of a kernel, resolved once for each.
 * @throws RangeError for a level that is none of pte, pmd, pud, p4d and pgd, TypeError for a kernel that kernel() did not make.
 */
export function formatOf(k: Kernel, level: TableLevel): Format {
  const ofLevel = resolved.get(level);
  if (!ofLevel) throw rangeError(`expected a level among ${tableLevels.join(', ')}, got ${shown(level)}`);
  const found = ofLevel.get(k);
  if (found) return found;
  checkKernel(k);
  const made = isUpper(level) ? resolveUpper(k, level) : resolve(k, level);
  ofLevel.set(k, made);
  return made;
}
