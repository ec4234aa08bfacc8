/** What holds of markers: uffd-wp of what is not mapped, guards, poison. */
import { pteIsUffdWpMarker } from '../../helpers/markers.ts';
import { isPoisonMarker } from '../../mm/common/isPoisonMarker.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { isDone, isOf, quietly, staysArmed } from './common.ts';

/** They take a marker away, or put something else there, as they are asked to. */
const ends = [
  ...[
    'uffd-wp-resolve',
    'uffd-rwp',
    'uffd-unregister',
    'uffd-close',
    'uffd-register',
    'truncate',
    'munmap',
    'exit',
    'hwpoison',
  ],
  ...[
    'mremap',
    'mremap-dontunmap',
    'uffd-copy',
    'uffd-copy-wp',
    'uffd-zeropage',
    'uffd-continue',
    'uffd-poison',
    'uffd-move',
  ],
  ...['guard-install', 'child-exit'],
] as const;

/** UFFDIO_POISON was here. */
const isPoison = ({ k, was }: SeenEntry): boolean => was?.family === 'marker' && isPoisonMarker(k, was.pte);

/** I15, I15', I16 and I17 of what must hold; what breaks them are H19 and C5. */
export const markerInvariants: readonly Invariant[] = [
  {
    name: 'marker-left',
    says: 'MADV_DONTNEED of a protected page of a file leaves a marker that carries uffd-wp.',
    source: 'mm/memory.c, pte_install_uffd_wp_if_needed()',
    kind: 'bug',
    of: 'step',
    needs: (k) => k.type.pteMarker !== undefined && k.mask.markerUffdWp !== 0n,
    operations: ['dontneed'],
    premise: (seen) =>
      seen.own &&
      isDone(seen) &&
      seen.was?.uffdWp === true &&
      staysArmed(seen) &&
      seen.was.page?.anon === false &&
      !seen.now.vma.anonymous,
    claim: ({ now }) => now.family === 'marker' && now.uffdWp,
  },
  {
    name: 'marker-kept',
    says: 'A marker of a file mapping stays, or gives way to an entry that carries uffd-wp, until the protection or the mapping ends.',
    source: 'mm/memory.c, zap_nonpresent_ptes() and pte_marker_handle_uffd_wp()',
    kind: 'bug',
    of: 'step',
    needs: (k) => k.type.pteMarker !== undefined && k.mask.markerUffdWp !== 0n,
    premise: (seen) =>
      !isOf(seen, ends) &&
      seen.was?.family === 'marker' &&
      pteIsUffdWpMarker(seen.k, seen.was.pte) &&
      staysArmed(seen) &&
      !seen.now.vma.anonymous &&
      !(isOf(seen, ['write']) && seen.now.vma.uffdWpAsync),
    claim: ({ now }) => now.uffdWp,
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
      seen.was?.guard === true &&
      !isOf(seen, ['guard-remove', 'mremap-dontunmap', 'munmap', 'exit']) &&
      seen.now.mm.mapped,
    claim: ({ now }) => now.guard,
  },
  {
    name: 'poison-kept',
    says: 'What UFFDIO_POISON has put there stays, whatever changes the protection of the mapping, and asks for it again.',
    source: 'mm/userfaultfd.c, mfill_atomic_pte_poison(): -EEXIST; mm/mprotect.c, change_softleaf_pte()',
    kind: 'bug',
    of: 'step',
    needs: (k) => k.has('UFFDIO_POISON'),
    premise: (seen) =>
      isPoison(seen) &&
      (isOf(seen, [...quietly, 'mprotect', 'clear-refs', 'uffd-poison', 'uffd-wp-resolve', 'read', 'write']) ||
        (isOf(seen, ['fork']) && seen.own)),
    claim: ({ k, now }) => now.family === 'marker' && isPoisonMarker(k, now.pte),
  },
  {
    name: 'poison-kills',
    says: 'An access to what UFFDIO_POISON has put there does not get through.',
    source:
      'mm/memory.c, handle_pte_marker(): VM_FAULT_HWPOISON; mm/hugetlb.c, hugetlb_fault(): VM_FAULT_HWPOISON_LARGE',
    kind: 'bug',
    of: 'step',
    needs: (k) => k.has('UFFDIO_POISON'),
    premise: (seen) => isPoison(seen) && isOf(seen, ['read', 'write']) && seen.own && isDone(seen),
    claim: ({ step }) =>
      step?.events.some(
        (it) => it.kind === 'fault' && it.returned.some((bit) => bit.startsWith('VM_FAULT_HWPOISON')),
      ) === true,
  },
  {
    name: 'marker-plain',
    says: 'A marker is one word: it carries nothing but what it marks.',
    source:
      'mm/mremap.c, move_soft_dirty_pte(), and fs/proc/task_mmu.c, clear_soft_dirty(), which take it for a swap entry',
    kind: 'design',
    of: 'state',
    bugs: ['C5'],
    needs: (k) => k.type.pteMarker !== undefined,
    premise: ({ now }) => now.family === 'marker',
    claim: ({ now }) => !now.softDirty && !now.exclusive,
  },
];
