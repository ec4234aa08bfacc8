/** Tables of kernel logic in TypeScript: what the C++ core does. Words are read and written as 32-bit halves, which makes no bigint. */

import { HIGH, LOW } from '../../base/halves.ts';
import type { Engine } from './types.ts';
import { type DecisionTable, noDecision } from './types.ts';

/** Bits of a mask that stand side by side in one half of a word, and where they go in the number of a row. */
interface Run {
  readonly half: number;
  readonly down: number;
  /** As many ones as the run has bits. */
  readonly ones: number;
  readonly up: number;
}

/** The runs of a mask, from bit 0 up. */
function runsOf(mask: bigint): readonly Run[] {
  const runs: Run[] = [];
  let up = 0;
  for (let bit = 0; bit < 64; ) {
    let width = 0;
    const last = bit < 32 ? 32 : 64;
    while (bit + width < last && (mask >> BigInt(bit + width)) & 1n) width++;
    if (width > 0) runs.push({ half: bit < 32 ? LOW : HIGH, down: bit % 32, ones: 2 ** width - 1, up });
    up += width;
    bit += width || 1;
  }
  return runs;
}

/** Words as 32-bit halves, over the same memory. */
export const halvesOf = (words: BigUint64Array): Uint32Array =>
  new Uint32Array(words.buffer, words.byteOffset, 2 * words.length);

/** Takes the row of a table for each word, one at a time. */
export const referenceDecide: Engine['decide'] = (table, words, facts, pfns, copies, out, rows) => {
  const runs = runsOf(table.mask);
  const above = runs.reduce((bits, { ones }) => bits + (32 - Math.clz32(ones)), 0);
  const known = 2 ** table.facts - 1;
  const [half, made, ofPage, ofCopy] = [halvesOf(words), halvesOf(out), halvesOf(pfns), halvesOf(copies)];
  const make = makerOf(table, made);
  for (let i = 0; i < words.length; i++) {
    let row = ((facts[i] as number) & known) << above;
    for (const { half: at, down, ones, up } of runs) row |= (((half[2 * i + at] as number) >>> down) & ones) << up;
    const source = table.source[row];
    if (source === noDecision) return i;
    make(i, row, source === 1 ? ofCopy : ofPage);
    rows[i] = row;
  }
  return -1;
};

/** Writes the entry of a row: `base ^ ((pfn << shift) & flip)`. */
function makerOf(table: DecisionTable, out: Uint32Array): (i: number, row: number, pfns: Uint32Array) => void {
  const [base, flip, { shift }] = [halvesOf(table.base), halvesOf(table.flip), table];
  return (i, row, pfns) => {
    const [at, to, by] = [2 * row, 2 * i, shift[row] as number];
    const [lo, hi] = [pfns[to + LOW] as number, pfns[to + HIGH] as number];
    const high = by < 32 ? (hi << by) | (by === 0 ? 0 : lo >>> (32 - by)) : lo << by; // JavaScript takes shifts modulo 32
    const low = by < 32 ? lo << by : 0;
    out[to + LOW] = (base[at + LOW] as number) ^ (low & (flip[at + LOW] as number));
    out[to + HIGH] = (base[at + HIGH] as number) ^ (high & (flip[at + HIGH] as number));
  };
}
