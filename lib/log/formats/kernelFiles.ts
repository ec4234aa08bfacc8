/** Files of the kernel and tools beside it: addresses and flags, which are no entries, and words of pagemap. */
import type { TextFormat } from '../format.ts';

/** /sys/kernel/debug/page_tables: ranges of addresses and what the entries of each say, but no entry. */
const pageTables: readonly TextFormat[] = [
  {
    id: 'pageTablesRange',
    tool: '/sys/kernel/debug/page_tables',
    source: 'linux, arch/x86/mm/dump_pagetables.c, note_page() and printk_prot()',
    pattern: /^0x[\da-f]{8,16}-0x[\da-f]{8,16}\s+\d+[KMGTPE]\s.*\b(?:pgd|p4d|pud|pmd|pte)\s*$/d,
    holds: {},
    example: {
      lines: ['0xffff888000000000-0xffff888000200000           2M     RW                     GLB NX pte'],
      words: [],
    },
  },
];

/** page-types, whose flags are those of /proc/kpageflags. */
const pageTypes: readonly TextFormat[] = [
  {
    id: 'pageTypesFlags',
    tool: 'page-types',
    source: 'linux, tools/mm/page-types.c, show_summary() and describe_flags()',
    pattern: /^0x[\da-f]{16}\t(?:\s*\d+\s+\d+\s{2})?[\w_]{20,}\t?.*$/d,
    holds: {},
    example: {
      lines: [
        '0x0000000000000868\t      2048        8  ___U_lA____Ma_b___________________________\tuptodate,lru,active',
      ],
      words: [],
    },
  },
  {
    id: 'pageTypesRow',
    tool: 'page-types -l, -L',
    source: 'linux, tools/mm/page-types.c, show_page_range() and show_page()',
    pattern: /^(?:@\w+\t)?(?:[\da-f]+\t){1,5}[\w_]{20,}\s*$/d,
    holds: {},
    example: { lines: ['7fd84bb1c\t12345\t1\t___U_lA____Ma_b___________________________'], words: [] },
  },
];

/** KASAN's shadow bytes around an address: what it knows of memory, not what is in it. */
const kasan: TextFormat = {
  id: 'kasanShadow',
  tool: 'KASAN',
  source: 'linux, mm/kasan/report.c, print_memory_metadata()',
  pattern: /^ffff[\da-f]{12}: [\da-f]{2}(?: [\da-f]{2}){15}\s*$/d,
  holds: {},
  example: { lines: ['>ffff888012345680: fa fb fb fb fb fb fb fb fb fb fb fb fb fb fb fb'], words: [] },
};

/** What programs print of /proc/PID/pagemap by the name that page-types gives its words. */
const pagemapEntry: TextFormat = {
  id: 'pagemapEntry',
  tool: 'programs that read /proc/PID/pagemap',
  source: 'linux, tools/mm/page-types.c, which names a word so',
  has: 'pme',
  pattern: /\bpme\b[:= ]\s*(?<word>(?:0x)?[\da-f]{1,16})(?!\w)/dg,
  holds: { word: 'pagemap' },
  example: { lines: ['pme 80000000000000'], words: [{ word: 0x80000000000000n, as: 'pagemap' }] },
};

/** /proc/PID/maps and smaps. */
const maps: TextFormat = {
  id: 'procMaps',
  tool: '/proc/PID/maps',
  source: 'linux, fs/proc/task_mmu.c, show_vma_header_prefix()',
  pattern: /^[\da-f]{8,16}-[\da-f]{8,16} [-r][-w][-x][ps] [\da-f]{8,16} [\da-f]{2,}:[\da-f]{2,} \d+/d,
  holds: {},
  example: { lines: ['7fd84bb1c000-7fd84bb3d000 rw-p 00000000 00:00 0                          [heap]'], words: [] },
};

/** The formats of the kernel's files. */
export const kernelFiles: readonly TextFormat[] = [...pageTables, ...pageTypes, kasan, pagemapEntry, maps];
