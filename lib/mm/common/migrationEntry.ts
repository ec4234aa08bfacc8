/** The migration entry for a page: mm/rmap.c, mm/huge_memory.c, mm/migrate_device.c agree on it. */

import {
  makeMigrationEntryDirty,
  makeMigrationEntryYoung,
  makeReadableExclusiveMigrationEntry,
  makeReadableMigrationEntry,
  makeWritableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import { pteToSwpEntry, swpEntryToPte } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { called } from './kernelNames.ts';
import type { Trace } from './trace.ts';

/** What a migration entry says of the mapping it stands for. */
export interface MovingPage {
  /** In pages. */
  readonly pfn: bigint;
  readonly writable: boolean;
  /** PageAnonExclusive(): this process alone has the page. */
  readonly exclusive: boolean;
  readonly young: boolean;
  readonly dirty: boolean;
}

/** The entry becomes a migration entry, without flags. */
export function setMigrationEntry(k: Kernel, t: Trace, { pfn, writable, exclusive, young, dirty }: MovingPage): void {
  if (writable) t.become(makeWritableMigrationEntry, pfn, 'writable');
  else if (exclusive)
    t.become(makeReadableExclusiveMigrationEntry, pfn, 'read-only, and this process alone has the page');
  else t.become(makeReadableMigrationEntry, pfn, 'read-only');
  if (!k.does('migrationKeepsYoungDirty')) return;
  if (young) mark(k, t, 'makeMigrationEntryYoung', 'the old entry is young');
  if (dirty) mark(k, t, 'makeMigrationEntryDirty', 'the old entry is dirty');
}

const marks = { makeMigrationEntryYoung, makeMigrationEntryDirty };

/** A bit of the offset, which is changed in the swp_entry_t. */
const mark = (k: Kernel, t: Trace, id: keyof typeof marks, why: string): Trace =>
  t.set(called(k, id), swpEntryToPte(k, marks[id](k, pteToSwpEntry(k, t.value))), why);
