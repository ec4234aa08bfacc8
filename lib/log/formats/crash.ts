/** crash: `vtop`, `pte`, `rd`. */
import type { TextFormat, TextLevel } from '../format.ts';
import { crashTables } from './crashTables.ts';

const vtop = 'crash, x86_64.c, x86_64_uvtop_level4() and x86_64_translate_pte()';

/** `PMD: 13fffb0b8 => 7e54a5067`: where an entry stands, and the entry. */
const walk: TextFormat = {
  id: 'crashWalk',
  tool: 'crash vtop',
  source: vtop,
  has: '=>',
  pattern: /^(?<level>PGD|P4D|PUD|PMD|PTE):\s+(?<at>[\da-f]{1,16}) => (?<word>[\da-f]{1,16})(?: \[machine\])?\s*$/d,
  holds: { level: 'level', at: 'number', word: 'entry' },
  example: {
    lines: ['   PGD: 1d1c7f8 => 800000013ffff067', '   PTE: 13fffea08 => 80000000be141063'],
    words: [
      { word: 0x800000013ffff067n, as: 'entry', level: 'pgd' },
      { word: 0x80000000be141063n, as: 'entry', level: 'pte' },
    ],
  },
};

/** The same of releases to 7.2: the root's entry has another name, or is told without its place. */
const olderWalk: readonly TextFormat[] = [
  {
    id: 'crashPml',
    tool: 'crash vtop, to 7.2',
    source: 'crash, x86_64.c, x86_64_uvtop_level4() before 94d01ce',
    has: 'PML:',
    pattern: /^PML:\s+(?<at>[\da-f]{1,16}) => (?<word>[\da-f]{1,16})(?: \[machine\])?\s*$/d,
    holds: { at: 'number', word: 'pgd' },
    example: { lines: ['   PML: 69ab47f8 => 13ffff067'], words: [{ word: 0x13ffff067n, as: 'entry', level: 'pgd' }] },
  },
  {
    id: 'crashPml4',
    tool: 'crash vtop, to 7.2',
    source: 'crash, x86_64.c, x86_64_kvtop() before 94d01ce',
    has: 'PML4',
    pattern: /^PML4 DIRECTORY: (?<at>[\da-f]{1,16})\s*$/d,
    holds: { at: 'number' },
    example: { lines: ['PML4 DIRECTORY: ffffffff81c10000'], words: [] },
  },
  {
    id: 'crashPml4Entry',
    tool: 'crash vtop, to 7.2',
    source: 'crash, x86_64.c, x86_64_kvtop() before 94d01ce',
    has: 'PAGE',
    pattern: /^PAGE DIRECTORY: (?<word>[\da-f]{1,16})(?: \[machine\])?\s*$/d,
    holds: { word: 'pgd' },
    after: ['crashPml4'],
    example: {
      lines: ['PML4 DIRECTORY: ffffffff81c10000', 'PAGE DIRECTORY: 13ffff067'],
      words: [{ word: 0x13ffff067n, as: 'entry', level: 'pgd' }],
    },
  },
];

/** The root of the tables. */
const directory: TextFormat = {
  id: 'crashDirectory',
  tool: 'crash vtop',
  source: vtop,
  has: 'DIRECTORY:',
  pattern: /^(?:PAGE|PGD) DIRECTORY: (?<at>[\da-f]{1,16})(?: \[machine\])?\s*$/d,
  holds: { at: 'number' },
  example: { lines: ['PGD DIRECTORY: ffffffff8be10000'], words: [] },
};

/** What stands between the walk and the flags: the page, and how large it is. */
const page = (id: string, size: string, line: string): TextFormat => ({
  id,
  tool: 'crash vtop',
  source: vtop,
  has: 'PAGE:',
  pattern: new RegExp(`^PAGE:\\s+(?<at>[\\da-f]{1,16})${size}(?: \\[machine\\])?\\s*$`, 'd'),
  holds: { at: 'number' },
  example: { lines: [line], words: [] },
});

/** The heading over an entry, and the entry: its level is that of the page before it, if any was told. */
function table(of: string, level: TextLevel | undefined, lines: readonly string[]): readonly TextFormat[] {
  const told = level ?? 'entry';
  const heading: TextFormat = {
    id: `crashFlags${of}`,
    tool: 'crash vtop, pte',
    source: vtop,
    has: 'PTE',
    pattern: /^PTE\s+(?:PHYSICAL\s+FLAGS|SWAP\s+OFFSET)\s*$/d,
    holds: {},
    ...(of && { after: [`crashPage${of}`] }),
    example: { lines: lines.slice(0, -1), words: [] },
  };
  const row: TextFormat = {
    id: `crashEntry${of}`,
    tool: 'crash vtop, pte',
    source: vtop,
    pattern: /^(?<word>[\da-f]{1,16})\s+(?:(?<frame>[\da-f]{1,16})\s+\([^)]*\)|\S+\s+\d+)\s*$/d,
    holds: { word: told, frame: 'number' },
    after: [`crashFlags${of}`],
    example: {
      lines,
      words: [{ word: 0x80000000be1410e3n, as: 'entry', ...(level && { level }) }],
    },
  };
  return [heading, row];
}

const heading = '      PTE         PHYSICAL   FLAGS';
const row = '80000000be1410e3  be141000  (PRESENT|RW|ACCESSED|DIRTY|PSE|NX)';

/** An entry of swap has no page above it: its table follows the walk. */
const swapped: readonly TextFormat[] = [
  {
    id: 'crashSwapFlags',
    tool: 'crash vtop',
    source: 'crash, x86_64.c, x86_64_uvtop_level4()',
    has: 'SWAP',
    pattern: /^PTE\s+SWAP\s+OFFSET\s*$/d,
    holds: {},
    after: ['crashWalk'],
    example: {
      lines: ['   PTE: 13fffea08 => 7fffffffdba00', '', '  PTE         SWAP     OFFSET'],
      words: [{ word: 0x7fffffffdba00n, as: 'entry', level: 'pte' }],
    },
  },
  {
    id: 'crashSwapEntry',
    tool: 'crash vtop',
    source: 'crash, x86_64.c, x86_64_translate_pte()',
    pattern: /^(?<word>[\da-f]{1,16})\s+\S.*\s\d+\s*$/d,
    holds: { word: 'pte' },
    after: ['crashSwapFlags'],
    example: {
      lines: [
        '   PTE: 13fffea08 => 7fffffffdba00',
        '',
        '  PTE         SWAP     OFFSET',
        '7fffffffdba00  /dev/dm-1  146',
      ],
      words: [
        { word: 0x7fffffffdba00n, as: 'entry', level: 'pte' },
        { word: 0x7fffffffdba00n, as: 'entry', level: 'pte' },
      ],
    },
  },
];

/** `rd`: an address, numbers of one width, the bytes as text. */
function rd(id: string, digits: number, holds: 'words' | 'ints' | 'halves' | 'bytes', line: string): TextFormat {
  return {
    id,
    tool: 'crash rd',
    source: 'crash, memory.c, display_memory()',
    pattern: new RegExp(`^(?<at>[\\da-f]{1,16}): {2}(?<run>(?:[\\da-f]{${digits}} ){1,16})(?:$| +\\S.*$)`, 'd'),
    holds: { at: 'number', run: holds },
    example: {
      lines: [line],
      words: [
        { word: 0x8000000012345067n, as: 'entry' },
        { word: 0n, as: 'entry' },
      ],
    },
  };
}

/** The formats of crash. */
export const crash: readonly TextFormat[] = [
  walk,
  ...olderWalk,
  directory,
  page('crashPage4K', '(?: {1,2}\\(ZERO PAGE\\))?', '  PAGE: be141000'),
  page('crashPage2M', ' {1,2}\\(2MB(?:, ZERO PAGE)?\\)', '  PAGE: be000000  (2MB)'),
  page('crashPage1G', ' {1,2}\\(1GB\\)', '  PAGE: 80000000  (1GB)'),
  ...table('4K', 'pte', ['  PAGE: be141000', '', heading, row]),
  ...table('2M', 'pmd', ['  PAGE: be000000  (2MB)', '', heading, row]),
  ...table('1G', 'pud', ['  PAGE: 80000000  (1GB)', '', heading, row]),
  ...table('', undefined, [heading, row]),
  ...swapped,
  ...crashTables,
  rd('crashRd64', 16, 'words', '        13fffea00:  8000000012345067 0000000000000000   gP4.............'),
  rd('crashRd32', 8, 'ints', 'ffff88813fffea00:  12345067 80000000 00000000 00000000   gP4.............'),
  rd('crashRd16', 4, 'halves', 'ffff88813fffea00:  5067 1234 0000 8000 0000 0000 0000 0000   gP4.............'),
  rd('crashRd8', 2, 'bytes', 'ffff88813fffea00:  67 50 34 12 00 00 00 80 00 00 00 00 00 00 00 00   gP4.............'),
];
