/** gdb: `x`, `p`. */
import type { TextFormat, TextLevel } from '../format.ts';

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

const entry = (word: bigint, level?: TextLevel) => ({ word, as: 'entry' as const, ...(level && { level }) });

/** `p/x pte`, `p *ptep`, `p swp_pte`, `p/x table`, `info locals`, `display/x pte`: numbers without 0x are decimal. */
const values: readonly TextFormat[] = [
  {
    id: 'gdbValue',
    tool: 'gdb p, crash p',
    source:
      'gdb, printcmd.c, print_value(); valprint.c, generic_val_print_array(); cp-valprint.c, cp_print_value_fields()',
    pattern: /^(?:\$\d+|\d+: (?:\/\w{1,4} )?[^={}]{1,80}|\w{1,80}(?= = \{)) = (?<value>[({\-\d].*)$/d,
    holds: { value: 'value' },
    example: {
      lines: [
        '$1 = {pte = 9223372037160259687}',
        '$2 = {{pmd = 0x105327067}, {pmd = 0x0} <repeats 2 times>}',
        '$3 = {val = 0x7c00000000000001}',
        '$4 = 4096',
        '$5 = {0x8000000012345067, 0x25}',
        'orig_pte = {pte = 0x8000000012345067}',
        '2: /x *table = {pgd = {pgd = 0x105327067}}',
        '$6 = {',
        '  pte = 0x25',
      ],
      words: [
        entry(0x8000000012355067n, 'pte'),
        entry(0x105327067n, 'pmd'),
        entry(0n, 'pmd'),
        entry(0n, 'pmd'),
        { word: 0x7c00000000000001n, as: 'swp-entry' },
        entry(4096n),
        entry(0x8000000012345067n),
        entry(0x25n),
        entry(0x8000000012345067n, 'pte'),
        entry(0x105327067n, 'p4d'),
        entry(0x25n, 'pte'),
      ],
    },
  },
  {
    id: 'gdbOutput',
    tool: 'gdb output',
    source: 'gdb, printcmd.c, output_command()',
    pattern: /^(?<value>\{{1,3}(?:(?:pte|pmd|pud|p4d|pgd) = .*|))$/d,
    holds: { value: 'value' },
    example: { lines: ['{pte = 0x8000000012345067}'], words: [entry(0x8000000012345067n, 'pte')] },
  },
];

/** The formats of gdb. */
export const gdb: readonly TextFormat[] = [
  x('gdbX8', 16, 'words', '0xffff88813fffea00 <pte_table+8>:\t0x8000000012345067\t0x0000000000000000'),
  x('gdbX4', 8, 'ints', '0xffff88813fffea00:\t0x12345067\t0x80000000\t0x00000000\t0x00000000'),
  x('gdbX2', 4, 'halves', '0xffff88813fffea00:\t0x5067\t0x1234\t0x0000\t0x8000\t0x0000\t0x0000\t0x0000\t0x0000'),
  x('gdbX1', 2, 'bytes', '0xffff88813fffea00:\t0x67\t0x50\t0x34\t0x12\t0x00\t0x00\t0x00\t0x80', [0x8000000012345067n]),
  ...values,
  {
    id: 'crashStruct',
    tool: 'crash struct, union',
    source: 'crash, symbols.c, dump_struct()',
    pattern: /^(?:struct|union) \w{1,80} (?<value>\{)$/d,
    holds: { value: 'value' },
    example: {
      lines: ['struct pte_t {', '  pte = 9223372037160194151'],
      words: [entry(0x8000000012345067n, 'pte')],
    },
  },
  {
    id: 'gdbPtDump',
    tool: 'gdb-pt-dump',
    source: 'gdb-pt-dump, pt/pt_x86_64_parse.py, page_to_str()',
    pattern: /^0x[\da-f]{1,16} : +0x[\da-f]{1,16}\s.*\b[RWXS]:[01]/d,
    holds: {},
    example: { lines: ['0xffff888000000000 :  0x99000 | W:1 X:0 S:1 UC:0 WB:1'], words: [] },
  },
  {
    id: 'gdbDisassembly',
    tool: 'gdb x/i, disassemble, QEMU xp/i',
    source: 'gdb, cli/cli-cmds.c, disassemble_command(); qemu, disas/disas-mon.c, monitor_disas()',
    has: ':',
    pattern:
      /^(?:=> ?)?0x[\da-f]{1,16}(?: <[^<>]{1,200}>)?:(?! +(?:[\da-f]{2} ){8})\s.*(?:%[a-z][a-z\d]{1,3}\b|\$-?0x[\da-f])/d,
    holds: {},
    example: { lines: ['=> 0xffffffff81234567 <main+4>:\tmovabs $0x8000000012345067,%rax'], words: [] },
  },
];
