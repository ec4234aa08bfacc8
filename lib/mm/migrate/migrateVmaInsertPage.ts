import { pteMkdirty, pteMkwrite, ptePfn } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { setDevicePrivateEntry } from '../common/devicePrivateEntry.ts';
import { familyOf } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Effect, type Outcome, unchanged } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';

/** What became of a hole into which a page was to go. */
export interface InsertOutcome extends Outcome {
  /** Whether the page is there now; else the entry stays as it was. */
  readonly inserted: boolean;
}

/**
 * mm/migrate_device.c (older kernels: mm/migrate.c), migrate_vma_insert_page(): a new page where the range had a hole. `pfn` is the new
 * page's, in pages; `zeroPfn` the zero page's, which counts as a hole. The uffd-wp bit of what stood there is not kept.
 */
export const migrateVmaInsertPage = checked(
  'migrateVmaInsertPage',
  (
    k: Kernel,
    pte: bigint,
    vma: Vma,
    folio: Pick<Folio, 'devicePrivate'>,
    pfn: bigint,
    zeroPfn?: bigint,
  ): InsertOutcome => {
    const family = familyOf(k, pte);
    const zero = family === 'present' && ptePfn(k, pte) === zeroPfn;
    const why = refusal(k, vma, zero || family === 'none');
    if (why) return unchanged(pte, 'migrate_vma_insert_page', why, { inserted: false });

    const t = folio.devicePrivate ? new Trace(k, 0n) : mkPte(k, pfn, vma);
    if (folio.devicePrivate) setDevicePrivateEntry(t, pfn, vmHas(k, vma, 'write'));
    else if (vmHas(k, vma, 'write')) {
      t.apply(pteMkdirty, 'the mapping is writable');
      t.apply(pteMkwrite, 'the mapping is writable', vma.vmFlags);
    }
    const effects: Effect[] = zero ? ['flush_tlb_page'] : [];
    if (k.does('anonExclusive')) effects.push('RMAP_EXCLUSIVE');
    return t.outcome(effects, { inserted: true });
  },
);

function refusal(k: Kernel, vma: Vma, hole: boolean): string | undefined {
  if (!vma.anonymous) return 'only anonymous memory is populated';
  if (!hole) return 'something has come in between';
  if (vmHas(k, vma, 'uffdMissing')) return 'userfaultfd fills missing pages here';
  return undefined;
}
