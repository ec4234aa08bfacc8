/** Pages on their way to the memory of a device and back, one entry at a time: mm/migrate_device.c (mm/migrate.c to 5.19). */
import { ptePfn, ptePresent } from '../../helpers/pgtable.ts';
import { pteToSwpEntry } from '../../helpers/swapEntry.ts';
import { entryPfn } from '../../mm/common/entryPfn.ts';
import { familyOf } from '../../mm/common/family.ts';
import type { Folio } from '../../mm/common/folio.ts';
import { type CollectOutcome, migrateVmaCollectPmd } from '../../mm/migrate/migrateVmaCollectPmd.ts';
import { migrateVmaInsertPage } from '../../mm/migrate/migrateVmaInsertPage.ts';
import { removeMigrationPte } from '../../mm/migrate/removeMigrationPte.ts';
import { tryToMigrateOne } from '../../mm/rmap/tryToMigrateOne.ts';
import type { LifeEvent } from '../event.ts';
import { done, type Happened, inOrder, moved, quietly } from '../happened.ts';
import { freshPage, isHugetlb, type Life, type Page, pageNow } from '../life.ts';
import { zeroPfn } from '../world.ts';
import { nextPage } from './hugeEntry.ts';
import { collectHuge, insertHuge, mapHugeAt, unmapHuge } from './hugeMemory.ts';

/** migrate_vma_setup(), of the process that is asked about: its entry is collected. */
export function collect(life: Life): Happened & Pick<CollectOutcome, 'collected'> {
  if (life.level) return collectHuge(life, collect);
  const { k, pte, vma } = life;
  const zero = ptePresent(k, pte) && ptePfn(k, pte) === zeroPfn;
  const outcome = migrateVmaCollectPmd(k, pte, vma, zero ? undefined : pageNow(life), { zeroPfn });
  const by = { did: 'migrate_vma_collect_pmd', value: pte, why: 'a page for the driver' };
  const { collected } = outcome;
  const happened = done(life, outcome);
  return collected === 'page' ? { ...happened, steps: [by, ...happened.steps], collected } : { ...happened, collected };
}

/** migrate_vma_unmap(), and unmap_and_move() of others: an entry of whatever process becomes a migration entry. */
export function unmap(life: Life): Happened {
  if (life.level && !isHugetlb(life)) return unmapHuge(life);
  const outcome = tryToMigrateOne(life.k, life.pte, pageNow(life), { tlbFlushPending: life.pending });
  return outcome.returned ? done(life, outcome) : quietly(life, { kind: 'cannotUnmap' });
}

/** remove_migration_ptes(): the entry maps its page where it is now, at `pfn`. `target` is what the new page has of its own. */
export function mapAt(life: Life, pfn: bigint, target: Partial<Folio> = {}): Happened {
  const page = { ...pageNow(life), ...target, ...folioAt(life, pfn) };
  const hugetlb = isHugetlb(life);
  if (life.level && !hugetlb) return mapHugeAt({ ...life, page }, pfn);
  return done({ ...life, page }, removeMigrationPte(life.k, life.pte, life.vma, page, pfn, { hugetlb }));
}

/** The page of a large folio that has moved is one of another, at the same place in it. */
function folioAt({ k, pte, page }: Life, pfn: bigint): Pick<Page, 'first'> {
  if (page?.first === undefined) return {};
  return { first: pfn - (entryPfn(k, pteToSwpEntry(k, pte)) - page.first) };
}

/** The page has not moved: the entry maps it where it was. */
export function mapWhereItWas(life: Life, why: LifeEvent): Happened {
  const mapped = mapAt(life, entryPfn(life.k, pteToSwpEntry(life.k, life.pte)));
  return { ...mapped, events: [why, ...mapped.events] };
}

/** migrate_vma_pages() of an empty place, or of the zero page: a new page in device memory. */
export function insertPage(life: Life): Happened {
  if (life.level) return insertHuge(life, insertPage);
  const { k, pte, vma, nextPfn } = life;
  const page = freshPage(life, { devicePrivate: true });
  const outcome = migrateVmaInsertPage(k, pte, vma, page, nextPfn, zeroPfn);
  if (!outcome.inserted) return { ...quietly(life, { kind: 'staysEmpty' }), steps: outcome.steps };
  return moved(done({ ...life, page }, outcome));
}

/** dev_pagemap_ops.migrate_to_ram(): the driver brings the page back, for all processes that have it. */
export function broughtBack(life: Life): Happened {
  const pfn = nextPage(life);
  const target = { devicePrivate: false };
  const first = collect(life);
  if (familyOf(life.k, first.life.pte) !== 'migration') return first;
  const back = moved(mapAt(first.life, pfn, target));
  const others = (other: Life): Happened => {
    const unmapped = unmap(other);
    return familyOf(other.k, unmapped.life.pte) === 'migration'
      ? inOrder(unmapped, mapAt(unmapped.life, pfn, target))
      : unmapped;
  };
  return { ...inOrder(first, back), others };
}
