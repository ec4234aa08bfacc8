import { isWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import { makeHwpoisonEntry } from '../../helpers/markers.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, ptePfn, ptePresent, pteWrite, pteYoung } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive, staysExclusive } from '../common/anonExclusive.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import { setMigrationEntry } from '../common/migrationEntry.ts';
import { type Effect, unchanged, type WalkOutcome } from '../common/outcome.ts';
import { clearFlush, quietMm } from '../common/ptepClearFlush.ts';
import { carrySwapFlags } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { Mm } from '../common/vma.ts';

/** What only the running kernel knows. */
export interface Migrating {
  /** A shared hugetlb mapping: hugetlb_vma_trylock_write() fails. */
  readonly hugetlbBusy?: boolean;
}

/**
 * mm/rmap.c, try_to_migrate_one(): a mapping becomes a migration entry. To 5.13 it is try_to_unmap_one() with TTU_MIGRATION, which
 * every caller pairs with TTU_IGNORE_MLOCK and, while there was one, TTU_IGNORE_ACCESS.
 * PMDs: setPmdMigrationEntry(), splitHugePmdLocked(). `folio` is the page that is mapped. hugetlb entries are the same. Where
 * the page cannot be unmapped the old entry is put back and `returned` is false: a pin, or a busy hugetlb mapping. Device memory that
 * is mapped (`fsdax`, and to 5.2 `devicePublic`) is passed over, which returns true and leaves the page mapped. Not modelled:
 * shared page tables of hugetlb (the table goes, true); arch_unmap_one() never fails on x86.
 * @throws RangeError unless `pte` is present, device-private or device-exclusive.
 */
export function tryToMigrateOne(
  k: Kernel,
  pte: Pte,
  folio: Folio,
  mm: Mm = quietMm,
  { hugetlbBusy = false }: Migrating = {},
): WalkOutcome {
  const family = expectFamily(k, pte, ['present', 'devicePrivate', 'deviceExclusive']);
  if (folio.fsdax || (folio.devicePublic && k.does('devicePublicIsMapped')))
    return unchanged(pte, 'is_zone_device_page', 'the page cannot go elsewhere', { returned: true });
  if (hugetlbBusy && !folio.anon && k.does('hugetlbTakesVmaLock'))
    return unchanged(pte, 'hugetlb_vma_trylock_write', 'someone else has locked the mapping', { returned: false });
  return family === 'devicePrivate' && !k.does('rmapKnowsDeviceExclusive')
    ? migrateDevicePrivate(k, pte, folio)
    : migrateMapped(k, pte, folio, mm);
}

/** Before 6.15 everything else than device-private memory is taken for present, device-exclusive entries too. */
function migrateMapped(k: Kernel, pte: Pte, folio: Folio, mm: Mm): WalkOutcome {
  const present = ptePresent(k, pte) || !k.does('rmapKnowsDeviceExclusive');
  const dirty = present && pteDirty(k, pte);
  const pfn = present ? ptePfn(k, pte) : entryPfn(k, pteToSwpEntry(k, pte));
  const effects: Effect[] = [...clearFlush(k, pte, mm)];
  if (dirty) effects.push('folio_mark_dirty');
  const t = Trace.from(k, present ? 'ptep_clear_flush' : 'pte_clear', 0n, 'the page must not change while it moves');
  const done = (returned: boolean): WalkOutcome => t.outcome(effects, { returned });

  if (folio.hwpoison && k.config.memoryFailure) {
    t.become(makeHwpoisonEntry, pfn, 'the page has a hardware error');
    return done(true);
  }
  if (staysExclusive(k, folio)) {
    t.set('set_pte_at', pte, `${called(k, 'tryShareAnonRmapPte')} fails: the page is pinned`);
    return done(false);
  }
  const exclusive = isAnonExclusive(k, folio);
  if (exclusive) effects.push('clear exclusive');
  const writable = present ? pteWrite(k, pte) : isWritableDevicePrivateEntry(k, pteToSwpEntry(k, pte));
  setMigrationEntry(k, t, { pfn, writable, exclusive, young: present && pteYoung(k, pte), dirty });
  carrySwapFlags(k, t, pte, present);
  return done(true);
}

/** The branch of its own that device-private memory has before 6.15. */
function migrateDevicePrivate(k: Kernel, pte: Pte, folio: Folio): WalkOutcome {
  const entry = pteToSwpEntry(k, pte);
  const exclusive = isAnonExclusive(k, folio);
  const effects: Effect[] = k.does('migrateDeviceReadsDirty') && pteDirty(k, pte) ? ['folio_mark_dirty'] : [];
  if (exclusive) effects.push('clear exclusive');
  const t = Trace.from(k, 'ptep_get_and_clear', 0n, 'the page must not change while it moves');
  const writable = isWritableDevicePrivateEntry(k, entry) && k.does('migrateDeviceKeepsWrite');
  setMigrationEntry(k, t, { pfn: entryPfn(k, entry), writable, exclusive, young: false, dirty: false });
  carrySwapFlags(k, t, pte, k.does('migrateDeviceReadsPresentBits'));
  return t.outcome(effects, { returned: true });
}
