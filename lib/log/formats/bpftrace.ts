/** bpftrace: maps, whose integers it prints in decimal; what printf() prints is read by its labels. */
import type { TextFormat } from '../format.ts';

const source = 'bpftrace, src/output.cpp, TextOutput::value_to_str()';
const number = '0x[\\da-f]{1,16}|\\d{1,20}';
/** A map that counts or holds something else of an entry. */
const other = '(?!\\w*(?:count|nr|num|hist|addr|ptr|pfn|flag|order|time|ns\\b|us\\b))';

/** The formats of bpftrace. */
export const bpftrace: readonly TextFormat[] = [
  {
    id: 'bpftraceMap',
    tool: 'bpftrace',
    source,
    has: '@',
    pattern: new RegExp(
      `^@${other}(?:\\w*?_)?(?<level>pte|pmd|pud|p4d|pgd)(?:val|_val|s)?(?:\\[.*\\])?: (?<word>${number})\\s*$`,
      'd',
    ),
    holds: { level: 'level', word: 'decimal' },
    example: {
      lines: ['@pte: 9223372037160194151', '@old_pmd[1234, bash]: 4382158951', '@pte[0x7fd84bb1c000]: 0x105327067'],
      words: [
        { word: 0x8000000012345067n, as: 'entry', level: 'pte' },
        { word: 0x105327067n, as: 'entry', level: 'pmd' },
        { word: 0x105327067n, as: 'entry', level: 'pte' },
      ],
    },
  },
  {
    id: 'bpftraceSwpEntry',
    tool: 'bpftrace',
    source,
    has: '@',
    pattern: new RegExp(`^@${other}\\w*(?:swp|swap)_?entry(?:\\[.*\\])?: (?<word>${number})\\s*$`, 'd'),
    holds: { word: 'decimalSwpEntry' },
    example: {
      lines: ['@swp_entry: 8935141660703064065'],
      words: [{ word: 0x7c00000000000001n, as: 'swp-entry' }],
    },
  },
  {
    id: 'bpftraceOther',
    tool: 'bpftrace',
    source,
    has: '@',
    pattern: /^@\w*(?:\[.*\])?: .*$/d,
    holds: {},
    example: { lines: ['@faults[0xffffffff81234567]: 12'], words: [] },
  },
];
