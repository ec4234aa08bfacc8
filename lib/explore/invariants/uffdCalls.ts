/** What single calls promise of userfaultfd's marks: mremap(), and the calls of userfaultfd itself. */
import { vmHas } from '../../mm/common/vma.ts';
import type { Invariant } from '../invariant.ts';
import { isArmed, isDone } from './common.ts';

/** I6 of what must hold; what breaks them are H16, H24, H30, H31, C3. */
export const uffdCallInvariants: readonly Invariant[] = [
  {
    name: 'mremap-uffd-wp',
    says: 'A range that mremap() has moved, and userfaultfd was not told of, carries no uffd-wp.',
    source: 'mm/mremap.c, vma_has_uffd_without_event_remap()',
    kind: 'bug',
    of: 'step',
    bugs: ['H16'],
    needs: (k) => k.mask.uffdWp !== 0n,
    operations: ['mremap'],
    premise: (seen) => seen.own && seen.was?.uffdWp === true && !seen.was.vma.uffdEventRemap,
    claim: ({ now }) => !now.uffdWp,
  },
  {
    name: 'unregistered-uffd-wp',
    says: 'No uffd-wp stays in a range that is unregistered, or whose userfaultfd is closed.',
    source: 'fs/userfaultfd.c, userfaultfd_unregister() and userfaultfd_release()',
    kind: 'bug',
    of: 'step',
    bugs: ['H24'],
    needs: (k) => k.mask.uffdWp !== 0n,
    operations: ['uffd-unregister', 'uffd-close'],
    premise: (seen) => seen.own && seen.was?.uffdWp === true && isArmed(seen, seen.was.vma),
    claim: (seen) => !isDone(seen) || !seen.now.uffdWp,
  },
  {
    name: 'reregistered-uffd-wp',
    says: 'No uffd-wp stays in a range from which another registration takes write protection.',
    source: 'mm/userfaultfd.c, userfaultfd_register() of 7.3, which refuses it',
    kind: 'bug',
    of: 'step',
    bugs: ['H45'],
    needs: (k) => k.mask.uffdWp !== 0n,
    operations: ['uffd-register'],
    premise: (seen) => seen.own && seen.was?.uffdWp === true && isArmed(seen, seen.was.vma),
    claim: (seen) => !isDone(seen) || !seen.now.uffdWp || isArmed(seen, seen.now.vma),
  },
  {
    name: 'uffd-move-uffd-wp',
    says: 'What UFFDIO_MOVE has moved carries no uffd-wp, in memory or in swap.',
    source: 'mm/userfaultfd.c, move_present_ptes() and move_swap_pte()',
    kind: 'bug',
    of: 'step',
    bugs: ['C3'],
    needs: (k) => k.mask.uffdWp !== 0n && k.has('UFFDIO_MOVE'),
    operations: ['uffd-move'],
    premise: (seen) => seen.own && isDone(seen) && seen.was?.uffdWp === true,
    claim: ({ now }) => !now.uffdWp,
  },
  {
    name: 'copy-wp-protects',
    says: 'What UFFDIO_COPY with MODE_WP has put there carries uffd-wp.',
    source: 'mm/userfaultfd.c, mfill_atomic_install_pte()',
    kind: 'bug',
    of: 'step',
    bugs: ['H31'],
    needs: (k) => k.mask.uffdWp !== 0n,
    operations: ['uffd-copy-wp'],
    premise: (seen) => seen.own && isDone(seen),
    claim: ({ now }) => now.uffdWp,
  },
  {
    name: 'resolve-grants-no-write',
    says: 'The end of write protection makes a clean page of a shared mapping not writable at once: its first write faults.',
    source: 'mm/mprotect.c, can_change_shared_pte_writable()',
    kind: 'design',
    of: 'step',
    bugs: ['H30'],
    needs: (k) => k.mask.uffdWp !== 0n,
    operations: ['uffd-wp-resolve'],
    premise: (seen) =>
      seen.own &&
      seen.was?.family === 'present' &&
      seen.was.uffdWp &&
      !seen.was.dirty &&
      vmHas(seen.now.vma, seen.k.vm.shared),
    claim: ({ now }) => !now.writable,
  },
];
