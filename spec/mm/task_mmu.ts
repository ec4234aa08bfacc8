/** clear_refs and pagemap: fs/proc/task_mmu.c. */
import type { Row } from '../schema.ts';

/** What clear_refs does around entries, and what pagemap shows of them. */
export const taskMmuBehaviours = [
  // clear_refs
  {
    id: 'clearRefsExcludes', since: '5.11', sinceStable: { '5.10': 9 }, kernel: 'clear_refs_write', cite: '29a951dfb3c3',
    judge: ['source: 5.9.1, 5.11.0, fs/proc/task_mmu.c, clear_refs_write', 'source: 5.10.0, 5.10.13, fs/proc/task_mmu.c, clear_refs_write'],
    says: 'clear_refs keeps faults out (mmap lock for writing); before, it races with copies on write (H10)',
  },
  {
    id: 'clearRefsSkipsPinned', since: '5.11', sinceStable: { '5.10': 9 }, kernel: 'clear_soft_dirty', cite: '9348b73c2e1b',
    judge: ['source: 5.9.1, 5.11.0, fs/proc/task_mmu.c, clear_soft_dirty', 'source: 5.10.0, 5.10.13, fs/proc/task_mmu.c, clear_soft_dirty'],
    says: 'clear_refs leaves pinned pages alone; before, the next write copies away from the pin (H11)',
  },
  {
    id: 'clearRefsFlushes', since: '4.19', until: '5.6', kernel: 'tlb_finish_mmu', cite: '0758cd830494',
    judge: 'source: 5.4.286, 5.6.4, include/asm-generic/tlb.h, tlb_flush_mmu_tlbonly',
    says: 'clear_refs flushes the TLB, since ending a gather for all addresses does; later, only where entries were gathered, which clear_refs does not do',
  },
  {
    id: 'clearRefsFlushes', since: '5.12', sinceStable: { '5.10': 20, '5.11': 3 }, kernel: 'clear_refs_write',
    judge: ['source: 5.11.0, 5.12.9, fs/proc/task_mmu.c, clear_refs_write', 'source: 5.10.13, 5.10.28, fs/proc/task_mmu.c, clear_refs_write', 'source: 5.11.0, 5.11.14, fs/proc/task_mmu.c, clear_refs_write'],
    says: 'clear_refs flushes the TLB itself; from 5.6 to then, writes through a stale entry are never seen (H9)',
    cite: '912efa17e512',
  },

  // pagemap
  {
    id: 'pagemapMigrationNotExclusive', since: '5.17', sinceStable: { '5.10': 102, '5.15': 25, '5.16': 10 }, kernel: 'pte_to_pagemap_entry',
    judge: ['source: 5.15.16, 5.17.0, fs/proc/task_mmu.c, pte_to_pagemap_entry', 'source: 5.10.46, 5.10.218, fs/proc/task_mmu.c, pte_to_pagemap_entry'],
    says: 'a page that is migrating is never shown as mapped once',
    cite: '24d7275ce279',
  },
  {
    id: 'pagemapOnlyPresentExclusive', since: '6.11', sinceStable: { '6.6': 44, '6.10': 3 }, kernel: 'pte_to_pagemap_entry',
    judge: ['source: 6.10.0, 6.11.11, fs/proc/task_mmu.c, pte_to_pagemap_entry', 'source: 6.6.17, 6.6.87, fs/proc/task_mmu.c, pte_to_pagemap_entry'],
    says: 'only present entries are shown as mapped once',
    cite: 'da7f31ed0f4d',
  },
  {
    id: 'pagemapKnowsDeviceExclusive', since: '5.14', kernel: 'pte_to_pagemap_entry',
    judge: 'source: 5.12.9, 5.14.2, fs/proc/task_mmu.c, pte_to_pagemap_entry',
    says: 'the page behind every entry with a page frame number is looked at; before, of migration and device-private entries only',
    cite: 'af5cdaf82238',
  },
  {
    id: 'pagemapHugeTellsFile', since: '6.11', sinceStable: { '5.10': 224, '5.15': 165, '6.1': 103, '6.6': 44, '6.10': 3 }, kernel: 'pagemap_pmd_range', cite: '3f9f022e975d',
    judge: ['source: 6.10.0, 6.11.11, fs/proc/task_mmu.c, pagemap_pmd_range', 'source: 5.10.223, 5.10.251, fs/proc/task_mmu.c, pagemap_pmd_range', 'source: 6.1.8, 6.1.164, fs/proc/task_mmu.c, pagemap_pmd_range', 'source: 6.6.17, 6.6.87, fs/proc/task_mmu.c, pagemap_pmd_range'],
    says: 'huge pages of files are shown as such, and the huge zero page too; before, as anonymous ones',
  },

  // Huge entries in both
  {
    id: 'procAsksHugePage', since: '7.3', until: '7.3', sinceStable: { '7.3': 4 }, kernel: 'pagemap_pmd_range_thp',
    judge: ['source: 7.3.0-rc7, 7.3.4, fs/proc/task_mmu.c, pagemap_pmd_range_thp', 'source: 7.3.0-rc7, 7.3.4, fs/proc/task_mmu.c, clear_refs_pte_range'],
    says: 'special huge entries have no page that pagemap tells of, and clear_refs leaves their Accessed bit; elsewhere, both look at whatever the page frame number leads to',
  },

  // PAGEMAP_SCAN
  {
    id: 'scanReadsPresentBit', since: '6.7', until: '6.9', untilStable: { '6.8': 10 }, kernel: 'pagemap_scan_pmd_entry',
    judge: ['source: 6.6.87, 6.7.3, fs/proc/task_mmu.c, pagemap_scan_pmd_entry', 'source: 6.8.0, 6.9.0, fs/proc/task_mmu.c, pagemap_scan_pmd_entry'],
    says: 'the short way of a scan for written pages reads uffd-wp of swapped pages at its place in a present entry, which is a bit of the inverted offset: some are neither reported nor protected',
  },
  {
    id: 'scanReportsSoftDirty', since: '6.8', kernel: 'pagemap_page_category',
    judge: 'source: 6.7.3, 6.8.0, fs/proc/task_mmu.c, pagemap_page_category',
    says: 'a scan tells soft-dirty pages',
    cite: 'e6a9a2cbc13b',
  },
  {
    id: 'scanReportsGuards', since: '6.16', kernel: 'pagemap_page_category', cite: 'a516403787e0',
    judge: 'source: 6.14.0, 6.17.0, fs/proc/task_mmu.c, pagemap_page_category',
    says: 'a scan tells guard regions',
  },
  {
    id: 'scanKnowsHugeZero', since: '6.16', sinceStable: { '6.12': 36 }, kernel: 'pagemap_thp_category', cite: '4a5e85f4eb8f',
    judge: ['source: 6.14.0, 6.17.0, fs/proc/task_mmu.c, pagemap_thp_category', 'source: 6.12.8, 6.12.38, fs/proc/task_mmu.c, pagemap_thp_category'],
    says: 'a scan tells the huge zero page; before, only the small one',
  },
  {
    id: 'scanReportsEmpty', since: '7.2', sinceStable: { '6.12': 103, '7.1': 8 }, kernel: 'pagemap_page_category',
    judge: ['source: 7.1.3, 7.2.6, fs/proc/task_mmu.c, pagemap_page_category', 'source: 6.12.101, 6.12.105, fs/proc/task_mmu.c, pagemap_page_category', 'source: 7.1.3, 7.1.8, fs/proc/task_mmu.c, pagemap_page_category'],
    says: 'a scan tells empty entries as written whatever else it asks for; before, only where it asks for nothing else',
  },
  {
    id: 'scanAsksRegistration', since: '7.3', kernel: 'pagemap_page_category',
    judge: 'source: 7.2.13, 7.3.4, fs/proc/task_mmu.c, pagemap_page_category',
    says: 'a scan tells pages as written only in mappings that are registered for write protection; those registered for protection from access have PAGE_IS_ACCESSED',
  },

  // hugetlb in pagemap
  {
    id: 'pagemapHugetlbTellsUffdWp', since: '5.19', kernel: 'pagemap_hugetlb_range', cite: '8e165e733bfa',
    judge: 'source: 5.18.12, 5.19.0, fs/proc/task_mmu.c, pagemap_hugetlb_range',
    says: 'pagemap tells uffd-wp of hugetlb pages',
  },
  {
    id: 'scanClearsHugetlbFirst', since: '7.2', sinceStable: { '6.12': 101, '7.1': 5 }, kernel: 'make_uffd_wp_huge_pte', cite: '04718f7c9290',
    judge: ['source: 7.1.3, 7.2.6, fs/proc/task_mmu.c, make_uffd_wp_huge_pte', 'source: 6.12.100, 6.12.101, fs/proc/task_mmu.c, make_uffd_wp_huge_pte', 'source: 7.1.3, 7.1.8, fs/proc/task_mmu.c, make_uffd_wp_huge_pte'],
    says: 'a scan clears a hugetlb entry before it writes the protected one; before, Accessed and Dirty are lost if the processor sets them meanwhile',
  },
  {
    id: 'scanProtectsGigantic', since: '7.2', sinceStable: { '6.12': 97, '6.18': 40, '7.1': 5 }, kernel: 'pagemap_scan_hugetlb_entry', cite: '1b074e3270e1',
    judge: ['source: 7.1.3, 7.2.6, fs/proc/task_mmu.c, pagemap_scan_hugetlb_entry', 'source: 6.12.95, 6.12.100, fs/proc/task_mmu.c, pagemap_scan_hugetlb_entry', 'source: 7.1.3, 7.1.8, fs/proc/task_mmu.c, pagemap_scan_hugetlb_entry'],
    says: 'a scan protects hugetlb pages of any size; before, those of PMD size only, and of larger ones it says nothing while it protects',
  },
] as const satisfies readonly Row[];
