/** Ranges that go or move: mm/memory.c, zap_pte_range(), and mm/mremap.c, move_ptes(). */
import { pteNone } from '../../helpers/pgtable.ts';
import { moveHugePmd } from '../../mm/huge_memory/moveHugePmd.ts';
import { zapHugePmd } from '../../mm/huge_memory/zapHugePmd.ts';
import { moveHugePte } from '../../mm/hugetlb/moveHugePte.ts';
import { unmapHugepageRange } from '../../mm/hugetlb/unmapHugepageRange.ts';
import { zapFreesTable } from '../../mm/khugepaged/zapFreesTable.ts';
import { madviseDontneedFreeValidVma } from '../../mm/madvise/canMadvise.ts';
import { type Zap, zapPteRange } from '../../mm/memory/zapPteRange.ts';
import { movePtes } from '../../mm/mremap/movePtes.ts';
import { userfaultfdSetVmFlags } from '../../mm/userfaultfd/userfaultfdSetVmFlags.ts';
import type { LifeEvent } from '../event.ts';
import { done, failed, type Happened, quietly } from '../happened.ts';
import { isHugetlb, type Life } from '../life.ts';
import { doneTogether, ptesOf, rangeOf } from '../ranges.ts';
import { hasPage, type LifeOperations, withEntry } from './operation.ts';

/** A zap of the entry, if there is one. */
export const zap = (how: Zap) =>
  withEntry((life) => {
    if (isHugetlb(life)) return done(life, unmapHugepageRange(life.k, life.pte, life.vma, how));
    if (life.level) return done(life, zapHugePmd(life.k, life.pte, life.vma, hasPage(life) ? life.page : undefined));
    const mm = { tlbFlushPending: life.pending };
    const outcome = zapPteRange(life.k, life.pte, life.vma, hasPage(life) ? life.page : undefined, { ...how, mm });
    return done(life, outcome);
  });

const zapEverything = zap({ dropMarker: true });
/** The entry goes with its mapping. */
export const zapAll = (life: Life): Happened => zapEverything(life, '');
const zapMapped = zap({});

function munmap(life: Life): Happened {
  const after = pteNone(life.k, life.pte) ? quietly(life) : zapAll(life);
  return { ...after, life: { ...after.life, mapped: false } };
}

function dontneed(life: Life, word: string): Happened {
  if (word === 'other') return quietly(life, { kind: 'otherRange' });
  if (!madviseDontneedFreeValidVma(life.k, life.vma))
    return failed(life, '-EINVAL', 'madvise_dontneed_free_valid_vma() does not allow that for this mapping');
  const zapped = withoutMayshare(zapMapped(life, ''));
  if (word !== 'table' || life.level) return zapped;
  const told = tableOf(zapped.life);
  const isGone = life.getsHuge && told.some((event) => event.kind === 'table' && event.freed);
  return { ...zapped, events: [...zapped.events, ...told], ...(isGone && { life: { ...zapped.life, level: 'pmd' } }) };
}

/** __unmap_hugepage_range_final() of kernels to which MADV_DONTNEED of hugetlb was new. */
function withoutMayshare(zapped: Happened): Happened {
  const { life } = zapped;
  if (!isHugetlb(life) || !life.k.does('dontneedClearsMayshare')) return zapped;
  return { ...zapped, life: { ...life, vma: { ...life.vma, vmFlags: life.vma.vmFlags & ~life.k.vm.mayshare } } };
}

/** zap_pte_range() over all of a page table, of which this is the only entry. */
function tableOf({ k, pte }: Life): readonly LifeEvent[] {
  if (!k.does('zapReclaimsTable')) return [];
  return [{ kind: 'table', freed: zapFreesTable(k, [pte], { whole: true }), left: pteNone(k, pte) ? 0 : 1 }];
}

/** mremap_userfaultfd_prep(): without UFFD_FEATURE_EVENT_REMAP the moved mapping is not registered. */
function mremap(life: Life): Happened {
  const { k, pte, vma: was } = life;
  const keeps = was.uffdEventRemap || !k.does('mremapUnregisters');
  const vma = keeps ? was : userfaultfdSetVmFlags(k, was, []);
  const range = rangeOf(life);
  if (range) return doneTogether(life, movePtes(k, ptesOf(range), was), vma);
  if (isHugetlb(life) && !k.has('moveHugePte')) return failed(life, '-EINVAL', 'vma_to_resize() does not take hugetlb');
  if (pteNone(k, pte)) return quietly({ ...life, vma });
  const move = isHugetlb(life) ? moveHugePte : life.level ? moveHugePmd : movePtes;
  return done({ ...life, vma }, move(k, pte, was));
}

/** The ways for an entry to leave its place. */
export const unmapOperations = {
  dontneed: {
    says: 'MADV_DONTNEED of the page, of all that its page table maps, or of something else',
    words: ['table', 'other'],
    wordMayLack: true,
    call: 'dontneed',
    run: dontneed,
    unmapped: { kind: 'failed', returned: '-ENOMEM' },
  },
  munmap: { says: 'the mapping goes', run: munmap, call: 'munmap' },
  mremap: {
    says: 'mremap() to another address',
    run: mremap,
    call: 'mremap',
    unmapped: { kind: 'failed', returned: '-EFAULT' },
  },
} as const satisfies LifeOperations;
