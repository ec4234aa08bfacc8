import type { Pte } from '../../helpers/marks.ts';
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
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import { setMigrationEntry } from '../common/migrationEntry.ts';
import type { Effect, Outcome } from '../common/outcome.ts';
import { pmdClearFlush } from '../common/ptepClearFlush.ts';
import { mkPte } from '../common/restore.ts';
import { setSwapFlags } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { devicePrivatePmd, type HugeMapped, hugeFamilies, misreadPmd, presentPmd } from './setPmdMigrationEntry.ts';

/** How a huge page's entry is split. */
export interface Split {
  /** Put migration entries instead of mappings, since the huge page itself is to be split. */
  readonly freeze?: boolean;
  /** Which of the small pages, from 0. */
  readonly index?: number;
}

/** What became of a huge entry that was split. */
export interface SplitOutcome extends Outcome {
  /**
   * With `freeze`, where a mapping was split: what try_to_migrate_one() returns, which has split it. False ends the walk over the
   * mappings of the page, and those that it has not reached stay.
   */
  readonly returned?: boolean;
}

/**
 * mm/huge_memory.c, __split_huge_pmd_locked(): the entry of a huge page becomes entries of its small pages. One of the PTEs that
 * a PMD is split into; `folio` is the huge page. NUMA hints are not carried over. A file mapping is cleared, and a clean page told of
 * the Dirty bit. A pinned page is split into mappings even with `freeze`. The returns: file mapping (of DAX too) and end are here, the
 * huge zero page is splitHugeZeroPagePmd(); that a mapping of a driver does not mark its page dirty is not said.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function splitHugePmdLocked(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  folio: Folio,
  { freeze = false, index = 0 }: Split = {},
): SplitOutcome {
  const family = expectFamily(k, pmd, [...hugeFamilies(k), 'migration'], 'pmd');
  const old =
    family === 'present'
      ? presentPmd(k, pmd)
      : family === 'migration'
        ? migrationPmd(k, pmd)
        : devicePrivatePmd(k, pmd);
  const effects: Effect[] = [...pmdClearFlush(k, pmd)];
  if (family === 'present' && old.dirty && tellsPage(k, vma, folio)) effects.push('folio_mark_dirty');
  if (!vma.anonymous)
    return Trace.from(k, 'pmdp_huge_clear_flush', 0n, 'a fault brings file pages back').outcome(effects);

  const frozen = family === 'migration' || (freeze && !staysExclusive(k, folio));
  const walked = freeze && family !== 'migration' ? { returned: frozen && !k.does('splitEndsMigrationWalk') } : {};
  const exclusive =
    family === 'migration' ? isReadableExclusiveMigrationEntry(k, pmdToSwpEntry(k, pmd)) : isAnonExclusive(k, folio);
  if (frozen && exclusive && family !== 'migration') effects.push('clear exclusive');
  const page = { ...old, pfn: old.pfn + BigInt(index) };
  const t = frozen || family === 'devicePrivate' ? new Trace(k, 0n) : mkPte(k, page.pfn, vma);
  if (frozen) setMigrationEntry(k, t, { ...page, exclusive });
  else if (family === 'devicePrivate') setDevicePrivateEntry(t, page.pfn, page.writable);
  else return { pte: mapped(k, t, page, vma), effects, steps: t.steps, ...walked };
  setSwapFlags(t, old);
  return t.outcome(effects, walked);
}

/** Whether the page is told of the Dirty bit of an entry that was split. */
const tellsPage = (k: Kernel, vma: Vma, { dirty, fsdax }: Folio): boolean =>
  vma.anonymous || (!dirty && (fsdax !== true || k.does('splitDirtiesDax')));

function migrationPmd(k: Kernel, pmd: Pte): HugeMapped {
  if (k.does('splitReadsPresentBits')) return misreadPmd(k, pmd);
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
  const dirtyFirst = k.does('pmdSplitKeepsDirty'); // and write permission is taken away after it, not before
  if (k.does('trustsWriteEntry')) {
    if (old.writable) t.apply(pteMkwrite, 'the huge entry is writable', vma.vmFlags);
  } else t.apply(maybeMkwrite, 'the mapping is writable', vma);
  if (!dirtyFirst) wrprotect(k, t, old);
  if (!old.young) t.apply(pteMkold, 'the huge entry is not young');
  if (dirtyFirst && old.dirty) t.apply(pteMkdirty, 'the huge entry is dirty');
  if (dirtyFirst) wrprotect(k, t, old);
  if (old.softDirty) t.apply(pteMksoftDirty, 'the huge entry is soft-dirty');
  if (!old.uffdWp) return t.value;
  t.apply(pteMkuffdWp, 'the huge entry has the uffd-wp bit');
  if (vmHas(vma, k.vm.uffdRwp)) t.apply(pteModify, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
  return t.value;
}

function wrprotect(k: Kernel, t: Trace, { writable }: HugeMapped): void {
  if (!writable && !k.does('trustsWriteEntry')) t.apply(pteWrprotect, 'the huge entry is read-only');
}
