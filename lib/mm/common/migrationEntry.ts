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
import { called } from './functionNames.ts';
import type { Trace } from './trace.ts';

/** What a migration entry says of the mapping it stands for. */
export interface Mapped {
  /** In pages. */
  readonly pfn: bigint;
  readonly writable: boolean;
  readonly exclusive: boolean;
  readonly young: boolean;
  readonly dirty: boolean;
}

/** The entry becomes a migration entry, without flags. */
export function setMigrationEntry(k: Kernel, t: Trace, { pfn, writable, exclusive, young, dirty }: Mapped): void {
  const set = (did: string, entry: bigint, why: string) => t.set(did, swpEntryToPte(k, entry), why);
  if (writable) set(called(k, 'makeWritableMigrationEntry'), makeWritableMigrationEntry(k, pfn), 'writable');
  else if (exclusive)
    set(
      'make_readable_exclusive_migration_entry',
      makeReadableExclusiveMigrationEntry(k, pfn),
      'read-only, and this process alone has the page',
    );
  else set(called(k, 'makeReadableMigrationEntry'), makeReadableMigrationEntry(k, pfn), 'read-only');
  if (!k.does('migrationKeepsYoungDirty')) return;
  const change = (did: string, make: (k: Kernel, entry: bigint) => bigint, why: string) =>
    set(did, make(k, pteToSwpEntry(k, t.value)), why);
  if (young) change('make_migration_entry_young', makeMigrationEntryYoung, 'the old entry is young');
  if (dirty) change('make_migration_entry_dirty', makeMigrationEntryDirty, 'the old entry is dirty');
}
