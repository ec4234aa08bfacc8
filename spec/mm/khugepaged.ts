/** Huge pages made of small ones, and page tables that go away: mm/khugepaged.c, with zap_pte_range() of mm/memory.c. */
import type { Row } from '../schema.ts';

/** What stops khugepaged, and what keeps a page table. */
export const khugepagedBehaviours = [
  {
    id: 'collapseAsksUffdWp', since: '5.7', kernel: 'khugepaged_scan_pmd', cite: 'e1e267c7928f',
    judge: 'source: 5.6.4, 5.7.14, mm/khugepaged.c, khugepaged_scan_pmd',
    says: 'an entry with uffd-wp, in memory or in swap, keeps its table from becoming a huge page',
  },
  {
    // The number for 5.15 is that of a tree that has it; 5.15.100 has not.
    id: 'collapseAsksUffdWpAgain', since: '6.3', sinceStable: { '5.10': 179, '5.15': 135, '6.1': 26, '6.2': 13 }, kernel: '__collapse_huge_page_isolate', cite: 'dd47ac428c3f',
    judge: [
      'source: 6.2.12, 6.3.8, mm/khugepaged.c, __collapse_huge_page_isolate',
      'source: 5.10.46, 5.10.218, mm/khugepaged.c, __collapse_huge_page_isolate',
      'source: 5.15.100, 5.15.135, mm/khugepaged.c, __collapse_huge_page_isolate',
      'source: 6.1.8, 6.1.164, mm/khugepaged.c, __collapse_huge_page_isolate',
    ],
    says: 'uffd-wp that comes after the scan stops the collapse as well; before, the protection is lost with the small entry',
  },
  {
    id: 'collapseAsksMarker', since: '6.4', kernel: 'pte_swp_uffd_wp_any',
    judge: 'source: 6.3.8, 6.4.4, mm/khugepaged.c, hpage_collapse_scan_pmd',
    says: 'a marker of userfaultfd stops the collapse; before, anonymous memory has none',
  },
  {
    id: 'collapseCountsShared', since: '5.8', kernel: 'khugepaged_scan_pmd', cite: '5503fbf2b0b8',
    judge: 'source: 5.7.14, 5.8.1, mm/khugepaged.c, khugepaged_scan_pmd',
    says: 'pages that other processes map, up to max_ptes_shared, and parts of larger folios can become part of a huge page; before, each stops the collapse',
  },
  {
    id: 'collapseSkipsDevice', since: '6.0', kernel: 'khugepaged_scan_pmd', cite: '3218f8712d6b',
    judge: 'source: 5.19.0, 6.0.0, mm/khugepaged.c, khugepaged_scan_pmd',
    says: 'a page in device memory that the processor reaches stops the collapse',
  },
  {
    id: 'collapseByMadvise', since: '6.1', kernel: 'madvise_collapse', cite: '7d8faaf15545',
    judge: 'source: 6.0.1, 6.1.0-rc6, mm/khugepaged.c, madvise_collapse',
    says: 'MADV_COLLAPSE makes a huge page at once, whatever the limits of khugepaged and whether or not the pages are in use',
  },
  {
    id: 'collapseNeedsWritable', since: '4.19', until: '6.18', kernel: 'hpage_collapse_scan_pmd',
    judge: 'source: 6.17.8, 6.18.2, mm/khugepaged.c, hpage_collapse_scan_pmd',
    says: 'one of the small entries must be writable; later, all can be read-only',
  },
  {
    id: 'collapseSkipsLazyfree', since: '7.1', kernel: 'collapse_scan_pmd',
    judge: 'source: 7.0.0, 7.1.0-rc6, mm/khugepaged.c, collapse_scan_pmd',
    says: 'a page after MADV_FREE that has not been written to since stops khugepaged; before, it counts as dirty from then on',
  },
  {
    id: 'collapseFileAsksMissing', since: '6.4', kernel: 'collapse_file', cite: 'ac492b9c70ca',
    judge: 'source: 6.3.8, 6.4.4, mm/khugepaged.c, collapse_file',
    says: 'a hole in shared memory of which a userfaultfd is to hear keeps small pages from becoming a huge one; before, it is filled with zeroes, and no message is sent',
  },
  {
    id: 'collapseAsksFileSystem', since: '7.2', kernel: 'file_thp_enabled',
    judge: 'source: 7.1.13, 7.2.6, mm/huge_memory.c, file_thp_enabled',
    says: 'small pages of a file can become a huge one where its file system has folios of that size, whoever writes to it; before, with CONFIG_READ_ONLY_THP_FOR_FS, of a file that nobody has open for writing',
  },
  {
    id: 'retractAsksUffdWp', since: '5.19', kernel: 'retract_page_tables', cite: 'deb4c93a9871',
    judge: 'source: 5.18.12, 5.19.0, mm/khugepaged.c, retract_page_tables',
    says: 'the page table of a mapping that is registered for uffd-wp stays when the page of its file becomes huge; before, there is nothing of userfaultfd in it',
  },
  {
    id: 'retractAsksGuard', since: '6.19', kernel: 'file_backed_vma_is_retractable',
    judge: 'source: 6.18.35, 6.19.0, mm/khugepaged.c, file_backed_vma_is_retractable',
    says: 'so does that of a mapping that may have guard regions; before, these make it a mapping with private copies, whose tables stay in any case',
  },
  {
    id: 'zapReclaimsTable', since: '6.14', kernel: 'zap_pte_range', cite: '6375e95f381e',
    judge: 'source: 6.13.2, 6.14.0, mm/memory.c, zap_pte_range',
    says: 'MADV_DONTNEED frees a page table that it has emptied; before, the table stays until the mapping goes',
  },
] as const satisfies readonly Row[];
