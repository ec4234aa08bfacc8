/** What soft-dirty tracking promises. */
import { vmHas } from '../../mm/common/vma.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { happened, isDone, isOf, isTracked, quietly } from './common.ts';

/** The process has written since clear_refs, before the step or in it. */
const isAsked = ({ was, step }: SeenEntry): boolean =>
  was?.mm.wroteSinceClear === true || (step?.wrote === true && was?.mm.wroteSinceClear !== undefined);

/** Bugs that they find: H3, H4, H7, H9, H12, H13, H18, H23, H25, C1, C4. */
export const softDirtyInvariants: readonly Invariant[] = [
  {
    name: 'soft-dirty-kept',
    says: 'An anonymous page that was written to since clear_refs is soft-dirty in /proc/PID/pagemap.',
    source: 'Documentation/admin-guide/mm/soft-dirty.rst',
    kind: 'bug',
    of: 'step',
    bugs: ['H4', 'H7', 'H9', 'H12', 'C1'],
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) => isAsked(seen) && seen.now.vma.anonymous,
    claim: (seen) => !happened(seen, 'softDirtyLost'),
  },
  {
    name: 'file-soft-dirty-kept',
    says: 'A page of a file that was written to since clear_refs is soft-dirty in /proc/PID/pagemap.',
    source: 'mm/rmap.c, try_to_unmap_one(): the entry of a page of a file is cleared, and soft-dirty with it',
    kind: 'design',
    of: 'step',
    bugs: ['H12', 'C1'],
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) => isAsked(seen) && !seen.now.vma.anonymous,
    claim: (seen) => !happened(seen, 'softDirtyLost'),
  },
  {
    name: 'soft-dirty-trap',
    says: 'While writes are tracked, an entry that is not soft-dirty is not writable.',
    source: 'fs/proc/task_mmu.c, clear_soft_dirty()',
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
    premise: (seen) =>
      isOf(seen, quietly) &&
      seen.was?.softDirty === true &&
      seen.was.family !== 'marker' &&
      seen.was.page?.anon === true,
    claim: ({ now }) => now.softDirty || now.family === 'none',
  },
  {
    name: 'soft-dirty-not-invented',
    says: 'What is no write and moves no mapping makes no entry soft-dirty.',
    source: 'mm/migrate.c, remove_migration_pte(): "preserve exact soft-dirty state"',
    kind: 'bug',
    of: 'step',
    bugs: ['H3', 'H13', 'H23', 'C4'],
    needs: (k) => k.mask.softDirty !== 0n,
    premise: (seen) =>
      isOf(seen, [...quietly, 'mprotect', 'uffd-wp', 'uffd-wp-resolve', 'read']) &&
      seen.was !== undefined &&
      seen.was.family !== 'none' &&
      seen.was.family !== 'marker' &&
      !seen.was.softDirty &&
      seen.now.family !== 'none',
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
    premise: (seen) =>
      isOf(seen, ['uffd-move']) &&
      seen.own &&
      isDone(seen) &&
      seen.was?.place !== undefined &&
      seen.now.family !== 'none',
    claim: ({ now }) => now.softDirty,
  },
];
