import type { Invariant, SeenEntry } from '../invariant.ts';
import { happened, isArmed, moving, quietly, staysArmed } from './common.ts';

/** The entry maps the zero page. */
const mapsZero = ({ was }: SeenEntry): boolean => was?.family === 'present' && was.place === undefined;
/** After MADV_FREE the process has given the page up, and reclaim drops it with its entry: ttu_anon_lazyfree_folio(). */
const isDropped = ({ was, now, step }: SeenEntry): boolean =>
  step?.operation === 'pageout' && was?.page?.anon === true && !was.page.swapbacked && now.family === 'none';
const onlyChanges = ['mprotect', 'clear-refs', 'fork', 'read'] as const;

/** Bugs that they find: H1 to H3, H7, H14, H17, H25, H27, C2. */
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
    source:
      'Documentation/admin-guide/mm/userfaultfd.rst, write protect notifications; of anonymous memory what has an entry',
    kind: 'bug',
    of: 'step',
    bugs: ['H1'],
    needs: (k) => k.mask.uffdWp !== 0n,
    operations: ['write', 'write-tlb'],
    premise: (seen) =>
      seen.own &&
      seen.was?.mm.armed === true &&
      !(seen.was.family === 'none' && seen.was.vma.anonymous) && // reclaim has dropped it after MADV_FREE
      staysArmed(seen),
    claim: (seen) => !happened(seen, 'untrapped'),
  },
  {
    name: 'uffd-wp-kept',
    says: 'A registered mapping keeps uffd-wp while its pages move, go to swap, come back, and change their protection.',
    source:
      'Documentation/admin-guide/mm/userfaultfd.rst; mm/migrate.c, remove_migration_pte(); madvise(2), MADV_FREE, for what reclaim drops',
    kind: 'bug',
    of: 'step',
    bugs: ['H2', 'H7', 'H17', 'H27'],
    needs: (k) => k.mask.uffdWp !== 0n,
    operations: [...quietly, ...onlyChanges],
    premise: (seen) => seen.was?.uffdWp === true && !mapsZero(seen) && !isDropped(seen) && staysArmed(seen),
    claim: ({ now }) => now.uffdWp,
  },
  {
    name: 'zero-page-uffd-wp-kept',
    says: 'The entry of the zero page keeps uffd-wp, whatever page takes its place.',
    source: 'mm/migrate_device.c, migrate_vma_insert_page(); Documentation/admin-guide/mm/userfaultfd.rst',
    kind: 'bug',
    of: 'step',
    needs: (k) => k.mask.uffdWp !== 0n,
    operations: [...quietly, ...onlyChanges],
    premise: (seen) => seen.was?.uffdWp === true && mapsZero(seen) && staysArmed(seen),
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
    operations: quietly,
    premise: (seen) => seen.was !== undefined && seen.was.family !== 'none' && !seen.was.uffdWp,
    claim: ({ now }) => !now.uffdWp,
  },
  {
    name: 'trapped-write-leaves-entry',
    says: 'A write that is trapped leaves the page as clean, and as little soft-dirty, as it was.',
    source:
      'mm/memory.c, do_swap_page() and do_wp_page(): handle_userfault() comes first; of a marker set_pte_range() does',
    kind: 'bug',
    of: 'step',
    bugs: ['H25'],
    needs: (k) => k.mask.uffdWp !== 0n,
    operations: ['write'],
    premise: (seen) =>
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
    name: 'migration-permission',
    says: 'A page that has moved may be written to only where it could be before.',
    source: 'mm/migrate.c, remove_migration_pte(): vm_page_prot decides where the entry says nothing (H14)',
    kind: 'design',
    of: 'step',
    bugs: ['H14'],
    operations: moving,
    premise: (seen) =>
      seen.was !== undefined && seen.now.family === 'present' && seen.was.kind?.startsWith('migration') === true,
    claim: ({ was, now }) => !now.writable || was?.writable === true,
  },
];
