import type { Pte } from '../../helpers/marks.ts';
import {
  isMigrationEntryDirty,
  isMigrationEntryYoung,
  isWritableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import {
  pfnPmd,
  pmdMkdirty,
  pmdMkhuge,
  pmdMkold,
  pmdMksoftDirty,
  pmdMkuffdWp,
  pmdMkwrite,
  pmdModify,
  pmdWrite,
  pmdWrprotect,
} from '../../helpers/pgtableHuge.ts';
import { pmdToSwpEntry } from '../../helpers/swapEntry.ts';
import { pmdSwpSoftDirty, pmdSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isDevicePrivate, restoreDevicePrivate } from '../common/devicePrivateEntry.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import { maybePmdMkwrite } from '../common/maybeMkwrite.ts';
import type { Outcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { restoresExclusive } from '../migrate/removeMigrationPte.ts';

/**
 * mm/huge_memory.c, remove_migration_pmd(): the migration entry of a huge page becomes a mapping of the new one. `folio` and
 * `pfn` are the new page's, `pfn` in 4 KiB pages. Young and dirty come after write permission, so that a dirty entry becomes
 * soft-dirty, in every release (C4). It returns nothing.
 * @throws RangeError unless `pmd` is a migration entry.
 */
export function removeMigrationPmd(k: Kernel, pmd: Pte, vma: Vma, folio: Folio, pfn: bigint): Outcome {
  expectFamily(k, pmd, ['migration'], 'pmd');
  const entry = pmdToSwpEntry(k, pmd);
  const page = pmdMkhuge(k, pfnPmd(k, pfn, vma.vmPageProt));
  const t = Trace.from(k, called(k, 'mkHugePmd'), page, 'the new page under vma->vm_page_prot', 'pmd');
  if (!k.does('migrationKeepsYoungDirty')) t.apply(pmdMkold, 'every migrated page is old');
  if (pmdSwpSoftDirty(k, pmd)) t.apply(pmdMksoftDirty, 'the old entry is soft-dirty');
  restoreAll(k, t, pmd, entry, vma, folio);
  if (isDevicePrivate(k, folio) && k.does('pmdDevicePrivate'))
    restoreDevicePrivate(k, t, pmd, pfn, pmdWrite(k, t.value));
  return t.outcome(restoresExclusive(k, entry, folio) ? ['RMAP_EXCLUSIVE'] : []);
}

/** Write permission, uffd-wp and age, in the order that decides which of them wins. */
function restoreAll(k: Kernel, t: Trace, old: bigint, entry: bigint, vma: Vma, folio: Folio): void {
  const writeLast = k.does('migrationWrprotectsReadEntry');
  if (!writeLast) restoreWrite(k, t, entry, vma);
  restoreUffdWp(k, t, old, vma);
  restoreAge(k, t, entry, folio);
  if (!writeLast) return;
  restoreWrite(k, t, entry, vma);
  if (!isWritableMigrationEntry(k, entry)) t.apply(pmdWrprotect, 'the entry is read-only');
}

function restoreWrite(k: Kernel, t: Trace, entry: bigint, vma: Vma): void {
  if (!isWritableMigrationEntry(k, entry)) return;
  if (k.does('trustsWriteEntry')) t.apply(pmdMkwrite, 'the entry is writable', vma.vmFlags);
  else if (vmHas(vma, k.vm.write)) t.apply(maybePmdMkwrite, 'entry and mapping are writable', vma);
}

function restoreUffdWp(k: Kernel, t: Trace, old: bigint, vma: Vma): void {
  if (!pmdSwpUffdWp(k, old) || !k.does('pmdMigrationRestoresUffdWp')) return;
  t.apply(pmdMkuffdWp, 'the old entry has the uffd-wp bit');
  if (!k.does('mkuffdWpWrprotects')) t.apply(pmdWrprotect, 'the bit alone does not trap writes');
  if (vmHas(vma, k.vm.uffdRwp)) t.apply(pmdModify, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
}

function restoreAge(k: Kernel, t: Trace, entry: bigint, folio: Folio): void {
  if (!k.does('migrationKeepsYoungDirty')) return;
  if (!isMigrationEntryYoung(k, entry)) t.apply(pmdMkold, 'the entry is not young');
  if (folio.dirty && isMigrationEntryDirty(k, entry)) t.apply(pmdMkdirty, 'entry and page are dirty');
}
