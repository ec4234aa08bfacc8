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
    id: 'lldbEntry',
    tool: 'lldb p',
    source: 'lldb, source/DataFormatters/ValueObjectPrinter.cpp; linux, arch/x86/include/asm/pgtable_types.h',
    pattern:
      /^\((?:const )?(?:pte|pmd|pud|p4d|pgd)_t\) (?:\$\d+ = )?\((?<level>pte|pmd|pud|p4d|pgd) = (?<word>0x[\da-f]{1,16}|\d{1,20})\)/d,
    holds: { level: 'level', word: 'decimal' },
    example: {
      lines: ['(pte_t) $0 = (pte = 9223372037160194151)'],
      words: [{ word: 0x8000000012345067n, as: 'entry', level: 'pte' }],
    },
  },
  {
    id: 'lldbSwpEntry',
    tool: 'lldb p',
    source: 'lldb, source/DataFormatters/ValueObjectPrinter.cpp; linux, include/linux/mm_types.h',
    pattern: /^\(swp_entry_t\) (?:\$\d+ = )?\(val = (?<word>0x[\da-f]{1,16}|\d{1,20})\)/d,
    holds: { word: 'decimalSwpEntry' },
    example: {
      lines: ['(swp_entry_t) $1 = (val = 8935141660703064065)'],
      words: [{ word: 0x7c00000000000001n, as: 'swp-entry' }],
    },
  },
  {
    id: 'lldbValue',
    tool: 'lldb p',
    source: 'lldb, source/DataFormatters/ValueObjectPrinter.cpp',
    pattern:
      /^\((?:(?<level>pte|pmd|pud|p4d|pgd)val_t|unsigned long(?: long)?|uint64_t|u64)\) \$\d+ = (?<word>0x[\da-f]{1,16}|\d{1,20})\s*$/d,
    holds: { level: 'level', word: 'decimal' },
    example: {
      lines: ['(unsigned long) $2 = 0x8000000012345067', '(pteval_t) $3 = 4096'],
      words: [
        { word: 0x8000000012345067n, as: 'entry' },
        { word: 4096n, as: 'entry', level: 'pte' },
      ],
    },
  },
];
