/** gdb: `x`, `p`. */
import type { TextFormat } from '../format.ts';

const at = '^(?:=> )?(?<at>0x[\\da-f]{1,16})(?: <[^<>]{1,200}>)?:\\s+';

/** `x/8gx`, `x/4wx`, `x/8hx`, `x/8bx`. */
function x(
  id: string,
  digits: number,
  holds: 'words' | 'ints' | 'halves' | 'bytes',
  line: string,
  words = [0x8000000012345067n, 0n],
): TextFormat {
  return {
    id,
    tool: 'gdb x',
    source: 'gdb, printcmd.c, do_examine()',
    has: ':',
    pattern: new RegExp(`${at}(?<run>0x[\\da-f]{${digits}}(?:\\s+0x[\\da-f]{${digits}})*)\\s*$`, 'd'),
    holds: { at: 'number', run: holds },
    example: { lines: [line], words: words.map((word) => ({ word, as: 'entry' as const })) },
  };
}

/** `p/x pte`, `p *ptep`, `p swp_pte`: numbers without 0x are decimal; `{pte = ...}`, `{val = ...}`. */
const values: readonly TextFormat[] = [
  {
    id: 'gdbEntry',
    tool: 'gdb p',
    source: 'gdb, valprint.c, generic_val_print(); linux, arch/x86/include/asm/pgtable_types.h',
    has: ' = {',
    pattern:
      /(?<=[{ ])(?<level>pte|pmd|pud|p4d|pgd) = (?<word>0x[\da-f]{1,16}|\d{1,20})(?=[,} ])(?:\} <repeats (?<times>\d+) times>)?/dg,
    holds: { level: 'level', word: 'decimal', times: 'times' },
    example: {
      lines: ['$1 = {pte = 9223372037160259687}', '$2 = {{pmd = 0x105327067}, {pmd = 0x0} <repeats 2 times>}'],
      words: [
        { word: 0x8000000012355067n, as: 'entry', level: 'pte' },
        { word: 0x105327067n, as: 'entry', level: 'pmd' },
        { word: 0n, as: 'entry', level: 'pmd' },
        { word: 0n, as: 'entry', level: 'pmd' },
      ],
    },
  },
  {
    id: 'gdbSwpEntry',
    tool: 'gdb p',
    source: 'gdb, valprint.c, generic_val_print(); linux, include/linux/mm_types.h',
    has: ' = {val = ',
    pattern: /^\$\d+ = \{val = (?<word>0x[\da-f]{1,16}|\d{1,20})\}/d,
    holds: { word: 'decimalSwpEntry' },
    example: { lines: ['$3 = {val = 0x7c00000000000001}'], words: [{ word: 0x7c00000000000001n, as: 'swp-entry' }] },
  },
  {
    id: 'gdbValue',
    tool: 'gdb p',
    source: 'gdb, printcmd.c, print_value()',
    has: ' = ',
    pattern: /^\$\d+ = (?<word>0x[\da-f]{1,16}|\d{1,20})\s*$/d,
    holds: { word: 'decimal' },
    example: {
      lines: ['$1 = 0x8000000012345067', '$2 = 4096'],
      words: [
        { word: 0x8000000012345067n, as: 'entry' },
        { word: 4096n, as: 'entry' },
      ],
    },
  },
];

const number = '0x[\\da-f]{1,16}|\\d{1,20}';

/** `p/x table`, and what gdb prints on several lines, as in crash. */
const more: readonly TextFormat[] = [
  {
    id: 'gdbArray',
    tool: 'gdb p',
    source: 'gdb, valprint.c, generic_printstr() and value_print_array_elements()',
    has: ' = {',
    pattern: new RegExp(
      `(?<=^\\$\\d+ = \\{(?:[\\da-fx, <>repatims]*, )?)(?<word>${number})(?: <repeats (?<times>\\d+) times>)?(?=[,}])`,
      'dg',
    ),
    holds: { word: 'decimal', times: 'times' },
    example: {
      lines: ['$3 = {0x8000000012345067, 0x0 <repeats 2 times>}'],
      words: [0x8000000012345067n, 0n, 0n].map((word) => ({ word, as: 'entry' as const })),
    },
  },
  {
    id: 'gdbPretty',
    tool: 'gdb p, crash p',
    source: 'gdb, cp-valprint.c, cp_print_value_fields(), with `set print pretty on`',
    has: ' = {',
    pattern: /^\$\d+ = \{\s*$/d,
    holds: {},
    example: { lines: ['$1 = {'], words: [] },
  },
  {
    id: 'gdbPrettyEntry',
    tool: 'gdb p, crash p',
    source: 'gdb, cp-valprint.c, cp_print_value_fields(), with `set print pretty on`',
    pattern: new RegExp(`^(?<level>pte|pmd|pud|p4d|pgd) = (?<word>${number}),?\\s*$`, 'd'),
    holds: { level: 'level', word: 'decimal' },
    after: ['gdbPretty'],
    example: {
      lines: ['$1 = {', '  pte = 9223372037160194151'],
      words: [{ word: 0x8000000012345067n, as: 'entry', level: 'pte' }],
    },
  },
  {
    id: 'gdbPrettySwpEntry',
    tool: 'gdb p, crash p',
    source: 'gdb, cp-valprint.c, cp_print_value_fields(), with `set print pretty on`',
    pattern: new RegExp(`^val = (?<word>${number}),?\\s*$`, 'd'),
    holds: { word: 'decimalSwpEntry' },
    after: ['gdbPretty'],
    example: {
      lines: ['$1 = {', '  val = 8935141660703064065'],
      words: [{ word: 0x7c00000000000001n, as: 'swp-entry' }],
    },
  },
];

/** The formats of gdb. */
export const gdb: readonly TextFormat[] = [
  x('gdbX8', 16, 'words', '0xffff88813fffea00 <pte_table+8>:\t0x8000000012345067\t0x0000000000000000'),
  x('gdbX4', 8, 'ints', '0xffff88813fffea00:\t0x12345067\t0x80000000\t0x00000000\t0x00000000'),
  x('gdbX2', 4, 'halves', '0xffff88813fffea00:\t0x5067\t0x1234\t0x0000\t0x8000\t0x0000\t0x0000\t0x0000\t0x0000'),
  x('gdbX1', 2, 'bytes', '0xffff88813fffea00:\t0x67\t0x50\t0x34\t0x12\t0x00\t0x00\t0x00\t0x80', [0x8000000012345067n]),
  ...values,
  ...more,
];
