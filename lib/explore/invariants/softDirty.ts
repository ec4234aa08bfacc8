/** What soft-dirty tracking promises. */
import { vmHas } from '../../mm/common/vma.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { happened, isDone, isOf, isTracked, protecting, quietly } from './common.ts';

/** Reclaim or a zap had cleared the entry, and left a marker at most: the page of a file is mapped anew. */
const isMappedAnew = ({ was, now }: SeenEntry): boolean =>
  (was?.family === 'none' || was?.family === 'marker') && !now.vma.anonymous;
/** What was written is gone, and its entry tells of the error alone: try_to_unmap_one(). */
const isPoisoned = ({ now }: SeenEntry): boolean => now.family === 'hwpoison';
/** clear_refs passes over the entries of such a mapping. */
const isPassedOver = ({ k, now }: SeenEntry): boolean => vmHas(now.vma, k.vm.hugetlb) || vmHas(now.vma, k.vm.pfnmap);
const isDevicePrivate = ({ was }: SeenEntry): boolean => was?.family === 'devicePrivate';
/** change_softleaf_pte() and copy_nonpresent_pte() make a device-private entry anew, without soft-dirty. */
const makesAnew = (seen: SeenEntry): boolean => isDevicePrivate(seen) && isOf(seen, [...protecting, 'fork']);
/** The entry of a huge page becomes small ones, or comes back: pmd_mkdirty() and pte_mkdirty() set soft-dirty too. */
const isHuge = ({ was, now }: SeenEntry): boolean => was?.level === 'pmd' || now.level === 'pmd';

/** The process has written since clear_refs, before the step or in it. */
const isAsked = ({ was, step }: SeenEntry): boolean =>
  was?.mm.wroteSinceClear === true || (step?.wrote === true && was?.mm.wroteSinceClear !== undefined);

/** A step that should not make the entry soft-dirty. Where VM_SOFTDIRTY is set all entries count as that, and the bit says nothing. */
const mayInvent = (seen: SeenEntry): boolean =>
  isOf(seen, [...quietly, 'mprotect', 'uffd-wp', 'uffd-wp-resolve', 'read']) &&
  isTracked(seen, seen.now.vma) &&
  seen.was !== undefined &&
  seen.was.family !== 'none' &&
  seen.was.family !== 'marker' &&
  !seen.was.softDirty &&
  seen.now.family !== 'none';

/** Bugs that they find: H3, H4, H7, H9, H12, H13, H18, H23, H25, C1, C4. */
export const softDirtyInvariants: readonly Invariant[] = [
  {
    name: 'soft-dirty-kept',
    says: 'A page that was written to since clear_refs is soft-dirty in /proc/PID/pagemap as long as it has an entry.',
    source: 'fs/proc/task_mmu.c, clear_soft_dirty(); Documentation/admin-guide/mm/soft-dirty.rst',
    kind: 'bug',
    of: 'step',
    bugs: ['H4', 'H7', 'H9', 'H12', 'C1'],
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) =>
      isAsked(seen) && !isPassedOver(seen) && !makesAnew(seen) && !isMappedAnew(seen) && !isPoisoned(seen),
    claim: (seen) => !happened(seen, 'softDirtyLost'),
  },
  {
    name: 'passed-over-soft-dirty-kept',
    says: 'So is a page of hugetlb, and a page frame of a device, whose entries clear_refs passes over.',
    source:
      'fs/proc/task_mmu.c, clear_refs_test_walk(), for VM_PFNMAP; mm/vma.c, vma_wants_writenotify(), which says that hugetlb is not supported yet',
    kind: 'design',
    of: 'step',
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) => isAsked(seen) && isPassedOver(seen),
    claim: (seen) => !happened(seen, 'softDirtyLost'),
  },
  {
    name: 'file-soft-dirty-kept',
    says: 'A page of a file that was written to since clear_refs is soft-dirty when it is mapped anew, too.',
    source:
      'mm/rmap.c, try_to_unmap_one(); include/linux/mm_inline.h, pte_install_uffd_wp_if_needed(): no marker for soft-dirty',
    kind: 'design',
    of: 'step',
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) => isAsked(seen) && !isPassedOver(seen) && isMappedAnew(seen),
    claim: (seen) => !happened(seen, 'softDirtyLost'),
  },
  {
    name: 'device-soft-dirty-kept',
    says: 'A page in device memory stays soft-dirty when mprotect(), fork() or userfaultfd takes write permission from its entry.',
    source:
      'mm/memory.c, copy_nonpresent_pte(), which gives the bit up for memory of devices and says why; mm/mprotect.c, change_softleaf_pte()',
    kind: 'design',
    of: 'step',
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) => isAsked(seen) && makesAnew(seen),
    claim: (seen) => !happened(seen, 'softDirtyLost'),
  },
  {
    name: 'soft-dirty-trap',
    says: 'While writes are tracked, an entry that is not soft-dirty is not writable.',
    source: 'fs/proc/task_mmu.c, clear_soft_dirty(); vma_wants_writenotify(), which leaves hugetlb out of it',
    kind: 'bug',
    of: 'state',
    bugs: ['H12', 'C1'],
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) =>
      seen.now.family === 'present' &&
      !seen.now.softDirty &&
      seen.now.place !== undefined &&
      seen.now.mm.wroteSinceClear !== undefined &&
      isTracked(seen, seen.now.vma) &&
      vmHas(seen.now.vma, seen.k.vm.write) &&
      !vmHas(seen.now.vma, seen.k.vm.hugetlb),
    claim: ({ now }) => !now.writable || now.protnone,
  },
  {
    name: 'soft-dirty-carried',
    says: 'A soft-dirty entry stays so while its page moves, goes to swap, and comes back.',
    source: 'mm/migrate.c, remove_migration_pte(); mm/swapfile.c, unuse_pte()',
    kind: 'bug',
    of: 'step',
    bugs: ['H3', 'H4', 'H7', 'H17'],
    needs: (k) => k.mask.softDirty !== 0n,
    operations: quietly,
    premise: (seen) => seen.was?.softDirty === true && seen.was.family !== 'marker' && seen.was.page?.anon === true,
    claim: ({ now, was }) => now.softDirty || (now.family === 'none' && was?.page?.swapbacked === false), // MADV_FREE
  },
  {
    name: 'soft-dirty-not-invented',
    says: 'While writes are tracked, what is no write and moves no mapping makes no small entry soft-dirty.',
    source: 'mm/migrate.c, remove_migration_pte(), since 055267feaecc as exactly as the entry had it',
    kind: 'bug',
    of: 'step',
    bugs: ['H3', 'H13', 'H23'],
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) => mayInvent(seen) && !isHuge(seen),
    claim: ({ now }) => !now.softDirty,
  },
  {
    name: 'huge-soft-dirty-not-invented',
    says: 'Nor does it of a huge page, whose entry comes back or is split.',
    source:
      'mm/huge_memory.c, remove_migration_pmd() and __split_huge_pmd_locked(), which note that soft-dirty can come with Dirty',
    kind: 'design',
    of: 'step',
    bugs: ['C4'],
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) => mayInvent(seen) && isHuge(seen),
    claim: ({ now }) => !now.softDirty,
  },
  {
    name: 'uffd-move-soft-dirty',
    says: 'A page that UFFDIO_MOVE has moved is soft-dirty, in memory or in swap.',
    source: 'mm/userfaultfd.c, move_present_ptes() and move_swap_pte()',
    kind: 'bug',
    of: 'step',
    bugs: ['H18'],
    needs: (k) => k.mask.softDirty !== 0n && k.has('movePagesPte'),
    operations: ['uffd-move'],
    premise: (seen) => seen.own && isDone(seen) && seen.was?.place !== undefined && seen.now.family !== 'none',
    claim: ({ now }) => now.softDirty,
  },
];
