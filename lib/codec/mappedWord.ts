/** The word of a present or protnone entry that has a meaning, from flags first and then from each field that says something else. */
import { hasAny } from '../base/bits.ts';
import { rangeError } from '../base/errors.ts';
import { any, highHalf, lowHalf } from '../base/halves.ts';
import { placePfn, restoreDirty, saveDirty } from '../helpers/pgtable.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { EntryFields } from './entryFields.ts';
import { fitting, flagBits, put } from './fieldBits.ts';
import type { MappedFormat } from './formats.ts';
import type { Format32, MappedFormat32 } from './formats32.ts';

/** The fields that are one bit of the word. */
function plainBits(k: Kernel, { mask: m }: MappedFormat, e: EntryFields, flags: bigint): bigint {
  let word = put(k, flags, m.huge, e.huge, 'huge', e); // by name: twice as fast as over a list of fields
  word = put(k, word, m.young, e.young, 'young', e);
  word = put(k, word, m.user, e.user, 'user', e);
  word = put(k, word, m.global, e.global, 'global', e);
  word = put(k, word, m.special, e.special, 'special', e);
  word = put(k, word, m.softDirty, e.softDirty, 'softDirty', e);
  word = put(k, word, m.uffdWp, e.uffdWp, 'uffdWp', e);
  return put(k, word, m.nx, e.exec === undefined ? undefined : !e.exec, 'exec', e);
}

/**
 * Dirty and write, where they differ from what the bits say. As in pte_mkdirty(), pte_mkwrite() and pte_wrprotect(), Dirty
 * moves with RW; soft-dirty is left alone. A pointer to a table keeps its Dirty where the processor puts it.
 */
function dirtyAndWrite(k: Kernel, { leaf, mask: m }: MappedFormat, e: EntryFields, before: bigint): bigint {
  const save = (w: bigint) => (leaf ? saveDirty(k, w) : w);
  const restore = (w: bigint) => (leaf ? restoreDirty(k, w) : w);
  const dirty = hasAny(before, m.dirtyBits);
  const word =
    e.dirty === undefined || e.dirty === dirty ? before : e.dirty ? save(before | k.mask.dirty) : before & ~m.dirtyBits;
  const write = hasAny(word, m.rw) || hasAny(word, m.shstkDirty);
  return e.write === undefined || e.write === write ? word : e.write ? restore(word | m.rw) : save(word & ~m.rw);
}

/** The bits of the key are no flags, and so none of them is set before. */
function withPkey(k: Kernel, { mask: m }: MappedFormat, e: EntryFields, word: bigint): bigint {
  if (e.pkey === undefined || e.pkey === 0) return word;
  const key = BigInt(e.pkey) * (m.pkeyBit0 || 1n);
  if ((key & ~m.pkey) === 0n) return word | key;
  const most = m.pkey === 0n ? 0n : m.pkey / m.pkeyBit0;
  throw rangeError(`expected pkey of a ${e.kind} entry to be at most ${most} on ${k.name}, got ${e.pkey}`);
}

/** Whether a word says what all of these fields do: the flags of an entry that decode() gave, unless one of its fields was changed. */
function saysAll(m: MappedFormat32, word: bigint, e: EntryFields): boolean {
  const lo = lowHalf(word);
  const hi = highHalf(word);
  return (
    e.huge === any(m.huge, lo, hi) &&
    e.young === any(m.young, lo, hi) &&
    e.user === any(m.user, lo, hi) &&
    e.global === any(m.global, lo, hi) &&
    e.special === any(m.special, lo, hi) &&
    e.softDirty === any(m.softDirty, lo, hi) &&
    e.uffdWp === any(m.uffdWp, lo, hi) &&
    e.exec === !any(m.nx, lo, hi) &&
    e.dirty === any(m.dirtyBits, lo, hi) &&
    e.write === (any(m.rw, lo, hi) || any(m.shstkDirty, lo, hi))
  );
}

/** A leaf of the level or a pointer to a table: as `huge` says, or the flags. */
function mappedFormat(f: Format32, kind: 'present' | 'protnone', e: EntryFields): MappedFormat32 {
  if (f.alwaysLeaf || e.huge) return f.leaf[kind];
  const pse = f.leaf[kind].whole.bits.find((bit) => bit.mask === f.whole.pse);
  const isHuge = e.huge === undefined && pse !== undefined && e.flags?.includes(pse.name);
  return isHuge ? f.leaf[kind] : f.table[kind];
}

/**
 * The word of an entry of either kind.
 * @throws RangeError for what no such entry of this kernel and level has.
 */
export function mappedWord(k: Kernel, f: Format32, kind: 'present' | 'protnone', e: EntryFields): bigint {
  const m = mappedFormat(f, kind, e);
  const { names, whole: format } = m;
  const flags = flagBits(k, e, names);
  // PSE alone among the flags is a huge page that pmd_mkinvalid() left.
  const must = kind === 'protnone' ? k.mask.protnone : hasAny(flags, format.mask.huge) ? 0n : k.mask.present;
  const start = hasAny(flags, must) ? flags : flags | must;
  const bits = saysAll(m, start, e) ? start : dirtyAndWrite(k, format, e, plainBits(k, format, e, start));
  const word = withPkey(k, format, e, bits);
  return placePfn(k, fitting(k, e, e.pfn ?? 0n, format.pages), word, format.pfn);
}
