/** Rows of every kind with each bit of each column changed, through the reference engine and the core. */
import { expect } from 'vitest';
import { type Columns, columns } from '../../lib/batch/columns.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import type { Config } from '../../lib/kernel/config.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { cores } from './cores.ts';
import { everyNth } from './whole.ts';
import { differentKernels, everyForm } from './words.ts';

const at = 517; // in the middle of a long array, in no first block
const length = 1024; // the core makes byte planes from here on

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

const bitsOf = (column: Uint8Array | Uint32Array) =>
  Array.from({ length: 8 * column.BYTES_PER_ELEMENT }, (_, bit) => 2 ** bit);
const wordBits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));
const changesOfRow = 8 + 8 + 32 + 64;

/** Each row in turn with each of its bits changed, one after the other in columns. */
function everyChange(rows: Columns): Columns {
  const out = columns(rows.kind.length * changesOfRow);
  let next = 0;
  const add = (i: number, change: (at: number) => void) => {
    out.kind[next] = rows.kind[i] as number;
    out.type[next] = rows.type[i] as number;
    out.flags[next] = rows.flags[i] as number;
    out.payload[next] = rows.payload[i] as bigint;
    change(next++);
  };
  for (let i = 0; i < rows.kind.length; i++) {
    for (const id of ['kind', 'type', 'flags'] as const)
      for (const bit of bitsOf(rows[id]))
        add(i, (at) => {
          out[id][at] = (out[id][at] as number) ^ bit;
        });
    for (const bit of wordBits)
      add(i, (at) => {
        out.payload[at] = (out.payload[at] as bigint) ^ bit;
      });
  }
  return out;
}

const part = (rows: Columns, from: number, to: number): Columns => ({
  kind: rows.kind.subarray(from, to),
  type: rows.type.subarray(from, to),
  flags: rows.flags.subarray(from, to),
  payload: rows.payload.subarray(from, to),
});

/** Puts a row of some columns into others. */
function put(rows: Columns, at: number, from: Columns, i: number): void {
  rows.kind[at] = from.kind[i] as number;
  rows.type[at] = from.type[i] as number;
  rows.flags[at] = from.flags[i] as number;
  rows.payload[at] = from.payload[i] as bigint;
}

/** Encodes row after row in pieces of at most `size`: the words, and which rows were refused. */
function encodeAll(encode: (rows: Columns, into: BigUint64Array) => number, rows: Columns, size: number) {
  const n = rows.kind.length;
  const words = new BigUint64Array(n);
  const refused: number[] = [];
  for (let from = 0; from < n; ) {
    const to = Math.min(n, from + size);
    const bad = encode(part(rows, from, to), words.subarray(from, to));
    if (bad !== -1) refused.push(from + bad);
    from = bad === -1 ? to : from + bad + 1;
  }
  return { words, refused };
}

const sameWords = (a: BigUint64Array, b: BigUint64Array) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

/** Fails where the core refuses other rows than the reference, or makes other words, on any release, or on some of them. */
export function expectSameRows(config: Partial<Config>): void {
  for (const k of everyNth(differentKernels(config), 8)) {
    const layout = layoutWords(k);
    const samples = sorts(k);
    const rows = columns(samples.length);
    referenceEngine.decode(layout, samples, rows);
    const changed = everyChange(rows);
    const n = changed.kind.length;
    const theirs = encodeAll((some, into) => referenceEngine.encode(layout, some, into), changed, n);
    expect(theirs.refused.length).toBeGreaterThan(samples.length);
    expect(theirs.refused.length).toBeLessThan(n / 2);

    const long = columns(length);
    for (let i = 0; i < length; i++) put(long, i, rows, i % samples.length);
    const bad = new Set(theirs.refused);
    const taken = Array.from({ length: n }, (_, i) => i).filter((i) => !bad.has(i));
    const good = columns(taken.length);
    for (const [to, i] of taken.entries()) put(good, to, changed, i);
    const wanted = BigUint64Array.from(taken, (i) => theirs.words[i] as bigint);
    const into = new BigUint64Array(length);
    for (const core of cores) {
      const target = core.target;
      const encode = (some: Columns, words: BigUint64Array) => core.encode(layout, some, words);
      const short = encodeAll(encode, changed, length - 1);
      expect(short.refused.join(), `${k.name} ${target}`).toBe(theirs.refused.join());
      expect(sameWords(short.words, theirs.words), `${k.name} ${target}`).toBe(true);
      const words = new BigUint64Array(taken.length);
      expect(encode(good, words), `${k.name} ${target}`).toBe(-1);
      expect(sameWords(words, wanted), `${k.name} ${target}`).toBe(true);
      const stops = theirs.refused.map((i) => {
        put(long, at, changed, i);
        return encode(long, into);
      });
      expect([...new Set(stops)], `${k.name} ${target}`).toEqual([at]);
      put(long, at, rows, at % samples.length);
    }
  }
}
