/** lldb: `memory read`, `p`; `x/8gx` prints as gdb does. */
import type { TextFormat } from '../format.ts';

/** The formats of lldb. */
export const lldb: readonly TextFormat[] = [
  {
    id: 'lldbBytes',
    tool: 'lldb memory read',
    source: 'lldb, source/Core/DumpDataExtractor.cpp, DumpDataExtractor()',
    pattern: /^(?<at>0x[\da-f]{1,16}): (?<run>[\da-f]{2}(?: [\da-f]{2}){0,63})(?: {2}(?<text>.+))?$/d,
    holds: { at: 'number', run: 'bytes', text: 'ascii' },
    example: {
      lines: ['0xffff88813fffea00: 67 50 34 12 00 00 00 80 00 00 00 00 00 00 00 00  gP4.............'],
      words: [
        { word: 0x8000000012345067n, as: 'entry' },
        { word: 0n, as: 'entry' },
      ],
    },
  },
  {
    id: 'lldbValue',
    tool: 'lldb p, frame variable, target variable, parray',
    source: 'lldb, source/DataFormatters/ValueObjectPrinter.cpp',
    pattern:
      /^\((?:const )?(?:(?<level>pte|pmd|pud|p4d|pgd)val_t|(?!(?:unsigned )?(?:char|short|int)\b|bool\b|float\b|[us](?:8|16|32)\b|u?int(?:8|16|32)_t\b|[\w ]+\*)\w[\w ]{0,80})(?:\[\d*\])?\) (?:\$\d+|[\w.>-]{1,80}|\[\d+\]) = (?<value>[({\-\d].*)$/d,
    holds: { level: 'level', value: 'value' },
    example: {
      lines: [
        '(pte_t) $0 = (pte = 9223372037160194151)',
        '(swp_entry_t) $1 = (val = 8935141660703064065)',
        '(unsigned long) $2 = 0x8000000012345067',
        '(pteval_t) $3 = 4096',
        '(pmd_t) orig_pmd = (pmd = 0x25)',
        '(pte_t[512]) $24 = {',
        '  [0] = (pte = 0x8000000012345067)',
        '  [1] = (pte = 0x0000000000000000)',
        '}',
      ],
      words: [
        { word: 0x8000000012345067n, as: 'entry', level: 'pte' },
        { word: 0x7c00000000000001n, as: 'swp-entry' },
        { word: 0x8000000012345067n, as: 'entry' },
        { word: 4096n, as: 'entry', level: 'pte' },
        { word: 0x25n, as: 'entry', level: 'pmd' },
        { word: 0x8000000012345067n, as: 'entry', level: 'pte' },
        { word: 0n, as: 'entry', level: 'pte' },
      ],
    },
  },
  {
    id: 'lldbPointers',
    tool: 'lldb parray',
    source: 'lldb, source/DataFormatters/ValueObjectPrinter.cpp',
    pattern: /^\([\w ]{1,80}\*+\) (?:\$\d+|[\w.>-]{1,80}) = 0x[\da-f]{1,16}(?: <[^<>]*>)?(?: (?<value>\{.*))?\s*$/d,
    holds: { value: 'value' },
    example: {
      lines: ['(pte_t *) $23 = 0x0000555555558280 {', '  (pte_t) [0] = (pte = 9223372037160194151)', '}'],
      words: [{ word: 0x8000000012345067n, as: 'entry', level: 'pte' }],
    },
  },
];
