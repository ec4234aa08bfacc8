/** A device uses a page alone. */

import {
  makeDeviceExclusiveEntry,
  makeReadableDeviceExclusiveEntry,
  makeWritableDeviceExclusiveEntry,
} from '../../helpers/deviceEntries.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, ptePfn, pteSoftDirty, pteUffdWp, pteWrite } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Effect, unchanged, type WalkOutcome } from '../common/outcome.ts';
import { clearFlush, quietMm } from '../common/ptepClearFlush.ts';
import { setSwapFlags } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { Mm } from '../common/vma.ts';

/**
 * mm/rmap.c, make_device_exclusive() (page_make_device_exclusive_one() from 5.14 to 6.14): a device uses a page alone. `returned` is false
 * where the entry stays: the page is not anonymous, or (6.15) the entry is read-only; the kernel then asks for a writable one and
 * comes again. Not modelled: hugetlb pages, which are refused as others than anonymous ones are, and an entry that has gone meanwhile.
 * @throws RangeError unless `pte` is present, and before 5.14 or without CONFIG_DEVICE_PRIVATE (ERR_PTE_HELPER).
 */
export const makeDeviceExclusive = checked(
  'makeDeviceExclusive',
  (k: Kernel, pte: Pte, folio: Pick<Folio, 'anon'>, mm: Mm = quietMm): WalkOutcome => {
    expectFamily(k, pte, ['present']);
    const refused = refusal(k, pte, folio);
    if (refused) return unchanged(pte, ...refused, { returned: false });
    const t = new Trace(k, pte).become(makerOf(k, pte), ptePfn(k, pte), 'the device uses the page alone');
    const uffdWp = pteUffdWp(k, pte) && !k.does('deviceExclusiveWritableOnly');
    setSwapFlags(t, { softDirty: pteSoftDirty(k, pte), uffdWp });
    const effects: Effect[] = [...clearFlush(k, pte, mm)];
    if (pteDirty(k, pte)) effects.push('folio_mark_dirty');
    return t.outcome(effects, { returned: true });
  },
);

function makerOf(k: Kernel, pte: Pte): typeof makeDeviceExclusiveEntry {
  if (k.does('deviceExclusiveWritableOnly')) return makeDeviceExclusiveEntry;
  return pteWrite(k, pte) ? makeWritableDeviceExclusiveEntry : makeReadableDeviceExclusiveEntry;
}

function refusal(k: Kernel, pte: Pte, folio: Pick<Folio, 'anon'>): readonly [string, string] | undefined {
  if (!folio.anon) return ['folio_test_anon', 'only anonymous pages can be used by a device alone'];
  if (k.does('deviceExclusiveWritableOnly') && !pteWrite(k, pte))
    return ['pte_write', 'the page must be mapped writable first'];
  return undefined;
}
