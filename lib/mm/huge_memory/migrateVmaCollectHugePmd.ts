/** A driver migrates a range in which a huge page is mapped. */

import { isWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pmdWrite } from '../../helpers/pgtableHuge.ts';
import { pmdToSwpEntry } from '../../helpers/swapEntry.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { unchanged } from '../common/outcome.ts';
import type { Collecting, CollectOutcome } from '../migrate/migrateVmaCollectPmd.ts';
import { hugeFamilies, setPmdMigrationEntry } from './setPmdMigrationEntry.ts';

/** What the driver asks for and the kernel finds out about the huge page. */
export interface CollectingHuge extends Pick<Collecting, 'selected' | 'locked'> {
  /** MIGRATE_VMA_SELECT_COMPOUND (6.19), and the range is all of the 2 MiB: the page may move as a whole. */
  readonly whole?: boolean;
}

/** What became of a huge entry that was collected. */
export interface HugeCollected extends CollectOutcome {
  /** The page is split, or the huge zero page's entry, and migrateVmaCollectPmd() takes the small ones. */
  readonly splits: boolean;
}

/**
 * mm/migrate_device.c, migrate_vma_collect_huge_pmd() (6.19; inside migrate_vma_collect_pmd() before): the huge entry in a range that a driver
 * migrates. `folio` is the page, absent for the huge zero page, which is a hole from 6.19 on. To 6.18 every huge page is split, and from
 * 6.19 on those that the driver does not want whole; the split is taken to succeed, but for a pinned page.
 *
 * Not modelled: an entry that is huge no longer (-EAGAIN), and the page of a fault in device memory, which is locked already.
 * @throws RangeError unless `pmd` is empty, maps a huge page or is a migration entry.
 */
export const migrateVmaCollectHugePmd = checked('migrateVmaCollectHugePmd', collectHuge);

function collectHuge(
  k: Kernel,
  pmd: Pte,
  vma: { readonly anonymous: boolean },
  folio: Folio | undefined,
  { selected = true, locked = true, whole = false }: CollectingHuge = {},
): HugeCollected {
  const family = expectFamily(k, pmd, ['none', ...hugeFamilies(k), 'migration'], 'pmd');
  const hole = vma.anonymous || !k.does('collectHolesAnonymousOnly') ? 'hole' : 'skipped';
  if (family === 'none') return untouched(pmd, hole, 'pmd_none', 'nothing is there');
  if (family === 'migration') return untouched(pmd, 'skipped', 'pmd_bad', 'the page is moving already');
  const takes = k.does('collectTakesHuge');
  if (!selected && takes) return untouched(pmd, 'skipped', 'migrate->flags', 'the driver does not ask for such pages');
  if (!folio && takes) return untouched(pmd, hole, 'is_huge_zero_folio', 'the huge zero page is a hole');
  if (!folio) return splits(pmd, 'split_huge_pmd', 'the huge zero page is split');
  if (!locked) return untouched(pmd, 'skipped', 'folio_trylock', 'someone else has locked the page');
  if (folio.pinned) return untouched(pmd, 'skipped', 'split_folio', 'a pinned page neither moves nor splits');
  if (!takes || !whole) return splits(pmd, 'split_folio', 'small pages are migrated one by one');
  const write = family === 'present' ? pmdWrite(k, pmd) : isWritableDevicePrivateEntry(k, pmdToSwpEntry(k, pmd));
  const { pte, effects, steps } = setPmdMigrationEntry(k, pmd, folio);
  return { pte, effects, steps, collected: 'page', write, splits: false };
}

const untouched = (pmd: Pte, collected: CollectOutcome['collected'], did: string, why: string): HugeCollected =>
  unchanged(pmd, did, why, { collected, write: false, splits: false });
const splits = (pmd: Pte, did: string, why: string): HugeCollected =>
  unchanged(pmd, did, why, { collected: 'skipped' as const, write: false, splits: true });
