/** Pages that move though nobody has asked by an address: mm/compaction.c, and mm/memory_hotplug.c, which find them by their frames. */
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { entryPfn } from '../../mm/common/entryPfn.ts';
import { familyOf } from '../../mm/common/family.ts';
import { unmap } from '../access/deviceMemory.ts';
import { type Happened, inOrder, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import { endMigration } from './migrate.ts';
import { hasPage, type LifeOperations } from './operation.ts';

const hasMappedRest = ({ page, splitOf }: Life): boolean => (page?.rest?.length ?? 0) > 0 || splitOf !== undefined;

/**
 * The reverse map finds an entry of a page that a device has for itself, page_vma_mapped_walk(). Once it is walked: until 6.14 such an entry is
 * no mapping, page_make_device_exclusive_one() takes it from the count, and a folio needs another one, of its other pages.
 */
const isMapped = (life: Life): boolean =>
  hasPage(life) ||
  (familyOf(life.k, life.pte) === 'deviceExclusive' &&
    (life.k.does('rmapKnowsDeviceExclusive') || hasMappedRest(life)));

const pfnOf = ({ k, pte }: Life): bigint => entryPfn(k, pteToSwpEntry(k, pte));

/** The number in the entry is that of no page that anyone has. */
const withoutPage = (happened: Happened): Happened => ({ ...happened, life: { ...happened.life, page: undefined } });

/** remove_migration_ptes() looks for entries of the page: one with another number is never found again. */
function compact(life: Life): Happened {
  if (!isMapped(life)) return quietly(life, { kind: 'noPage' });
  const first = unmap(life);
  if (familyOf(life.k, first.life.pte) !== 'migration') return first;
  const isExclusive = familyOf(life.k, life.pte) === 'deviceExclusive';
  if (isExclusive && pfnOf(first.life) !== pfnOf(life)) return withoutPage(first);
  return inOrder(first, endMigration(first.life));
}

/** Migration by frames. */
export const compactOperations = {
  compact: {
    needs: ['migration'],
    overAll: true,
    call: 'migrate-sync',
    says: 'the page moves, found by its frame and not by an entry (compaction, memory hotplug)',
    run: compact,
  },
} as const satisfies LifeOperations;
