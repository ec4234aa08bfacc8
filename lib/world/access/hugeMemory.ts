/** Huge pages that move, and that go to device memory and back: mm/huge_memory.c, mm/migrate_device.c. */
import { migrateVmaCollectHugePmd } from '../../mm/huge_memory/migrateVmaCollectHugePmd.ts';
import { migrateVmaInsertHugePmdPage } from '../../mm/huge_memory/migrateVmaInsertHugePmdPage.ts';
import { removeMigrationPmd } from '../../mm/huge_memory/removeMigrationPmd.ts';
import { setPmdMigrationEntry } from '../../mm/huge_memory/setPmdMigrationEntry.ts';
import type { CollectOutcome } from '../../mm/migrate/migrateVmaCollectPmd.ts';
import { done, type Happened, inOrder, moved, quietly } from '../happened.ts';
import { freshPage, type Life, pageNow } from '../life.ts';
import { hugePageOf, isHugeZero, ordinary, small, splitEntry } from './hugeEntry.ts';

/** What becomes of an entry that a driver collects. */
export type Collected = Happened & Pick<CollectOutcome, 'collected'>;

/** set_pmd_migration_entry(): the huge page moves as a whole. */
export function unmapHuge(life: Life): Happened {
  const outcome = setPmdMigrationEntry(life.k, life.pte, pageNow(life));
  return outcome.returned ? done(life, outcome) : quietly(life, { kind: 'cannotUnmap' });
}

/** remove_migration_pmd(): the entry maps the page at `pfn`. */
export const mapHugeAt = (life: Life, pfn: bigint): Happened =>
  done(life, removeMigrationPmd(life.k, life.pte, life.vma, pageNow(life), pfn));

/** migrate_vma_collect_pmd() down to the PMD: a driver that takes huge pages gets it whole, for others it is split (6.19: 2 MiB pages). */
export function collectHuge(life: Life, collectSmall: (life: Life) => Collected): Collected {
  const { k, pte, vma } = life;
  const outcome = migrateVmaCollectHugePmd(k, pte, vma, hugePageOf(life), { whole: true });
  if (outcome.splits) return collectPart(life, collectSmall);
  return { ...done(life, outcome), collected: outcome.collected };
}

/** The page is split, or the huge zero page's entry. */
function collectPart(life: Life, collectSmall: (life: Life) => Collected): Collected {
  const first = splitEntry(life);
  const then = collectSmall(isHugeZero(life) ? small(first.life) : ordinary(small(first.life)));
  return { ...inOrder(first, then), collected: then.collected };
}

/** migrate_vma_pages() of an empty place, or of the huge zero page: a new huge page in device memory. */
export function insertHuge(life: Life, insertSmall: (life: Life) => Happened): Happened {
  if (!life.k.has('migrateVmaInsertHugePmdPage')) return insertSmall(small(life));
  const { k, pte, vma, nextHuge } = life;
  const page = freshPage(life, { devicePrivate: true, compound: true });
  const outcome = migrateVmaInsertHugePmdPage(k, pte, vma, page, nextHuge, { hugeZero: isHugeZero(life) });
  if (!outcome.inserted) return { ...quietly(life, { kind: 'staysEmpty' }), steps: outcome.steps };
  return moved(done({ ...life, page }, outcome));
}
