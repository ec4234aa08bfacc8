/** What no entry can be: the rules that a word of a page table keeps on a machine that runs Linux, each with where it is written. */

/** One rule, by what breaks it. */
interface RuleRow {
  readonly id: string;
  /** What the rule is, in a sentence. */
  readonly says: string;
  /** A section of the Intel SDM or of the AMD APM, or the kernel's function. */
  readonly source: string;
}

/** Rules about the word alone, which become tests of bits for a kernel and level. */
export const wordRules = [
  { id: 'reserved-bits', says: 'a reserved bit of a present entry is zero, or the processor faults', source: 'Intel SDM 3A, 4.5 and 4.7; AMD APM 2, 5.3' },
  { id: 'unexplained-bits', says: 'Linux sets no bit that it gives no meaning', source: 'arch/x86/include/asm/pgtable_types.h, pgtable_64.h and pte_swp helpers: the rows of spec/' },
  { id: 'inverted-frame', says: 'a present entry holds its frame as it is; only entries that are not present hold it inverted', source: 'arch/x86/include/asm/pgtable-invert.h, __pte_needs_invert()' },
  { id: 'frame-not-inverted', says: 'an entry that is not present holds its frame inverted', source: 'arch/x86/include/asm/pgtable-invert.h, protnone_mask()' },
  { id: 'protnone-table', says: 'a pointer to a table is never PROT_NONE', source: 'arch/x86/include/asm/pgtable.h, pmd_bad() and pud_bad()' },
  { id: 'swap-offset', says: 'a swap area has fewer than 2^32 pages', source: 'include/linux/swap.h, struct swap_info_struct, max; mm/swapfile.c, read_swap_header()' },
  { id: 'frame-beyond-memory', says: 'a page that is swapped, migrated or of a device has its struct page, so its frame is below MAX_PHYSMEM_BITS', source: 'arch/x86/include/asm/sparsemem.h, MAX_PHYSMEM_BITS' },
  { id: 'empty-marker', says: 'a marker has a bit', source: 'mm/memory.c, handle_pte_marker(), which warns' },
  { id: 'unconfigured-marker', says: 'a kernel without CONFIG_PTE_MARKER_UFFD_WP knows no marker of userfaultfd: it prints "unrecognized swap entry"', source: 'mm/memory.c, zap_pte_range()' },
  { id: 'page-table-check', says: 'no entry is writable and write-protected by userfaultfd', source: 'mm/page_table_check.c, page_table_check_pte_flags() and page_table_check_pmd_flags()' },
  { id: 'debug-vm', says: 'no entry that is tested for uffd-wp is writable and has it', source: 'arch/x86/include/asm/pgtable.h, pte_uffd_wp()' },
] as const satisfies readonly RuleRow[];

/** Rules about a word and the error code of a fault on it. */
export const faultRules = [
  { id: 'rsvd-not-present', says: 'RSVD is set together with P, and for a present entry alone', source: 'Intel SDM 3A, 4.7; AMD APM 2, 8.4.2' },
  { id: 'fault-not-present', says: 'P is clear where an entry of the walk was not present', source: 'Intel SDM 3A, 4.7; AMD APM 2, 8.4.2' },
] as const satisfies readonly RuleRow[];

/** Rules about a swp_entry_t. */
export const swpEntryRules = [
  { id: 'swap-type', says: 'a type has five bits', source: 'include/linux/swap.h, MAX_SWAPFILES_SHIFT' },
  { id: 'swp-entry-empty', says: 'a PTE of zeros is empty and no swap entry', source: 'include/linux/swapops.h, is_swap_pte() and pte_to_swp_entry()' },
  { id: 'swap-offset-bits', says: 'an offset has the bits that an entry has room for', source: 'arch/x86/include/asm/pgtable_64.h, __swp_entry()' },
] as const satisfies readonly RuleRow[];

/** Rules about a word of /proc/PID/pagemap. */
export const pagemapRules = [
  { id: 'pagemap-bits', says: 'the bits between the flags of the release are zero', source: 'fs/proc/task_mmu.c, PM_*' },
  { id: 'pagemap-both', says: 'a page is present or swapped, not both', source: 'fs/proc/task_mmu.c, pte_to_pagemap_entry()' },
  { id: 'pagemap-frame', says: 'without present and swapped there is no frame', source: 'fs/proc/task_mmu.c, pte_to_pagemap_entry()' },
] as const satisfies readonly RuleRow[];

/** How many bits a page of a swap area has: `max` of struct swap_info_struct is an unsigned int, 4.19 to 7.3. */
export const swapAreaBits = 32;
