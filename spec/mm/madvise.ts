/** Guard regions and advice that ages pages: mm/madvise.c. */
import type { Row } from '../schema.ts';

/** Where guard regions can be, and what MADV_FREE, MADV_COLD and MADV_PAGEOUT do to an entry. */
export const madviseBehaviours = [
  {
    id: 'madviseKeepsLarge', since: '6.10', kernel: 'madvise_free_pte_range',
    judge: 'source: 6.9.0, 6.10.0, mm/madvise.c, madvise_folio_pte_batch',
    says: 'MADV_FREE, MADV_COLD and MADV_PAGEOUT take a large folio whole if they are for all its pages and the entries are alike, and split it otherwise; before, they split each one that page 0 says is not shared',
  },
  {
    id: 'guardsAnyMapping', since: '6.15', kernel: 'is_valid_guard_vma',
    judge: 'source: 6.14.0, 6.17.0, mm/madvise.c, is_valid_guard_vma',
    says: 'guard regions can be in mappings of files and read-only ones, too; before, in anonymous memory that may be written. Over uffd-wp markers, which a zap leaves in file mappings, MADV_GUARD_INSTALL starts again for ever',
    cite: 'f807123d578d',
  },
  {
    id: 'madviseSkipsDevicePages', since: '6.0', kernel: 'madvise_free_pte_range', cite: '3218f8712d6b',
    judge: 'source: 5.19.0, 6.0.0, mm/madvise.c, madvise_free_pte_range',
    says: 'MADV_FREE, MADV_COLD and MADV_PAGEOUT leave pages in device memory alone',
  },
  {
    id: 'madviseFreeClearsPoison', since: '5.19', kernel: 'madvise_free_pte_range',
    judge: 'source: 5.18.12, 5.19.0, mm/madvise.c, madvise_free_pte_range',
    says: 'MADV_FREE clears hwpoison and poison entries, so that the next access gets a fresh page; before, swap entries only',
  },
  {
    // As wpCopyRefusesRemote: on the longterm tree alone, which took it before any release did.
    id: 'madviseFreeLeavesKsm', since: '6.13', until: '6.13', sinceStable: { '6.12': 118 }, kernel: 'madvise_free_pte_range',
    judge: 'source: 6.12.117, 6.12.118, mm/madvise.c, madvise_free_pte_range',
    says: 'MADV_FREE leaves a KSM page alone that is dirty or in the swap cache, since others may map it at any time; elsewhere, it frees one that no other process maps',
  },
  {
    id: 'pageoutKeepsYoung', since: '6.9', kernel: 'madvise_cold_or_pageout_pte_range',
    judge: 'source: 6.8.0, 6.9.0, mm/madvise.c, madvise_cold_or_pageout_pte_range',
    says: 'MADV_PAGEOUT leaves Accessed to reclaim; before, it clears it as MADV_COLD does',
  },
  {
    id: 'coldClearsYoungAtomically', since: '7.3', until: '7.3', sinceStable: { '6.12': 117, '7.3': 4 }, kernel: 'madvise_cold_or_pageout_pte_range',
    judge: [
      'source: 6.12.116, 6.12.117, mm/madvise.c, madvise_cold_or_pageout_pte_range',
      'source: 7.3.0-rc7, 7.3.4, mm/madvise.c, madvise_cold_or_pageout_pte_range',
    ],
    says: 'MADV_COLD clears nothing but Accessed of a huge entry; elsewhere, it writes back the entry that it has read, and loses a Dirty bit that was set since',
  },
  {
    id: 'madviseHugeAsksPage', since: '7.3', until: '7.3', sinceStable: { '7.3': 4 }, kernel: 'madvise_cold_or_pageout_pte_range',
    judge: 'source: 7.3.0-rc7, 7.3.4, mm/madvise.c, madvise_cold_or_pageout_pte_range',
    says: 'MADV_COLD and MADV_PAGEOUT leave special huge entries alone; elsewhere, only the huge zero page, and age the rest by whatever its page frame number leads to',
  },
  {
    id: 'dontneedTakesHugetlb', since: '5.18', kernel: 'madvise_dontneed_free_valid_vma', cite: '90e7e7f5ef3f',
    judge: 'source: 5.17.0, 5.18.1, mm/madvise.c, madvise_dontneed_free_valid_vma',
    says: 'MADV_DONTNEED drops huge pages of hugetlb; before, it refuses their mappings',
  },
  {
    id: 'doforkRefusesSpecial', since: '7.0', kernel: 'madvise_vma_behavior',
    judge: 'source: 6.19.11, 7.0.0, mm/madvise.c, madvise_vma_behavior',
    says: 'MADV_DOFORK is refused for every mapping of a driver (VM_SPECIAL); before, for those of devices (VM_IO) only',
  },
] as const satisfies readonly Row[];
