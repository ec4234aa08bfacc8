/** Pages that go to swap and come back: mm/rmap.c, try_to_unmap_one(), and mm/swapfile.c, unuse_pte(). */
import type { Folio } from '../../mm/common/folio.ts';
import { canMadvLruVma } from '../../mm/madvise/canMadvise.ts';
import { madviseColdOrPageout } from '../../mm/madvise/madviseFree.ts';
import { tryToUnmapOne } from '../../mm/rmap/tryToUnmapOne.ts';
import { unusePte } from '../../mm/swapfile/unusePte.ts';
import { done, failed, type Happened, moved, quietly } from '../happened.ts';
import { type Life, pageNow } from '../life.ts';
import { type LifeOperations, withFamily, withPage } from './operation.ts';

function pageout(life: Life): Happened {
  if (!canMadvLruVma(life.k, life.vma)) {
    if (!life.k.has('MADV_PAGEOUT')) return quietly(life, { kind: 'cannotUnmap' });
    return failed(life, '-EINVAL', 'can_madv_lru_vma() does not allow that for this mapping');
  }
  const now = pageNow(life);
  if (now.anon && now.pinned && life.k.does('reclaimLeavesPinned')) return stays(life, now);
  const slot = { type: 0, offset: life.nextSlot };
  const how = { slot, ttuIgnoreAccess: true }; // MADV_PAGEOUT has cleared Accessed
  const outcome = tryToUnmapOne(life.k, life.pte, life.vma, now, how);
  if (!outcome.returned) return stays(life, now);
  return done({ ...life, nextSlot: life.nextSlot + 1n }, outcome);
}

/** The page stays where it is, but MADV_PAGEOUT may have cleared Accessed before. */
function stays(life: Life, page: Folio): Happened {
  const { k, pte, vma } = life;
  if (!k.has('MADV_PAGEOUT')) return quietly(life, { kind: 'cannotUnmap' });
  const aged = madviseColdOrPageout(k, pte, vma, page, true);
  return aged.pte === pte ? quietly(life, { kind: 'cannotUnmap' }) : done(life, aged, { kind: 'cannotUnmap' });
}

function swapoff(life: Life): Happened {
  const page = { ...pageNow(life), exclusive: false };
  const outcome = unusePte(life.k, life.pte, life.vma, page, life.nextPfn);
  if (!outcome.returned) return done(life, outcome, { kind: 'notFoundBySwapoff' });
  return moved(done({ ...life, page }, outcome));
}

/** Reclaim and swapoff. */
export const reclaimOperations = {
  pageout: {
    says: 'reclaim takes the page (kswapd, MADV_PAGEOUT)',
    run: withPage(pageout),
    unmapped: { kind: 'failed', returned: '-ENOMEM' },
  },
  swapoff: { says: 'swapoff brings the page back', run: withFamily('swap', swapoff) },
} as const satisfies LifeOperations;
