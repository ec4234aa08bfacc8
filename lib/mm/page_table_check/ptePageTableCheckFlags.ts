/** What the kernel states about uffd-wp in its own checks. */

import type { Level } from '../../../spec/schema.ts';
import { isWritableDeviceExclusiveEntry, isWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import type { Pte } from '../../helpers/marks.ts';
import { isWritableMigrationEntry } from '../../helpers/migrationEntries.ts';
import { pteUffdWp, pteWrite } from '../../helpers/pgtable.ts';
import { pmdUffdWp, pmdWrite } from '../../helpers/pgtableHuge.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { familyOf } from '../common/family.ts';

/**
 * mm/page_table_check.c, page_table_check_pte_flags() and page_table_check_pmd_flags() (6.10, with CONFIG_PAGE_TABLE_CHECK): whether
 * setting the entry warns, since it is write-protected by userfaultfd and writable at once. Never before 6.10, nor for a PUD.
 */
export function ptePageTableCheckFlags(k: Kernel, pte: Pte, level: Level = 'pte'): boolean {
  if (!k.does('pageTableCheckUffdWp') || level === 'pud') return false;
  const family = familyOf(k, pte, level);
  if (family === 'present' || family === 'table') return isBoth(k, pte, level);
  if (family === 'none' || !pteSwpUffdWp(k, pte)) return false;
  const entry = pteToSwpEntry(k, pte);
  return [isWritableDeviceExclusiveEntry, isWritableDevicePrivateEntry, isWritableMigrationEntry].some((is) =>
    is(k, entry),
  );
}

const isBoth = (k: Kernel, word: bigint, level: 'pte' | 'pmd'): boolean =>
  level === 'pte' ? pteUffdWp(k, word) && pteWrite(k, word) : pmdUffdWp(k, word) && pmdWrite(k, word);

/**
 * arch/x86/include/asm/pgtable.h, pte_uffd_wp() (6.2 to 6.9, with CONFIG_DEBUG_VM): whether testing the entry for uffd-wp warns. No
 * helper of PMDs does.
 */
export const pteUffdWpWarns = (k: Kernel, pte: Pte): boolean =>
  k.does('pteUffdWpWarns') && pteUffdWp(k, pte) && pteWrite(k, pte);
