/** A page that a device used alone is mapped again. */

import { isWritableDeviceExclusiveEntry } from '../../helpers/deviceEntries.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteMkdirty, pteMkold, pteMkwrite } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import type { Outcome } from '../common/outcome.ts';
import { mkPte, restoreRwp, restoreSoftDirty, restoreUffdWp } from '../common/restore.ts';
import type { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { mayWritePte } from '../mprotect/canChangePteWritable.ts';

/** The entry becomes a mapping again, by the rules of the kernels that have such entries. */
export function restoreExclusive(k: Kernel, pte: Pte, vma: Vma, folio: Folio): Outcome {
  expectFamily(k, pte, ['deviceExclusive']);
  const t = mkPte(k, entryPfn(k, pteToSwpEntry(k, pte)), vma);
  t.apply(pteMkold, 'nobody has asked for the page yet');
  restoreSoftDirty(k, t, pte);
  restoreUffdWp(k, t, pte);
  restoreRwp(k, t, pte, vma);
  if (k.does('restoreExclusiveAsks')) askForWrite(k, t, vma, folio);
  else if (!pteSwpUffdWp(k, pte) && isForWriting(k, pte)) {
    t.apply(pteMkdirty, 'the entry is writable');
    t.apply(maybeMkwrite, 'the entry is writable, if the mapping is', vma);
  }
  return t.outcome();
}

/** Where there is one type alone it stands for what a device writes to. */
const isForWriting = (k: Kernel, pte: Pte): boolean =>
  k.has('makeDeviceExclusiveEntry') || isWritableDeviceExclusiveEntry(k, pteToSwpEntry(k, pte));

function askForWrite(k: Kernel, t: Trace, vma: Vma, folio: Folio): void {
  if (!mayWritePte(k, vma, t.value, folio)) return;
  if (folio.dirty) t.apply(pteMkdirty, 'the page is dirty');
  t.apply(pteMkwrite, 'can_change_pte_writable() says so', vma.vmFlags);
}

/**
 * mm/memory.c, restore_exclusive_pte() (5.14): a page that a device used alone is mapped again. `folio` is that page. It
 * returns nothing; what remove_device_exclusive_entry() returns around it, doSwapPage() says.
 * @throws RangeError unless `pte` is a device-exclusive entry, and before 5.14 (ERR_PTE_HELPER).
 */
export const restoreExclusivePte = checked('restoreExclusivePte', restoreExclusive);
