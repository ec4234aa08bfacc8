/** The word that has a meaning: decode() backwards. */

import type { TableLevel } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { hasAny, hasOther, keepAndSet } from '../base/bits.ts';
import { rangeError, typeError } from '../base/errors.ts';
import { hex, short } from '../base/hex.ts';
import type { Pte } from '../helpers/marks.ts';
import { archSwpEntry } from '../helpers/swapEntry.ts';
import { type Kernel, spans } from '../kernel/kernel.ts';
import { decode, hasMeaning } from './decode.ts';
import type { Decoded, Kind } from './decoded.ts';
import { checkFields, checkFlag, type EncodeParts, type EntryFields } from './entryFields.ts';
import { fitting, flagBits, put } from './fieldBits.ts';
import { isUpper, type SwapFormat } from './formats.ts';
import { type Format32, format32Of } from './formats32.ts';
import { mappedWord } from './mappedWord.ts';
import { hasRightFields } from './rightFields.ts';

export type { EncodeParts } from './entryFields.ts';

function typeOf(k: Kernel, f: Format32, e: EntryFields): number {
  const { kind, swapType } = e;
  if (swapType !== undefined && f.types[swapType]?.kind === kind) return swapType;
  if (e.kind === 'swap') return swapAreaOf(k, e);
  const type = (k.type as Readonly<Partial<Record<Kind, number>>>)[e.kind];
  if (type === undefined) {
    const having = spans(tables.swapTypes.filter((row) => row.id === e.kind));
    throw rangeError(`expected a kind that ${k.name} has with its options, got ${e.kind} (${having || 'no kernel'})`);
  }
  if (e.swapType !== undefined && e.swapType !== type)
    throw rangeError(`expected swapType of a ${e.kind} entry to be ${type} on ${k.name}, got ${e.swapType}`);
  return type;
}
function swapAreaOf(k: Kernel, e: EntryFields): number {
  if (e.swapType === undefined) throw typeError('expected swapType, the number of the swap area, got undefined');
  if (e.swapType < k.mask.maxSwapfiles) return e.swapType;
  throw rangeError(
    `expected swapType of a swap entry to be at most ${k.mask.maxSwapfiles - 1n} on ${k.name}, got ${e.swapType}`,
  );
}

/** Page frame number, young and dirty, or marker bits win over `swapOffset`; what means nothing in it comes from `unexplained`, if that is given. */
function offsetOf(k: Kernel, f: Format32, format: SwapFormat, e: EntryFields): bigint {
  const given = e.swapOffset ?? 0n;
  if (hasOther(given, f.offsets))
    throw rangeError(`expected swapOffset to be at most ${short(f.offsets)}, got ${short(given)}`);
  const offset = e.unexplained !== undefined && hasOther(given, format.meaningful) ? given & format.meaningful : given;
  if (format.kind === 'pteMarker') return withMarker(k, e, offset);
  const { pfn } = e;
  const placed = pfn === undefined ? offset : keepAndSet(offset, k.clear.swpPfn, fitting(k, e, pfn, k.mask.swpPfn));
  if (!format.hasPfn) return placed;
  return put(k, put(k, placed, format.young, e.young, 'young', e), format.dirty, e.dirty, 'dirty', e);
}

function withMarker(k: Kernel, e: EntryFields, offset: bigint): bigint {
  const { markerUffdWp, markerPoisoned, markerGuard } = k.mask;
  const { uffdWp, poisoned, guard } = e.marker ?? {};
  const wp = put(k, offset, markerUffdWp, uffdWp, 'marker.uffdWp', e);
  return put(k, put(k, wp, markerPoisoned, poisoned, 'marker.poisoned', e), markerGuard, guard, 'marker.guard', e);
}

/**
 * `uffdWp` of a marker is its own bit or the swap bit. Where it differs from what flags and `swapOffset` say, false
 * takes both, and true asks for the marker's, or for the other if the marker is told not to.
 */
function markerWord(k: Kernel, type: number, e: EntryFields, offset: bigint, flags: bigint): bigint {
  const { markerUffdWp, swpUffdWp } = k.mask;
  const before = hasAny(flags, swpUffdWp) || hasAny(e.swapOffset ?? 0n, markerUffdWp);
  if (e.uffdWp === undefined || e.uffdWp === before) return archSwpEntry(k, type, offset) | flags;
  if (!e.uffdWp) return archSwpEntry(k, type, offset & ~markerUffdWp) | (flags & ~swpUffdWp);
  return e.marker?.uffdWp === false
    ? archSwpEntry(k, type, offset) | put(k, flags, swpUffdWp, true, 'uffdWp', e)
    : archSwpEntry(k, type, put(k, offset, markerUffdWp, true, 'uffdWp', e)) | flags;
}

function swapWord(k: Kernel, f: Format32, kind: Kind, e: EntryFields): bigint {
  const type = typeOf(k, f, e);
  const offset = offsetOf(k, f, f.whole.swap[type] as SwapFormat, e);
  const named = flagBits(k, e, f.names);
  const soft = put(k, named, k.mask.swpSoftDirty, e.softDirty, 'softDirty', e);
  const flags = put(k, soft, k.mask.swpExclusive, e.exclusive, 'exclusive', e);
  if (kind === 'pteMarker') return markerWord(k, type, e, offset, flags);
  return archSwpEntry(k, type, offset) | put(k, flags, k.mask.swpUffdWp, e.uffdWp, 'uffdWp', e);
}

function wordOf(k: Kernel, f: Format32, kind: Kind, e: EntryFields): bigint {
  if (isUpper(f.level)) checkUpper(f.level, e);
  if (kind === 'none') return flagBits(k, e, f.noneNames);
  if (kind === 'present' || kind === 'protnone') return mappedWord(k, f, kind, e);
  if (kind === 'pteMarker' && k.proposedMarker) {
    for (const name of e.flags ?? []) checkFlag(name); // that none of them has a bit here is no mistake
    return k.proposedMarker.word;
  }
  return swapWord(k, f, kind, e);
}

/** At p4d and pgd there are pointers to tables, and nothing. */
function checkUpper(level: TableLevel, { kind, huge }: EntryFields): void {
  if (kind !== 'present' && kind !== 'none')
    throw rangeError(`expected a kind that ${level} has, present or none, got ${kind}`);
  if (huge) throw rangeError(`expected no huge page at ${level}, whose entries are tables alone, got huge: true`);
}

/**
 * Encodes an entry from what decode() gives, or from parts made by hand: `kind` and what else matters, as
 * `{ kind: 'present', pfn: 0x12345n, write: true, user: true, young: true }`. It starts from `flags`, `swapOffset` and the
 * bits that the kind implies; then each other field that says something else wins, with what the kernel's helpers do for
 * it: Dirty moves where a read-only entry keeps it elsewhere. `unexplained` is XORed in at the end, and `raw` plays no part.
 * So `encode(k, decode(k, x, { level }))` is x for every word, and `{ ...decode(k, x), pfn: 5n }` is that entry of page 5. With a
 * proposed layout a marker is its one word.
 *
 * @throws TypeError or RangeError for parts that no entry of this kernel and level has.
 */
export function encode(k: Kernel, parts: EncodeParts): Pte {
  const e = hasRightFields(parts) ? (parts as EntryFields) : checkFields(parts);
  const { kind, unexplained = 0n } = e;
  const level = e.level ?? 'pte';
  const f = format32Of(k, level);
  const named = wordOf(k, f, kind, e);
  const word = unexplained === 0n ? named : named ^ unexplained;
  return hasMeaning(k, f, word, kind, unexplained) ? word : agreeing(k, word, level, e);
}

/** The word, if decode() makes the same of it. */
function agreeing(k: Kernel, word: bigint, level: TableLevel, e: EntryFields): bigint {
  const back: Decoded = decode(k, word, { level });
  if (back.kind !== e.kind)
    throw rangeError(
      `expected parts of a ${e.kind} entry, got ${hex(word)}, which is ${back.kind} at ${level} on ${k.name}`,
    );
  if (e.unexplained !== undefined && e.unexplained !== back.unexplained)
    throw rangeError(
      `expected unexplained bits without a meaning in a ${e.kind} entry of ${k.name}, got ${hex(e.unexplained)}`,
    );
  return word;
}
