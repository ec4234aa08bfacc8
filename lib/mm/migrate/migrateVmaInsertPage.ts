import type { Pte } from '../../helpers/marks.ts';
import { pteMkdevmap, pteMkdirty, pteMkold, pteMkwrite, ptePfn } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isDevicePrivate, setDevicePrivateEntry } from '../common/devicePrivateEntry.ts';
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

/** What else the kernel looks at. */
export interface Inserting {
  /** check_stable_address_space() fails: the OOM reaper takes pages away. */
  readonly unstable?: boolean;
}

/**
 * mm/migrate_device.c (older kernels: mm/migrate.c), migrate_vma_insert_page(): a new page where the range had a hole. `pfn` is the new
 * page's, in pages; `zeroPfn` the zero page's, which counts as a hole. The uffd-wp bit of what stood there is not kept. Not modelled: a lack of memory, and ZONE_DEVICE pages of other sorts, which are refused.
 */
export const migrateVmaInsertPage = checked(
  'migrateVmaInsertPage',
  (
    k: Kernel,
    pte: Pte,
    vma: Vma,
    folio: Pick<Folio, 'devicePrivate' | 'devicePublic'>,
    pfn: bigint,
    zeroPfn?: bigint,
    { unstable = false }: Inserting = {},
  ): InsertOutcome => {
    const family = familyOf(k, pte);
    const zero = family === 'present' && ptePfn(k, pte) === zeroPfn;
    const why = refusal(k, vma, zero || family === 'none', unstable);
    if (why) return unchanged(pte, 'migrate_vma_insert_page', why, { inserted: false });

    const toDevice = isDevicePrivate(k, folio);
    const t = toDevice ? new Trace(k, 0n) : mkPte(k, pfn, vma);
    if (toDevice) setDevicePrivateEntry(t, pfn, vmHas(vma, k.vm.write));
    else mapPage(k, t, vma, folio.devicePublic === true && k.does('devicePublicIsMapped'));
    const effects: Effect[] = zero ? ['flush_tlb_page'] : [];
    if (k.does('anonExclusive')) effects.push('RMAP_EXCLUSIVE');
    return t.outcome(effects, { inserted: true });
  },
);

function mapPage(k: Kernel, t: Trace, vma: Vma, devicePublic: boolean): void {
  if (devicePublic) t.apply(pteMkold, 'the page is device memory');
  if (vmHas(vma, k.vm.write)) {
    t.apply(pteMkdirty, 'the mapping is writable');
    t.apply(pteMkwrite, 'the mapping is writable', vma.vmFlags);
  }
  if (devicePublic) t.apply(pteMkdevmap, 'the page is device memory');
}

/** Why no page comes in, small or huge, if none does. */
export function refusal(k: Kernel, vma: Vma, hole: boolean, unstable: boolean): string | undefined {
  if (!vma.anonymous) return 'only anonymous memory is populated';
  if (unstable && k.does('insertChecksStability')) return 'the OOM reaper is at work in the address space';
  if (!hole) return 'something has come in between';
  if (vmHas(vma, k.vm.uffdMissing)) return 'userfaultfd fills missing pages here';
  return undefined;
}
