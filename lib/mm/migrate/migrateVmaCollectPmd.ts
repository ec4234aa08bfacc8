import { isWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, ptePfn, pteWrite, pteYoung } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive, staysExclusive } from '../common/anonExclusive.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import { setMigrationEntry } from '../common/migrationEntry.ts';
import { type Effect, type Outcome, unchanged } from '../common/outcome.ts';
import { carrySwapFlags } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';

/** What the driver asks for and the kernel finds out about the page. */
export interface Collecting {
  /** The driver wants pages like this one: MIGRATE_VMA_SELECT_*, and the owner of the device memory. */
  readonly selected?: boolean;
  /** The page could be locked at once; otherwise it is passed over, or in older kernels left to try_to_migrate_one(). */
  readonly locked?: boolean;
  /** The zero page's number: its mappings are holes. */
  readonly zeroPfn?: bigint;
}

/** What became of an entry that was collected, and what the driver learns. */
export interface CollectOutcome extends Outcome {
  /** What the driver is told: nothing to migrate, an empty place, or a page. */
  readonly collected: 'skipped' | 'hole' | 'page';
  /** MIGRATE_PFN_WRITE: the page is mapped writable. */
  readonly write: boolean;
}

/**
 * mm/migrate_device.c (older kernels: mm/migrate.c), migrate_vma_collect_pmd(): one PTE of a range that a driver migrates. `folio` is
 * the page that is mapped, if one is; of a page without a struct page or a mapping nothing is collected, nor, to 6.18, of a part of
 * a larger folio (`compound`). Not modelled: ranges that are passed over as a whole, and the split of large folios, which later
 * releases try at such a page; it is taken to succeed.
 */
export const migrateVmaCollectPmd = checked(
  'migrateVmaCollectPmd',
  (
    k: Kernel,
    pte: Pte,
    vma: Vma,
    folio: Folio | undefined,
    { selected = true, locked = true, zeroPfn }: Collecting = {},
  ): CollectOutcome => {
    const family = expectFamily(k, pte, everything);
    if (family === 'none') return untouched(pte, isHole(k, vma) ? 'hole' : 'skipped', 'pte_none', 'nothing is there');
    const present = family === 'present';
    if (!present && family !== 'devicePrivate')
      return untouched(pte, 'skipped', 'is_device_private_entry', 'not an entry for device memory');
    if (!selected && k.does('collectSelects'))
      return untouched(pte, 'skipped', 'migrate->flags', 'the driver does not ask for such pages');
    if (present && ptePfn(k, pte) === zeroPfn) return untouched(pte, 'hole', 'is_zero_pfn', 'the zero page is a hole');
    if (!folio || (!folio.anon && folio.hasMapping === false))
      return untouched(pte, 'skipped', 'vm_normal_page', 'no page of memory management');
    if (folio.compound && k.does('collectSkipsCompound'))
      return untouched(pte, 'skipped', 'PageTransCompound', 'the page is a part of a larger folio');
    return locked ? collect(k, pte, present, folio) : withoutLock(k, pte, present);
  },
);

const isHole = (k: Kernel, vma: Vma): boolean => vma.anonymous || !k.does('collectHolesAnonymousOnly');

const mayWrite = (k: Kernel, pte: Pte, present: boolean): boolean =>
  present ? pteWrite(k, pte) : isWritableDevicePrivateEntry(k, pteToSwpEntry(k, pte));

/** A page that someone else has locked; the entry waits for try_to_migrate_one(), if it is collected at all. */
function withoutLock(k: Kernel, pte: Pte, present: boolean): CollectOutcome {
  const why = 'someone else has locked the page';
  if (k.does('collectNeedsLock')) return untouched(pte, 'skipped', 'folio_trylock', why);
  return unchanged(pte, 'trylock_page', why, { collected: 'page', write: mayWrite(k, pte, present) });
}

const untouched = (pte: Pte, collected: CollectOutcome['collected'], did: string, why: string): CollectOutcome =>
  unchanged(pte, did, why, { collected, write: false });

function collect(k: Kernel, pte: Pte, present: boolean, folio: Folio): CollectOutcome {
  const effects: Effect[] = present ? ['flush_tlb_page'] : [];
  const t = Trace.from(k, 'ptep_get_and_clear', 0n, 'the page must not change while it moves');
  if (staysExclusive(k, folio)) {
    t.set('set_pte_at', pte, `${called(k, 'tryShareAnonRmapPte')} fails: the page is pinned`);
    return { pte, collected: 'skipped', write: false, effects, steps: t.steps };
  }
  const exclusive = isAnonExclusive(k, folio);
  if (exclusive) effects.push('clear exclusive');
  const asked = k.does('collectDirtiesFolio') && (present || k.does('collectReadsSwapDirty'));
  if (asked && pteDirty(k, pte)) effects.push('folio_mark_dirty');

  const entry = pteToSwpEntry(k, pte);
  const writable = mayWrite(k, pte, present);
  const pfn = present ? ptePfn(k, pte) : entryPfn(k, entry);
  setMigrationEntry(k, t, {
    pfn,
    writable,
    exclusive,
    young: present && pteYoung(k, pte),
    dirty: present && pteDirty(k, pte),
  });
  carrySwapFlags(k, t, pte, present || k.does('migrateDeviceReadsPresentBits'));
  return t.outcome(effects, { collected: 'page', write: writable });
}
