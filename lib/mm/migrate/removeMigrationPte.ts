import {
  isMigrationEntryDirty,
  isMigrationEntryYoung,
  isReadableMigrationEntry,
  isWritableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import { pteClearSoftDirty, pteMkdirty, pteMkold, pteMkwrite, pteWrite, pteWrprotect } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { restoreDevicePrivate } from '../common/devicePrivateEntry.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { archMakeHugePte, maybeMkwrite } from '../common/maybeMkwrite.ts';
import type { Outcome } from '../common/outcome.ts';
import { mkPte, restoreRwp, restoreSoftDirty, restoreUffdWp } from '../common/restore.ts';
import type { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { mapZeropage } from './tryToMapUnusedToZeropage.ts';

/** What is special about the new page. */
export interface MigrationTarget {
  /** It is a hugetlb page; the entry is then a PMD or PUD in the form of a PTE. */
  readonly hugetlb?: boolean;
  /** The zero page's number, if the caller frees pages without data (6.12) and this one holds none. */
  readonly zeroPfn?: bigint;
}

/**
 * mm/migrate.c, remove_migration_pte(): a migration entry becomes a mapping of the new page. `folio` and `pfn` are the new
 * page's, `pfn` in pages. Device-coherent memory is like any other: only `folio.devicePrivate` makes a difference.
 * @throws RangeError unless `pte` is a migration entry.
 */
export function removeMigrationPte(
  k: Kernel,
  pte: bigint,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  { hugetlb = false, zeroPfn }: MigrationTarget = {},
): Outcome {
  expectFamily(k, pte, ['migration']);
  const zero = zeroPfn === undefined ? undefined : mapZeropage(k, pte, vma, folio, zeroPfn);
  if (zero) return zero;

  const entry = pteToSwpEntry(k, pte);
  const t = mkPte(k, pfn, vma);
  const exact = k.does('migrationExactSoftDirty');
  if (!exact) restoreSoftDirty(k, t, pte);
  restoreAge(k, t, entry, folio);
  if (exact) restoreExactSoftDirty(k, t, pte);
  restoreAccess(k, t, pte, entry, vma);
  restoreRwp(k, t, pte, vma);
  if (folio.devicePrivate) restoreDevicePrivate(k, t, pte, pfn, pteWrite(k, t.value));
  if (hugetlb) t.apply(archMakeHugePte, 'the page is huge');
  return t.outcome(restoresExclusive(k, entry, folio) ? ['RMAP_EXCLUSIVE'] : []);
}

/** The page belongs to this process alone, since the entry says so. */
export const restoresExclusive = (k: Kernel, entry: bigint, folio: Pick<Folio, 'anon'>): boolean =>
  k.does('anonExclusive') && folio.anon && !isReadableMigrationEntry(k, entry);

function restoreAge(k: Kernel, t: Trace, entry: bigint, folio: Folio): void {
  if (!k.does('migrationKeepsYoungDirty')) {
    t.apply(pteMkold, 'every migrated page is old');
    return;
  }
  if (!isMigrationEntryYoung(k, entry)) t.apply(pteMkold, 'the entry is not young');
  if (folio.dirty && isMigrationEntryDirty(k, entry)) t.apply(pteMkdirty, 'entry and page are dirty');
}

function restoreExactSoftDirty(k: Kernel, t: Trace, old: bigint): void {
  restoreSoftDirty(k, t, old);
  if (!pteSwpSoftDirty(k, old)) t.apply(pteClearSoftDirty, 'the old entry is not soft-dirty');
}

function restoreAccess(k: Kernel, t: Trace, old: bigint, entry: bigint, vma: Vma): void {
  if (isWritableMigrationEntry(k, entry)) {
    if (k.does('trustsWriteEntry')) t.apply(pteMkwrite, 'the entry is writable', vma.vmFlags);
    else t.apply(maybeMkwrite, 'the entry is writable, if the mapping is', vma);
  } else if (pteSwpUffdWp(k, old)) restoreUffdWp(k, t, old);
  else if (k.does('migrationWrprotectsReadEntry')) t.apply(pteWrprotect, 'the entry is read-only');
}
