/** mm/huge_memory.c, remove_migration_pmd(): the migration entry of a huge page becomes a mapping of the new one. */

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
import { restoreDevicePrivate } from '../common/devicePrivateEntry.ts';
import { expectSort } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/functionNames.ts';
import type { Outcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { restoresExclusive } from '../migrate/removeMigrationPte.ts';

/**
 * `folio` and `pfn` are the new page's, `pfn` in 4 KiB pages. Young and dirty come after write permission, so that a
 * dirty entry becomes soft-dirty, in every release (C4).
 * @throws RangeError unless `pmd` is a migration entry.
 */
export function removeMigrationPmd(k: Kernel, pmd: bigint, vma: Vma, folio: Folio, pfn: bigint): Outcome {
  expectSort(k, pmd, ['migration'], 'pmd');
  const entry = pmdToSwpEntry(k, pmd);
  const page = pmdMkhuge(k, pfnPmd(k, pfn, vma.vmPageProt));
  const t = new Trace(page, called(k, 'mkHugePmd'), 'the new page under vma->vm_page_prot');
  if (!k.does('migrationKeepsYoungDirty')) t.apply('pmd_mkold', (e) => pmdMkold(k, e), 'every migrated page is old');
  if (pmdSwpSoftDirty(k, pmd)) t.apply('pmd_mksoft_dirty', (e) => pmdMksoftDirty(k, e), 'the old entry is soft-dirty');
  restoreAll(k, t, pmd, entry, vma, folio);
  if (folio.devicePrivate && k.does('pmdDevicePrivate'))
    restoreDevicePrivate(k, t, pmd, pfn, pmdWrite(k, t.value), 'pmd');
  return { pte: t.value, effects: restoresExclusive(k, entry, folio) ? ['RMAP_EXCLUSIVE'] : [], steps: t.steps };
}

/** Write permission, uffd-wp and age, in the order that decides which of them wins. */
function restoreAll(k: Kernel, t: Trace, old: bigint, entry: bigint, vma: Vma, folio: Folio): void {
  const writeLast = k.does('migrationWrprotectsReadEntry');
  if (!writeLast) restoreWrite(k, t, entry, vma);
  restoreUffdWp(k, t, old, vma);
  restoreAge(k, t, entry, folio);
  if (!writeLast) return;
  restoreWrite(k, t, entry, vma);
  if (!isWritableMigrationEntry(k, entry))
    t.apply('pmd_wrprotect', (e) => pmdWrprotect(k, e), 'the entry is read-only');
}

function restoreWrite(k: Kernel, t: Trace, entry: bigint, vma: Vma): void {
  if (!isWritableMigrationEntry(k, entry)) return;
  const write = (e: bigint) => pmdMkwrite(k, e, vma.vmFlags);
  if (k.does('trustsWriteEntry')) t.apply('pmd_mkwrite', write, 'the entry is writable');
  else if (vmHas(k, vma, 'write')) t.apply('maybe_pmd_mkwrite', write, 'entry and mapping are writable');
}

function restoreUffdWp(k: Kernel, t: Trace, old: bigint, vma: Vma): void {
  if (!pmdSwpUffdWp(k, old)) return;
  t.apply(called(k, 'pmdMkuffdWp'), (e) => pmdMkuffdWp(k, e), 'the old entry has the uffd-wp bit');
  if (!k.does('mkuffdWpWrprotects'))
    t.apply('pmd_wrprotect', (e) => pmdWrprotect(k, e), 'the bit alone does not trap writes');
  if (vmHas(k, vma, 'uffdRwp'))
    t.apply('pmd_modify', (e) => pmdModify(k, e, k.prot.PAGE_NONE), 'the mapping traps reads too: PAGE_NONE');
}

function restoreAge(k: Kernel, t: Trace, entry: bigint, folio: Folio): void {
  if (!k.does('migrationKeepsYoungDirty')) return;
  if (!isMigrationEntryYoung(k, entry)) t.apply('pmd_mkold', (e) => pmdMkold(k, e), 'the entry is not young');
  if (folio.dirty && isMigrationEntryDirty(k, entry))
    t.apply('pmd_mkdirty', (e) => pmdMkdirty(k, e), 'entry and page are dirty');
}
