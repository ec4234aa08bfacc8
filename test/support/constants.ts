/** The constants of constants.txt, and what the library has under each of their names. */
import { readFileSync } from 'node:fs';
import { constantsOf, type Numbers } from '../../crosscheck/ourConstants.ts';
import type { KernelOf } from './columns.ts';

/**
 * Constants of the file that the library does not have, and where: it knows one mask for the C-bit; it asks for the
 * width of an address only where migration entries do; and it has no bits that nothing can use without migration.
 */
const notOurs: Readonly<Record<string, RegExp>> = {
  _PAGE_CC: /./,
  MAX_PHYSMEM_BITS: /^(4\.19|5\.10)/,
  SWP_MIG_YOUNG_BIT: /-nomig$/,
  SWP_MIG_DIRTY_BIT: /-nomig$/,
  SWP_MIG_TOTAL_BITS: /-nomig$/,
};

/** What the headers of 4.19.78 have otherwise than those of 5.10.262, of all that the file lists. */
const in419: Readonly<Record<string, string>> = {
  LINUX_VERSION_CODE: '0x4134e',
  _PAGE_BIT_UFFD_WP: '-',
  _PAGE_UFFD_WP: '-',
  _PAGE_SWP_UFFD_WP: '-',
  _PAGE_CHG_MASK: '0x40ffffffffffa78',
  _HPAGE_CHG_MASK: '0x40ffffffffffaf8',
  PAGE_KERNEL_ROX: '-',
  SWP_TYPE_SHIFT: '57',
  SWP_OFFSET_MASK: '0x1ffffffffffffff',
};

const parse = (text: string) => {
  const [head = '', ...lines] = text
    .split('\n')
    .filter((line) => line.trim())
    .slice(1);
  const columns = head.trim().split(/\s+/).slice(1);
  return lines.map((line) => {
    const [name = '', ...values] = line.trim().split(/\s+/);
    const printed = Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
    return { name, values: { '4.19': in419[name] ?? printed['5.10'] ?? '', ...printed } };
  });
};

export interface Constant {
  readonly name: string;
  /** As printed, by column; `-` where the header has no such constant. */
  readonly values: Readonly<Record<string, string>>;
}
export const constants: readonly Constant[] = parse(
  readFileSync(new URL('../data/vectors/constants.txt', import.meta.url), 'utf8'),
);
export const constantColumns = Object.keys(constants[0]?.values ?? {});

/** The numbers that a column has, by name. */
export const constantsIn = (column: string): Numbers =>
  new Map(
    constants
      .filter(({ values }) => values[column] !== '-')
      .map(({ name, values }) => [name, BigInt(values[column] ?? '')]),
  );

/** What the library has otherwise than a column of the file, in words. */
export function* constantDifferences(column: string, kernelOf: KernelOf): Generator<string> {
  const ours = constantsOf(kernelOf(column));
  for (const { name, values } of constants) {
    if (notOurs[name]?.test(column)) continue;
    const expected = values[column] === '-' ? undefined : BigInt(values[column] ?? '');
    const got = ours.get(name);
    if (got !== expected)
      yield `${name} on ${column}: expected ${values[column]}, got ${got && `0x${got.toString(16)}`}`;
  }
}
