/** remove_migration_pte() as a table. */
import {
  makeMigrationEntryDirty,
  makeMigrationEntryYoung,
  makeReadableMigrationEntry,
} from '../helpers/migrationEntries.ts';
import { swpEntryToPte } from '../helpers/swapEntry.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { quiet } from '../kernel/quiet.ts';
import { familyOf } from '../mm/common/family.ts';
import { plainFolio } from '../mm/common/folio.ts';
import type { Vma } from '../mm/common/vma.ts';
import { removeMigrationPte } from '../mm/migrate/removeMigrationPte.ts';
import { checkedVma } from './checkMapping.ts';
import { type Decisions, tabulate } from './decisionTable.ts';
import { decideAll, type MmBatch, type MmInto, swapFlags } from './mmTable.ts';
import { noting } from './noting.ts';

/** Facts of a page for migrationTable() and removeMigrationPteBatch(), one bit each of its byte in `pages`. */
export const MIGRATION_PAGE = Object.freeze({ anon: 1, dirty: 2, devicePrivate: 4 });

/** removeMigrationPte() of one kernel and mapping, for any number of arrays. */
export interface MigrationTable {
  /**
   * What becomes of migration entries whose pages have moved.
   *
   * @param ptes the entries: words of 64 bits.
   * @param pages for each entry bits of MIGRATION_PAGE.
   * @param pfns for each entry the new page, counted in pages.
   * @throws RangeError with the index of the first entry that is no migration entry, before which all are written; for arrays
   *   as decodeBatch() does.
   */
  run(ptes: BigUint64Array, pages: Uint8Array, pfns: BigUint64Array, into?: MmInto): MmBatch;
}

/** Young and dirty above the page frame number, where the kernel keeps them in migration entries. */
function ageFlags(k: Kernel): bigint {
  if (!k.does('migrationKeepsYoungDirty')) return 0n;
  const entry = makeReadableMigrationEntry(k, 0n);
  const word = swpEntryToPte(k, entry);
  return (
    (word ^ swpEntryToPte(k, makeMigrationEntryYoung(k, entry))) |
    (word ^ swpEntryToPte(k, makeMigrationEntryDirty(k, entry)))
  );
}

const pageOf = noting(plainFolio, ['anon', 'dirty', 'devicePrivate']);

/**
 * Runs removeMigrationPte() (mm/migrate.c, remove_migration_pte()) once for each state that it tells apart, and keeps the
 * answers: 5 ns an entry from then on with the native engine. The table holds about 160 KiB for as long as you hold it.
 * @throws TypeError for what is no kernel and no mapping as vma() gives it, and what removeMigrationPte() throws.
 */
export function migrationTable(k: Kernel, vma: Vma): MigrationTable {
  checkKernel(k);
  const table = migrationDecisions(k, checkedVma(vma));
  return {
    run: (ptes, pages, pfns, into) => decideAll(k, table, { ptes, pages, pfns, wanted: 'a migration entry' }, into),
  };
}

/** The rows of that table: every outcome that removeMigrationPte() has in a mapping. */
export function migrationDecisions(k: Kernel, mapping: Vma): Decisions {
  const calm = quiet(k);
  const rest = swpEntryToPte(k, makeReadableMigrationEntry(k, 0n));
  const exclusive = k.does('anonExclusive') ? k.mask.swpExclusive : 0n; // never set in a migration entry
  return tabulate(k, {
    mask: k.mask.swpType | (swapFlags(k, rest) & ~exclusive) | ageFlags(k),
    rest,
    facts: MIGRATION_PAGE,
    ask: (word) => (familyOf(k, word) === 'migration' ? word : undefined),
    run: (facts) => {
      const page = pageOf(facts);
      return (word, pfn) => ({ ...removeMigrationPte(calm, word, mapping, page, pfn), returned: [] });
    },
  });
}
