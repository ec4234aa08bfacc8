/** What userfaultfd promises of UFFDIO_RWPROTECT, which traps every access. */
import { vmHas } from '../../mm/common/vma.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { isDone, moving } from './common.ts';

/** VM_UFFD_RWP, before the step and after it. */
const staysTrapped = ({ k, was, now }: SeenEntry): boolean =>
  was !== undefined && vmHas(was.vma, k.vm.uffdRwp) && vmHas(now.vma, k.vm.uffdRwp);

/** I24 of what must hold; what breaks them is C13. */
export const rwpInvariants: readonly Invariant[] = [
  {
    name: 'rwp-not-accessible',
    says: 'In a mapping registered for UFFDIO_RWPROTECT a present entry that carries the bit is PROT_NONE.',
    source: 'mm/mprotect.c, change_pte_range(): MM_CP_UFFD_RWP',
    kind: 'bug',
    of: 'state',
    needs: (k) => k.vm.uffdRwp !== 0n,
    premise: ({ k, now }) => now.family === 'present' && now.uffdWp && vmHas(now.vma, k.vm.uffdRwp),
    claim: ({ now }) => now.protnone,
  },
  {
    name: 'rwp-protects',
    says: 'UFFDIO_RWPROTECT makes every page inaccessible that is mapped, unless it says that it has failed.',
    source: 'include/uapi/linux/userfaultfd.h, UFFD_FEATURE_RWP: pages are made inaccessible',
    kind: 'bug',
    of: 'step',
    needs: (k) => k.vm.uffdRwp !== 0n,
    operations: ['uffd-rwp'],
    premise: (seen) => seen.own && isDone(seen) && seen.was?.family === 'present',
    claim: ({ now }) => now.uffdWp,
  },
  {
    name: 'rwp-kept',
    says: 'What UFFDIO_RWPROTECT has protected stays so while its page moves, goes to swap, and comes back.',
    source: 'mm/migrate.c, remove_migration_pte(); mm/memory.c, do_swap_page()',
    kind: 'bug',
    of: 'step',
    needs: (k) => k.vm.uffdRwp !== 0n,
    operations: moving,
    premise: (seen) => seen.was?.uffdWp === true && seen.was.page?.anon === true && staysTrapped(seen),
    claim: ({ now }) => now.uffdWp,
  },
];
