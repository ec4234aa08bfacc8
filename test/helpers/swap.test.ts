/** Laws that mm/debug_vm_pgtable.c checks at boot, under the names of its functions: swap and migration entries. */
import { describe } from 'vitest';
import * as huge from '../../lib/helpers/pgtableHuge.ts';
import * as swp from '../../lib/index.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { check, having, hugePfns, isSwap, pfns, pteKernels, swapKernels, swapWords, tracking } from './laws.ts';

describe('pte_swap_soft_dirty_tests', () => {
  check(tracking, swapWords, {
    'a swap entry is a swap entry': isSwap,
    'swp_mksoft_dirty is soft-dirty': (k, p) => swp.pteSwpSoftDirty(k, swp.pteSwpMksoftDirty(k, p)),
    'swp_clear_soft_dirty is not': (k, p) => !swp.pteSwpSoftDirty(k, swp.pteSwpClearSoftDirty(k, p)),
  });
});

const pmdMigrations = (k: Kernel) =>
  hugePfns.map((pfn) => swp.swpEntryToPmd(k, swp.makeWritableMigrationEntry(k, pfn)));

describe('pmd_swap_soft_dirty_tests', () => {
  check(tracking, pmdMigrations, {
    'a migration entry is neither present nor none': (k, p) => !huge.pmdPresent(k, p) && !huge.pmdNone(k, p),
    'swp_mksoft_dirty is soft-dirty': (k, p) => swp.pmdSwpSoftDirty(k, swp.pmdSwpMksoftDirty(k, p)),
    'swp_clear_soft_dirty is not': (k, p) => !swp.pmdSwpSoftDirty(k, swp.pmdSwpClearSoftDirty(k, p)),
  });
});

describe('pte_swap_exclusive_tests', () => {
  const same = (k: Kernel, a: bigint, b: bigint) => swp.pteToSwpEntry(k, a) === swp.pteToSwpEntry(k, b);
  check(having(pteKernels, 'pteSwpExclusive'), swapWords, {
    'a fresh swap entry is not exclusive': (k, p) => !swp.pteSwpExclusive(k, p) && isSwap(k, p),
    'swp_mkexclusive is exclusive, is swap, is not soft-dirty and is the same entry': (k, p) => {
      const pte = swp.pteSwpMkexclusive(k, p);
      return swp.pteSwpExclusive(k, pte) && isSwap(k, pte) && !swp.pteSwpSoftDirty(k, pte) && same(k, p, pte);
    },
    'swp_clear_exclusive is not exclusive and the same entry': (k, p) => {
      const pte = swp.pteSwpClearExclusive(k, swp.pteSwpMkexclusive(k, p));
      return !swp.pteSwpExclusive(k, pte) && isSwap(k, pte) && same(k, p, pte);
    },
  });
});

describe('pte_swap_tests', () => {
  check(swapKernels, swapWords, {
    'a swap entry is a swap entry': isSwap,
    'the arch form of a word makes the word': (k, p) =>
      swp.archSwpEntry(k, swp.archSwpType(k, p), swp.archSwpOffset(k, p)) === p,
    'type and offset survive the word': (k, p) => swp.swpEntryToPte(k, swp.pteToSwpEntry(k, p)) === p,
  });
});

describe('pmd_swap_tests', () => {
  const moving = swapKernels.filter((k) => k.config.migration);
  check(moving, pmdMigrations, {
    'the arch form of a word makes the word': (k, p) =>
      swp.archSwpEntry(k, swp.archSwpType(k, p), swp.archSwpOffset(k, p)) === p,
    'type and offset survive the word': (k, p) => swp.swpEntryToPmd(k, swp.pmdToSwpEntry(k, p)) === p,
  });
});

describe('swap_migration_tests', () => {
  const moving = swapKernels.filter((k) => k.config.migration);
  const written = (k: Kernel) => pfns.map((pfn) => swp.makeWritableMigrationEntry(k, pfn));
  const isMigration = (k: Kernel, entry: bigint) => swp.isMigrationEntry(k, entry);
  check(moving, written, {
    'a writable migration entry is one and is writable': (k, e) =>
      isMigration(k, e) && swp.isWritableMigrationEntry(k, e),
    'a readable one made of its offset is one and is not': (k, e) => {
      const entry = swp.makeReadableMigrationEntry(k, swp.swpOffset(k, e));
      return isMigration(k, entry) && !swp.isWritableMigrationEntry(k, entry);
    },
    'a readable one keeps the offset': (k, e) =>
      swp.swpOffset(k, swp.makeReadableMigrationEntry(k, swp.swpOffset(k, e))) === swp.swpOffset(k, e),
  });
});
