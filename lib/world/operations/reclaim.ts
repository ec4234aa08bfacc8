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
import { done, failed, type Happened, inOrder, moved, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { still } from '../moved.ts';
import { processesAt } from '../places.ts';
import { changeAll, flushesLast } from '../run/change.ts';
import { evicted, isLocked } from '../run/reclaimed.ts';
import { type Actor, mapperOf, type Place, placeOf } from '../see.ts';
import { mmOf, type World } from '../world.ts';
import { type OperationPiece, type Operations, withFamily, withPage } from './operation.ts';

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

function pageout(life: Life, word: string): Happened {
  if (!canMadvLruVma(life.k, life.vma)) {
    if (!life.k.has('MADV_PAGEOUT')) return quietly(life, { kind: 'cannotUnmap' });
    return failed(life, '-EINVAL', 'can_madv_lru_vma() does not allow that for this mapping');
  }
  const now = pageNow(life);
  if (now.anon && now.swapbacked && now.pinned && life.k.does('reclaimLeavesPinned')) return stays(life, now);
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
function lazyNoMore(life: Life, page: Folio): Life {
  const dirty = page.dirty || (ptePresent(life.k, life.pte) && pteDirty(life.k, life.pte));
  return page.anon && !page.swapbacked && dirty && life.page
    ? { ...life, page: { ...life.page, swapbacked: true } }
    : life;
}

/** The page stays where it is, but MADV_PAGEOUT may have cleared Accessed before. */
function stays(life: Life, page: Folio): Happened {
  const { k, pte, vma } = life;
  if (!k.has('MADV_PAGEOUT')) return quietly(life, { kind: 'cannotUnmap' });
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
  processesAt(w, place).some(({ name, vma }) => name !== at.mm && vmHas(vma, w.k.vm.locked));

/** All processes that map the page, then the page itself. */
const reclaim: OperationPiece = (w, at, word) => {
  const place = placeOf(w.k, mmOf(w, at.mm)?.pte ?? 0n);
  const pfn = place && 'pfn' in place ? place.pfn : w.backing.pfn;
  if (isLocked(w, at.cpu, pfn)) return still(w, { kind: 'notTried' });
  if (isMlocked(w, at, place ?? (pfn === undefined ? undefined : { pfn }))) return still(w, { kind: 'cannotUnmap' });
  const mapper = place ? at.mm : mapperOf(w, pfn === undefined ? undefined : { pfn }, at.mm);
  const moved =
    mapper === undefined && pfn !== undefined
      ? still(w)
      : changeAll(w, { ...at, mm: mapper ?? at.mm }, withPage(pageout), word, flushesLast(w, at), [
          'cannotUnmap',
          'failed',
        ]);
  return { ...moved, world: evicted(moved.world, at.cpu, pfn) };
};

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
