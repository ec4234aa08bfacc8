/** What fork() promises of the entries of both. */
import { vmHas } from '../../mm/common/vma.ts';
import { pageOfName } from '../../world/entryName.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { isArmed, isOf } from './common.ts';

/** The entry of a child that fork() has just made: of the first page, the parent's entry of which is at hand. */
const isNewChild = (seen: SeenEntry): boolean =>
  isOf(seen, ['fork']) && !seen.was && seen.acting !== undefined && pageOfName(seen.now.name) === 0;

/** I5, I10 and I12 of what must hold; what breaks them are H6 and H15. */
export const forkInvariants: readonly Invariant[] = [
  {
    name: 'fork-uffd-wp',
    says: 'The child has the uffd-wp of its parent if its own mapping is registered, and none if not.',
    source: 'mm/memory.c, copy_present_pte() and copy_nonpresent_pte(): userfaultfd_wp(dst_vma)',
    kind: 'bug',
    of: 'step',
    bugs: ['H6', 'H15'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) => isNewChild(seen) && seen.now.family !== 'none' && seen.acting?.uffdWp === true,
    claim: (seen) => seen.now.uffdWp === isArmed(seen, seen.now.vma),
  },
  {
    name: 'fork-leaves-parent',
    says: 'fork() takes write permission from the entries of the parent, and nothing else.',
    source: 'mm/memory.c, __copy_present_ptes() and copy_nonpresent_pte(); of device memory see device-soft-dirty-kept',
    kind: 'bug',
    of: 'step',
    operations: ['fork'],
    premise: (seen) =>
      seen.own && (seen.was?.family === 'present' || seen.was?.family === 'swap') && seen.was.level === seen.now.level,
    claim: ({ was, now }) =>
      now.family === was?.family &&
      now.softDirty === was.softDirty &&
      now.uffdWp === was.uffdWp &&
      now.dirty === was.dirty &&
      (!now.writable || was.writable),
  },
  {
    name: 'fork-copies-private',
    says: 'The child has an entry for every private page of its parent, PROT_NONE or not, unless it was asked to have none.',
    source: 'mm/memory.c, vma_needs_copy() and copy_pte_range(); madvise(2), MADV_WIPEONFORK',
    kind: 'bug',
    of: 'step',
    premise: (seen) =>
      isNewChild(seen) &&
      seen.now.mm.mapped &&
      seen.acting?.page?.anon === true &&
      (seen.acting.family === 'present' || seen.acting.family === 'swap') &&
      !vmHas(seen.acting.vma, seen.k.vm.wipeonfork),
    claim: ({ now }) => now.family !== 'none',
  },
  {
    name: 'exclusive-in-swap-alone',
    says: 'pte_swp_exclusive() is set in swap entries, in those of no other kind.',
    source: 'include/linux/pgtable.h, pte_swp_mkexclusive()',
    kind: 'bug',
    of: 'state',
    since: ['anonExclusive'],
    premise: ({ now }) => now.kind !== undefined && now.family !== 'swap',
    claim: ({ now }) => !now.exclusive,
  },
];
