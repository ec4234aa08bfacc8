/**
 * What programs have shown on running kernels to look like a bug, F1 to F14, with the holes C1 to C5 that the newest release still has, and what
 * the rest of the promises showed of older ones: as the search finds them. The first release of each pair is the first whose source has it, the second the last before it that has not.
 */
import type { Found } from '../historyLines.ts';

/** Every one that the world can express. */
export const findsLines: readonly Found[] = [
  {
    // madvise_guard_install(): a zap leaves uffd-wp markers where a file or shared memory is mapped
    bug: 'F1',
    row: 'guardsAnyMapping',
    releases: ['6.15', '6.14'],
    open: true,
    mapping: 'shmem',
    operations: 'uffd-wp; guard-install',
    breaks: 'calls-end',
    length: 2,
  },
  {
    bug: 'F1, files',
    row: 'guardsAnyMapping',
    releases: ['6.15', '6.14'],
    open: true,
    mapping: 'file',
    operations: 'read; uffd-register wp-async; pagemap-scan; guard-install',
    breaks: 'calls-end',
    length: 4,
    only: true,
  },
  {
    // clear_soft_dirty() passes over what is pinned; to 5.19, mprotect() made no private entry writable that was not soft-dirty
    bug: 'F2',
    row: 'mprotectUpgradesDirty',
    releases: ['6.0', '5.19'],
    open: true,
    mapping: 'anon',
    operations: 'write; mprotect r; mprotect rw; mmap-next; clear-refs; pin',
    breaks: 'soft-dirty-trap',
    length: 7,
    only: true,
  },
  {
    // clear_soft_dirty() leaves a writable migration entry writable; where H13 is, the page comes back soft-dirty all the same
    bug: 'F3 (C1)',
    releases: ['4.19'],
    open: true,
    mapping: 'anon',
    operations: 'clear-refs; migrate',
    breaks: 'soft-dirty-trap',
    length: 4,
  },
  {
    bug: 'F3 (C1), after H13',
    row: 'migrationExactSoftDirty',
    releases: ['6.9', '6.8'],
    open: true,
    mapping: 'anon',
    operations: 'clear-refs; migrate',
    breaks: 'soft-dirty-kept',
    length: 5,
  },
  {
    // make_uffd_wp_pte() takes a writable migration entry as it is; there is no PAGEMAP_SCAN before
    bug: 'F4 (C2)',
    releases: ['6.7', '6.6'],
    open: true,
    mapping: 'anon',
    operations: 'uffd-register wp-async; pagemap-scan; migrate',
    breaks: 'uffd-wp-not-in-writable-swap',
    length: 4,
  },
  {
    // and remove_migration_pte() drops the mark
    bug: 'F4 (C2), the mark is dropped',
    releases: ['6.7', '6.6'],
    open: true,
    mapping: 'anon',
    operations: 'uffd-register wp-async; pagemap-scan; migrate',
    breaks: 'uffd-wp-kept',
    length: 5,
  },
  {
    // make_uffd_wp_pte() of 6.7.3 and 7.3.4 takes a writable device-private entry as it is, too
    bug: 'F4 (C2), of device memory',
    releases: ['6.7', '6.6'],
    open: true,
    mapping: 'anon',
    operations: 'uffd-register wp-async; to-device; pagemap-scan',
    breaks: 'uffd-wp-not-in-writable-swap',
    length: 3,
    only: true,
  },
  {
    // move_swap_pte(); there is no UFFDIO_MOVE before
    bug: 'F5 (C3)',
    releases: ['6.8', '6.7'],
    open: true,
    mapping: 'anon',
    operations: 'uffd-wp; pageout; uffd-move',
    breaks: 'uffd-move-uffd-wp',
    length: 4,
  },
  {
    // remove_migration_pmd(), which says that soft-dirty may come with Dirty; to 6.0, what moves comes back clean
    bug: 'F6 (C4)',
    row: 'migrationKeepsYoungDirty',
    releases: ['6.1', '6.0'],
    open: true,
    mapping: 'thp',
    operations: 'clear-refs; migrate',
    breaks: 'huge-soft-dirty-not-invented',
    length: 3,
    all: true,
  },
  {
    // modify_prot_start_ptes()
    bug: 'F7',
    row: 'mprotectBatches',
    releases: ['6.17', '6.16'],
    open: true,
    mapping: 'anon-folio',
    operations: 'clear-refs; mprotect',
    breaks: 'soft-dirty-not-invented',
    length: 3,
  },
  {
    bug: 'F7, NUMA hints',
    row: 'mprotectBatches',
    releases: ['6.17', '6.16'],
    open: true,
    mapping: 'anon-folio',
    operations: 'clear-refs; numa-hint',
    breaks: 'soft-dirty-not-invented',
    length: 3,
  },
  {
    // replace_page() makes the entry anew
    bug: 'F8, soft-dirty',
    row: 'ksmKeepsSoftDirty',
    releases: ['6.12.117', '6.12.118'],
    open: true,
    mapping: 'anon',
    operations: 'clear-refs; ksm-merge',
    breaks: 'soft-dirty-kept',
    length: 3,
  },
  {
    bug: 'F8, uffd-wp',
    releases: ['5.7', '5.6'],
    open: true,
    mapping: 'anon',
    operations: 'uffd-wp; ksm-merge',
    breaks: 'armed-write-trapped',
    length: 4,
  },
  {
    // move_ptes() takes marks and markers along, or drops them, and the old range stays registered; no uffd-wp of shared memory before
    bug: 'F9',
    releases: ['5.19', '5.18'],
    open: true,
    mapping: 'shmem',
    operations: 'uffd-wp; mremap-dontunmap',
    breaks: 'armed-write-trapped',
    length: 3,
  },
  {
    // __split_huge_pmd_locked() of shared memory takes the entry away, and change_pte_range() finds nothing to protect
    bug: 'F10',
    releases: ['7.3', '7.2'],
    open: true,
    mapping: 'shmem-thp',
    operations: 'uffd-rwp',
    breaks: 'rwp-protects',
    length: 2,
  },
  {
    // userfaultfd_unregister() asks for VM_UFFD_MISSING; before, there is nothing else to wait for
    bug: 'F11',
    releases: ['5.7', '5.6'],
    open: true,
    mapping: 'anon',
    operations: 'write; uffd-wp; write-wait; uffd-unregister',
    breaks: 'unregister-wakes',
    length: 4,
    cpus: 2,
    only: true,
  },
  {
    // insert_page_into_pte_locked(): a write to a page that is mapped leaves out pte_mkdirty()
    bug: 'F12',
    row: 'daxMapsPages',
    releases: ['6.15', '6.14'],
    open: true,
    mapping: 'dax',
    operations: 'clear-refs',
    breaks: 'soft-dirty-kept',
    length: 3,
  },
  {
    // insert_pfn(), later insert_page_into_pte_locked(), over a marker; no file is registered for write protection before
    bug: 'F13',
    releases: ['6.7', '6.6'],
    open: true,
    mapping: 'dax',
    operations: 'read; uffd-register wp-async; pagemap-scan; dontneed',
    breaks: 'calls-end',
    length: 5,
    only: true,
  },
  {
    // filemap_fault_recheck_pte_none() over a marker
    bug: 'F14',
    row: 'filemapRechecksEntry',
    releases: ['6.9', '6.8'],
    open: true,
    mapping: 'file',
    operations: 'read; uffd-register wp-async; pagemap-scan; pageout; mlock',
    breaks: 'calls-end',
    length: 6,
    only: true,
  },
  {
    // move_soft_dirty_pte() of a marker
    bug: 'C5, guards',
    releases: ['6.13', '6.12'],
    open: true,
    mapping: 'anon',
    operations: 'guard-install; mremap',
    breaks: 'marker-plain',
    length: 2,
    all: true,
  },
  {
    bug: 'C5, uffd-wp',
    releases: ['5.19', '5.18'],
    mapping: 'shmem',
    operations: 'uffd-wp; mremap',
    breaks: 'marker-plain',
    length: 2,
    all: true,
  },
  {
    // userfaultfd_register() took another mode in place of write protection, and left the marks
    bug: 'a registration replaces write protection',
    row: 'registerKeepsProtection',
    releases: ['7.2', '7.3'],
    mapping: 'anon',
    operations: 'uffd-wp; uffd-register missing',
    breaks: 'uffd-wp-never-writable',
    length: 4,
  },
  {
    // vma_wants_writenotify()
    bug: 'clear_refs takes write permission from hugetlb',
    row: 'writenotifyExemptsHugetlb',
    releases: ['5.19', '6.0'],
    mapping: 'hugetlb-shared',
    operations: 'clear-refs',
    breaks: 'hugetlb-untracked',
    length: 1,
  },
];
