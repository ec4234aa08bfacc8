/** Pages that move: mm/rmap.c, try_to_migrate_one(), then mm/migrate.c, remove_migration_pte(). */
import { familyOf } from '../../mm/common/family.ts';
import { mapAt, mapWhereItWas, unmap } from '../access/deviceMemory.ts';
import { nextPage } from '../access/hugeEntry.ts';
import { type Happened, inOrder, moved } from '../happened.ts';
import { heldBy, type Life, pageNow } from '../life.ts';
import { type LifeOperations, withFamily, withPage } from './operation.ts';

/** A page that stays is mapped again where it was: folio_migrate_mapping() counts its references. */
export function endMigration(life: Life): Happened {
  const why = heldBy(pageNow(life));
  return why ? mapWhereItWas(life, why) : moved(mapAt(life, nextPage(life)));
}

/** Both halves: the page is unmapped, then mapped where it is now. */
export function migrate(life: Life): Happened {
  const first = unmap(life);
  return familyOf(life.k, first.life.pte) === 'migration' ? inOrder(first, endMigration(first.life)) : first;
}

const needs = ['migration'] as const;

/** Migration, whole and by halves. */
export const migrateOperations = {
  migrate: {
    needs,
    overAll: true,
    call: 'migrate-sync',
    says: 'the page moves (move_pages)',
    run: withPage(migrate),
  },
  'migrate-begin': {
    needs,
    overAll: true,
    call: 'migrate-sync',
    says: 'the first half: the entry becomes a migration entry',
    run: withPage(unmap),
  },
  'migrate-end': {
    needs,
    overAll: true,
    call: 'restore',
    says: 'the second half: the new page is mapped',
    run: withFamily('migration', endMigration),
  },
} as const satisfies LifeOperations;
