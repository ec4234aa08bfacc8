/** Entries of hugetlb: mm/hugetlb.c. */
import type { Row } from '../schema.ts';

/** What faults, fork(), protection changes, userfaultfd and unmapping make of hugetlb entries. */
export const hugetlbBehaviours = [
  // fork()
  {
    id: 'hugetlbForkKnowsUffdWp', since: '5.19', kernel: 'copy_hugetlb_page_range', cite: 'bc70fbf269fd',
    judge: 'source: 5.18.12, 5.19.0, mm/hugetlb.c, copy_hugetlb_page_range',
    says: 'fork() copies uffd-wp of hugetlb entries that are not present where the mappings are registered, and markers; before, hugetlb cannot be protected',
  },
  {
    id: 'hugetlbForkFiltersUffdWp', since: '6.4', sinceStable: { '6.3': 2 }, kernel: 'copy_hugetlb_page_range', cite: '5a2f8d22ace4',
    judge: 'source: 6.2.12, 6.3.8, mm/hugetlb.c, copy_hugetlb_page_range',
    says: 'hugetlb pages of a child of fork() have uffd-wp exactly where its mapping is registered, also those that are copied at once; before, shared pages always and copied ones never, and of a migration entry that becomes read-only it is lost',
  },
  {
    id: 'hugetlbForkClearsSwapBit', since: '7.2', sinceStable: { '6.1': 183, '6.6': 151, '6.12': 103, '7.1': 8 }, kernel: 'copy_hugetlb_page_range', cite: '83abe2fd5b3a',
    judge: [
      'source: 7.1.3, 7.2.6, mm/hugetlb.c, copy_hugetlb_page_range', 'source: 7.1.3, 7.1.8, mm/hugetlb.c, copy_hugetlb_page_range',
      'source: 6.1.180, 6.1.187, mm/hugetlb.c, copy_hugetlb_page_range', 'source: 6.12.101, 6.12.105, mm/hugetlb.c, copy_hugetlb_page_range',
    ],
    says: 'fork() takes uffd-wp from a hugetlb entry that is not present at the place that it has there; before, at its place in a present entry, which is a bit of the inverted offset: the child\'s migration or hwpoison entry is that of another page',
  },
  {
    id: 'hugetlbForkCopiesPinned', since: '5.12', kernel: 'copy_hugetlb_page_range', cite: '4eae4efa2c29',
    judge: 'source: 5.11.14, 5.12.9, mm/hugetlb.c, copy_hugetlb_page_range',
    says: 'a pinned hugetlb page of private memory is copied for the child at once; before, the next write of the parent copies away from the pin',
  },
  {
    id: 'hugetlbForkMeetsPoison', since: '6.4', kernel: 'copy_hugetlb_page_range', cite: '1cb9dc4b475c',
    judge: 'source: 6.3.8, 6.4.4, mm/hugetlb.c, copy_hugetlb_page_range',
    says: 'a hardware error that shows while a pinned hugetlb page is copied ends the copying with -EHWPOISON, and fork() with -ENOMEM; one that a write fault copies is VM_FAULT_HWPOISON_LARGE; before, nothing looks for it',
  },
  {
    id: 'makeHugePteAsksWrite', since: '6.14', kernel: 'make_huge_pte',
    judge: 'source: 6.13.2, 6.14.0, mm/hugetlb.c, make_huge_pte',
    says: 'a hugetlb entry becomes writable only where the mapping is; before, the copy of a pinned page is writable in a child whose mapping is read-only, and what a debugger writes to a read-only mapping is writable for its process too, or refused (`hugetlbWpRefusesReadOnly`)',
  },

  // Faults
  {
    id: 'hugetlbPoisonSaysSize', since: '5.11', sinceStable: { '4.19': 169, '5.4': 91, '5.10': 9 }, kernel: 'hugetlb_no_page', cite: '0eb98f1588c2',
    judge: [
      'source: 5.10.0, 5.11.0, mm/hugetlb.c, hugetlb_no_page', 'source: 5.10.0, 5.10.13, mm/hugetlb.c, hugetlb_no_page',
      'source: 4.19.1, 4.19.222, mm/hugetlb.c, hugetlb_no_page', 'source: 5.4.1, 5.4.286, mm/hugetlb.c, hugetlb_no_page',
    ],
    says: 'a fault on a page of hugetlbfs with a hardware error is VM_FAULT_HWPOISON_LARGE, and the signal tells the size of the page; before, VM_FAULT_HWPOISON',
  },
  {
    id: 'hugetlbWpKnowsShared', since: '6.0', sinceStable: { '5.19': 6 }, kernel: 'hugetlb_wp', cite: '1d8d14641fd9',
    judge: 'source: 5.19.0, 6.0.0, mm/hugetlb.c, hugetlb_wp',
    says: 'a write to a read-only entry of a shared hugetlb mapping makes it writable; before, it maps a copy, anonymous memory in a shared mapping, and nobody else sees what is written',
  },
  {
    id: 'hugetlbWpRefusesReadOnly', since: '6.0', until: '6.14', sinceStable: { '5.19': 6 }, kernel: 'hugetlb_wp', cite: '1d8d14641fd9',
    judge: ['source: 5.19.0, 6.0.0, mm/hugetlb.c, hugetlb_wp', 'source: 6.13.2, 6.14.0, mm/hugetlb.c, hugetlb_wp'],
    says: 'a write of a debugger to a read-only hugetlb mapping is a SIGSEGV, with a warning; before and after, it writes to the page or to a copy',
  },
  {
    id: 'hugetlbWpLeavesUffdWp', since: '6.3', sinceStable: { '6.1': 24, '6.2': 11 }, kernel: 'hugetlb_wp', cite: '60d5b473d61b',
    judge: ['source: 6.1.8, 6.3.8, mm/hugetlb.c, hugetlb_wp', 'source: 6.1.8, 6.1.164, mm/hugetlb.c, hugetlb_wp', 'source: 6.1.8, 6.2.12, mm/hugetlb.c, hugetlb_wp'],
    says: 'hugetlb_wp() leaves an entry with uffd-wp as it is: the first write to a private page that is mapped where a marker stood is trapped, and where userfaultfd is closed meanwhile the fault comes again for ever; before, the page becomes writable with the mark on it',
  },
  {
    id: 'hugetlbWpKeepsUffdWp', since: '6.4', kernel: 'hugetlb_wp', cite: '0f230bc24b6e',
    judge: 'source: 6.3.8, 6.4.4, mm/hugetlb.c, hugetlb_wp',
    says: 'the copy of a hugetlb page that a reader wants for itself (FAULT_FLAG_UNSHARE) keeps uffd-wp; before, it is lost',
  },
  {
    id: 'hugetlbNoPageAsksRegistration', since: '7.3', until: '7.3', sinceStable: { '7.3': 4 }, kernel: 'hugetlb_no_page',
    judge: 'source: 7.3.0-rc7, 7.3.4, mm/hugetlb.c, hugetlb_no_page',
    says: 'a hugetlb page that comes where a marker stands gets uffd-wp only where the mapping is registered for write protection; elsewhere, always',
  },
  {
    id: 'hugetlbFaultClearsLeftover', since: '7.3', until: '7.3', sinceStable: { '7.3': 4 }, kernel: 'hugetlb_fault',
    judge: 'source: 7.3.0-rc7, 7.3.4, mm/hugetlb.c, hugetlb_fault',
    says: 'a write, or an access to a PROT_NONE entry, takes the mark of userfaultfd from a hugetlb entry whose mapping is not registered for it any more; elsewhere it stays, and keeps the write away for ever',
  },

  // userfaultfd
  {
    id: 'hugetlbFillDirtiesEvery', since: '5.19', kernel: 'hugetlb_mcopy_atomic_pte', cite: '6041c6917903',
    judge: 'source: 5.18.12, 5.19.0, mm/hugetlb.c, hugetlb_mcopy_atomic_pte',
    says: 'UFFDIO_COPY and UFFDIO_CONTINUE leave every entry of hugetlb dirty; before, only a writable one',
  },
  {
    id: 'hugetlbKeepsPoisoned', since: '6.1', sinceStable: { '5.15': 80 }, kernel: 'hugetlb_mcopy_atomic_pte', cite: '8625147cafaa',
    judge: ['source: 6.0.1, 6.1.0-rc6, mm/hugetlb.c, hugetlb_mcopy_atomic_pte', 'source: 5.15.16, 5.15.100, mm/hugetlb.c, hugetlb_mcopy_atomic_pte'],
    says: 'a page of hugetlbfs with a hardware error stays in the page cache, where a fault is refused it and UFFDIO_CONTINUE is -EIO; before, it is dropped, and the next fault brings one of zeroes',
  },

  // Protection changes
  {
    id: 'hugetlbProtectsUffdWp', since: '5.19', kernel: 'hugetlb_change_protection', cite: '60dfaad65aa9',
    judge: 'source: 5.18.12, 5.19.0, mm/hugetlb.c, hugetlb_change_protection',
    says: 'UFFDIO_WRITEPROTECT protects hugetlb pages, and missing ones by markers',
  },
  {
    id: 'hugetlbProtectsAnyMigration', since: '6.2', sinceStable: { '6.1': 8 }, kernel: 'hugetlb_change_protection', cite: '44f86392bdd1',
    judge: ['source: 6.1.4, 6.2.12, mm/hugetlb.c, hugetlb_change_protection', 'source: 6.1.4, 6.1.8, mm/hugetlb.c, hugetlb_change_protection'],
    says: 'uffd-wp of every hugetlb migration entry is set or cleared as asked; before, that of entries which say that the page is shared stays as it is, and every pass drops it from the others',
  },
  {
    id: 'hugetlbProtectKnowsMarkers', since: '6.2', sinceStable: { '6.1': 8 }, kernel: 'hugetlb_change_protection', cite: '0e678153f5be',
    judge: ['source: 6.1.4, 6.2.12, mm/hugetlb.c, hugetlb_change_protection', 'source: 6.1.4, 6.1.8, mm/hugetlb.c, hugetlb_change_protection'],
    says: 'a protection change leaves markers in hugetlb as they are or clears them; before, what it has not cleared, or the empty entry after that, is changed as if it were present',
  },
  {
    id: 'hugetlbKeepsPoisonMarkers', since: '6.9', sinceStable: { '6.6': 29, '6.8': 8 }, kernel: 'hugetlb_change_protection', cite: 'c5977c95dff1',
    judge: ['source: 6.8.0, 6.9.0, mm/hugetlb.c, hugetlb_change_protection', 'source: 6.6.17, 6.6.87, mm/hugetlb.c, hugetlb_change_protection'],
    says: 'resolving write protection leaves poison markers in hugetlb; before, it clears them, and the next access gets a fresh page',
  },

  // Unmapping
  {
    id: 'hugetlbMarkerAsksRegistration', since: '7.3', until: '7.3', sinceStable: { '7.3': 4 }, kernel: '__unmap_hugepage_range',
    judge: 'source: 7.3.0-rc7, 7.3.4, mm/hugetlb.c, __unmap_hugepage_range',
    says: 'hugetlb entries with uffd-wp leave a marker only where the mapping is registered for write protection; elsewhere, in every mapping, also one that traps reads or is not registered any more',
  },
  {
    id: 'dontneedClearsMayshare', since: '4.19', until: '6.1', kernel: '__unmap_hugepage_range_final',
    judge: 'source: 6.0.1, 6.1.0-rc6, mm/hugetlb.c, __unmap_hugepage_range_final',
    cite: '04ada095dcfc',
    says: 'MADV_DONTNEED takes VM_MAYSHARE from a shared hugetlb mapping, as if the mapping went (`dontneedTakesHugetlb`)',
  },
] as const satisfies readonly Row[];
