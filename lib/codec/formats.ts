/** The forms an entry takes at one level of one kernel, and what its bits mean in each. decode, encode and explain read them. */
import { migrationKinds, pfnKinds } from '../../spec/kinds.ts';
import { keptByModify, presentBits, tableBits } from '../../spec/present.ts';
import type { BitRow, Level } from '../../spec/schema.ts';
import { swapBits } from '../../spec/swap.ts';
import { rangeError, shown } from '../base/errors.ts';
import { nameOf, saysOf } from '../kernel/inForce.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import type { MaskId } from '../kernel/layout.ts';
import type { Kind } from './decoded.ts';

/** One bit under the kernel's identifier. */
export interface NamedBit {
  readonly name: string;
  readonly mask: bigint;
  readonly says: string;
}

/** Masks of a mapped entry by what they answer; 0n where there is no such bit. */
export type MappedMasks = ReturnType<typeof mappedMasks>;

/** A leaf of the level, or a pointer to a table. */
export interface MappedForm {
  readonly kind: 'present' | 'protnone';
  readonly leaf: boolean;
  /** The page frame number in place, without the C-bit. */
  readonly pfn: bigint;
  /** All bits that mean something. */
  readonly known: bigint;
  readonly mask: MappedMasks;
  /** The bits that are flags, from bit 0 up. */
  readonly bits: readonly NamedBit[];
  /** Other bits that make it this form by being clear. */
  readonly clear: readonly NamedBit[];
}

/** Entries of one type number. */
export interface SwapForm {
  readonly kind: Exclude<Kind, 'none' | 'present' | 'protnone'>;
  readonly type: number;
  readonly hasPfn: boolean;
  /** Bits of the offset that mean something. */
  readonly explained: bigint;
  /** Bits of the offset: SWP_MIG_YOUNG, SWP_MIG_DIRTY; 0n where not kept. */
  readonly young: bigint;
  readonly dirty: bigint;
}

export interface Forms {
  readonly level: Level;
  /** By leaf or table, then by kind. */
  readonly leaf: { readonly present: MappedForm; readonly protnone: MappedForm };
  readonly table: { readonly present: MappedForm; readonly protnone: MappedForm };
  /** By type number. */
  readonly swap: readonly SwapForm[];
  /** The flags of entries that are not mapped, from bit 0 up. */
  readonly swapBits: readonly NamedBit[];
  /** The bits that are clear in those. */
  readonly swapClear: readonly NamedBit[];
  /** PSE, where it tells a leaf from a table. */
  readonly pse: bigint;
}

type NamedRow = BitRow & { readonly id: MaskId };

/** The rows that this kernel has, as named bits. Of rows with one id the one in place holds. */
const named = (k: Kernel, rows: readonly NamedRow[]): NamedBit[] =>
  rows
    .filter((row) => k.mask[row.id] === 1n << BigInt(row.bit))
    .map((row) => ({ name: nameOf(row, k.release), mask: k.mask[row.id], says: saysOf(row, k.release) }));

const atLevel = (level: Level) => (row: BitRow) => row.levels === undefined || row.levels.includes(level);
const rowsOf = (level: Level, ids: readonly MaskId[]) =>
  presentBits.filter(atLevel(level)).filter((row) => ids.includes(row.id));

/** The C-bit, which is a flag with a place that the machine decides. */
const encBit = (k: Kernel): NamedBit[] =>
  k.mask.enc === 0n
    ? []
    : keptByModify
        .filter((row) => row.id === 'enc')
        .map((row) => ({
          name: row.kernel,
          mask: k.mask.enc,
          says: 'memory encryption, or a page shared with the host',
        }));

function mappedMasks(k: Kernel, level: Level, kind: 'present' | 'protnone', leaf: boolean) {
  const m = k.mask;
  const ofLeaf = (mask: bigint) => (leaf ? mask : 0n);
  return {
    present: m.present,
    rw: m.rw,
    user: m.user,
    nx: m.nx,
    accessed: m.accessed,
    dirtyBits: leaf ? m.dirtyBits : m.dirty,
    // pud_write() does not look at shadow stacks, pmd_write() does: asm/pgtable.h
    shstkDirty: level === 'pud' ? 0n : ofLeaf(m.shstkDirty),
    global: kind === 'present' ? ofLeaf(m.global) : 0n,
    special: ofLeaf(level === 'pte' ? m.special : m.specialHuge),
    softDirty: ofLeaf(m.softDirty),
    uffdWp: ofLeaf(m.uffdWp),
    pkey: ofLeaf(m.pkey),
    pkeyBit0: ofLeaf(m.pkeyBit0),
    pse: level === 'pte' ? 0n : ofLeaf(m.pse),
  };
}

function mappedForm(k: Kernel, level: Level, kind: 'present' | 'protnone', leaf: boolean): MappedForm {
  const m = k.mask;
  const leafPfn = { pte: m.pfn, pmd: m.pmdPfn, pud: m.pudPfn }[level];
  const leafKnown = { pte: m.knownPte, pmd: m.knownPmd, pud: m.knownPud }[level];
  const tableKnown = level === 'pud' ? m.knownPudTable : m.knownPmdTable;
  // Bit 8 has two names; a protnone entry lacks PRESENT, so that is no flag of it.
  const others: readonly MaskId[] = kind === 'present' ? ['protnone'] : ['present', 'global'];
  const ids: readonly MaskId[] = leaf ? presentBits.map((row) => row.id) : [...tableBits, 'protnone'];
  const rows = rowsOf(
    level,
    ids.filter((id) => !others.includes(id)),
  );
  const flags = [...named(k, rows).filter((bit) => (bit.mask & m.pkey) === 0n), ...encBit(k)];
  return {
    kind,
    leaf,
    pfn: leaf ? leafPfn : m.pfn,
    known: leaf ? leafKnown : tableKnown | (kind === 'protnone' ? m.protnone : 0n),
    mask: mappedMasks(k, level, kind, leaf),
    bits: flags.sort((a, b) => (a.mask < b.mask ? -1 : 1)),
    clear: named(
      k,
      rowsOf(level, [...(kind === 'protnone' ? (['present'] as const) : []), ...(leaf ? [] : (['pse'] as const))]),
    ),
  };
}

function swapForm(k: Kernel, type: number): SwapForm {
  const m = k.mask;
  const found = (Object.keys(k.type) as (keyof typeof k.type)[]).find((id) => k.type[id] === type);
  const kind = found ?? (BigInt(type) < m.maxSwapfiles ? 'swap' : 'unknown');
  const is = (list: readonly Kind[]) => list.includes(kind);
  const [young, dirty] = is(migrationKinds) ? [m.migYoung, m.migDirty] : [0n, 0n];
  const all = m.swpOffset >> m.swpOffsetShift;
  const explained = is(pfnKinds) ? m.swpPfn | young | dirty : kind === 'pteMarker' ? m.markerMask : all;
  return { kind, type, hasPfn: is(pfnKinds), explained, young, dirty };
}

function resolveForms(k: Kernel, level: Level): Forms {
  const form = (kind: 'present' | 'protnone', leaf: boolean) => mappedForm(k, level, kind, leaf);
  const types = Number(k.mask.swpType >> k.mask.swpTypeShift) + 1;
  return {
    level,
    leaf: { present: form('present', true), protnone: form('protnone', true) },
    table: { present: form('present', level === 'pte'), protnone: form('protnone', level === 'pte') },
    swap: Array.from({ length: types }, (_, type) => swapForm(k, type)),
    swapBits: named(k, swapBits),
    swapClear: named(k, rowsOf(level, ['present', 'protnone', 'pse'])),
    pse: level === 'pte' ? 0n : k.mask.pse,
  };
}

const known = {
  pte: new WeakMap<Kernel, Forms>(),
  pmd: new WeakMap<Kernel, Forms>(),
  pud: new WeakMap<Kernel, Forms>(),
};

/** The forms at a level of a kernel; the door at which both are checked. */
export function formsOf(k: Kernel, level: Level): Forms {
  if (!Object.hasOwn(known, level))
    throw rangeError(`expected a level among ${Object.keys(known).join(', ')}, got ${shown(level)}`);
  const forms = known[level].get(k);
  if (forms) return forms;
  checkKernel(k);
  const resolved = resolveForms(k, level);
  known[level].set(k, resolved);
  return resolved;
}
