/** Ranges that go or move: mm/memory.c, zap_pte_range(), and mm/mremap.c, move_ptes(). */
import { pteNone } from '../../helpers/pgtable.ts';
import { moveHugePmd } from '../../mm/huge_memory/moveHugePmd.ts';
import { zapHugePmd } from '../../mm/huge_memory/zapHugePmd.ts';
import { madviseDontneedFreeValidVma } from '../../mm/madvise/canMadvise.ts';
import { type Zap, zapPteRange } from '../../mm/memory/zapPteRange.ts';
import { movePtes } from '../../mm/mremap/movePtes.ts';
import { userfaultfdSetVmFlags } from '../../mm/userfaultfd/userfaultfdSetVmFlags.ts';
import { done, failed, type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import { hasPage, type LifeOperations, withEntry } from './operation.ts';

const zap = (how: Zap) =>
  withEntry((life) => {
    if (life.level) return done(life, zapHugePmd(life.k, life.pte, life.vma, hasPage(life) ? life.page : undefined));
    const outcome = zapPteRange(life.k, life.pte, life.vma, hasPage(life) ? life.page : undefined, how);
    return done(life, outcome);
  });

const zapEverything = zap({ dropMarker: true });
/** The entry goes with its mapping. */
export const zapAll = (life: Life): Happened => zapEverything(life, '');
const zapCached = zap({ details: true });
const zapMapped = zap({});

function munmap(life: Life): Happened {
  const after = pteNone(life.k, life.pte) ? quietly(life) : zapAll(life);
  return { ...after, life: { ...after.life, mapped: false } };
}

/** The page leaves the page cache, whether it is mapped or not. */
function truncate(life: Life): Happened {
  if (life.vma.anonymous) return quietly(life, { kind: 'noFile' });
  const after = zapCached(life, '');
  return { ...after, life: { ...after.life, cached: false } };
}

const dontneed = (life: Life): Happened =>
  madviseDontneedFreeValidVma(life.k, life.vma)
    ? zapMapped(life, '')
    : failed(life, '-EINVAL', 'madvise_dontneed_free_valid_vma() does not allow that for this mapping');

/** mremap_userfaultfd_prep(): without UFFD_FEATURE_EVENT_REMAP the moved mapping is not registered. */
function mremap(life: Life): Happened {
  const { k, pte, vma: was } = life;
  const keeps = was.uffdEventRemap || !k.does('mremapUnregisters');
  const vma = keeps ? was : userfaultfdSetVmFlags(k, was, []);
  if (pteNone(k, pte)) return quietly({ ...life, vma });
  return done({ ...life, vma }, life.level ? moveHugePmd(k, pte, was) : movePtes(k, pte, was));
}

/** The ways for an entry to leave its place. */
export const unmapOperations = {
  dontneed: {
    says: 'MADV_DONTNEED',
    call: 'dontneed',
    run: dontneed,
    unmapped: { kind: 'failed', returned: '-ENOMEM' },
  },
  truncate: { says: 'the file is truncated, or a hole is punched', call: 'truncate', overAll: true, run: truncate },
  munmap: { says: 'the mapping goes', run: munmap, call: 'munmap' },
  mremap: {
    says: 'mremap() to another address',
    run: mremap,
    call: 'mremap',
    unmapped: { kind: 'failed', returned: '-EFAULT' },
  },
} as const satisfies LifeOperations;
