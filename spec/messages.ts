/** Kernel messages that hold entries: what printk() is given, and what each number in it is. */
import type { Row } from './schema.ts';

/**
 * What a conversion of a message holds. `pte` to `pgd`: an entry of that level. `entry`: one whose level the message does not
 * tell or tells in a `level` of its own. `swpEntry`: a swp_entry_t. `address`, `number`, `text`: no entry. `errorCode`: that of
 * a page fault. `vmFlags`: those of the mapping.
 */
export type Printed =
  | 'pte' | 'pmd' | 'pud' | 'p4d' | 'pgd' | 'entry' | 'level' | 'swpEntry' | 'pagemap'
  | 'address' | 'number' | 'text' | 'errorCode' | 'vmFlags';

/** A message, dated as every row: the same words under other formats are rows with one id. */
export interface MessageRow extends Row {
  /** The format as the kernel's printk() prints it, in C's conversions; `kernel` names the function that does. */
  readonly prints: string;
  /** What each conversion of `prints` holds, in order. */
  readonly holds: readonly Printed[];
  /** It may end after any of its conversions, as the walk of an oops does. */
  readonly stops?: true;
}

/** Messages in the order in which a line is tried against them. */
export const messages = [
  // arch/x86/mm/fault.c
  {
    id: 'dumpPagetable', kernel: 'dump_pagetable', since: '4.19', prints: 'PGD %lx P4D %lx PUD %lx PMD %lx PTE %lx',
    holds: ['pgd', 'p4d', 'pud', 'pmd', 'pte'], stops: true,
    judge: 'source: 4.19.0, 7.3.4, arch/x86/mm/fault.c, dump_pagetable',
  },
  {
    id: 'faultErrorCode', kernel: 'show_fault_oops', since: '5.2', prints: '#PF: error_code(0x%04lx) - %s',
    holds: ['errorCode', 'text'], judge: 'source: 5.1.0, 5.2.1, arch/x86/mm/fault.c, show_fault_oops',
  },
  {
    id: 'faultAccess', kernel: 'show_fault_oops', since: '5.2', prints: '#PF: %s %s in %s mode', holds: ['text', 'text', 'text'],
    judge: 'source: 5.1.0, 5.2.1, arch/x86/mm/fault.c, show_fault_oops',
  },
  {
    id: 'faultAddress', kernel: 'show_fault_oops', since: '5.2', prints: 'BUG: unable to handle page fault for address: %px',
    holds: ['address'], judge: 'source: 5.1.0, 5.2.1, arch/x86/mm/fault.c, show_fault_oops',
  },
  {
    id: 'faultAtNull', kernel: 'show_fault_oops', since: '5.2', prints: 'BUG: kernel NULL pointer dereference, address: %px',
    holds: ['address'], judge: 'source: 5.1.0, 5.2.1, arch/x86/mm/fault.c, show_fault_oops',
  },
  {
    id: 'faultAddress', kernel: 'show_fault_oops', since: '4.19', until: '5.2', prints: 'BUG: unable to handle kernel %s at %px',
    holds: ['text', 'address'], judge: 'source: 5.1.0, 5.2.1, arch/x86/mm/fault.c, show_fault_oops',
  },
  {
    id: 'corruptedTable', kernel: 'pgtable_bad', since: '4.19', prints: '%s: Corrupted page table at address %lx',
    holds: ['text', 'address'], judge: 'source: 4.19.0, 7.3.4, arch/x86/mm/fault.c, pgtable_bad',
  },
  {
    id: 'badPagetable', kernel: 'pgtable_bad', since: '4.19', prints: 'Bad pagetable: %04lx', holds: ['errorCode'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/mm/fault.c, pgtable_bad',
  },
  {
    id: 'oopsErrorCode', kernel: 'no_context', since: '4.19', prints: 'Oops: %04lx', holds: ['errorCode'],
    renamed: [{ since: '5.12', kernel: 'page_fault_oops' }],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/mm/fault.c, no_context',
  },
  {
    id: 'segfault', kernel: 'show_signal_msg', since: '4.19', prints: '%s[%d]: segfault at %lx ip %px sp %px error %lx',
    holds: ['text', 'number', 'address', 'number', 'number', 'errorCode'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/mm/fault.c, show_signal_msg',
  },

  // mm/memory.c: print_bad_pte(), later print_bad_page_map(); the walk is a line of its own
  {
    id: 'badPageMap', kernel: 'print_bad_pte', since: '4.19', until: '6.18',
    prints: 'BUG: Bad page map in process %s  pte:%08llx pmd:%08llx', holds: ['text', 'pte', 'pmd'],
    judge: 'source: 6.17.8, 6.18.2, mm/memory.c, print_bad_pte',
  },
  {
    id: 'badPageMap', kernel: 'print_bad_page_map', since: '6.18', until: '7.3',
    prints: 'BUG: Bad page map in process %s  %s:%08llx', holds: ['text', 'level', 'entry'],
    judge: [
      'source: 6.17.8, 6.18.2, mm/memory.c, print_bad_page_map',
      'source: 7.2.13, 7.3.4, mm/memory.c, print_bad_page_map',
    ],
  },
  {
    id: 'badPageMap', kernel: 'print_bad_page_map', since: '7.3', prints: 'BUG: Bad page map in process %s  %s:%016llx',
    holds: ['text', 'level', 'entry'], judge: 'source: 7.2.13, 7.3.4, mm/memory.c, print_bad_page_map',
  },
  {
    id: 'badPageMapWalk', kernel: '__print_bad_page_map_pgtable', since: '6.18', until: '7.3',
    prints: 'pgd:%08llx p4d:%08llx pud:%08llx pmd:%08llx', holds: ['pgd', 'p4d', 'pud', 'pmd'], stops: true,
    judge: [
      'source: 6.17.8, 6.18.2, mm/memory.c, __print_bad_page_map_pgtable',
      'source: 7.2.13, 7.3.4, mm/memory.c, __print_bad_page_map_pgtable',
    ],
  },
  {
    id: 'badPageMapWalk', kernel: '__print_bad_page_map_pgtable', since: '7.3',
    prints: 'pgd:%016llx p4d:%016llx pud:%016llx pmd:%016llx', holds: ['pgd', 'p4d', 'pud', 'pmd'], stops: true,
    judge: 'source: 7.2.13, 7.3.4, mm/memory.c, __print_bad_page_map_pgtable',
  },
  {
    id: 'badPageMapMapping', kernel: 'print_bad_page_map', since: '7.3',
    prints: 'addr:%px vm_flags:%08lx anon_vma:%px mapping:%px index:%lx (file) %lx (anon)',
    holds: ['address', 'vmFlags', 'number', 'number', 'number', 'number'],
    judge: 'source: 7.2.13, 7.3.4, mm/memory.c, print_bad_page_map',
  },
  {
    id: 'badPageMapMapping', kernel: 'print_bad_pte', since: '5.4', prints: 'addr:%px vm_flags:%08lx anon_vma:%px mapping:%px index:%lx',
    holds: ['address', 'vmFlags', 'number', 'number', 'number'], renamed: [{ since: '6.18', kernel: 'print_bad_page_map' }],
    judge: 'source: 5.3.1, 5.4.1, mm/memory.c, print_bad_pte',
  },
  {
    id: 'badPageMapMapping', kernel: 'print_bad_pte', since: '4.19', until: '5.4',
    prints: 'addr:%p vm_flags:%08lx anon_vma:%p mapping:%p index:%lx',
    holds: ['number', 'vmFlags', 'number', 'number', 'number'], says: 'the address is hashed, as %p has it',
    judge: 'source: 5.3.1, 5.4.1, mm/memory.c, print_bad_pte',
  },
  {
    id: 'badPageMapFile', kernel: 'print_bad_pte', since: '6.16',
    prints: 'file:%pD fault:%ps mmap:%ps mmap_prepare: %ps read_folio:%ps', holds: ['text', 'text', 'text', 'text', 'text'],
    renamed: [{ since: '6.18', kernel: 'print_bad_page_map' }],
    judge: 'source: 6.14.0, 6.17.0, mm/memory.c, print_bad_pte',
  },
  {
    id: 'badPageMapFile', kernel: 'print_bad_pte', since: '5.19', until: '6.16',
    prints: 'file:%pD fault:%ps mmap:%ps read_folio:%ps', holds: ['text', 'text', 'text', 'text'],
    judge: ['source: 5.18.12, 5.19.0, mm/memory.c, print_bad_pte', 'source: 6.14.0, 6.17.0, mm/memory.c, print_bad_pte'],
  },
  {
    id: 'badPageMapFile', kernel: 'print_bad_pte', since: '4.19', until: '5.19',
    prints: 'file:%pD fault:%ps mmap:%ps readpage:%ps', holds: ['text', 'text', 'text', 'text'],
    judge: 'source: 5.18.12, 5.19.0, mm/memory.c, print_bad_pte',
  },
  {
    id: 'unrecognizedSwapEntry', kernel: 'zap_pte_range', since: '6.7', prints: 'unrecognized swap entry 0x%lx', holds: ['swpEntry'],
    renamed: [{ since: '6.14', kernel: 'zap_nonpresent_ptes' }],
    judge: 'source: 6.6.9, 6.7.3, mm/memory.c, zap_pte_range',
  },

  // arch/x86/include/asm/pgtable_64.h, for mm/pgtable-generic.c and all that clear bad tables
  {
    id: 'badPte', kernel: 'pte_ERROR', since: '4.19', prints: '%s:%d: bad pte %p(%016lx)', holds: ['text', 'number', 'number', 'pte'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/pgtable_64.h, pte_ERROR',
  },
  {
    id: 'badPmd', kernel: 'pmd_ERROR', since: '4.19', prints: '%s:%d: bad pmd %p(%016lx)', holds: ['text', 'number', 'number', 'pmd'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/pgtable_64.h, pmd_ERROR',
  },
  {
    id: 'badPud', kernel: 'pud_ERROR', since: '4.19', prints: '%s:%d: bad pud %p(%016lx)', holds: ['text', 'number', 'number', 'pud'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/pgtable_64.h, pud_ERROR',
  },
  {
    id: 'badP4d', kernel: 'p4d_ERROR', since: '4.19', prints: '%s:%d: bad p4d %p(%016lx)', holds: ['text', 'number', 'number', 'p4d'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/pgtable_64.h, p4d_ERROR',
  },
  {
    id: 'badPgd', kernel: 'pgd_ERROR', since: '4.19', prints: '%s:%d: bad pgd %p(%016lx)', holds: ['text', 'number', 'number', 'pgd'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/include/asm/pgtable_64.h, pgd_ERROR',
  },

  // mm/swapfile.c: a swp_entry_t, whose type stands at bit 58 from 4.20 on
  {
    id: 'badSwapFile', kernel: '__swap_info_get', since: '4.19', until: '5.12', prints: 'swap_info_get: Bad swap file entry %08lx',
    holds: ['swpEntry'], judge: 'source: 5.11.14, 5.12.9, mm/swapfile.c, __swap_info_get',
  },
  {
    id: 'badSwapFile', kernel: '__swap_duplicate', since: '4.19', until: '5.3', prints: 'swap_dup: Bad swap file entry %08lx',
    holds: ['swpEntry'], judge: 'source: 5.2.1, 5.3.0, mm/swapfile.c, __swap_duplicate',
  },
  {
    id: 'badSwapFile', kernel: 'get_swap_device', since: '5.3', prints: '%s: Bad swap file entry %08lx', holds: ['text', 'swpEntry'],
    judge: 'source: 5.2.1, 5.3.0, mm/swapfile.c, get_swap_device',
  },
  {
    id: 'badSwapFile', kernel: '__swap_duplicate', since: '6.14', sinceStable: { '6.12': 111 }, prints: 'Bad swap file entry %08lx',
    holds: ['swpEntry'], renamed: [{ since: '7.1', kernel: 'swap_dup_entry_direct' }],
    judge: 'source: 6.13.0, 6.14.0, mm/swapfile.c, __swap_duplicate',
  },
  {
    id: 'badSwapOffset', kernel: '__swap_info_get', since: '4.19', until: '5.12', prints: 'swap_info_get: Bad swap offset entry %08lx',
    holds: ['swpEntry'], judge: 'source: 5.11.14, 5.12.9, mm/swapfile.c, __swap_info_get',
  },
  {
    id: 'badSwapOffset', kernel: '__swap_info_get', since: '5.12', prints: '%s: Bad swap offset entry %08lx', holds: ['text', 'swpEntry'],
    renamed: [{ since: '6.1', kernel: 'get_swap_device' }],
    judge: 'source: 5.11.14, 5.12.9, mm/swapfile.c, __swap_info_get',
  },
  {
    id: 'unusedSwapFile', kernel: '__swap_info_get', since: '4.19', until: '5.12', prints: 'swap_info_get: Unused swap file entry %08lx',
    holds: ['swpEntry'], judge: 'source: 5.11.14, 5.12.9, mm/swapfile.c, __swap_info_get',
  },
  {
    id: 'unusedSwapFile', kernel: '_swap_info_get', since: '5.12', until: '7.0', prints: '%s: Unused swap file entry %08lx',
    holds: ['text', 'swpEntry'],
    judge: ['source: 5.11.14, 5.12.9, mm/swapfile.c, __swap_info_get', 'source: 6.19.11, 7.0.0, mm/swapfile.c, _swap_info_get'],
  },
  {
    id: 'unusedSwapOffset', kernel: '_swap_info_get', since: '4.19', until: '5.12', prints: 'swap_info_get: Unused swap offset entry %08lx',
    holds: ['swpEntry'], judge: 'source: 5.11.14, 5.12.9, mm/swapfile.c, _swap_info_get',
  },
  {
    id: 'unusedSwapOffset', kernel: '_swap_info_get', since: '5.12', until: '7.0', prints: '%s: Unused swap offset entry %08lx',
    holds: ['text', 'swpEntry'],
    judge: ['source: 5.11.14, 5.12.9, mm/swapfile.c, _swap_info_get', 'source: 6.19.11, 7.0.0, mm/swapfile.c, _swap_info_get'],
  },

  // tracepoints: include/trace/events/migrate.h and thp.h, judged by the functions that call them; xen.h
  {
    id: 'traceMigrationPte', kernel: 'trace_set_migration_pte', since: '5.18', prints: 'addr=%lx, pte=%lx order=%d',
    holds: ['address', 'pte', 'number'], judge: 'source: 5.17.0, 5.18.1, mm/rmap.c, try_to_migrate_one',
  },
  {
    id: 'traceMigrationPmd', kernel: 'trace_set_migration_pmd', since: '5.18', prints: 'addr=%lx, pmd=%lx',
    holds: ['address', 'pmd'], judge: 'source: 5.17.0, 5.18.1, mm/huge_memory.c, set_pmd_migration_entry',
  },
  {
    id: 'tracePageFault', kernel: 'x86_exceptions', since: '4.19', prints: 'address=%ps ip=%ps error_code=0x%lx',
    holds: ['text', 'text', 'errorCode'],
    judge: 'source: 4.19.0, 6.14.0, arch/x86/include/asm/trace/exceptions.h, DEFINE_PAGE_FAULT_EVENT',
  },
  {
    id: 'traceXenPteAt', kernel: 'xen_mmu_ptep_modify_prot', since: '4.19', prints: 'mm %p addr %lx ptep %p pteval %016llx (raw %016llx)',
    holds: ['number', 'address', 'number', 'pte', 'pte'],
    judge: 'source: 4.19.2, 7.3.3, include/trace/events/xen.h, xen_mmu_ptep_modify_prot',
  },
  {
    id: 'traceXenPte', kernel: 'xen_mmu__set_pte', since: '4.19', prints: 'ptep %p pteval %016llx (raw %016llx)',
    holds: ['number', 'pte', 'pte'], judge: 'source: 4.19.2, 7.3.3, include/trace/events/xen.h, xen_mmu__set_pte',
  },
  {
    id: 'traceXenPmd', kernel: 'xen_mmu_set_pmd', since: '4.19', prints: 'pmdp %p pmdval %016llx (raw %016llx)',
    holds: ['number', 'pmd', 'pmd'], judge: 'source: 4.19.2, 7.3.3, include/trace/events/xen.h, xen_mmu_set_pmd',
  },
  {
    id: 'traceXenPud', kernel: 'xen_mmu_set_pud', since: '4.19', prints: 'pudp %p pudval %016llx (raw %016llx)',
    holds: ['number', 'pud', 'pud'], judge: 'source: 4.19.2, 7.3.3, include/trace/events/xen.h, xen_mmu_set_pud',
  },
  {
    id: 'traceXenP4d', kernel: 'xen_mmu_set_p4d', since: '4.19', prints: 'p4dp %p user_p4dp %p p4dval %016llx (raw %016llx)',
    holds: ['number', 'number', 'p4d', 'p4d'], judge: 'source: 4.19.2, 7.3.3, include/trace/events/xen.h, xen_mmu_set_p4d',
  },

  // arch/x86/mm: what mmiotrace, the test of set_memory.c and fixmap print
  {
    id: 'mmiotracePte', kernel: 'print_pte', since: '4.19', prints: 'pte for 0x%lx: 0x%llx 0x%llx', holds: ['address', 'pte', 'number'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/mm/mmio-mod.c, print_pte',
  },
  {
    id: 'cpaBadPte', kernel: 'pageattr_test', since: '4.19', prints: 'CPA %lx: bad pte %llx', holds: ['address', 'pte'],
    judge: 'source: 5.7.14, 7.3.4, arch/x86/mm/pat/cpa-test.c, pageattr_test',
  },
  {
    id: 'cpaBadPteAfter', kernel: 'pageattr_test', since: '4.19', prints: 'CPA %lx: bad pte after revert %llx', holds: ['address', 'pte'],
    judge: 'source: 5.7.14, 7.3.4, arch/x86/mm/pat/cpa-test.c, pageattr_test',
  },
  {
    id: 'cpaNotHuge', kernel: 'print_split', since: '4.19', prints: '%lx level %d but not PSE %llx', holds: ['address', 'number', 'pmd'],
    judge: 'source: 5.7.14, 7.3.4, arch/x86/mm/pat/cpa-test.c, print_split',
  },
  {
    id: 'setPteVaddr', kernel: 'set_pte_vaddr', since: '4.19', prints: 'set_pte_vaddr %lx to %lx', holds: ['address', 'pte'],
    judge: 'source: 4.19.0, 7.3.4, arch/x86/mm/init_64.c, set_pte_vaddr',
  },
  {
    id: 'insecureMapping', kernel: 'note_page', since: '4.19', until: '4.20',
    prints: 'x86/mm: Found insecure W+X mapping at address %p/%pS', holds: ['number', 'text'],
    judge: 'source: 4.19.1, 4.20.0, arch/x86/mm/dump_pagetables.c, note_page',
  },
  {
    id: 'insecureMapping', kernel: 'note_wx', since: '4.20', prints: 'x86/mm: Found insecure W+X mapping at address %pS', holds: ['text'],
    judge: 'source: 4.19.1, 4.20.0, arch/x86/mm/dump_pagetables.c, note_wx',
  },

  // numbers that look like entries and are none: the rows keep them from being taken for such
  {
    id: 'badRssCounter', kernel: 'check_mm', since: '5.4', prints: 'BUG: Bad rss-counter state mm:%p type:%s val:%ld',
    holds: ['number', 'text', 'number'], judge: 'source: 5.3.1, 5.4.1, kernel/fork.c, check_mm',
  },
  {
    id: 'badRssCounter', kernel: 'check_mm', since: '4.19', until: '5.4', prints: 'BUG: Bad rss-counter state mm:%p idx:%d val:%ld',
    holds: ['number', 'number', 'number'], judge: 'source: 5.3.1, 5.4.1, kernel/fork.c, check_mm',
  },
  {
    id: 'iommuPte', kernel: '__domain_mapping', since: '4.19', prints: 'DMA PTE for vPFN 0x%lx already set (to %llx not %llx)',
    holds: ['number', 'number', 'number'], judge: 'source: 4.19.2, 7.3.3, drivers/iommu/intel/iommu.c, __domain_mapping',
  },
] as const satisfies readonly MessageRow[];

/** The id of a message. */
export type MessageId = (typeof messages)[number]['id'];
