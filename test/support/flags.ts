/** The names of bits, form by form of an entry: a flag is the identifier that the headers define as that bit. */
import { decode } from '../../lib/codec/decode.ts';
import type { Level } from '../../spec/schema.ts';
import type { KernelOf } from './columns.ts';
import { constantsIn } from './constants.ts';

interface Form {
  readonly name: string;
  readonly level: Level;
  /** A word of the form with as few bits as it takes. */
  readonly word: bigint;
  /** Bits that hold something else than flags: page frame number, protection key, type and offset, the form itself. */
  readonly not: readonly (readonly [lo: number, hi: number])[];
  /** Identifiers that mean something in this form, where the headers have them. */
  readonly names: readonly string[];
}

const access = ['_PAGE_RW', '_PAGE_USER', '_PAGE_PWT', '_PAGE_PCD', '_PAGE_ACCESSED', '_PAGE_DIRTY', '_PAGE_NX'];
const software = ['_PAGE_UFFD_WP', '_PAGE_UFFD', '_PAGE_SOFT_DIRTY', '_PAGE_DEVMAP', '_PAGE_SAVED_DIRTY'];
const leaf = [...access, ...software];
const huge = [...leaf, '_PAGE_GLOBAL', '_PAGE_PAT_LARGE'];
const swap = [
  ...['_PAGE_SWP_SOFT_DIRTY', '_PAGE_SWP_UFFD_WP', '_PAGE_SWP_UFFD', '_PAGE_SWP_EXCLUSIVE'],
  ...['_PAGE_ACCESSED', '_PAGE_DIRTY'], // set by the processor, ignored: the Knights Landing erratum
];
const pkey = [59, 62] as const;

/** ARCH_SUPPORTS_PMD_PFNMAP and PUD_PFNMAP: huge pages can be special, too. */
const hugeSpecial = (column: string) => !/^(4\.19|5\.10|6\.1)(-|$)/.test(column);

const forms = (column: string): readonly Form[] => {
  const hugeNames = hugeSpecial(column) ? [...huge, '_PAGE_SPECIAL'] : huge;
  const pteNames = [...leaf, '_PAGE_PAT', '_PAGE_SPECIAL'];
  // biome-ignore format: a table
  return [
    { name: 'a page', level: 'pte', word: 0x1n, not: [[0, 0], [12, 51], pkey], names: [...pteNames, '_PAGE_GLOBAL'] },
    { name: 'a PROT_NONE page', level: 'pte', word: 0x100n, not: [[0, 0], [8, 8], [12, 51], pkey], names: pteNames },
    { name: 'a huge page', level: 'pmd', word: 0x81n, not: [[0, 0], [7, 7], [21, 51], pkey], names: hugeNames },
    { name: 'a huge page', level: 'pud', word: 0x81n, not: [[0, 0], [7, 7], [30, 51], pkey], names: hugeNames },
    { name: 'a table', level: 'pmd', word: 0x1n, not: [[0, 0], [7, 7], [12, 51]], names: access },
    { name: 'a table', level: 'pud', word: 0x1n, not: [[0, 0], [7, 7], [12, 51]], names: access },
    { name: 'a swap entry', level: 'pte', word: 0x07fffffffffffc00n, not: [[0, 0], [8, 8], [9, 63]], names: swap },
  ];
};

/** All bits of a field. */
const fieldOf = (lo: number, hi: number) => (1n << BigInt(hi + 1)) - (1n << BigInt(lo));

/** The flags that make up the form itself. */
const own: Readonly<Record<string, readonly string[]>> = {
  'a page': ['_PAGE_PRESENT'],
  'a PROT_NONE page': ['_PAGE_PROTNONE'],
  'a huge page': ['_PAGE_PRESENT', '_PAGE_PSE'],
  'a table': ['_PAGE_PRESENT'],
  'a swap entry': [],
};

/** Bits that the library names otherwise than a column, in words. */
export function* flagDifferences(column: string, kernelOf: KernelOf): Generator<string> {
  const k = kernelOf(column);
  const defined = constantsIn(column);
  for (const { name, level, word, not, names } of forms(column)) {
    const filled = not.reduce((all, [lo, hi]) => (hi > lo ? all | fieldOf(lo, hi) : all), word);
    const flags = decode(k, filled, { level }).flags;
    if (`${[...flags].sort()}` !== `${own[name]}`)
      yield `fields of ${name} at ${level} on ${column}: got flags ${flags}`;
    for (let bit = 0; bit < 64; bit++) {
      if (not.some(([lo, hi]) => lo <= bit && bit <= hi)) continue;
      const mask = 1n << BigInt(bit);
      const expected = [...(own[name] ?? []), ...names.filter((id) => defined.get(id) === mask)].sort();
      const d = decode(k, word | mask, { level });
      const got = [...d.flags].sort();
      const told = `bit ${bit} of ${name} at ${level} on ${column}`;
      if (`${got}` !== `${expected}`) yield `${told}: expected ${expected}, got ${got}`;
      const nameless = expected.length === (own[name] ?? []).length;
      if ((d.unexplained === mask) !== nameless) yield `${told}: expected it ${nameless ? 'un' : ''}explained`;
    }
  }
}
