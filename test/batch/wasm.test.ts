/** The portable engine: arrays in its memory and arrays elsewhere, in any mixture, at any place, of any length. */
import { describe, expect, it } from 'vitest';
import { type Columns, columns } from '../../lib/batch/columns.ts';
import { censusLength } from '../../lib/batch/engine/censusAt.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { compileQuery } from '../../lib/query/compile.ts';
import { parseQuery } from '../../lib/query/query.ts';
import { stepsOf } from '../../lib/query/steps.ts';
import { wasm } from '../support/cores.ts';
import { thrown } from '../support/thrown.ts';
import { everyForm } from '../support/words.ts';

const k = kernel('6.12');
const layout = layoutWords(k);
const forms = everyForm(k);
const sizes = [0, 1, 3, 4, 15, 16, 17, 63, 64, 65, 1000];

/** Arrays of a length, each `past` elements from where it could begin at the earliest. */
type Maker = <T>(make: new (buffer: ArrayBuffer, at: number, n: number) => T, size: number, n: number) => T;
const elsewhere =
  (past: number): Maker =>
  (make, size, n) =>
    new make(new ArrayBuffer(size * (n + past)), size * past, n);

/** Arrays one after the other in a memory of the engine. */
function inside(past: number): Maker {
  const memory = wasm.memory?.(2 ** 20);
  if (!memory) throw new Error('expected memory of the engine, got none');
  let next = memory.from;
  return (make, size, n) => {
    const at = next + size * past;
    next = Math.ceil((at + size * n) / 8) * 8;
    return new make(memory.buffer, at, n);
  };
}

const columnsBy = (kind: Maker, others: Maker, n: number): Columns => ({
  kind: kind(Uint8Array, 1, n),
  type: others(Uint8Array, 1, n),
  flags: others(Uint32Array, 4, n),
  payload: others(BigUint64Array, 8, n),
});
const list = ({ kind, type, flags, payload }: Columns) => [[...kind], [...type], [...flags], [...payload]];

describe('the portable engine', () => {
  it.each([
    ['elsewhere', () => [elsewhere(0), elsewhere(1), elsewhere(3)]],
    ['in its memory', () => [inside(0), inside(0), inside(0)]],
    ['in one memory of it', () => Array<Maker>(3).fill(inside(1))],
    ['in part in its memory', () => [inside(2), elsewhere(0), elsewhere(1)]],
    ['in part elsewhere', () => [elsewhere(2), inside(1), inside(0)]],
  ] as const)('decodes and encodes arrays %s', (_, makers) => {
    for (const n of sizes) {
      const [a, b, c] = makers() as [Maker, Maker, Maker];
      const words = a(BigUint64Array, 8, n);
      forms.slice(0, n).forEach((word, i) => {
        words[i] = word;
      });
      const wanted = columns(n);
      referenceEngine.decode(layout, words, wanted);
      const rows = columnsBy(b, c, n);
      wasm.decode(layout, words, rows);
      expect(list(rows)).toEqual(list(wanted));
      const back = b(BigUint64Array, 8, n);
      expect(wasm.encode(layout, rows, back)).toBe(-1);
      expect([...back]).toEqual([...words]);
    }
  });

  it('goes on where a block ends, and stops at the first row that is none', () => {
    const n = 50_000; // blocks of copies: 17,536
    const words = BigUint64Array.from({ length: n }, (_, i) => forms[i % forms.length] as bigint);
    const rows = columns(n);
    wasm.decode(layout, words, rows);
    for (const bad of [0, 17_535, 17_536, 17_600, n - 1]) {
      const kind = rows.kind.slice();
      kind[bad] = 255;
      const into = new BigUint64Array(n).fill(7n);
      expect(wasm.encode(layout, { ...rows, kind }, into)).toBe(bad);
      expect(Buffer.compare(Buffer.from(into.buffer, 0, 8 * bad), Buffer.from(words.buffer, 0, 8 * bad))).toBe(0);
      expect(into.subarray(bad).every((word) => word === 7n)).toBe(true);
    }
  });

  it('keeps arrays while it makes others, and for other kernels', () => {
    const mine = inside(0);
    const words = mine(BigUint64Array, 8, 64);
    words.fill(1n);
    inside(0)(BigUint64Array, 8, 64).fill(2n);
    for (const release of ['4.19', '6.12', '7.3']) {
      const other = layoutWords(kernel(release));
      const [a, b] = [columns(64), columns(64)];
      wasm.decode(other, words, a);
      referenceEngine.decode(other, words, b);
      expect(list(a)).toEqual(list(b));
    }
  });

  it('counts and finds words wherever they are, beyond where a block ends', () => {
    const n = 20_000;
    const plain = BigUint64Array.from({ length: n }, (_, i) => forms[i % forms.length] as bigint);
    const stays = inside(0)(BigUint64Array, 8, n);
    stays.set(plain);
    const steps = stepsOf(compileQuery(k, parseQuery('swap')));
    const ask = ({ census, find }: typeof wasm, words: BigUint64Array) => {
      const [counts, places, few] = [new BigUint64Array(censusLength), new Uint32Array(n), new Uint32Array(99)];
      census(layout, words, true, counts);
      const all = find(steps, words, 5, places);
      return [[...counts], all, [...places], find(steps, words, 8000, few), [...few], find(steps, words, n, few)];
    };
    const wanted = ask(referenceEngine, plain);
    expect(ask(wasm, plain)).toEqual(wanted);
    expect(ask(wasm, stays)).toEqual(wanted);
    const long = new BigUint64Array(7 * 4001); // of a test that holds for each word, again and again with itself
    for (let i = 1; i <= 2000; i++) long[7 * 2 * i + 6] = 1n;
    expect(wasm.find(long, plain.subarray(0, 9), 0, new Uint32Array(9))).toBe(9);
  });

  it('takes rows of a table larger than any of ours, with arrays in its memory or not', () => {
    const size = 2 ** 16;
    const table = {
      mask: 2n ** 16n - 1n,
      facts: 0,
      base: BigUint64Array.from({ length: size }, (_, i) => BigInt(i) * 3n),
      flip: new BigUint64Array(size).fill(2n ** 64n - 1n),
      shift: new Uint8Array(size).fill(9),
      source: Uint8Array.from({ length: size }, (_, i) => i % 3),
    };
    const n = 10_000;
    const run = (engine: typeof wasm, make: Maker) => {
      const words = make(BigUint64Array, 8, n);
      for (let i = 0; i < n; i++) words[i] = BigInt(3 * i);
      words[n - 2] = 5n;
      const [out, rows] = [make(BigUint64Array, 8, n), make(Uint32Array, 4, n)];
      return [engine.decide(table, words, make(Uint8Array, 1, n), words, words, out, rows), [...out], [...rows]];
    };
    const wanted = run(referenceEngine, elsewhere(0));
    expect(wanted[0]).toBe(n - 2);
    expect(run(wasm, elsewhere(0))).toEqual(wanted);
    expect(run(wasm, inside(0))).toEqual(wanted);
  });

  it('has no memory of more than 4 GiB', () => {
    expect(thrown(() => wasm.memory?.(2 ** 32)).message).toBe(
      'expected at most 4290772992 bytes of memory, got 4294967296',
    );
  });
});
