/** The constants of constants.txt, and what the library has under each of their names. */
import { fileURLToPath } from 'node:url';
import { type ConstantVector, constantVectors } from '../../crosscheck/judge/vectors.ts';
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

/** As printed, by column; `-` where the header has no such constant. */
export const constants: readonly ConstantVector[] = constantVectors(
  fileURLToPath(new URL('../data/vectors', import.meta.url)),
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
