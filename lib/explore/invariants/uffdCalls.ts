/** What single calls promise of userfaultfd's marks: fork(), mremap(), the calls of userfaultfd itself, and guards. */
import { vmHas } from '../../mm/common/vma.ts';
import type { Invariant } from '../invariant.ts';
import { isArmed, isDone, isOf, staysArmed } from './common.ts';

/** Bugs that break them: H6, H15, H16, H19, H24, H30, H31, C3. */
export const uffdCallInvariants: readonly Invariant[] = [
  {
    name: 'fork-uffd-wp',
    says: 'The child has the uffd-wp of its parent if its own mapping is registered, and none if not.',
    source: 'mm/memory.c, copy_present_pte() and copy_nonpresent_pte(): userfaultfd_wp(dst_vma)',
    kind: 'bug',
    of: 'step',
    bugs: ['H6', 'H15'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) => isOf(seen, ['fork']) && !seen.was && seen.now.family !== 'none' && seen.acting?.uffdWp === true,
    claim: (seen) => seen.now.uffdWp === isArmed(seen, seen.now.vma),
  },
  {
    name: 'mremap-uffd-wp',
    says: 'A range that mremap() has moved, and userfaultfd was not told of, carries no uffd-wp.',
    source: 'mm/mremap.c, vma_has_uffd_without_event_remap()',
    kind: 'bug',
    of: 'step',
    bugs: ['H16'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) => isOf(seen, ['mremap']) && seen.own && seen.was?.uffdWp === true && !seen.was.vma.uffdEventRemap,
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
    premise: (seen) =>
      isOf(seen, ['uffd-unregister', 'uffd-close']) &&
      seen.own &&
      seen.was?.uffdWp === true &&
      isArmed(seen, seen.was.vma),
    claim: (seen) => !isDone(seen) || !seen.now.uffdWp,
  },
  {
    name: 'uffd-move-uffd-wp',
    says: 'What UFFDIO_MOVE has moved carries no uffd-wp, in memory or in swap.',
    source: 'mm/userfaultfd.c, move_present_ptes() and move_swap_pte()',
    kind: 'bug',
    of: 'step',
    bugs: ['C3'],
    needs: (k) => k.mask.uffdWp !== 0n && k.has('UFFDIO_MOVE'),
    premise: (seen) => isOf(seen, ['uffd-move']) && seen.own && isDone(seen) && seen.was?.uffdWp === true,
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
    premise: (seen) => isOf(seen, ['uffd-copy-wp']) && seen.own && isDone(seen),
    claim: ({ now }) => now.uffdWp,
  },
  {
    name: 'marker-left',
    says: 'MADV_DONTNEED of a protected page of a file leaves a marker that carries uffd-wp.',
    source: 'mm/memory.c, pte_install_uffd_wp_if_needed()',
    kind: 'bug',
    of: 'step',
    needs: (k) => k.type.pteMarker !== undefined && k.mask.markerUffdWp !== 0n,
    premise: (seen) =>
      isOf(seen, ['dontneed']) &&
      seen.own &&
      isDone(seen) &&
      seen.was?.uffdWp === true &&
      staysArmed(seen) &&
      seen.was.page?.anon === false &&
      !seen.now.vma.anonymous,
    claim: ({ now }) => now.family === 'marker' && now.uffdWp,
  },
  {
    name: 'guard-kept',
    says: 'A guard marker goes when the guard is removed, or its mapping, and not when userfaultfd fills the range.',
    source: 'mm/userfaultfd.c, mfill_atomic_install_pte(): -EEXIST',
    kind: 'bug',
    of: 'step',
    bugs: ['H19'],
    needs: (k) => k.mask.markerGuard !== 0n,
    premise: (seen) =>
      seen.was?.guard === true && !isOf(seen, ['guard-remove', 'munmap', 'exit']) && seen.now.mm.mapped,
    claim: ({ now }) => now.guard,
  },
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
    name: 'resolve-grants-no-write',
    says: 'The end of write protection makes a clean page of a shared mapping not writable at once: its first write faults.',
    source: 'mm/mprotect.c, can_change_shared_pte_writable()',
    kind: 'design',
    of: 'step',
    bugs: ['H30'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) =>
      isOf(seen, ['uffd-wp-resolve']) &&
      seen.own &&
      seen.was?.family === 'present' &&
      seen.was.uffdWp &&
      !seen.was.dirty &&
      vmHas(seen.now.vma, seen.k.vm.shared),
    claim: ({ now }) => !now.writable,
  },
];
