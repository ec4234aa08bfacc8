/** Resolves rows to numbers: the whole of what a row means. native/spec/layout.hpp does the same in C++; a test compares them. */
import type { helperBehaviours } from '../../spec/helperBehaviours.ts';
import { kinds, migrationKinds, pfnKinds, writableKinds } from '../../spec/kinds.ts';
import type { derivedIds, maskIds, typeIds } from '../../spec/layoutIds.ts';
import { keptByModify, presentBits, presentFields, tableBits, values } from '../../spec/present.ts';
import type { BitRow, FieldRow, Level, Row } from '../../spec/schema.ts';
import { markerBits, migrationBits, swapBits, swapFields, swapTypes } from '../../spec/swap.ts';
import { tables } from '../../spec/tables.ts';
import { type Circumstances, holds } from './inForce.ts';

export type MaskId = (typeof maskIds)[number];
export type DerivedId = (typeof derivedIds)[number];
export type TypeId = (typeof typeIds)[number];
type BehaviourId = (typeof helperBehaviours)[number]['id'];

/** Every mask and derived number by name; what the kernel lacks is 0n. */
export type Layout = Readonly<Record<MaskId | DerivedId, bigint>>;
/** Type numbers of special entries; absent where the kernel lacks the type. */
export type Types = Readonly<Partial<Record<TypeId, number>>>;

const bit = (n: number) => 1n << BigInt(n);
const any = (masks: readonly bigint[]) => masks.reduce((a, b) => a | b, 0n);
const width = (f: FieldRow) => f.hi - f.lo + 1;
/** The bits of a field, in place. */
export const fieldMask = (f: FieldRow) => bit(f.hi + 1) - bit(f.lo);

/** One mask per id of a table of bits; where rows share an id, the one that holds. */
export function bitMasks<R extends BitRow>(table: keyof typeof tables, rows: readonly R[], at: Circumstances) {
  const masks = Object.fromEntries(rows.map((row) => [row.id, 0n]));
  for (const row of rows) if (holds(table, row, at)) masks[row.id] = bit(row.bit);
  return masks as Record<R['id'], bigint>;
}

/** Special types fill the top of the type space in the order of their rows: MAX_SWAPFILES of linux/swap.h. */
export function stackTypes(at: Circumstances): { types: Types; maxSwapfiles: number } {
  const there = swapTypes.filter((row) => holds('swapTypes', row, at));
  const maxSwapfiles = 2 ** width(swapFields[0]) - there.length;
  return { types: Object.fromEntries(there.map((row, i) => [row.id, maxSwapfiles + i])), maxSwapfiles };
}

const rowThatHolds = <R extends Row>(table: keyof typeof tables, rows: readonly R[], id: R['id'], at: Circumstances) =>
  rows.filter((row) => row.id === id && holds(table, row, at)).at(-1);

/** Whether a helper behaves in a way, before there is a kernel value to ask. */
const does = (id: BehaviourId, at: Circumstances) =>
  rowThatHolds('behaviours', tables.behaviours, id, at) !== undefined;
const value = (id: (typeof values)[number]['id'], at: Circumstances) =>
  rowThatHolds('values', values, id, at)?.value ?? 0;

/** The set of type numbers of some kinds, one bit each. */
const typeSet = (types: Types, ids: readonly string[]) =>
  any(ids.map((id) => types[id as TypeId]).map((n) => (n === undefined ? 0n : bit(n))));

/** Kinds of the upper half of the type space, four bits each; in the lower half all are swap devices. */
function kindOfType(types: Types): bigint {
  const half = 2 ** (width(swapFields[0]) - 1);
  const special = Object.fromEntries(Object.entries(types).map(([id, n]) => [n, id]));
  const kind = (i: number) => kinds.indexOf((special[half + i] ?? 'swap') as (typeof kinds)[number]);
  return any(Array.from({ length: half }, (_, i) => BigInt(kind(i)) << BigInt(4 * i)));
}

const atLevel = (level: Level) => (row: BitRow) => !row.levels || row.levels.includes(level);

export function resolveLayout(at: Circumstances, enc: bigint): { layout: Layout; types: Types } {
  const masks = { ...bitMasks('presentBits', presentBits, at), ...bitMasks('swapBits', swapBits, at) };
  const marker = bitMasks('markerBits', markerBits, at);
  const { types, maxSwapfiles } = stackTypes(at);
  const [pfn, pmdPfn, pudPfn] = presentFields.map((f) => fieldMask(f) & ~enc) as [bigint, bigint, bigint];
  const [swpType, swpOffset] = swapFields;
  const pageShift = value('pageShift', at);
  const swpPfnBits = does('swpOffsetPfnMasked', at) ? value('maxPhysmemBits', at) - pageShift : width(swpOffset);
  const aboveThePfn = migrationBits.map((row, i) => (holds('migrationBits', row, at) ? bit(swpPfnBits + i) : 0n));
  const entryTypeShift = value('swpTypeShift', at);
  const savesDirty = masks.savedDirty !== 0n;
  const kept = keptByModify
    .filter((row) => holds('keptByModify', row, at))
    .map((row) => ({ ...masks, pfn, enc })[row.id]);
  const known = (level: Level) => any(presentBits.filter(atLevel(level)).map((row) => masks[row.id])) | enc;
  const knownTable = any(tableBits.map((id) => masks[id])) | pfn | enc;
  const layout: Layout = {
    ...masks,
    enc,
    pfn,
    pmdPfn,
    pudPfn,
    pageShift: BigInt(pageShift),
    flags: BigInt.asUintN(64, ~pfn),
    pkey: masks.pkeyBit0 | masks.pkeyBit1 | masks.pkeyBit2 | masks.pkeyBit3,
    knlErratum: masks.swpIgnoredA | masks.swpIgnoredD,
    dirtyBits: masks.dirty | masks.savedDirty,
    movedDirty: savesDirty ? masks.dirty : 0n,
    shstkDirty: does('shadowStackWrite', at) ? masks.dirty : 0n,
    chg: any(kept),
    hpageChg: any(kept) | masks.pse,
    swpType: fieldMask(swpType),
    swpTypeShift: BigInt(swpType.lo),
    swpOffset: fieldMask(swpOffset),
    swpOffsetShift: BigInt(swpOffset.lo),
    entryTypeShift: BigInt(entryTypeShift),
    entryOffset: bit(entryTypeShift) - 1n,
    swpPfnBits: BigInt(swpPfnBits),
    swpPfn: bit(swpPfnBits) - 1n,
    migYoung: aboveThePfn[0] as bigint,
    migDirty: aboveThePfn[1] as bigint,
    maxSwapfiles: BigInt(maxSwapfiles),
    kindOfType: kindOfType(types),
    pfnTypes: typeSet(types, pfnKinds),
    migrationTypes: typeSet(types, migrationKinds),
    writableTypes: typeSet(types, writableKinds),
    markerTypes: typeSet(types, ['pteMarker']),
    markerMask: any(Object.values(marker)),
    markerUffdWp: marker.uffdWp,
    markerPoisoned: marker.poisoned,
    markerGuard: marker.guard,
    knownPte: known('pte') | pfn,
    knownPmd: known('pmd') | pmdPfn,
    knownPud: known('pud') | pudPfn,
    knownPmdTable: knownTable,
    knownPudTable: knownTable,
    knownSwap: any(swapBits.map((row) => masks[row.id])),
  };
  return { layout, types };
}
