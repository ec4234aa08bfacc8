/** mm/memory.c, restore_exclusive_pte(): a page that a device used alone is mapped again. */

import { isWritableDeviceExclusiveEntry } from '../../helpers/deviceEntries.ts';
import { pteMkdirty, pteMkold, pteMkwrite } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { expectSort } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { Outcome } from '../common/outcome.ts';
import { mkPte, restoreRwp, restoreSoftDirty, restoreUffdWp } from '../common/restore.ts';
import type { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { canChangePteWritable, maybeMkwrite } from '../mprotect/canChangePteWritable.ts';

/** @throws RangeError unless `pte` is a device-exclusive entry (5.14). */
export function restoreExclusivePte(k: Kernel, pte: bigint, vma: Vma, folio: Folio): Outcome {
  expectSort(k, pte, ['deviceExclusive']);
  const t = mkPte(k, entryPfn(k, pteToSwpEntry(k, pte)), vma);
  t.apply('pte_mkold', (e) => pteMkold(k, e), 'nobody has asked for the page yet');
  restoreSoftDirty(k, t, pte);
  restoreUffdWp(k, t, pte);
  restoreRwp(k, t, pte, vma);
  if (k.does('restoreExclusiveAsks')) askForWrite(k, t, vma, folio);
  else if (!pteSwpUffdWp(k, pte) && isWritableDeviceExclusiveEntry(k, pteToSwpEntry(k, pte))) {
    t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'the entry is writable');
    t.apply('maybe_mkwrite', (e) => maybeMkwrite(k, e, vma), 'the entry is writable, if the mapping is');
  }
  return { pte: t.value, effects: [], steps: t.steps };
}

function askForWrite(k: Kernel, t: Trace, vma: Vma, folio: Folio): void {
  if (!canChangePteWritable(k, vma, t.value, folio)) return;
  if (folio.dirty) t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'the page is dirty');
  t.apply('pte_mkwrite', (e) => pteMkwrite(k, e, vma.vmFlags), 'can_change_pte_writable() says so');
}
