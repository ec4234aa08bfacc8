/** Pages that move though nobody has asked by an address: mm/compaction.c, and mm/memory_hotplug.c, which find them by their frames. */
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { entryPfn } from '../../mm/common/entryPfn.ts';
import { familyOf } from '../../mm/common/family.ts';
import { unmap } from '../access/deviceMemory.ts';
import { type Happened, inOrder, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import { endMigration } from './migrate.ts';
import { hasPage, type LifeOperations } from './operation.ts';

/** An entry of a page that a device has for itself maps the page too, as the reverse map sees it: page_vma_mapped_walk(). */
const isMapped = (life: Life): boolean => hasPage(life) || familyOf(life.k, life.pte) === 'deviceExclusive';

const pfnOf = ({ k, pte }: Life): bigint => entryPfn(k, pteToSwpEntry(k, pte));

/** The number in the entry is that of no page that anyone has. */
function withoutPage({ life: { page: _, ...life }, ...happened }: Happened): Happened {
  return { ...happened, life };
}

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
