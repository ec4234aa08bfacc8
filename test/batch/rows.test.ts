/**
 * What is no row of a kernel for the reference engine is none for the core: each bit of each column changed, in rows of every
 * kind, whether the array is short (words looked at one by one) or long (one byte of many words at a time).
 */
import { afterAll, describe, expect, it } from 'vitest';
import { type Columns, columns } from '../../lib/batch/columns.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { addon, native } from '../support/native.ts';
import { differentKernels, everyForm, interesting } from '../support/words.ts';

afterAll(() => addon.setTarget(addon.targets().at(-1) as string));

const list = ({ kind, type, flags, payload }: Columns) => [kind, type, flags, payload] as const;
const at = 517; // in the middle of a long array, in no first block
const long = 1024; // the core makes byte planes from here on

/** One word of each row that differs from those before it in kind or type. */
function sorts(k: Kernel): BigUint64Array {
  const words = BigUint64Array.from(everyForm(k));
  const rows = columns(words.length);
  referenceEngine.decode(layoutWords(k), words, rows);
  const first = new Map<number, bigint>();
  words.forEach((word, i) => {
    const sort = (rows.kind[i] as number) * 32 + (rows.type[i] as number);
    if (!first.has(sort)) first.set(sort, word);
  });
  return BigUint64Array.from(first.values());
}

/** Changes each bit of a row in turn, and asks. */
function eachChange(rows: Columns, i: number, ask: (name: string) => void): void {
  for (const column of [rows.kind, rows.type, rows.flags])
    for (let bit = 0; bit < 8 * column.BYTES_PER_ELEMENT; bit++) {
      const was = column[i] as number;
      column[i] = was ^ (1 << bit);
      ask(`${column.constructor.name} bit ${bit}`);
      column[i] = was;
    }
  for (let bit = 0n; bit < 64n; bit++) {
    const was = rows.payload[i] as bigint;
    rows.payload[i] = was ^ (1n << bit);
    ask(`payload bit ${bit}`);
    rows.payload[i] = was;
  }
}

const rowOf = (rows: Columns, i: number): Columns => ({
  kind: rows.kind.subarray(i, i + 1),
  type: rows.type.subarray(i, i + 1),
  flags: rows.flags.subarray(i, i + 1),
  payload: rows.payload.subarray(i, i + 1),
});

describe.skipIf(!native)('the core', () => {
  it.each(interesting)('refuses the rows that the reference refuses, and makes the same words: %o', (config) => {
    for (const k of differentKernels(config)) {
      const layout = layoutWords(k);
      const samples = sorts(k);
      const words = new BigUint64Array(long).map((_, i) => samples[i % samples.length] as bigint);
      const rows = columns(long);
      const into = new BigUint64Array(long);
      const one = new BigUint64Array(1);
      const wrong: string[] = [];
      let refused = 0;
      referenceEngine.decode(layout, words, rows);
      for (const word of samples) {
        referenceEngine.decode(layout, BigUint64Array.of(word), rowOf(rows, at));
        eachChange(rows, at, (change) => {
          const theirs = referenceEngine.encode(layout, rowOf(rows, at), one) === -1;
          refused += theirs ? 0 : 1;
          for (const target of addon.targets()) {
            addon.setTarget(target);
            const ours = addon.encode(layout, ...list(rows), into) === -1;
            if (ours !== theirs || (ours && into[at] !== one[0]))
              wrong.push(`${k.name} ${target} ${word.toString(16)} ${change}`);
          }
        });
      }
      expect(wrong).toEqual([]);
      expect(refused).toBeGreaterThan(samples.length);
    }
  });
});
