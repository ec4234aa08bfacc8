/** Huge pages come and go: split_huge_pmd() of mm/huge_memory.c, and mm/khugepaged.c. */
import { pteNone } from '../../helpers/pgtable.ts';
import { folio } from '../../mm/common/folio.ts';
import { vmaIsShmem, vmHas } from '../../mm/common/vma.ts';
import { collapseFile } from '../../mm/khugepaged/collapseFile.ts';
import { collapseHugePage } from '../../mm/khugepaged/collapseHugePage.ts';
import { retractPageTables } from '../../mm/khugepaged/retractPageTables.ts';
import type { ScanResult } from '../../mm/khugepaged/scanPmd.ts';
import { tryToUnmapOne } from '../../mm/rmap/tryToUnmapOne.ts';
import { change } from '../change.ts';
import { done, type Happened, quietly } from '../happened.ts';
import { doneHuge, splitEntry } from '../hugeEntry.ts';
import { type Life, type Page, pageNow } from '../life.ts';
import { after, type Moved, still } from '../moved.ts';
import { type Actor, contentAt } from '../see.ts';
import { mmOf, pagesOfHuge, type World, zeroPfn } from '../world.ts';
import { hasPage, type Operations, type Piece } from './operation.ts';

const split = (life: Life): Happened =>
  life.level && life.pte !== 0n ? splitEntry(life) : quietly(life, { kind: 'notHuge' });

/** The other small pages are taken to be like the one at hand. */
function collapseAnon(life: Life, word: string): Happened {
  const { k, pte, vma, nextHuge } = life;
  const page = hasPage(life) ? pageNow(life) : undefined;
  const how = { newPfn: nextHuge, zeroPfn, madvise: word === 'madvise', maxPtesNone: 511, maxPtesSwap: 64 };
  const all = Array<bigint>(Number(pagesOfHuge)).fill(pte);
  const outcome = collapseHugePage(k, all, vma, page, how);
  if (outcome.result !== 'SCAN_SUCCEED') return { ...notCollapsed(life, outcome.result), steps: outcome.steps };
  return doneHuge({ ...life, level: 'pmd' }, outcome);
}

const notCollapsed = (life: Life, result: ScanResult | 'SCAN_VMA_CHECK'): Happened =>
  quietly(life, { kind: 'notCollapsed', why: result });

/** collapse_file(): the small page is unmapped everywhere, and its content goes to the huge one; then the tables go that may. */
function collapseShared(w: World, at: Actor): Moved {
  const { pfn } = w.backing;
  const scanned = collapseFile(
    w.k,
    w.mms.filter(({ mapped }) => mapped).map(({ vma }) => vma),
    { holes: pfn === undefined },
  );
  const result = contentAt(w, pfn === undefined ? undefined : { pfn })?.folio.pinned ? 'SCAN_PAGE_COUNT' : scanned;
  if (result !== 'SCAN_SUCCEED') return change(w, at, (life) => notCollapsed(life, result), '');
  const names = [at.mm, ...w.mms.filter(({ mapped, name }) => mapped && name !== at.mm).map(({ name }) => name)];
  const unmapped = names.reduce((so, mm) => after(so, (now) => change(now, { ...at, mm }, retract, '')), still(w));
  return { ...unmapped, world: rehoused(unmapped.world, w, pfn) };
}

/** One address space: the entry goes as reclaim would have it go, and then its table. */
function retract(life: Life): Happened {
  const { k, pte, vma } = life;
  if (life.level) return quietly(life);
  const first = hasPage(life)
    ? done(life, tryToUnmapOne(k, pte, vma, pageNow(life), { ttuIgnoreAccess: true, ttuIgnoreMlock: true }))
    : quietly(life);
  const goes = pteNone(k, first.life.pte) && retractPageTables(k, vma);
  if (!goes) return { ...first, events: [...first.events, { kind: 'tableStays' }] };
  return { ...first, life: { ...first.life, level: 'pmd' }, events: [...first.events, { kind: 'tableGone' }] };
}

/** The page cache has the huge page in the place of the small one. */
function rehoused(now: World, before: World, was: bigint | undefined): World {
  const old = was === undefined ? before.backing.content : contentAt(before, { pfn: was });
  const pfn = now.nextHuge;
  const folio: Page = { ...(old?.folio ?? sharedPage), compound: true, dirty: true };
  const frames = [...now.frames.filter((frame) => frame.pfn !== was), { pfn, folio, holds: old?.holds ?? [] }];
  return { ...now, nextHuge: pfn + pagesOfHuge, frames, backing: { cached: true, pfn } };
}

const sharedPage = folio({ anon: false, reusable: true });

const collapse: Piece = (w, at, word) => {
  const mm = mmOf(w, at.mm);
  if (!mm) return still(w);
  const isHuge = mm.level && mm.pte !== 0n;
  if (isHuge || (w.backing.pfn !== undefined && contentAt(w, { pfn: w.backing.pfn })?.folio.compound))
    return still(w, { kind: 'hugeAlready' });
  if (mm.vma.anonymous) return change(w, at, collapseAnon, word);
  if (vmaIsShmem(w.k, mm.vma) && vmHas(w.k, mm.vma, 'shared')) return collapseShared(w, at);
  return change(w, at, (life) => notCollapsed(life, 'SCAN_VMA_CHECK'), ''); // files need CONFIG_READ_ONLY_THP_FOR_FS
};

/** Huge pages are split and made. */
export const hugeOperations = {
  split: { call: 'split', says: 'split_huge_pmd(): the huge entry becomes small ones', run: split },
  collapse: {
    call: 'collapse',
    says: 'khugepaged makes a huge page of small ones like this, or MADV_COLLAPSE does (madvise, 6.1)',
    words: ['madvise'],
    wordMayLack: true,
    pieces: [collapse],
  },
} as const satisfies Operations;
