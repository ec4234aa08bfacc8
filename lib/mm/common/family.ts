/** The door of the functions in mm/: a word of a kind that the kernel never hands to a function is the caller's mistake. */
import { families } from '../../../spec/kinds.ts';
import type { Level } from '../../../spec/schema.ts';
import { rangeError, shown, typeError } from '../../base/errors.ts';
import { hex } from '../../base/hex.ts';
import { kindOfType } from '../../helpers/entryTypes.ts';
import { isProposedMarker } from '../../helpers/markers.ts';
import { pteHuge, pteNone, ptePresent } from '../../helpers/pgtable.ts';
import { pmdPresent } from '../../helpers/pgtableHuge.ts';
import { archSwpType } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** What an entry is, as far as functions of mm/ tell apart: a family of kinds, or a PMD or PUD that points to a table. */
export type Family = Exclude<(typeof families)[number], 'unknown'> | 'table'; // no word of a kernel is unknown

/** How errors name them. */
const nouns: Readonly<Record<Family, string>> = {
  none: 'an empty entry',
  table: 'a pointer to a table',
  present: 'a present entry',
  swap: 'a swap entry',
  migration: 'a migration entry',
  devicePrivate: 'a device-private entry',
  deviceExclusive: 'a device-exclusive entry',
  hwpoison: 'a hwpoison entry',
  swapinError: 'a swapin-error entry',
  marker: 'a marker',
};

/** All that can stand in a PTE. */
export const everything: readonly Family[] = families.filter((family) => family !== 'unknown');
/** What stands for a page, or marks its place: all but the empty entry. */
export const nonempty: readonly Family[] = everything.filter((family) => family !== 'none');
/** What is neither present nor empty. */
export const nonpresent: readonly Family[] = nonempty.filter((family) => family !== 'present');

/** The family of a word at a level. PROT_NONE entries are present. */
export function familyOf(k: Kernel, word: bigint, level: Level = 'pte'): Family {
  if (pteNone(k, word)) return 'none';
  if (level === 'pte' && isProposedMarker(k, word)) return 'marker';
  if (level === 'pte' ? ptePresent(k, word) : pmdPresent(k, word))
    return level === 'pte' || pteHuge(k, word) ? 'present' : 'table';
  return kindOfType(k, archSwpType(k, word)).family as Family; // the rows fill the type space: none is unknown
}

/**
 * Checks the entry that a function gets, and says what it is.
 * @throws TypeError unless it is a bigint, RangeError unless it is a 64-bit word of one of the families.
 */
export function expectFamily(k: Kernel, word: bigint, wanted: readonly Family[], level: Level = 'pte'): Family {
  if (typeof word !== 'bigint') throw typeError(`expected an entry as a bigint, got ${shown(word)}`);
  if (word !== BigInt.asUintN(64, word)) throw rangeError(`expected a 64-bit word, got ${shown(word)}`);
  const family = familyOf(k, word, level);
  if (wanted.includes(family)) return family;
  const names = wanted.map((w) => nouns[w]);
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names[0];
  throw rangeError(`expected ${list}, got ${nouns[family]} ${hex(word)} on ${k.name}`);
}
