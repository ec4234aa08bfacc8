/**
 * The batch codec in plain bigints, one entry at a time: slow, and meant to be read beside spec/kinds.ts. It serves where
 * no addon loads, and it is what the C++ core is compared with.
 */
import { flagColumn, kinds, rawSwapBits } from '../../../spec/kinds.ts';
import { presentFields } from '../../../spec/present.ts';
import { censusAt } from './censusAt.ts';
import { type WordId, wordIds } from './layoutWords.ts';
import { referenceDecide } from './referenceDecide.ts';
import { referenceFind } from './referenceFind.ts';
import { referenceMap } from './referenceMap.ts';
import type { Columns, Engine } from './types.ts';

type Layout = Readonly<Record<WordId, bigint>>;

const layouts = new WeakMap<BigUint64Array, Layout>();
/** The words of layoutWords() by name: looked up again for the same array, which nobody writes to. */
function layoutOf(words: BigUint64Array): Layout {
  const layout =
    layouts.get(words) ?? (Object.fromEntries(wordIds.map((id, i) => [id, words[i]])) as unknown as Layout); // one word for each id
  layouts.set(words, layout);
  return layout;
}

/** One row of the columns. */
interface Row {
  readonly kind: number;
  readonly type: number;
  readonly flags: number;
  readonly payload: bigint;
}

const flagBit = Object.fromEntries(flagColumn.map((row) => [row.id, 1n << BigInt(row.bit)])) as Record<
  (typeof flagColumn)[number]['id'],
  bigint
>;
/** The flags that encoding reads: the raw ones below the first summary, and the C-bit. */
const rawFlags = (flagBit.enc << 1n) - 1n;

// Of a mapped or empty entry the raw flags are the bits below the page frame number, then those above it.
const below = BigInt(presentFields[0].lo);
const above = BigInt(presentFields[0].hi + 1);
const low = (bits: bigint) => (1n << bits) - 1n;
const rawOfMapped = (word: bigint) => (word & low(below)) | ((word >> above) << below);
const mappedOfRaw = (raw: bigint) => (raw & low(below)) | ((raw >> below) << above);
/** Of any other entry they are this many low bits of the word, then what the offset holds above a page frame number. */
const besides = BigInt(rawSwapBits);

const number = (kind: (typeof kinds)[number]) => kinds.indexOf(kind);
const none = number('none');
const present = number('present');
const protnone = number('protnone');
const swap = number('swap');

const has = (set: bigint, type: bigint) => ((set >> type) & 1n) === 1n;

function kindOf(l: Layout, word: bigint): number {
  if ((word & l.present) !== 0n) return present;
  if ((word & l.protnone) !== 0n) return protnone;
  if ((word & ~l.knlErratum) === 0n) return none;
  const type = word >> l.swpTypeShift;
  return type < l.maxSwapfiles ? swap : specialKind(l, type);
}
/** Kinds of the upper half of the type space stand four bits each in one word. */
function specialKind(l: Layout, type: bigint): number {
  const half = ((l.swpType >> l.swpTypeShift) + 1n) / 2n;
  return Number((l.kindOfType >> (4n * (type - half))) & 15n);
}

const summary = (says: Partial<Record<keyof typeof flagBit, boolean>>): bigint =>
  flagColumn.reduce((flags, { id }) => (says[id] ? flags | flagBit[id] : flags), 0n);

function decodeMapped(l: Layout, kind: number, word: bigint): Row {
  const inverted = kind === present ? word : ~word;
  const says = summary({
    enc: (word & l.cc) !== 0n,
    young: (word & l.accessed) !== 0n,
    dirty: (word & l.dirtyBits) !== 0n,
    write: (word & (l.rw | l.shstkDirty)) !== 0n,
    softDirty: (word & l.softDirty) !== 0n,
    uffdWp: (word & l.uffdWp) !== 0n,
    unexplained: (word & ~l.knownPte) !== 0n,
  });
  return {
    kind,
    type: 0,
    flags: Number(rawOfMapped(word) | says),
    payload: ((inverted & l.pfn) | (word & l.abovePfn)) >> l.pageShift,
  };
}

function decodeSwap(l: Layout, kind: number, word: bigint): Row {
  const type = word >> l.swpTypeShift;
  const offset = (~word & l.swpOffset) >> l.swpOffsetShift;
  const hasPfn = has(l.pfnTypes, type);
  const migrates = has(l.migrationTypes, type);
  const marks = has(l.markerTypes, type);
  const explained = hasPfn ? l.swpPfn | (migrates ? l.migYoung | l.migDirty : 0n) : marks ? l.markerMask : offset;
  const says = summary({
    young: migrates && (offset & l.migYoung) !== 0n,
    dirty: migrates && (offset & l.migDirty) !== 0n,
    write: has(l.writableTypes, type),
    softDirty: (word & l.swpSoftDirty) !== 0n,
    uffdWp: (word & l.swpUffdWp) !== 0n || (marks && (offset & l.markerUffdWp) !== 0n),
    exclusive: (word & l.swpExclusive) !== 0n,
    unexplained: (offset & ~explained) !== 0n || (word & ~l.swpType & ~l.swpOffset & ~l.knownSwap) !== 0n,
  });
  const raw = (word & low(besides)) | (hasPfn ? (offset >> l.swpPfnBits) << besides : 0n);
  return { kind, type: Number(type), flags: Number(raw | says), payload: hasPfn ? offset & l.swpPfn : offset };
}

function decodeWord(l: Layout, word: bigint): Row {
  const kind = kindOf(l, word);
  if (kind === none) return { kind, type: 0, flags: Number(rawOfMapped(word)), payload: 0n };
  return kind === present || kind === protnone ? decodeMapped(l, kind, word) : decodeSwap(l, kind, word);
}

function encodeMapped(l: Layout, raw: bigint, payload: bigint): bigint {
  const enc = (raw & flagBit.enc) !== 0n ? l.cc : 0n;
  const rest = mappedOfRaw(raw & ~flagBit.enc) | enc;
  const inverted = rest === 0n || (rest & l.present) !== 0n ? 0n : ~0n;
  const frame = payload << l.pageShift;
  return ((frame ^ inverted) & l.pfn) | (frame & l.abovePfn) | rest;
}

function encodeSwap(l: Layout, type: bigint, raw: bigint, payload: bigint): bigint {
  const aboveThePfn = has(l.pfnTypes, type) ? ((raw & ~flagBit.enc) >> besides) << l.swpPfnBits : 0n;
  const offset = payload | aboveThePfn;
  return ((type << l.swpTypeShift) & l.swpType) | (~(offset << l.swpOffsetShift) & l.swpOffset) | (raw & low(besides));
}

function encodeRow(l: Layout, row: Row): bigint {
  const raw = BigInt(row.flags) & rawFlags;
  if (row.kind === none) return mappedOfRaw(raw & ~flagBit.enc);
  if (row.kind === present || row.kind === protnone) return encodeMapped(l, raw, row.payload);
  return encodeSwap(l, BigInt(row.type), raw, row.payload);
}

const sameEntry = (a: Row, b: Row): boolean =>
  a.kind === b.kind &&
  a.type === b.type &&
  a.payload === b.payload &&
  ((BigInt(a.flags) ^ BigInt(b.flags)) & rawFlags) === 0n;

function decode(layout: BigUint64Array, words: BigUint64Array, into: Columns): void {
  const l = layoutOf(layout);
  for (let i = 0; i < words.length; i++) {
    const row = decodeWord(l, words[i] as bigint);
    into.kind[i] = row.kind;
    into.type[i] = row.type;
    into.flags[i] = row.flags;
    into.payload[i] = row.payload;
  }
}

const rowAt = (from: Columns, i: number): Row => ({
  kind: from.kind[i] as number,
  type: from.type[i] as number,
  flags: from.flags[i] as number,
  payload: from.payload[i] as bigint,
});

function encode(layout: BigUint64Array, from: Columns, words: BigUint64Array): number {
  const l = layoutOf(layout);
  for (let i = 0; i < words.length; i++) {
    const row = rowAt(from, i);
    const word = encodeRow(l, row);
    if (!sameEntry(row, decodeWord(l, BigInt.asUintN(64, word)))) return i;
    words[i] = word;
  }
  return -1;
}

const hasType = (kind: number): boolean => kind !== none && kind !== present && kind !== protnone;

function census(layout: BigUint64Array, words: BigUint64Array, _byKind: boolean, counts: BigUint64Array): void {
  const l = layoutOf(layout);
  const add = (at: number) => {
    counts[at] = (counts[at] as bigint) + 1n;
  };
  for (const word of words) {
    const { kind, type, flags } = decodeWord(l, word);
    add(censusAt.kinds + kind);
    if (hasType(kind)) add(censusAt.types + type);
    flagColumn.forEach(({ bit }, i) => {
      if (((flags >>> bit) & 1) === 0) return;
      add(censusAt.flags + i);
      add(censusAt.flagsOfKind + kind * flagColumn.length + i);
    });
  }
}

/** The engine that serves everywhere: microseconds an entry. */
export const referenceEngine: Engine = {
  name: 'reference',
  target: 'reference',
  decode,
  encode,
  decide: referenceDecide,
  census,
  find: referenceFind,
  map: referenceMap,
};
