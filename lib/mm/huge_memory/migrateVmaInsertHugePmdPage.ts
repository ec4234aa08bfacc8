/** A driver fills a hole of 2 MiB with a huge page. */
import type { Pte } from '../../helpers/marks.ts';
import { pmdMkdirty, pmdMkwrite } from '../../helpers/pgtableHuge.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isDevicePrivate, setDevicePrivateEntry } from '../common/devicePrivateEntry.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Effect, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { type Inserting, type InsertOutcome, refusal } from '../migrate/migrateVmaInsertPage.ts';
import { mkHugePmd } from './mapAnonFolioPmd.ts';
import { hugeFamilies } from './setPmdMigrationEntry.ts';

/** What else the kernel looks at, of a hole of 2 MiB. */
export interface InsertingHuge extends Inserting {
  /** What stands there is the huge zero page, which counts as a hole. */
  readonly hugeZero?: boolean;
}

/**
 * mm/migrate_device.c, migrate_vma_insert_huge_pmd_page() (6.19): a new huge page where the range had a hole. `pfn` is the page's, in 4 KiB pages.
 * As migrateVmaInsertPage(), one level up: the uffd-wp bit of what stood there is not kept.
 *
 * Not modelled: a lack of memory, ZONE_DEVICE pages of other sorts, which are refused, and a mapping that ends within the 2 MiB (-EINVAL).
 * What has come to stand there meanwhile, of whatever kind, stays.
 * @throws RangeError unless `pmd` is empty, maps a huge page or is a migration entry, and before 6.19 (ERR_PTE_HELPER).
 */
export const migrateVmaInsertHugePmdPage = checked(
  'migrateVmaInsertHugePmdPage',
  (
    k: Kernel,
    pmd: Pte,
    vma: Vma,
    folio: Pick<Folio, 'devicePrivate'>,
    pfn: bigint,
    { unstable = false, hugeZero = false }: InsertingHuge = {},
  ): InsertOutcome => {
    const family = expectFamily(k, pmd, ['none', ...hugeFamilies(k), 'migration'], 'pmd');
    const why = refusal(k, vma, hugeZero || family === 'none', unstable);
    if (why) return unchanged(pmd, 'migrate_vma_insert_huge_pmd_page', why, { inserted: false });
    const effects: Effect[] = family === 'none' ? ['RMAP_EXCLUSIVE'] : ['flush_tlb_page', 'RMAP_EXCLUSIVE'];
    return entryFor(k, vma, folio, pfn).outcome(effects, { inserted: true });
  },
);

function entryFor(k: Kernel, vma: Vma, folio: Pick<Folio, 'devicePrivate'>, pfn: bigint): Trace {
  const writable = vmHas(vma, k.vm.write);
  if (isDevicePrivate(k, folio)) {
    const t = new Trace(k, 0n, 'pmd');
    setDevicePrivateEntry(t, pfn, writable);
    return t;
  }
  const t = mkHugePmd(k, pfn, vma);
  if (!writable) return t;
  return t.apply(pmdMkdirty, 'the mapping is writable').apply(pmdMkwrite, 'the mapping is writable', vma.vmFlags);
}
