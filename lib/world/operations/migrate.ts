/** Pages that move: mm/rmap.c, try_to_migrate_one(), then mm/migrate.c, remove_migration_pte(). */
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { entryPfn } from '../../mm/common/entryPfn.ts';
import { familyOf } from '../../mm/common/family.ts';
import type { Folio } from '../../mm/common/folio.ts';
import { removeMigrationPte } from '../../mm/migrate/removeMigrationPte.ts';
import { tryToMigrateOne } from '../../mm/rmap/tryToMigrateOne.ts';
import type { LifeEvent } from '../event.ts';
import { done, type Happened, moved, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { type LifeOperations, withFamily, withPage } from './operation.ts';

function begin(life: Life): Happened {
  const outcome = tryToMigrateOne(life.k, life.pte, pageNow(life), { tlbFlushPending: life.pending });
  return outcome.returned ? done(life, outcome) : quietly(life, { kind: 'cannotUnmap' });
}

/**
 * What keeps the page where it is: folio_migrate_mapping() counts its references, and __migrate_device_pages() has no device memory
 * for a page of a file.
 */
function stays({ anon, pinned }: Folio, target: Partial<Folio>): LifeEvent | undefined {
  if (pinned) return { kind: 'staysPinned' };
  return target.devicePrivate && !anon ? { kind: 'staysInMemory' } : undefined;
}

/** A page that stays is mapped again by the entry that stands for it. */
function end(life: Life, target: Partial<Folio> = {}): Happened {
  const { k, pte, vma } = life;
  const now = pageNow(life);
  const reason = stays(now, target);
  if (reason) return done(life, removeMigrationPte(k, pte, vma, now, entryPfn(k, pteToSwpEntry(k, pte))), reason);
  const page = { ...now, ...target };
  return moved(done({ ...life, page }, removeMigrationPte(k, pte, vma, page, life.nextPfn)));
}

/** Both halves: the page is unmapped, then mapped where it is now. `target` is what the new page has of its own. */
export function migrate(life: Life, target: Partial<Folio> = {}): Happened {
  const first = begin(life);
  if (familyOf(life.k, first.life.pte) !== 'migration') return first;
  const second = end(first.life, target);
  return { ...second, steps: [...first.steps, ...second.steps], set: [...first.set, ...second.set] };
}

const needs = ['migration'] as const;

/** Migration, whole and by halves. */
export const migrateOperations = {
  migrate: {
    needs,
    overAll: true,
    call: 'migrate-sync',
    says: 'the page moves (move_pages)',
    run: withPage((life) => migrate(life)),
  },
  'migrate-begin': {
    needs,
    overAll: true,
    call: 'migrate-sync',
    says: 'the first half: the entry becomes a migration entry',
    run: withPage(begin),
  },
  'migrate-end': {
    needs,
    overAll: true,
    call: 'restore',
    says: 'the second half: the new page is mapped',
    run: withFamily('migration', (life) => end(life)),
  },
} as const satisfies LifeOperations;
