/** What the kernel states about uffd-wp in its own checks. */

import { isWritableDeviceExclusiveEntry, isWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import { isWritableMigrationEntry } from '../../helpers/migrationEntries.ts';
import { ptePresent, pteUffdWp, pteWrite } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { familyOf } from '../common/family.ts';

/**
 * mm/page_table_check.c, page_table_check_pte_flags() (6.10, with CONFIG_PAGE_TABLE_CHECK): whether setting the entry
 * warns, since it is write-protected by userfaultfd and writable at once. Never before 6.10.
 */
export function ptePageTableCheckFlags(k: Kernel, pte: bigint): boolean {
  if (!k.does('pageTableCheckUffdWp')) return false;
  if (ptePresent(k, pte)) return pteUffdWp(k, pte) && pteWrite(k, pte);
  if (familyOf(k, pte) === 'none' || !pteSwpUffdWp(k, pte)) return false;
  const entry = pteToSwpEntry(k, pte);
  return [isWritableDeviceExclusiveEntry, isWritableDevicePrivateEntry, isWritableMigrationEntry].some((is) =>
    is(k, entry),
  );
}

/** arch/x86/include/asm/pgtable.h, pte_uffd_wp() (6.2 to 6.9, with CONFIG_DEBUG_VM): whether testing the entry for uffd-wp warns. */
export const pteUffdWpWarns = (k: Kernel, pte: bigint): boolean =>
  k.does('pteUffdWpWarns') && pteUffdWp(k, pte) && pteWrite(k, pte);
