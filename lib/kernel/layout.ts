/** Resolves rows to numbers: the whole of what a row means. native/spec/layout.hpp does the same in C++; a test compares them. */
import type { helperBehaviours } from '../../spec/helperBehaviours.ts';
import { kinds, markerKinds, migrationKinds, pfnKinds, writableKinds } from '../../spec/kinds.ts';
import { derivedIds, maskIds, type typeIds } from '../../spec/layoutIds.ts';
import { keptByModify, presentBits, presentFields, tableBits, values } from '../../spec/present.ts';
import type { BitRow, FieldRow, Level, Row } from '../../spec/schema.ts';
import { markerBits, migrationBits, swapBits, swapFields, swapTypes } from '../../spec/swap.ts';
import { tables } from '../../spec/tables.ts';
import { type Circumstances, holds } from './inForce.ts';

/** The name of one bit of an entry. */
export type MaskId = (typeof maskIds)[number];
/** The name of a mask or number that follows from several rows; spec/layoutIds.ts says what each is. */
export type DerivedId = (typeof derivedIds)[number];
/** The name of a special swap type. */
export type TypeId = (typeof typeIds)[number];
/** What the helpers' own masks depend on. */
type HelperBehaviourId = (typeof helperBehaviours)[number]['id'];

/** Every mask and derived number by name; what the kernel lacks is 0n. */
export type Layout = Readonly<Record<MaskId | DerivedId, bigint>>;
/** Type numbers of special entries, 0 to 31; absent where the kernel lacks the type. */
export type Types = Readonly<Partial<Record<TypeId, number>>>;

const powers = Array.from({ length: 65 }, (_, n) => 1n << BigInt(n));
const bit = (n: number) => powers[n] as bigint;
const any = (masks: readonly bigint[]) => masks.reduce((a, b) => a | b, 0n);
const width = (f: FieldRow) => f.hi - f.lo + 1;
/** The bits from `lo` to `hi` of a field of the spec, in place in a word. */
export const fieldMask = (f: FieldRow) => bit(f.hi + 1) - bit(f.lo);

/** One mask per id of a table of bits; where rows share an id, the one that holds. 0n if none does. */
export function bitMasks<R extends BitRow>(table: keyof typeof tables, rows: readonly R[], at: Circumstances) {
  // Property by property it would become a dictionary, which is slower to read
  const masks = Object.fromEntries(rows.map((row) => [row.id, 0n])) as Record<R['id'], bigint>;
  fillBits(masks, table, rows, at);
  return masks;
}
/** The same into masks that are 0n so far. */
function fillBits<R extends BitRow>(
  masks: Record<R['id'], bigint>,
  table: keyof typeof tables,
  rows: readonly R[],
  at: Circumstances,
) {
  for (const row of rows) if (holds(table, row, at)) masks[row.id as R['id']] = bit(row.bit);
}

/**
 * Numbers of special types: they fill the top of the type space in the order of their rows. `maxSwapfiles` is the first of
 * them, and how many swap areas there can be: MAX_SWAPFILES of include/linux/swap.h.
 */
export function stackTypes(at: Circumstances): { types: Types; maxSwapfiles: number } {
  const there = swapTypes.filter((row) => holds('swapTypes', row, at));
  const maxSwapfiles = 2 ** width(swapFields[0]) - there.length;
  return { types: Object.fromEntries(there.map((row, i) => [row.id, maxSwapfiles + i])), maxSwapfiles };
}

const rowThatHolds = <R extends Row>(table: keyof typeof tables, rows: readonly R[], id: R['id'], at: Circumstances) =>
  rows.findLast((row) => row.id === id && holds(table, row, at));

/** Whether a helper behaves in a way, before there is a kernel value to ask. */
const does = (id: HelperBehaviourId, at: Circumstances) =>
  rowThatHolds('behaviours', tables.behaviours, id, at) !== undefined;
const value = (id: (typeof values)[number]['id'], at: Circumstances) =>
  rowThatHolds('values', values, id, at)?.value ?? 0;

/** The set of type numbers of some kinds, one bit each. */
const typeSet = (types: Types, ids: readonly string[]) =>
  ids.reduce((set, id) => (types[id as TypeId] === undefined ? set : set | bit(types[id as TypeId] as number)), 0n);

/** Kinds of the upper half of the type space, four bits each; in the lower half all are swap devices. */
function kindOfType(types: Types): bigint {
  const half = 2 ** (width(swapFields[0]) - 1);
  const numbers = Array<number>(half).fill(kinds.indexOf('swap'));
  for (const id of Object.keys(types) as TypeId[]) numbers[(types[id] as number) - half] = kinds.indexOf(id);
  const hex = numbers.map((n) => n.toString(16)).reverse();
  return BigInt(`0x${hex.join('')}`);
}

/** The bits that a machine takes out of the page frame number, as masks; 0n for none. */
export interface MachineBits {
  /** The C-bit. */
  readonly enc: bigint;
  /** The bit of pages shared with the host. */
  readonly shared: bigint;
}

type Masks = Readonly<Record<MaskId, bigint>>;
type Derived = Partial<Record<DerivedId, bigint>>;

/** The page frame numbers of a machine: without its C-bit, and below the bit of its shared pages. */
const frameMasks = ({ enc, shared }: MachineBits) =>
  presentFields.map((f) => fieldMask(f) & ~enc & (shared === 0n ? -1n : shared - 1n)) as [bigint, bigint, bigint];

function derivedOfPresent(m: Masks, at: Circumstances, { enc, shared }: MachineBits) {
  const [pfn, pmdPfn, pudPfn] = frameMasks({ enc, shared });
  const cc = enc | shared;
  const ofMachine = { pfn, enc, cc };
  const maskOf = (id: (typeof keptByModify)[number]['id']) =>
    id === 'pfn' || id === 'enc' || id === 'cc' ? ofMachine[id] : m[id];
  const chg = keptByModify.reduce((kept, row) => (holds('keptByModify', row, at) ? kept | maskOf(row.id) : kept), 0n);
  const [knownPte, knownPmd, knownPud] = levels.map((level) => knownAt(m, level) | cc) as [bigint, bigint, bigint];
  const knownTable = any(tableBits.map((id) => m[id])) | pfn | cc;
  return {
    enc,
    shared,
    cc,
    pfn,
    pmdPfn,
    pudPfn,
    abovePfn: fieldMask(presentFields[0]) & ~pfn & ~cc,
    chg,
    flags: BigInt.asUintN(64, ~pfn),
    pkey: m.pkeyBit0 | m.pkeyBit1 | m.pkeyBit2 | m.pkeyBit3,
    dirtyBits: m.dirty | m.savedDirty,
    movedDirty: m.savedDirty ? m.dirty : 0n,
    shstkDirty: does('shadowStackWrite', at) ? m.dirty : 0n,
    hpageChg: chg | m.pse,
    knownPte: knownPte | pfn,
    knownPmd: knownPmd | pmdPfn,
    knownPud: knownPud | pudPfn,
    knownPmdTable: knownTable,
    knownPudTable: knownTable,
  } satisfies Derived;
}

/** The bits that mean something in a leaf at a level. */
const knownAt = (m: Masks, level: Level) =>
  presentBits.reduce(
    (all, row: BitRow & { id: MaskId }) => (!row.levels || row.levels.includes(level) ? all | m[row.id] : all),
    0n,
  );
const levels = ['pte', 'pmd', 'pud'] as const satisfies readonly Level[];

/** How many bits a page frame number can have; none where a caller took the row away. */
const roomForPfn = (at: Circumstances, pageShift: number) => Math.max(value('maxPhysmemBits', at) - pageShift, 0);

function derivedOfSwap(m: Masks, at: Circumstances) {
  const [type, offset] = swapFields;
  const pageShift = value('pageShift', at);
  const pfnBits = does('swpOffsetPfnMasked', at) ? roomForPfn(at, pageShift) : width(offset);
  const above = migrationBits.map((row, i) => (holds('migrationBits', row, at) ? bit(pfnBits + i) : 0n));
  const [migYoung, migDirty] = above as [bigint, bigint];
  const entryTypeShift = value('swpTypeShift', at);
  return {
    pageShift: BigInt(pageShift),
    knlErratum: m.swpIgnoredA | m.swpIgnoredD,
    swpType: fieldMask(type),
    swpTypeShift: BigInt(type.lo),
    swpOffset: fieldMask(offset),
    swpOffsetShift: BigInt(offset.lo),
    entryTypeShift: BigInt(entryTypeShift),
    entryOffset: bit(entryTypeShift) - 1n,
    swpPfnBits: BigInt(pfnBits),
    swpPfn: bit(pfnBits) - 1n,
    migYoung,
    migDirty,
    knownSwap: any(swapBits.map((row) => m[row.id])),
  } satisfies Derived;
}

function derivedOfTypes(types: Types, maxSwapfiles: number) {
  return {
    maxSwapfiles: BigInt(maxSwapfiles),
    kindOfType: kindOfType(types),
    pfnTypes: typeSet(types, pfnKinds),
    migrationTypes: typeSet(types, migrationKinds),
    writableTypes: typeSet(types, writableKinds),
    markerTypes: typeSet(types, markerKinds),
  } satisfies Derived;
}

function derivedOfMarkers(at: Circumstances) {
  const { uffdWp, poisoned, guard } = bitMasks('markerBits', markerBits, at);
  return {
    markerMask: uffdWp | poisoned | guard,
    markerUffdWp: uffdWp,
    markerPoisoned: poisoned,
    markerGuard: guard,
  } satisfies Derived;
}

/** A layout without anything. A copy of it that is filled in makes a kernel quicker than one that grows name by name. */
export const emptyLayout: Layout = {
  ...(Object.fromEntries([...maskIds, ...derivedIds].map((id) => [id, 0n])) as Layout),
};

/**
 * All masks, numbers and types that the rows give in some circumstances, on a machine with those bits in its page frame
 * numbers.
 */
export function resolveLayout(at: Circumstances, machine: MachineBits): { layout: Layout; types: Types } {
  const layout = { ...emptyLayout };
  fillBits(layout, 'presentBits', presentBits, at);
  fillBits(layout, 'swapBits', swapBits, at);
  const { types, maxSwapfiles } = stackTypes(at);
  Object.assign(layout, derivedOfPresent(layout, at, machine), derivedOfSwap(layout, at));
  return { layout: Object.assign(layout, derivedOfTypes(types, maxSwapfiles), derivedOfMarkers(at)), types };
}
