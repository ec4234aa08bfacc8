/** drgn: what repr() and str() make of an object; numbers without 0x are decimal. */
import type { TextFormat } from '../format.ts';

const source = 'drgn, libdrgn/language_c.c, c_format_object(), and libdrgn/python/object.c, DrgnObject_repr()';
const tool = 'drgn';
const number = '0x[\\da-f]{1,16}|\\d{1,20}';

/** JSON has no numbers but decimal ones. */
const json: TextFormat = {
  id: 'jsonMember',
  tool: 'JSON',
  source: 'RFC 8259, 6',
  has: '":',
  pattern:
    /"(?:(?:old|new|orig)_?)?(?<level>pte|pmd|pud|p4d|pgd)(?:_?val(?:ue)?|_?entry)?"\s*:\s*(?<word>\d{1,20})(?=\s*(?:[,}\]]|$))/dgi,
  holds: { level: 'level', word: 'decimal' },
  example: {
    lines: ['{"addr": 140566959603712, "pte": 9223372037160194151, "pmd": 4382158951}'],
    words: [
      { word: 0x8000000012345067n, as: 'entry', level: 'pte' },
      { word: 0x105327067n, as: 'entry', level: 'pmd' },
    ],
  },
};

/** The formats of drgn. */
export const drgn: readonly TextFormat[] = [
  {
    id: 'drgnStruct',
    tool,
    source,
    pattern: /^(?<value>\([\w ]{1,80}(?:\[\d+\])*\)\{.*)$/d,
    holds: { value: 'value' },
    example: {
      lines: [
        '(pte_t){ .pte = (pteval_t)9223372037160194151 }',
        '(swp_entry_t){',
        '\t.val = (unsigned long)8935141660703064065,',
        '}',
        '(p4d_t){',
        '\t.pgd = (pgd_t){',
        '\t\t.pgd = (pgdval_t)4382158951,',
        '\t},',
        '}',
        '(pte_t [2]){ { .pte = (pteval_t)0x25, }, }',
      ],
      words: [
        { word: 0x8000000012345067n, as: 'entry', level: 'pte' },
        { word: 0x7c00000000000001n, as: 'swp-entry' },
        { word: 0x105327067n, as: 'entry', level: 'p4d' },
        { word: 0x25n, as: 'entry', level: 'pte' },
      ],
    },
  },
  {
    id: 'drgnPointed',
    tool,
    source,
    pattern: /^\*\([\w ]{1,80}\*+\)0x[\da-f]{1,16} = (?<value>\{.*)$/d,
    holds: { value: 'value' },
    example: {
      lines: [
        '*(struct vm_fault *)0xffffc90000a7bd68 = {',
        '\t.pmd = (pmd_t *)0xffff888012345080,',
        '\t.orig_pte = (pte_t){',
        '\t\t.pte = (pteval_t)9223372037160194151,',
      ],
      words: [{ word: 0x8000000012345067n, as: 'entry', level: 'pte' }],
    },
  },
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
        '\t.pte = (pteval_t)9223372037160194151,',
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
    id: 'drgnPointer',
    tool,
    source,
    pattern:
      /^(?:\*?\([\w ]+\*+\)0x[\da-f]{1,16}(?: = \{.*)?|Object\(prog, '[\w ]+\*+', (?:value|address)=0x[\da-f]{1,16}\))\s*$/d,
    holds: {},
    example: {
      lines: ["Object(prog, 'pte_t *', value=0xffff88813fffea00)", '(pte_t *)0xffff88813fffea00'],
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
  json,
];
