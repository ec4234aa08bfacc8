/** drgn: what repr() and str() make of an object; numbers without 0x are decimal. */
import type { TextFormat } from '../format.ts';

const source = 'drgn, libdrgn/language_c.c, c_format_object(), and libdrgn/python/object.c, DrgnObject_repr()';
const tool = 'drgn';
const number = '0x[\\da-f]{1,16}|\\d{1,20}';

/** The formats of drgn. */
export const drgn: readonly TextFormat[] = [
  {
    id: 'drgnMember',
    tool,
    source,
    pattern: new RegExp(
      `(?:\\.|')(?<level>pte|pmd|pud|p4d|pgd)(?:'?:| =) (?:\\((?:pte|pmd|pud|p4d|pgd)val_t\\))?(?<word>${number})(?=[,}]|\\s|$)`,
      'dg',
    ),
    holds: { level: 'level', word: 'decimal' },
    example: {
      lines: [
        '(pte_t){ .pte = (pteval_t)9223372037160194151 }',
        '\t.pmd = (pmdval_t)4382158951,',
        "Object(prog, 'pte_t', value={'pte': 0x8000000012345067})",
      ],
      words: [
        { word: 0x8000000012345067n, as: 'entry', level: 'pte' },
        { word: 0x105327067n, as: 'entry', level: 'pmd' },
        { word: 0x8000000012345067n, as: 'entry', level: 'pte' },
      ],
    },
  },
  {
    id: 'drgnSwpEntry',
    tool,
    source,
    has: 'swp_entry_t',
    pattern: new RegExp(
      `swp_entry_t(?:\\)\\{\\s*\\.val = (?:\\(unsigned long\\))?|', value=\\{'val': )(?<word>${number})(?=[,}]|\\s|$)`,
      'd',
    ),
    holds: { word: 'decimalSwpEntry' },
    example: {
      lines: ["Object(prog, 'swp_entry_t', value={'val': 8935141660703064065})"],
      words: [{ word: 0x7c00000000000001n, as: 'swp-entry' }],
    },
  },
  {
    id: 'drgnSwpEntryBegins',
    tool,
    source,
    has: 'swp_entry_t',
    pattern: /^\(swp_entry_t\)\{\s*$/d,
    holds: {},
    example: { lines: ['(swp_entry_t){'], words: [] },
  },
  {
    id: 'drgnSwpEntryValue',
    tool,
    source,
    after: ['drgnSwpEntryBegins'],
    pattern: new RegExp(`^\\.val = (?:\\(unsigned long\\))?(?<word>${number}),?\\s*$`, 'd'),
    holds: { word: 'decimalSwpEntry' },
    example: {
      lines: ['(swp_entry_t){', '\t.val = (unsigned long)8935141660703064065,'],
      words: [{ word: 0x7c00000000000001n, as: 'swp-entry' }],
    },
  },
  {
    id: 'drgnPointer',
    tool,
    source,
    pattern:
      /^(?:\*?\([\w ]+\*+\)0x[\da-f]{1,16}(?: = \{?.*)?|Object\(prog, '[\w ]+\*+', (?:value|address)=0x[\da-f]{1,16}\))\s*$/d,
    holds: {},
    example: {
      lines: ["Object(prog, 'pte_t *', value=0xffff88813fffea00)", '*(pte_t *)0xffff88813fffea00 = {'],
      words: [],
    },
  },
  {
    id: 'drgnValue',
    tool,
    source,
    pattern: new RegExp(
      `^(?:\\(|Object\\(prog, ')(?:(?<level>pte|pmd|pud|p4d|pgd)val_t|unsigned long(?: long)?|u64|uint64_t)(?:\\)|', value=)(?<word>${number})\\)?\\s*$`,
      'd',
    ),
    holds: { level: 'level', word: 'decimal' },
    example: {
      lines: ['(pteval_t)9223372037160194151', "Object(prog, 'unsigned long', value=4096)"],
      words: [
        { word: 0x8000000012345067n, as: 'entry', level: 'pte' },
        { word: 4096n, as: 'entry' },
      ],
    },
  },
];
