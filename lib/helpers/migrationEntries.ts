/** Migration entries of linux/swapops.h: the page is moving, and its mapping comes back when it has arrived. */
import { hasAny } from '../base/bits.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { isType, make } from './entryTypes.ts';
import type { Pfn, SwpEntry } from './marks.ts';
import { swpEntry, swpOffset, swpType } from './swapEntry.ts';

const migration = ['migrationRead', 'migrationReadExclusive', 'migrationWrite'] as const;

/** is_migration_entry() of linux/swapops.h: the page of the entry is moving. */
export const isMigrationEntry = (k: Kernel, entry: SwpEntry): boolean => isType(k, entry, migration);
/** is_writable_migration_entry() of linux/swapops.h (is_write_migration_entry() to 5.13): the mapping was writable. */
export const isWritableMigrationEntry = (k: Kernel, entry: SwpEntry): boolean => isType(k, entry, ['migrationWrite']);
/** is_readable_migration_entry() of linux/swapops.h: the mapping was read-only, and the page may be shared. */
export const isReadableMigrationEntry = (k: Kernel, entry: SwpEntry): boolean => isType(k, entry, ['migrationRead']);
/**
 * is_readable_exclusive_migration_entry() of linux/swapops.h: the mapping was read-only, and the anonymous page this process's alone.
 * False before 5.19.
 */
export const isReadableExclusiveMigrationEntry = (k: Kernel, entry: SwpEntry): boolean =>
  isType(k, entry, ['migrationReadExclusive']);
/** make_readable_migration_entry() of linux/swapops.h (make_migration_entry(page, 0) to 5.13): `pfn` in pages. */
export const makeReadableMigrationEntry = (k: Kernel, pfn: Pfn): SwpEntry => make(k, 'migrationRead', pfn);
/** make_writable_migration_entry() of linux/swapops.h (make_migration_entry(page, 1) to 5.13): `pfn` in pages. */
export const makeWritableMigrationEntry = (k: Kernel, pfn: Pfn): SwpEntry => make(k, 'migrationWrite', pfn);
/** The entry for a read-only mapping of a page that is this process's alone; `pfn` in pages. */
export const makeReadableExclusiveMigrationEntry = (k: Kernel, pfn: Pfn): SwpEntry =>
  make(k, 'migrationReadExclusive', pfn);

/** An entry with a bit of its offset set; unchanged where the kernel has no such bit. */
const withOffsetBit = (k: Kernel, entry: SwpEntry, bit: bigint) =>
  bit === 0n ? entry : swpEntry(k, swpType(k, entry), swpOffset(k, entry) | bit);
/** The page was young when its migration began; unchanged where no bit can say so. */
export const makeMigrationEntryYoung = (k: Kernel, entry: SwpEntry): SwpEntry =>
  withOffsetBit(k, entry, k.mask.migYoung);
/** The mapping was dirty when the migration began; unchanged where no bit can say so. */
export const makeMigrationEntryDirty = (k: Kernel, entry: SwpEntry): SwpEntry =>
  withOffsetBit(k, entry, k.mask.migDirty);
/** Whether the bit for young is set, in any entry. */
export const isMigrationEntryYoung = (k: Kernel, entry: SwpEntry): boolean =>
  hasAny(swpOffset(k, entry), k.mask.migYoung);
/** Whether the bit for dirty is set, in any entry. */
export const isMigrationEntryDirty = (k: Kernel, entry: SwpEntry): boolean =>
  hasAny(swpOffset(k, entry), k.mask.migDirty);
