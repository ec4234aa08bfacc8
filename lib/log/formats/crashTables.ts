/** What crash prints beside a walk: pages, mappings, addresses. None of it is an entry. */
import type { TextFormat } from '../format.ts';

/** `PAGE PHYSICAL MAPPING INDEX CNT FLAGS`, and a struct page under it: no entry. */
const structPage: readonly TextFormat[] = [
  {
    id: 'crashPages',
    tool: 'crash vtop, kmem -p',
    source: 'crash, memory.c, dump_mem_map()',
    has: 'PHYSICAL',
    pattern: /^PAGE\s+PHYSICAL\s+MAPPING\s+INDEX\s+CNT\s+FLAGS\s*$/d,
    holds: {},
    example: { lines: ['      PAGE         PHYSICAL      MAPPING       INDEX CNT FLAGS'], words: [] },
  },
  {
    id: 'crashPageRow',
    tool: 'crash vtop, kmem -p',
    source: 'crash, memory.c, dump_mem_map()',
    pattern: /^(?<page>[\da-f]{16})\s+(?<at>[\da-f]{1,16})\s.*$/d,
    holds: { page: 'number', at: 'number' },
    after: ['crashPages', 'crashPageRow'],
    example: {
      lines: [
        '      PAGE         PHYSICAL      MAPPING       INDEX CNT FLAGS',
        'ffffea0002f85040 be141000 ffff888139ab1234 7fd84bb1c 1 17ffffc0080068 uptodate,lru,active,swapbacked',
      ],
      words: [],
    },
  },
];

/** The mapping of an address, as `vtop` and `vm` print it. */
const mapping: readonly TextFormat[] = [
  {
    id: 'crashVma',
    tool: 'crash vtop, vm',
    source: 'crash, memory.c, vm_area_dump()',
    has: 'VMA',
    pattern: /^VMA\s+START\s+END\s+FLAGS(?:\s+FILE)?\s*$/d,
    holds: {},
    example: { lines: ['      VMA           START       END     FLAGS FILE'], words: [] },
  },
  {
    id: 'crashVmaRow',
    tool: 'crash vtop, vm',
    source: 'crash, memory.c, vm_area_dump()',
    pattern:
      /^(?<at>[\da-f]{16})\s+(?<start>[\da-f]{1,16})\s+(?<end>[\da-f]{1,16})\s+(?<flags>[\da-f]{1,16})(?:\s.*)?$/d,
    holds: { at: 'number', start: 'number', end: 'number', flags: 'vmFlags' },
    after: ['crashVma', 'crashVmaRow'],
    example: {
      lines: [
        '      VMA           START       END     FLAGS FILE',
        'ffff888012345680 7fd84bb1c000 7fd84bb3d000 8100073 ',
      ],
      words: [],
    },
  },
];

/** `vtop` begins with the address and what it is translated to. */
const translated: readonly TextFormat[] = [
  {
    id: 'crashVirtual',
    tool: 'crash vtop',
    source: 'crash, memory.c, do_vtop()',
    has: 'VIRTUAL',
    pattern: /^VIRTUAL\s+PHYSICAL\s*$/d,
    holds: {},
    example: { lines: ['VIRTUAL           PHYSICAL'], words: [] },
  },
  {
    id: 'crashVirtualRow',
    tool: 'crash vtop',
    source: 'crash, memory.c, do_vtop()',
    pattern: /^(?<at>[\da-f]{1,16})\s+(?:[\da-f]{1,16}|\(not [a-z ]+\))\s*$/d,
    holds: { at: 'address' },
    after: ['crashVirtual'],
    example: { lines: ['VIRTUAL           PHYSICAL', 'ffff8880be141000  be141000'], words: [] },
  },
];

/** Tables without entries. */
export const crashTables: readonly TextFormat[] = [...mapping, ...structPage, ...translated];
