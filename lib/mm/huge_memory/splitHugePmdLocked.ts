/** mm/huge_memory.c, __split_huge_pmd_locked(): the entry of a huge page becomes entries of its small pages. */

import {
  isMigrationEntryDirty,
  isMigrationEntryYoung,
  isReadableExclusiveMigrationEntry,
  isWritableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import {
  pteMkdirty,
  pteMkold,
  pteMksoftDirty,
  pteMkuffdWp,
  pteMkwrite,
  pteModify,
  pteWrprotect,
} from '../../helpers/pgtable.ts';
import { pmdToSwpEntry } from '../../helpers/swapEntry.ts';
import { pmdSwpSoftDirty, pmdSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive, staysExclusive } from '../common/anonExclusive.ts';
import { setDevicePrivateEntry } from '../common/devicePrivateEntry.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { expectSort } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/functionNames.ts';
import { setMigrationEntry } from '../common/migrationEntry.ts';
import type { Effect, Outcome } from '../common/outcome.ts';
import { clearFlush, quietMm } from '../common/ptepClearFlush.ts';
import { mkPte } from '../common/restore.ts';
import { mkswpSoftDirty, mkswpUffdWp } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { maybeMkwrite } from '../mprotect/canChangePteWritable.ts';
import { devicePrivatePmd, type HugeMapped, hugeSorts, presentPmd } from './setPmdMigrationEntry.ts';

export interface Split {
  /** Put migration entries instead of mappings, since the huge page itself is to be split. */
  readonly freeze?: boolean;
  /** Which of the small pages, from 0. */
  readonly index?: number;
}

/**
 * One of the PTEs that a PMD is split into; `folio` is the huge page. NUMA hints are not carried over. A file mapping
 * is cleared. A pinned page is split into mappings even with `freeze`.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry. The huge zero page is not covered.
 */
export function splitHugePmdLocked(
  k: Kernel,
  pmd: bigint,
  vma: Vma,
  folio: Folio,
  { freeze = false, index = 0 }: Split = {},
): Outcome {
  const sort = expectSort(k, pmd, [...hugeSorts(k), 'migration'], 'pmd');
  const old =
    sort === 'present' ? presentPmd(k, pmd) : sort === 'migration' ? migrationPmd(k, pmd) : devicePrivatePmd(k, pmd);
  const effects: Effect[] = [...clearFlush(k, pmd, quietMm)];
  if (sort === 'present' && old.dirty) effects.push('folio_mark_dirty');
  if (!vma.anonymous)
    return { pte: 0n, effects, steps: new Trace(0n, 'pmdp_huge_clear_flush', 'a fault brings file pages back').steps };

  const frozen = sort === 'migration' || (freeze && !staysExclusive(k, folio));
  const exclusive =
    sort === 'migration' ? isReadableExclusiveMigrationEntry(k, pmdToSwpEntry(k, pmd)) : isAnonExclusive(k, folio);
  if (frozen && exclusive && sort !== 'migration') effects.push('clear exclusive');
  const page = { ...old, pfn: old.pfn + BigInt(index) };
  const t = frozen || sort === 'devicePrivate' ? new Trace(0n) : mkPte(k, page.pfn, vma);
  if (frozen) setMigrationEntry(k, t, { ...page, exclusive });
  else if (sort === 'devicePrivate') setDevicePrivateEntry(k, t, page.pfn, page.writable);
  else return { pte: mapped(k, t, page, vma), effects, steps: t.steps };
  if (old.softDirty) mkswpSoftDirty(k, t, 'pte');
  if (old.uffdWp) mkswpUffdWp(k, t, 'pte');
  return { pte: t.value, effects, steps: t.steps };
}

function migrationPmd(k: Kernel, pmd: bigint): HugeMapped {
  const entry = pmdToSwpEntry(k, pmd);
  const aged = k.does('migrationKeepsYoungDirty');
  return {
    pfn: entryPfn(k, entry),
    writable: isWritableMigrationEntry(k, entry),
    young: aged && isMigrationEntryYoung(k, entry),
    dirty: aged && isMigrationEntryDirty(k, entry),
    softDirty: pmdSwpSoftDirty(k, pmd),
    uffdWp: pmdSwpUffdWp(k, pmd),
  };
}

function mapped(k: Kernel, t: Trace, old: HugeMapped, vma: Vma): bigint {
  mapWrite(k, t, old.writable, vma);
  if (!old.young) t.apply('pte_mkold', (e) => pteMkold(k, e), 'the huge entry is not young');
  if (old.dirty && k.does('pmdSplitKeepsDirty'))
    t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'the huge entry is dirty');
  if (old.softDirty) t.apply('pte_mksoft_dirty', (e) => pteMksoftDirty(k, e), 'the huge entry is soft-dirty');
  if (!old.uffdWp) return t.value;
  t.apply(called(k, 'pteMkuffdWp'), (e) => pteMkuffdWp(k, e), 'the huge entry has the uffd-wp bit');
  if (vmHas(k, vma, 'uffdRwp'))
    t.apply('pte_modify', (e) => pteModify(k, e, k.prot.PAGE_NONE), 'the mapping traps reads too: PAGE_NONE');
  return t.value;
}

function mapWrite(k: Kernel, t: Trace, writable: boolean, vma: Vma): void {
  if (k.does('trustsWriteEntry')) {
    if (writable) t.apply('pte_mkwrite', (e) => pteMkwrite(k, e, vma.vmFlags), 'the huge entry is writable');
    return;
  }
  t.apply('maybe_mkwrite', (e) => maybeMkwrite(k, e, vma), 'the mapping is writable');
  if (!writable) t.apply('pte_wrprotect', (e) => pteWrprotect(k, e), 'the huge entry is read-only');
}
