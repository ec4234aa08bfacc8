/** What userfaultfd promises of write protection. */
import { vmHas } from '../../mm/common/vma.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { happened, isArmed, isDone, isOf, moving, quietly, staysArmed } from './common.ts';

/** The entry maps the zero page. */
const mapsZero = ({ was }: SeenEntry): boolean => was?.family === 'present' && was.place === undefined;
/** After MADV_FREE: the process has given the page up. */
const mayBeDropped = ({ was }: SeenEntry): boolean => was?.page?.anon === true && !was.page.swapbacked;
const onlyChanges = ['mprotect', 'clear-refs', 'fork', 'read'] as const;

/** Bugs that they find: H1, H6 to H8b, H15 to H17, H24, H27, H31, C2. */
export const userfaultfdInvariants: readonly Invariant[] = [
  {
    name: 'uffd-wp-not-writable',
    says: 'A present entry of a registered mapping that carries uffd-wp is not writable.',
    source: 'include/linux/userfaultfd_k.h, pte_uffd_wp(); mm/page_table_check.c, page_table_check_pte_flags()',
    kind: 'bug',
    of: 'state',
    bugs: ['H1'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) => seen.now.family === 'present' && seen.now.uffdWp && isArmed(seen, seen.now.vma),
    claim: ({ now }) => !now.writable,
  },
  {
    name: 'uffd-wp-not-in-writable-swap',
    says: 'No entry of a writable kind (migration, device-private, device-exclusive) carries uffd-wp.',
    source: 'mm/page_table_check.c, softleaf_cached_writable()',
    kind: 'bug',
    of: 'state',
    bugs: ['C2'],
    needs: (k) => k.mask.swpUffdWp !== 0n,
    premise: ({ k, now }) =>
      now.kind !== undefined &&
      isArmed({ k }, now.vma) &&
      now.family !== 'swap' &&
      now.family !== 'marker' &&
      now.uffdWp,
    claim: ({ now }) => !now.writable,
  },
  {
    name: 'armed-write-trapped',
    says: 'A write to a page that user space has write-protected reaches the monitor before it lands.',
    source: 'Documentation/admin-guide/mm/userfaultfd.rst, write protect notifications',
    kind: 'bug',
    of: 'step',
    bugs: ['H1'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) =>
      isOf(seen, ['write', 'write-tlb']) && seen.own && seen.was?.mm.armed === true && staysArmed(seen),
    claim: (seen) => !happened(seen, 'untrapped'),
  },
  {
    name: 'uffd-wp-kept',
    says: 'A registered mapping keeps uffd-wp while its pages move, go to swap, come back, and change their protection.',
    source: 'Documentation/admin-guide/mm/userfaultfd.rst; mm/migrate.c, remove_migration_pte()',
    kind: 'bug',
    of: 'step',
    bugs: ['H2', 'H7', 'H17', 'H27'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) =>
      isOf(seen, [...quietly, ...onlyChanges]) &&
      seen.was?.uffdWp === true &&
      !mapsZero(seen) &&
      !mayBeDropped(seen) &&
      staysArmed(seen),
    claim: ({ now }) => now.uffdWp,
  },
  {
    name: 'zero-page-uffd-wp-kept',
    says: 'The entry of the zero page keeps uffd-wp, whatever page takes its place.',
    source: 'mm/migrate_device.c, migrate_vma_insert_page(); Documentation/admin-guide/mm/userfaultfd.rst',
    kind: 'bug',
    of: 'step',
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) =>
      isOf(seen, [...quietly, ...onlyChanges]) && seen.was?.uffdWp === true && mapsZero(seen) && staysArmed(seen),
    claim: ({ now }) => now.uffdWp,
  },
  {
    name: 'uffd-wp-not-invented',
    says: 'An entry without uffd-wp gets it from no migration and no way into swap and back.',
    source: 'mm/rmap.c, try_to_migrate_one()',
    kind: 'bug',
    of: 'step',
    bugs: ['H3'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) => isOf(seen, quietly) && seen.was !== undefined && seen.was.family !== 'none' && !seen.was.uffdWp,
    claim: ({ now }) => !now.uffdWp,
  },
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
    premise: (seen) => isOf(seen, ['uffd-unregister', 'uffd-close']) && seen.own && seen.was?.uffdWp === true,
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
    name: 'trapped-write-leaves-entry',
    says: 'A write that is trapped leaves the page as clean, and as little soft-dirty, as it was.',
    source: 'mm/memory.c, do_swap_page() and do_wp_page(): handle_userfault() comes first',
    kind: 'bug',
    of: 'step',
    bugs: ['H25'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) =>
      isOf(seen, ['write']) &&
      seen.own &&
      seen.was?.uffdWp === true &&
      staysArmed(seen) &&
      seen.was.family !== 'marker' &&
      seen.step?.wrote === false &&
      seen.now.family === 'present' &&
      !seen.was.vma.uffdWpAsync,
    claim: ({ now, was }) =>
      now.uffdWp &&
      (!now.softDirty || was?.softDirty === true) &&
      (!now.dirty || was?.dirty === true || was?.page?.dirty === true),
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
      seen.was?.family === 'marker' &&
      !seen.was.uffdWp &&
      !isOf(seen, ['guard-remove', 'munmap', 'exit', 'uffd-move']) &&
      seen.now.mm.mapped,
    claim: ({ now }) => now.family === 'marker',
  },
  {
    name: 'writenotify-for-uffd-wp',
    says: 'The protection of a shared mapping that is registered for write protection does not allow writing.',
    source: 'mm/mmap.c (vma.c), vma_wants_writenotify()',
    kind: 'bug',
    of: 'state',
    bugs: ['H1'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) =>
      isArmed(seen, seen.now.vma) && vmHas(seen.now.vma, seen.k.vm.shared) && !vmHas(seen.now.vma, seen.k.vm.hugetlb),
    claim: ({ k, now }) => (now.vma.vmPageProt & k.mask.rw) === 0n,
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
  {
    name: 'migration-permission',
    says: 'A page that has moved may be written to only where it could be before.',
    source: 'mm/migrate.c, remove_migration_pte(): vm_page_prot decides where the entry says nothing (H14)',
    kind: 'design',
    of: 'step',
    bugs: ['H14'],
    premise: (seen) =>
      isOf(seen, moving) &&
      seen.was !== undefined &&
      seen.now.family === 'present' &&
      seen.was.kind?.startsWith('migration') === true,
    claim: ({ was, now }) => !now.writable || was?.writable === true,
  },
];
