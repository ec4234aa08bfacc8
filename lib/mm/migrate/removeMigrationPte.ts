import type { Pte } from '../../helpers/marks.ts';
import {
  isMigrationEntryDirty,
  isMigrationEntryYoung,
  isReadableMigrationEntry,
  isWritableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import {
  pteClearSoftDirty,
  pteMkdevmap,
  pteMkdirty,
  pteMkold,
  pteMkwrite,
  pteWrite,
  pteWrprotect,
} from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isDevicePrivate, restoreDevicePrivate } from '../common/devicePrivateEntry.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type ManyOutcome, together } from '../common/manyOutcome.ts';
import { archMakeHugePte, maybeMkwrite } from '../common/maybeMkwrite.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { isMany } from '../common/pages.ts';
import { mkPte, restoreRwp, restoreSoftDirty, restoreUffdWp } from '../common/restore.ts';
import type { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { mayWritePte, wantsWriteUpgrade } from '../mprotect/canChangePteWritable.ts';
import { mapZeropage } from './tryToMapUnusedToZeropage.ts';

/** What is special about the new page. */
export interface MigrationTarget {
  /** It is a hugetlb page; the entry is then a PMD or PUD in the form of a PTE. */
  readonly hugetlb?: boolean;
  /** The zero page's number, if the caller frees pages without data (6.12) and this one holds none; hugetlb pages stay. */
  readonly zeroPfn?: bigint;
}

/**
 * mm/migrate.c, remove_migration_pte(): a migration entry becomes a mapping of the new page. `folio` and `pfn` are the new
 * page's, `pfn` in pages. Device-coherent memory is like any other: only `folio.devicePrivate` makes a difference, and long ago
 * `folio.devicePublic`. It always returns true.
 * @throws RangeError unless `pte` is a migration entry.
 */
export function removeMigrationPte(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  how?: MigrationTarget,
): Outcome;
/**
 * remove_migration_pte() (mm/migrate.c) of the entries of consecutive pages of one folio, of which `pfn` is the first one's; each is
 * restored for itself, and those that are no migration entries are passed over.
 */
export function removeMigrationPte(
  k: Kernel,
  ptes: readonly bigint[],
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  how?: MigrationTarget,
): ManyOutcome;
export function removeMigrationPte(
  k: Kernel,
  pte: Pte | readonly bigint[],
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  how: MigrationTarget = {},
): Outcome | ManyOutcome {
  if (isMany(pte)) return together(pte.map((one, i) => restoreIfMigrating(k, one, vma, folio, pfn + BigInt(i), how)));
  expectFamily(k, pte, ['migration']);
  return restoreOne(k, pte, vma, folio, pfn, how);
}

type RestoreOne = (k: Kernel, pte: Pte, vma: Vma, folio: Folio, pfn: bigint, how: MigrationTarget) => Outcome;

const restoreIfMigrating: RestoreOne = (k, pte, ...rest) =>
  expectFamily(k, pte, everything) === 'migration'
    ? restoreOne(k, pte, ...rest)
    : unchanged(pte, 'page_vma_mapped_walk', 'no migration entry is there');

const restoreOne: RestoreOne = (k, pte, vma, folio, pfn, { hugetlb = false, zeroPfn }) => {
  const zero = zeroPfn === undefined || hugetlb ? undefined : mapZeropage(k, pte, vma, folio, zeroPfn);
  if (zero) return zero;

  const entry = pteToSwpEntry(k, pte);
  const t = mkPte(k, pfn, vma);
  const exact = k.does('migrationExactSoftDirty');
  if (!exact) restoreSoftDirty(k, t, pte);
  restoreAge(k, t, entry, folio);
  if (exact) restoreExactSoftDirty(k, t, pte);
  restoreAccess(k, t, pte, entry, vma);
  restoreRwp(k, t, pte, vma);
  if (isDevicePrivate(k, folio)) restoreDevicePrivate(k, t, pte, pfn, pteWrite(k, t.value));
  else if (folio.devicePublic && k.does('devicePublicIsMapped')) t.apply(pteMkdevmap, 'the page is device memory');
  else if (k.does('migrationAsksCanChange') && !hugetlb) upgrade(k, t, vma, folio, entry);
  if (hugetlb) t.apply(archMakeHugePte, 'the page is huge');
  return t.outcome(restoresExclusive(k, entry, folio) ? ['RMAP_EXCLUSIVE'] : []);
};

/** Proposed: write permission that no fault has to give. */
function upgrade(k: Kernel, t: Trace, vma: Vma, folio: Folio, entry: bigint): void {
  if (pteWrite(k, t.value) || !wantsWriteUpgrade(k, vma)) return;
  const page = { anon: folio.anon, exclusive: restoresExclusive(k, entry, folio) };
  if (mayWritePte(k, vma, t.value, page)) t.apply(pteMkwrite, 'can_change_pte_writable() says so', vma.vmFlags);
}

/** The page belongs to this process alone, since the entry says so. */
export const restoresExclusive = (k: Kernel, entry: bigint, folio: Pick<Folio, 'anon'>): boolean =>
  folio.anon && k.does('anonExclusive') && !isReadableMigrationEntry(k, entry);

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
    return;
  }
  const armed = pteSwpUffdWp(k, old);
  if (wrprotects(k, armed)) t.apply(pteWrprotect, 'the entry is read-only');
  if (armed) restoreUffdWp(k, t, old);
}

/** Whether a read-only entry is write-protected whatever vm_page_prot allows; `armed` says that it has uffd-wp. */
const wrprotects = (k: Kernel, armed: boolean): boolean =>
  k.does('wrprotectUnlessWritable') || k.does(armed ? 'wrprotectIfUffd' : 'migrationWrprotectsReadEntry');
