/** Pages that go to swap and come back: mm/rmap.c, try_to_unmap_one(), and mm/swapfile.c, unuse_pte(). */

import { pteDirty, ptePresent } from '../../helpers/pgtable.ts';
import { familyOf } from '../../mm/common/family.ts';
import type { Folio } from '../../mm/common/folio.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { tryToUnmapHuge } from '../../mm/huge_memory/tryToUnmapHuge.ts';
import { canMadvLruVma } from '../../mm/madvise/canMadvise.ts';
import { madviseColdOrPageoutPmd } from '../../mm/madvise/madviseColdOrPageoutPmd.ts';
import { madviseColdOrPageout } from '../../mm/madvise/madviseFree.ts';
import { tryToUnmapOne } from '../../mm/rmap/tryToUnmapOne.ts';
import { unusePte } from '../../mm/swapfile/unusePte.ts';
import { doneHuge, ordinary, splitThen } from '../access/hugeEntry.ts';
import { processOf } from '../entryName.ts';
import { done, failed, type Happened, inOrder, moved, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { still } from '../moved.ts';
import { allBackings, backingOf, processesAt } from '../places.ts';
import { doneTogether, ptesOf, rangeOf } from '../ranges.ts';
import { movedWith } from '../remade.ts';
import { flushesLast } from '../run/change.ts';
import { changeAll } from '../run/changeAll.ts';
import { splitsFirst } from '../run/largeSplit.ts';
import { evicted, isLocked } from '../run/reclaimed.ts';
import { type Actor, mapperOf, namesAt, type Place, placeOf, see } from '../see.ts';
import { mmOf, type World } from '../world.ts';
import { hasPage, type OperationPiece, type Operations, withFamily, withPage } from './operation.ts';

/** A huge page is split for it, or after MADV_FREE dropped as a whole. */
function pageoutHuge(life: Life, page: Folio, word: string): Happened {
  const outcome = tryToUnmapHuge(life.k, life.pte, life.vma, page, { referenced: page.pinned, ttuIgnoreMlock: true });
  if (!outcome.splits) return outcome.returned ? done(life, outcome) : stays(life, page);
  const marked = doneHuge(life, { ...outcome, pte: life.pte });
  return inOrder(
    { ...marked, set: [] },
    splitThen(marked.life, (split) => (split.pte === 0n ? quietly(split) : pageout(ordinary(split), word))),
  );
}

/** Entries of a large folio after MADV_FREE; the walk ends where one is put back. */
function pageoutLazy(life: Life, range: readonly Life[]): Happened {
  const { k, vma } = life;
  const its = range.filter((one) => hasPage(one) && one.page?.first !== undefined && !one.page.swapbacked);
  const [one] = its;
  if (!one) return quietly(life, { kind: 'noPage' });
  const now = pageNow(one);
  const how = { ttuIgnoreAccess: true, referenced: now.pinned, mm: { tlbFlushPending: life.pending } };
  const outcome = tryToUnmapOne(k, ptesOf(its), vma, now, how);
  const after = doneTogether({ ...life, range: its }, outcome);
  const kept = outcome.returned
    ? (after.life.range ?? [])
    : (after.life.range ?? []).map((it) => lazyNoMore(it, pageNow(it), true));
  const lives = range.map((it) => kept[its.indexOf(it)] ?? it);
  const stays = outcome.returned ? [] : [{ kind: 'cannotUnmap' } as const];
  return { ...after, life: { ...life, ...lives[0], range: lives }, events: stays };
}

function pageout(life: Life, word: string): Happened {
  const range = rangeOf(life);
  if (range && canMadvLruVma(life.k, life.vma)) return pageoutLazy(life, range);
  if (!canMadvLruVma(life.k, life.vma)) {
    if (!life.k.has('MADV_PAGEOUT')) return quietly(life, { kind: 'cannotUnmap' });
    return failed(life, '-EINVAL', 'can_madv_lru_vma() does not allow that for this mapping');
  }
  const now = pageNow(life);
  if (now.anon && now.swapbacked && now.pinned && life.k.does('reclaimLeavesPinned')) return stays(life, now);
  if (now.spliced)
    return quietly(life, { kind: 'impossible', why: 'pageout of a page that a pipe holds is not modelled' });
  if (life.level) return pageoutHuge(life, now, word);
  const slot = { type: 0, offset: life.swapCache ?? life.nextSlot };
  const mm = { tlbFlushPending: life.pending };
  const how = { slot, ttuIgnoreAccess: true, referenced: now.pinned, mm }; // MADV_PAGEOUT has cleared Accessed
  const outcome = tryToUnmapOne(life.k, life.pte, life.vma, now, how);
  if (!outcome.returned) return stays(lazyNoMore(life, now), now);
  const used = familyOf(life.k, outcome.pte) === 'swap' && life.swapCache === undefined ? 1n : 0n; // a page after MADV_FREE needs no slot
  const page = life.page && { ...life.page, ...(word === 'disk' && { onDisk: true as const }) };
  return done({ ...life, nextSlot: life.nextSlot + used, ...(page && { page }) }, outcome);
}

/** folio_set_swapbacked(): a page after MADV_FREE that has been written to again is an ordinary one. */
function lazyNoMore(life: Life, page: Folio, isWritten = false): Life {
  const dirty = isWritten || page.dirty || (ptePresent(life.k, life.pte) && pteDirty(life.k, life.pte));
  return page.anon && !page.swapbacked && dirty && life.page
    ? { ...life, page: { ...life.page, swapbacked: true } }
    : life;
}

/** The page stays where it is, but MADV_PAGEOUT may have cleared Accessed before. */
function stays(life: Life, page: Folio): Happened {
  const { k, pte, vma } = life;
  const unsplit = life.large && !k.does('madviseKeepsLarge'); // what cannot be split is passed over
  if (!k.has('MADV_PAGEOUT') || unsplit) return quietly(life, { kind: 'cannotUnmap' });
  const aged = life.level
    ? madviseColdOrPageoutPmd(k, pte, vma, page, { pageout: true })
    : madviseColdOrPageout(k, pte, vma, page, true);
  return aged.pte === pte ? quietly(life, { kind: 'cannotUnmap' }) : done(life, aged, { kind: 'cannotUnmap' });
}

/** The page is where the swap cache has it, or is read into a new one. */
function swapoff(life: Life): Happened {
  const page = { ...pageNow(life), exclusive: false, swapCache: false }; // try_to_unuse()
  const outcome = unusePte(life.k, life.pte, life.vma, page, life.inMemory ?? life.nextPfn);
  if (!outcome.returned) return done(life, outcome, { kind: 'notFoundBySwapoff' });
  const back = done({ ...life, page }, outcome);
  return life.inMemory === undefined ? moved(back) : back;
}

/** PageMlocked(): another process keeps the page in memory. What madvise() says of its own mapping, pageout() knows. */
const isMlocked = (w: World, at: Actor, place: Place | undefined): boolean =>
  processesAt(w, place).some(({ name, vma }) => processOf(name) !== at.mm && vmHas(vma, w.k.vm.locked));

/** All processes that map the page, then the page itself. */
const reclaim: OperationPiece = (w, at, word) => {
  const places = namesAt(w, at).flatMap((name) => placeOf(w.k, mmOf(w, name)?.pte ?? 0n) ?? []);
  const mapped = places.flatMap((place) => ('pfn' in place ? [place.pfn] : []));
  const ofFile = pagesAt(w, at).flatMap(({ pfn }) => pfn ?? []);
  const pfns = [...new Set([...mapped, ...(mapped.length < namesAt(w, at).length ? ofFile : [])])];
  if (at.page !== undefined && isUnsplit(see(w, at))) return still(w, { kind: 'largeStays' });
  if (pfns.some((pfn) => isLocked(w, at.cpu, pfn))) return still(w, { kind: 'notTried' });
  const locked = [...places, ...pfns.map((pfn) => ({ pfn }))].some((place) => isMlocked(w, at, place));
  if (locked) return still(w, { kind: 'cannotUnmap' });
  const mapper = places.length > 0 ? at.mm : mapperOfAny(w, pfns, at.mm);
  const moved =
    mapper === undefined && pfns.length > 0
      ? still(w)
      : changeAll(w, { ...at, mm: mapper ?? at.mm }, withPage(pageout), word, flushesLast(w, at), [
          'cannotUnmap',
          'failed',
        ]);
  return movedWith(moved, { world: pfns.reduce((now, pfn) => evicted(now, at.cpu, pfn), moved.world) });
};

/** MADV_PAGEOUT of a part of a large folio that cannot be split, or that others map. */
const isUnsplit = (life: Life): boolean => life.large !== undefined && splitsFirst('pageout', life).length === 0;

/** What the file has of the pages that the operation is for. */
const pagesAt = (w: World, at: Actor) => (at.page === undefined ? allBackings(w) : [backingOf(w, at.page)]);

/** A process that maps one of the pages. */
function mapperOfAny(w: World, pfns: readonly bigint[], name: string): string | undefined {
  const names = pfns.flatMap((pfn) => mapperOf(w, { pfn }, name) ?? []);
  return names[0] === undefined ? undefined : processOf(names[0]);
}

/** Reclaim and swapoff. */
export const reclaimOperations = {
  pageout: {
    says: 'reclaim takes the page (kswapd, MADV_PAGEOUT); swap is like zram, or a disk, whose pages stay in the swap cache',
    words: ['disk'],
    wordMayLack: true,
    call: 'reclaim',
    pieces: [reclaim],
    unmapped: { kind: 'failed', returned: '-ENOMEM' },
  },
  swapoff: { says: 'swapoff brings the page back', call: 'swapoff', overAll: true, run: withFamily('swap', swapoff) },
} as const satisfies Operations;
