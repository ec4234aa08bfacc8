/** The word that has a meaning: decode() backwards. */

import { tables } from '../../spec/tables.ts';
import { rangeError, shown, typeError } from '../base/errors.ts';
import { hex, short } from '../base/hex.ts';
import { placePfn, restoreDirty, saveDirty } from '../helpers/pgtable.ts';
import { archSwpEntry } from '../helpers/swapEntry.ts';
import { type Kernel, spans } from '../kernel/kernel.ts';
import { decode } from './decode.ts';
import type { Decoded } from './decoded.ts';
import { checkParts, type EncodeParts, type Parts, type Switch } from './entryFields.ts';
import { type Forms, formsOf, type MappedForm, type NamedBit, type SwapForm } from './formats.ts';

export type { EncodeParts } from './entryFields.ts';

/** The bits that the flags name. */
function flagBits(k: Kernel, p: Parts, bits: readonly NamedBit[]): bigint {
  return (p.flags ?? []).reduce((word, name) => {
    const bit = bits.find((b) => b.name === name);
    if (bit) return word | bit.mask;
    const choice = bits.map((b) => b.name).join(', ');
    throw rangeError(`expected flags that a ${p.kind} entry has on ${k.name} (${choice}), got ${shown(name)}`);
  }, 0n);
}

/** `bits` with `mask` as a field says, or as they are where it says nothing. */
function put(k: Kernel, bits: bigint, mask: bigint, says: boolean | undefined, field: string, p: Parts): bigint {
  if (says === undefined || says === ((bits & mask) !== 0n)) return bits;
  if (mask === 0n)
    throw rangeError(`expected ${field} to be false, for a ${p.kind} entry has no such bit on ${k.name}, got true`);
  return says ? bits | mask : bits & ~mask;
}

/** The page frame number, if it fits the bits it goes to. */
function fitting(k: Kernel, p: Parts, pfn: bigint, mask: bigint): bigint {
  if ((pfn & ~mask) === 0n) return pfn;
  if (pfn > mask)
    throw rangeError(`expected pfn of a ${p.kind} entry to be at most ${short(mask)} on ${k.name}, got ${short(pfn)}`);
  throw rangeError(
    `expected pfn of a ${p.kind} entry at ${p.level ?? 'pte'} within the bits ${short(mask)}, got ${short(pfn)}`,
  );
}

// Mapped entries

/** Sets what asks for no more than one bit. */
function plainBits(k: Kernel, form: MappedForm, p: Parts, flags: bigint): bigint {
  const m = form.mask;
  const masks = {
    huge: m.pse,
    young: m.accessed,
    user: m.user,
    global: m.global,
    special: m.special,
    softDirty: m.softDirty,
    uffdWp: m.uffdWp,
  } as const satisfies Partial<Record<Switch, bigint>>;
  const word = (Object.keys(masks) as (keyof typeof masks)[]).reduce(
    (w, field) => put(k, w, masks[field], p[field], field, p),
    flags,
  );
  return put(k, word, m.nx, p.exec === undefined ? undefined : !p.exec, 'exec', p);
}

/**
 * Dirty and write, where they differ from what the bits say. As in pte_mkdirty(), pte_mkwrite() and pte_wrprotect(), Dirty
 * moves with RW; soft-dirty is left alone. A pointer to a table keeps its Dirty where the processor puts it.
 */
function dirtyAndWrite(k: Kernel, { leaf, mask: m }: MappedForm, p: Parts, before: bigint): bigint {
  const save = (w: bigint) => (leaf ? saveDirty(k, w) : w);
  const restore = (w: bigint) => (leaf ? restoreDirty(k, w) : w);
  const dirty = (before & m.dirtyBits) !== 0n;
  const word =
    p.dirty === undefined || p.dirty === dirty ? before : p.dirty ? save(before | k.mask.dirty) : before & ~m.dirtyBits;
  const write = (word & (m.rw | m.shstkDirty)) !== 0n;
  return p.write === undefined || p.write === write ? word : p.write ? restore(word | m.rw) : save(word & ~m.rw);
}

function withPkey(k: Kernel, { mask: m }: MappedForm, p: Parts, word: bigint): bigint {
  if (p.pkey === undefined) return word;
  const key = BigInt(p.pkey) * (m.pkeyBit0 || 1n);
  if ((key & ~m.pkey) === 0n) return (word & ~m.pkey) | key;
  const most = m.pkey === 0n ? 0n : m.pkey / m.pkeyBit0;
  throw rangeError(`expected pkey of a ${p.kind} entry to be at most ${most} on ${k.name}, got ${p.pkey}`);
}

function mappedWord(k: Kernel, forms: Forms, kind: 'present' | 'protnone', p: Parts): bigint {
  const pse = forms.leaf[kind].bits.find((bit) => bit.mask === forms.pse);
  const huge = p.huge ?? (pse !== undefined && p.flags?.includes(pse.name));
  const form = huge || forms.pse === 0n ? forms.leaf[kind] : forms.table[kind];
  const flags = flagBits(k, p, form.bits);
  // PSE alone among the flags is a huge page that pmd_mkinvalid() left.
  const must = kind === 'protnone' ? k.mask.protnone : (flags & form.mask.pse) === 0n ? k.mask.present : 0n;
  const word = withPkey(k, form, p, dirtyAndWrite(k, form, p, plainBits(k, form, p, flags | must)));
  return placePfn(k, fitting(k, p, p.pfn ?? 0n, form.pfn >> k.mask.pageShift), word, form.pfn);
}

// Entries that are not mapped

function typeOf(k: Kernel, p: Parts): number {
  if (p.kind === 'swap') return swapAreaOf(k, p);
  const type = Object.entries(k.type).find(([id]) => id === p.kind)?.[1];
  const rows = tables.swapTypes.filter((row) => row.id === p.kind);
  if (type === undefined)
    throw rangeError(
      `expected a kind that ${k.name} has with its options, got ${p.kind} (${spans(rows) || 'no kernel'})`,
    );
  if (p.swapType !== undefined && p.swapType !== type)
    throw rangeError(`expected swapType of a ${p.kind} entry to be ${type} on ${k.name}, got ${p.swapType}`);
  return type;
}
function swapAreaOf(k: Kernel, p: Parts): number {
  if (p.swapType === undefined) throw typeError('expected swapType, the number of the swap area, got undefined');
  if (p.swapType < k.mask.maxSwapfiles) return p.swapType;
  throw rangeError(
    `expected swapType of a swap entry to be at most ${k.mask.maxSwapfiles - 1n} on ${k.name}, got ${p.swapType}`,
  );
}

/** Page frame number, young and dirty, or marker bits win over `swapOffset`; what is strange in it is told by `unexplained`, if that is given. */
function offsetOf(k: Kernel, form: SwapForm, p: Parts): bigint {
  const most = k.mask.swpOffset >> k.mask.swpOffsetShift;
  const given = p.swapOffset ?? 0n;
  if (given > most) throw rangeError(`expected swapOffset to be at most ${short(most)}, got ${short(given)}`);
  const offset = p.unexplained === undefined ? given : given & form.explained;
  if (p.kind === 'pteMarker') return withMarker(k, p, offset);
  const placed = p.pfn === undefined ? offset : (offset & ~k.mask.swpPfn) | fitting(k, p, p.pfn, k.mask.swpPfn);
  return put(k, put(k, placed, form.young, p.young, 'young', p), form.dirty, p.dirty, 'dirty', p);
}

function withMarker(k: Kernel, p: Parts, offset: bigint): bigint {
  const { markerUffdWp, markerPoisoned, markerGuard } = k.mask;
  const { uffdWp, poisoned, guard } = p.marker ?? {};
  const wp = put(k, offset, markerUffdWp, uffdWp, 'marker.uffdWp', p);
  return put(k, put(k, wp, markerPoisoned, poisoned, 'marker.poisoned', p), markerGuard, guard, 'marker.guard', p);
}

/**
 * `uffdWp` of a marker is its own bit or the swap bit. Where it differs from what flags and `swapOffset` say, false
 * takes both, and true asks for the marker's, or for the other if the marker is told not to.
 */
function markerWord(k: Kernel, type: number, p: Parts, offset: bigint, flags: bigint): bigint {
  const { markerUffdWp, swpUffdWp } = k.mask;
  const before = (flags & swpUffdWp) !== 0n || ((p.swapOffset ?? 0n) & markerUffdWp) !== 0n;
  if (p.uffdWp === undefined || p.uffdWp === before) return archSwpEntry(k, type, offset) | flags;
  if (!p.uffdWp) return archSwpEntry(k, type, offset & ~markerUffdWp) | (flags & ~swpUffdWp);
  return p.marker?.uffdWp === false
    ? archSwpEntry(k, type, offset) | put(k, flags, swpUffdWp, true, 'uffdWp', p)
    : archSwpEntry(k, type, put(k, offset, markerUffdWp, true, 'uffdWp', p)) | flags;
}

function swapWord(k: Kernel, forms: Forms, p: Parts): bigint {
  const type = typeOf(k, p);
  const offset = offsetOf(k, forms.swap[type] as SwapForm, p);
  const named = flagBits(k, p, forms.swapBits);
  const soft = put(k, named, k.mask.swpSoftDirty, p.softDirty, 'softDirty', p);
  const flags = put(k, soft, k.mask.swpExclusive, p.exclusive, 'exclusive', p);
  if (p.kind === 'pteMarker') return markerWord(k, type, p, offset, flags);
  return archSwpEntry(k, type, offset) | put(k, flags, k.mask.swpUffdWp, p.uffdWp, 'uffdWp', p);
}

function wordOf(k: Kernel, forms: Forms, p: Parts): bigint {
  if (p.kind === 'none')
    return flagBits(
      k,
      p,
      forms.swapBits.filter((bit) => (bit.mask & k.mask.knlErratum) !== 0n),
    );
  if (p.kind === 'present' || p.kind === 'protnone') return mappedWord(k, forms, p.kind, p);
  return swapWord(k, forms, p);
}

/**
 * Encodes an entry from what decode() gives, or from parts made by hand: `kind` and what else matters, as
 * `{ kind: 'present', pfn: 0x12345n, write: true, user: true, young: true }`. It starts from `flags`, `swapOffset` and the
 * bits that the kind implies; then each other field that says something else wins, with what the kernel's helpers do for
 * it: Dirty moves where a read-only entry keeps it elsewhere. `unexplained` is XORed in at the end, and `raw` plays no part.
 * So `encode(k, decode(k, x, { level }))` is x for every word, and `{ ...decode(k, x), pfn: 5n }` is that entry of page 5.
 *
 * @throws TypeError or RangeError for parts that no entry of this kernel and level has.
 */
export function encode(k: Kernel, parts: EncodeParts): bigint {
  const p = checkParts(parts);
  const level = p.level ?? 'pte';
  const word = wordOf(k, formsOf(k, level), p) ^ (p.unexplained ?? 0n);
  const back: Decoded = decode(k, word, { level });
  if (back.kind !== p.kind)
    throw rangeError(
      `expected parts of a ${p.kind} entry, got ${hex(word)}, which is ${back.kind} at ${level} on ${k.name}`,
    );
  if (p.unexplained !== undefined && p.unexplained !== back.unexplained)
    throw rangeError(
      `expected unexplained bits without a meaning in a ${p.kind} entry of ${k.name}, got ${hex(p.unexplained)}`,
    );
  return word;
}
