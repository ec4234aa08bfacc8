/** Tables of kernel logic in plain bigints: what the C++ core does. */

import type { Engine } from './types.ts';
import { type DecisionTable, noDecision } from './types.ts';

/** The bits of the word that the mask has, packed together. */
function packed(word: bigint, mask: bigint): number {
  let out = 0;
  let place = 0;
  for (let bit = 0n; mask >> bit !== 0n; bit++) if ((mask >> bit) & 1n) out |= Number((word >> bit) & 1n) << place++;
  return out;
}

const width = (mask: bigint): number => mask.toString(2).replaceAll('0', '').length;

/** Takes the row of a table for each word, one at a time. */
export const referenceDecide: Engine['decide'] = (table, words, facts, pfns, copies, out, rows) => {
  const above = width(table.mask);
  for (let i = 0; i < words.length; i++) {
    const row = packed(words[i] as bigint, table.mask) | (((facts[i] as number) & (2 ** table.facts - 1)) << above);
    if (table.source[row] === noDecision) return i;
    out[i] = made(table, row, (table.source[row] === 1 ? copies : pfns)[i] as bigint);
    rows[i] = row;
  }
  return -1;
};

const made = ({ base, flip, shift }: DecisionTable, row: number, pfn: bigint): bigint =>
  (base[row] as bigint) ^ (BigInt.asUintN(64, pfn << BigInt(shift[row] as number)) & (flip[row] as bigint));
