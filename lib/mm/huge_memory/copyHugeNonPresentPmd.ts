/** fork() copies a huge entry that is not present: mm/huge_memory.c, copy_huge_non_present_pmd() (6.19; inside copy_huge_pmd() before). */

import { isWritableDevicePrivateEntry, makeReadableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import type { Pte } from '../../helpers/marks.ts';
import { makeReadableMigrationEntry } from '../../helpers/migrationEntries.ts';
import { pmdClearUffdWp } from '../../helpers/pgtableHuge.ts';
import { pmdToSwpEntry, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpClearUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Family } from '../common/family.ts';
import type { Effect, Outcome } from '../common/outcome.ts';
import { setSwapFlags, swapFlagsOf } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import { isUffdProtected, type Vma } from '../common/vma.ts';
import { sharesMigration } from '../memory/copyNonpresentPte.ts';

/** What fork made of a huge entry: `pte` is the child's. */
export interface HugeForked extends Outcome {
  /** The parent's entry, which fork may change too. */
  readonly parent: bigint;
  /**
   * What copy_huge_pmd() returns. With -EAGAIN the parent's entry is split (splitHugePmdLocked()), and the small ones are copied one by
   * one (copyPresentPte()); the child has none yet.
   */
  readonly returned: 0 | '-EAGAIN';
}

/** A migration entry, or one for device memory: both processes get one that is read-only. */
export function copyHugeNonPresentPmd(k: Kernel, pmd: Pte, src: Vma, dst: Vma, family: Family): HugeForked {
  const t = new Trace(k, pmd, 'pmd');
  if (!isUffdProtected(k, src) && k.does('forkClearsPresentUffdWp') && pmdClearUffdWp(k, pmd) !== pmd)
    t.set('pmd_clear_uffd_wp', pmdClearUffdWp(k, pmd), 'the helper for present entries: it hits the page frame number');
  const shared = share(k, t, pmd, family);
  const parent = shared ? t.value : pmd;
  if (k.does('forkFiltersUffdWp') && !isUffdProtected(k, dst) && swapFlagsOf(k, t.value).uffdWp)
    t.apply(pteSwpClearUffdWp, 'the child is not registered');
  const effects: Effect[] = family === 'devicePrivate' && k.does('anonExclusive') ? ['clear exclusive'] : [];
  return t.outcome(effects, { parent, returned: 0 });
}

/** Whether both lose write permission; the flags are those of `pmd`. */
function share(k: Kernel, t: Trace, pmd: Pte, family: Family): boolean {
  const why = 'two processes share the page now';
  const entry = pmdToSwpEntry(k, t.value);
  const { softDirty, uffdWp } = swapFlagsOf(k, pmd);
  if (family === 'migration' && sharesMigration(k, entry)) {
    t.become(makeReadableMigrationEntry, swpOffset(k, entry), why);
    setSwapFlags(t, { softDirty, uffdWp: uffdWp && k.does('forkFiltersUffdWp') });
    return true;
  }
  if (family !== 'devicePrivate' || !isWritableDevicePrivateEntry(k, entry)) return false;
  t.become(makeReadableDevicePrivateEntry, swpOffset(k, entry), why);
  setSwapFlags(t, { softDirty, uffdWp });
  return true;
}
