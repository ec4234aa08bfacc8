/** The table of operations: the helpers that a trace can apply, and what the kernel at hand calls them. */

import { typeError } from '../../base/errors.ts';
import {
  makeDeviceExclusiveEntry,
  makeReadableDeviceExclusiveEntry,
  makeReadableDevicePrivateEntry,
  makeWritableDeviceExclusiveEntry,
  makeWritableDevicePrivateEntry,
} from '../../helpers/deviceEntries.ts';
import { makeHwpoisonEntry, makePoisonedSwpEntry } from '../../helpers/markers.ts';
import {
  makeReadableExclusiveMigrationEntry,
  makeReadableMigrationEntry,
  makeWritableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import {
  pteClearSoftDirty,
  pteClearUffdWp,
  pteMkclean,
  pteMkdevmap,
  pteMkdirty,
  pteMkold,
  pteMksoftDirty,
  pteMkspecial,
  pteMkuffdWp,
  pteMkwrite,
  pteMkwriteNovma,
  pteMkyoung,
  pteModify,
  pteWrprotect,
} from '../../helpers/pgtable.ts';
import { pmdMkuffdWp, pmdMkwrite, pmdModify } from '../../helpers/pgtableHuge.ts';
import {
  pteSwpClearExclusive,
  pteSwpClearSoftDirty,
  pteSwpClearUffdWp,
  pteSwpMkexclusive,
  pteSwpMksoftDirty,
  pteSwpMkuffdWp,
} from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { type NameId, namesOf, rowOfName } from './kernelNames.ts';
import { archMakeHugePte, maybeMkwrite, maybePmdMkwrite, pteClearSavedwrite, pteMkSavedwrite } from './maybeMkwrite.ts';

/** A pte_ helper that PMDs share is listed once; a trace of a PMD names it pmd_. */
const operations = {
  pteMkyoung,
  pteMkold,
  pteMkdirty,
  pteMkclean,
  pteMkdevmap,
  pteWrprotect,
  pteMkwrite,
  pteMkwriteNovma,
  pteMkspecial,
  pteModify,
  pteMksoftDirty,
  pteClearSoftDirty,
  pteMkuffdWp,
  pteClearUffdWp,
  pmdMkwrite,
  pmdModify,
  pmdMkuffdWp,
  maybeMkwrite,
  maybePmdMkwrite,
  pteMkSavedwrite,
  pteClearSavedwrite,
  archMakeHugePte,
  pteSwpMksoftDirty,
  pteSwpClearSoftDirty,
  pteSwpMkuffdWp,
  pteSwpClearUffdWp,
  pteSwpMkexclusive,
  pteSwpClearExclusive,
  makeReadableMigrationEntry,
  makeReadableExclusiveMigrationEntry,
  makeWritableMigrationEntry,
  makeReadableDevicePrivateEntry,
  makeWritableDevicePrivateEntry,
  makeHwpoisonEntry,
  makePoisonedSwpEntry,
  makeDeviceExclusiveEntry,
  makeReadableDeviceExclusiveEntry,
  makeWritableDeviceExclusiveEntry,
} satisfies Partial<Record<NameId, unknown>>;

const namesAs = (spelt: (id: string) => string) =>
  new Map<unknown, (k: Kernel) => string>(
    Object.entries(operations).map(([id, run]) => [run, namesOf(rowOfName(spelt(id) as NameId))]),
  );
const ofPtes = namesAs((id) => id);
const ofPmds = namesAs((id) => id.replace(/^pte/, 'pmd'));

/**
 * The C name of an operation in the release of `k`, for an entry of a level.
 * @throws TypeError for a function that is not in the table.
 */
export function operationName(k: Kernel, operation: { readonly name: string }, level: 'pte' | 'pmd'): string {
  const nameOn = (level === 'pte' ? ofPtes : ofPmds).get(operation);
  if (nameOn === undefined) throw typeError(`expected an operation of the table, got ${operation.name}`);
  return nameOn(k);
}
