import { describe, expect, it } from 'vitest';
import { decodeBatch, encodeBatch } from '../../lib/batch/codecBatch.ts';
import { type Columns, columns, FLAG, KINDS } from '../../lib/batch/columns.ts';
import { engine } from '../../lib/batch/engine/engine.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import type { Engine } from '../../lib/batch/engine/types.ts';
import { type Decoded, decode } from '../../lib/codec/decode.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { pfnKinds, writableKinds } from '../../spec/kinds.ts';
import { wasm } from '../support/cores.ts';
import { thrown } from '../support/thrown.ts';
import { everyNth } from '../support/whole.ts';
import { differentKernels, everyForm, interesting } from '../support/words.ts';

/** The engine that serves here, the portable one, and the one in TypeScript. */
const engines: readonly Engine[] = [...new Set([engine(), wasm, referenceEngine])];

const listed = (kinds: readonly string[], kind: string) => kinds.includes(kind);

/** The high byte of the flags column, from the fields of the entry. */
const summaryOf = (d: Decoded): number =>
  (d.flags.some((name) => name === '_PAGE_ENC' || name === '_PAGE_CC') ? FLAG.enc : 0) +
  ('young' in d && d.young ? FLAG.young : 0) +
  ('dirty' in d && d.dirty ? FLAG.dirty : 0) +
  (('write' in d && d.write) || listed(writableKinds, d.kind) ? FLAG.write : 0) +
  ('softDirty' in d && d.softDirty ? FLAG.softDirty : 0) +
  ('uffdWp' in d && d.uffdWp ? FLAG.uffdWp : 0) +
  ('exclusive' in d && d.exclusive ? FLAG.exclusive : 0) +
  (d.unexplained !== 0n ? FLAG.unexplained : 0);

/** The low 24 bits: the word's 12 bits below the page frame number and 12 above it, or 8 low ones and 16 of the offset. */
function rawOf(k: Kernel, d: Decoded): bigint {
  if (!('swapOffset' in d)) return (d.raw & 0xfffn) | ((d.raw >> 52n) << 12n);
  return (d.raw & 0xffn) | (listed(pfnKinds, d.kind) ? (d.swapOffset >> k.mask.swpPfnBits) << 8n : 0n);
}

/** The rows that entries must have. */
function rowsOf(k: Kernel, words: readonly bigint[]): Columns {
  const rows = columns(words.length);
  words.forEach((word, i) => {
    const d = decode(k, word);
    rows.kind[i] = KINDS.indexOf(d.kind);
    rows.type[i] = 'swapType' in d ? d.swapType : 0;
    rows.flags[i] = Number(rawOf(k, d)) + summaryOf(d);
    // What stands above the bit of shared pages comes with the page frame number, so that no bit is lost
    const above = KINDS.indexOf(d.kind) > 0 && !('swapOffset' in d) ? d.raw & k.mask.abovePfn : 0n;
    rows.payload[i] = 'pfn' in d ? d.pfn | (above >> k.mask.pageShift) : 'swapOffset' in d ? d.swapOffset : 0n;
  });
  return rows;
}
const rowAt = (c: Columns, i: number) => [c.kind[i], c.type[i], c.flags[i], c.payload[i]].join();
const rowOf = (k: Kernel, word: bigint) => rowAt(rowsOf(k, [word]), 0);

/** The words whose rows are not the same. */
const different = (words: readonly bigint[], a: Columns, b: Columns) =>
  words.filter(
    (_, i) =>
      a.kind[i] !== b.kind[i] || a.type[i] !== b.type[i] || a.flags[i] !== b.flags[i] || a.payload[i] !== b.payload[i],
  );

describe('a batch', () => {
  it.each(interesting)('of each engine says what decode says, and comes back the same: %o', (config) => {
    for (const k of everyNth(differentKernels(config), 6)) {
      const words = everyForm(k);
      const wanted = rowsOf(k, words);
      for (const { name, decode: decodeAll, encode: encodeAll } of engines) {
        const out = columns(words.length);
        decodeAll(layoutWords(k), BigUint64Array.from(words), out);
        const wrong = different(words, out, wanted).map((word) => `${name} ${k.name} ${word.toString(16)}`);
        expect(wrong).toEqual([]);
        const back = new BigUint64Array(words.length);
        expect(encodeAll(layoutWords(k), out, back)).toBe(-1);
        expect(words.filter((word, i) => back[i] !== word)).toEqual([]);
      }
    }
  });

  it.each([0, 1, 7, 8, 9, 63, 64, 65])('of %i words is as many rows, wherever the arrays begin', (n) => {
    const k = kernel('6.12');
    const all = everyForm(k);
    const memory = {
      in: new ArrayBuffer(8 * (n + 2)),
      bytes: new ArrayBuffer(2 * n + 8),
      flags: new ArrayBuffer(4 * n + 8),
      out: new ArrayBuffer(8 * n + 16),
    };
    const words = new BigUint64Array(memory.in, 8, n).map((_, i) => all[(i * 37) % all.length] as bigint);
    const into: Columns = {
      kind: new Uint8Array(memory.bytes, 1, n),
      type: new Uint8Array(memory.bytes, n + 3, n),
      flags: new Uint32Array(memory.flags, 4, n),
      payload: new BigUint64Array(memory.out, 8, n),
    };
    expect(decodeBatch(k, words, into)).toBe(into);
    expect([...words].map((_, i) => rowAt(into, i))).toEqual([...words].map((word) => rowOf(k, word)));
    expect(new Uint8Array(memory.bytes)[0]).toBe(0);
    const back = new BigUint64Array(new ArrayBuffer(8 * n + 16), 8, n);
    expect(encodeBatch(k, into, back)).toBe(back);
    expect(back).toEqual(words);
    expect(encodeBatch(k, decodeBatch(k, words))).toEqual(words);
  });

  it('writes only as many rows as there are words', () => {
    const k = kernel('6.12');
    const into = columns(3);
    for (const column of [into.kind, into.type, into.flags]) column.fill(77);
    into.payload.fill(77n);
    decodeBatch(k, BigUint64Array.of(0x8000000012345027n), into);
    expect(rowAt(into, 0)).toBe(rowOf(k, 0x8000000012345027n));
    expect([rowAt(into, 1), rowAt(into, 2)]).toEqual(['77,77,77,77', '77,77,77,77']);
  });

  it('has named flags of one bit each, above the raw ones', () => {
    expect(FLAG).toEqual({
      enc: 2 ** 24,
      young: 2 ** 25,
      dirty: 2 ** 26,
      write: 2 ** 27,
      softDirty: 2 ** 28,
      uffdWp: 2 ** 29,
      exclusive: 2 ** 30,
      unexplained: 2 ** 31,
    });
    expect(KINDS.slice(0, 4)).toEqual(['none', 'present', 'protnone', 'swap']);
    const [first, ...rest]: readonly ['none', 'present', ...string[]] = KINDS; // known to types, as the column is a number
    expect([first, rest.length satisfies number]).toEqual(['none', 15]);
  });
});

const one = (kind: string, type: number, flags: number, payload: bigint): Columns => ({
  kind: Uint8Array.of(KINDS.indexOf(kind as (typeof KINDS)[number])),
  type: Uint8Array.of(type),
  flags: Uint32Array.of(flags),
  payload: BigUint64Array.of(payload),
});

describe('columns made by hand', () => {
  it.each<[string, Columns, bigint]>([
    ['a page (E6)', one('present', 0, 0x800027, 0x12345n), 0x8000000012345027n],
    ['a PROT_NONE page (E1)', one('protnone', 0, 0x120, 0x12345n), 0x000fffffedcba120n],
    ['a swap entry (E53)', one('swap', 1, 0x2, 0x12345n), 0x0ffffffffdb97402n],
    ['a migration entry with young and dirty (E66)', one('migrationWrite', 30, 0x300, 0x12345n), 0xf7ffe7fffdb97400n],
    ['a marker (E75)', one('pteMarker', 31, 0, 1n), 0xfffffffffffffc00n],
    ['nothing (E41)', one('none', 0, 0x60, 0n), 0x60n],
  ])('are %s', (_, cols, word) => {
    expect(encodeBatch(kernel('6.12', { devicePrivate: false }), cols)[0]).toBe(word);
  });

  it('may have summaries that are wrong, for they are not read', () => {
    const k = kernel('6.12');
    expect(encodeBatch(k, one('present', 0, 0xfe800027, 0x12345n))[0]).toBe(0x8000000012345027n);
    expect(encodeBatch(kernel('6.12', { encMask: 1n << 47n }), one('present', 0, 0x01800027, 0x12345n))[0]).toBe(
      0x8000800012345027n,
    ); // E91
  });

  const bad: readonly (readonly [string, Columns])[] = [
    ['a kind that the flags deny', one('protnone', 0, 0x27, 1n)],
    ['a kind that is none', { ...one('present', 0, 1, 0n), kind: Uint8Array.of(200) }],
    ['a kind that the type denies', one('migrationRead', 0, 0, 1n)],
    ['a type beyond 31', one('swap', 32, 0, 1n)],
    ['a type of a page', one('present', 1, 1, 1n)],
    ['a payload too wide for a page', one('present', 0, 1, 1n << 40n)],
    ['a payload too wide for a migration entry', one('migrationRead', 24, 0, 1n << 34n)],
    ['a payload too wide for swap', one('swap', 0, 0, 1n << 50n)],
    ['a payload of nothing', one('none', 0, 0, 1n)],
    ['flags of nothing', one('none', 0, 0x2, 0n)],
    ['the C-bit without one', one('present', 0, 0x01000001, 1n)],
    ['bits above the offset of swap', one('swap', 0, 0x100, 1n)],
    ['PRESENT in a swap entry', one('swap', 0, 1, 1n)],
    ['the one swap entry that is empty', one('swap', 0, 0, (1n << 50n) - 1n)],
  ];

  it.each(engines.flatMap((e) => bad.map(([what, cols]) => [e.name, what, cols, e] as const)))(
    'are refused by the %s engine: %s',
    (_, _what, cols, { encode: encodeAll }) => {
      expect(encodeAll(layoutWords(kernel('6.12')), cols, new BigUint64Array(1))).toBe(0);
    },
  );

  it('are refused at the first row that is no entry, and what comes after is left alone', () => {
    const k = kernel('6.12');
    const n = 70;
    const words = new BigUint64Array(n).fill(0x8000000012345027n);
    for (const at of [0, 1, 8, 63, 64, 69]) {
      const cols = decodeBatch(k, words);
      for (let i = at; i < n; i++) cols.type[i] = 9;
      const into = new BigUint64Array(n).fill(77n);
      const error = thrown(() => encodeBatch(k, cols, into));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toBe(
        `expected columns of one entry of 6.12 at index ${at}, got kind 1 (present), type 9, flags 0xa800027, payload 0x12345`,
      );
      expect([...into]).toEqual([...words.subarray(0, at), ...Array<bigint>(n - at).fill(77n)]);
    }
  });
});

const shared = (bytes: number) => new SharedArrayBuffer(bytes) as unknown as ArrayBuffer;
function detached(): BigUint64Array {
  const array = new BigUint64Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}
const words4 = new BigUint64Array(4);
const block = new ArrayBuffer(64);
const block64 = new BigUint64Array(block, 0, 4);

describe('the arrays of a batch', () => {
  const k = kernel('6.12');
  it.each<[string, () => unknown, typeof TypeError | typeof RangeError, RegExp]>([
    [
      'words of another type',
      () => decodeBatch(k, [1n] as unknown as BigUint64Array),
      TypeError,
      /expected words to be a BigUint64Array, got Array/,
    ],
    [
      'signed words',
      () => decodeBatch(k, new BigInt64Array(1) as unknown as BigUint64Array),
      TypeError,
      /got BigInt64Array/,
    ],
    ['no words', () => decodeBatch(k, undefined as unknown as BigUint64Array), TypeError, /got undefined/],
    [
      'a column of another type',
      () => decodeBatch(k, words4, { ...columns(4), flags: new Uint16Array(4) as unknown as Uint32Array }),
      TypeError,
      /expected into\.flags to be a Uint32Array, got Uint16Array/,
    ],
    [
      'a column that is missing',
      () => decodeBatch(k, words4, { kind: new Uint8Array(4) } as Columns),
      TypeError,
      /expected into\.type to be a Uint8Array, got undefined/,
    ],
    [
      'columns that are none',
      () => decodeBatch(k, words4, 5 as unknown as Columns),
      TypeError,
      /expected into to be columns, got 5/,
    ],
    [
      'a short column',
      () => decodeBatch(k, words4, { ...columns(4), payload: new BigUint64Array(3) }),
      RangeError,
      /expected into\.payload to hold 4 entries, got 3/,
    ],
    [
      'shared words',
      () => decodeBatch(k, new BigUint64Array(shared(8))),
      TypeError,
      /expected words over memory of its own, got a SharedArrayBuffer/,
    ],
    [
      'a shared column',
      () => decodeBatch(k, words4, { ...columns(4), kind: new Uint8Array(shared(4)) }),
      TypeError,
      /into\.kind .*SharedArrayBuffer/,
    ],
    [
      'detached words',
      () => decodeBatch(k, detached()),
      TypeError,
      /expected words over memory that is there, got a detached buffer/,
    ],
    [
      'a detached column',
      () => decodeBatch(k, words4, { ...columns(4), payload: detached() }),
      TypeError,
      /into\.payload .*detached/,
    ],
    [
      'a column over the words',
      () => decodeBatch(k, block64, { ...columns(4), payload: new BigUint64Array(block, 24, 4) }),
      RangeError,
      /expected into\.payload and words in memory apart/,
    ],
    [
      'bytes over the words',
      () => decodeBatch(k, block64, { ...columns(4), kind: new Uint8Array(block, 31, 4) }),
      RangeError,
      /expected into\.kind and words/,
    ],
    [
      'columns over one another',
      () =>
        decodeBatch(k, words4, { ...columns(4), kind: new Uint8Array(block, 0, 4), type: new Uint8Array(block, 3, 4) }),
      RangeError,
      /expected into\.type and into\.kind/,
    ],
    ['a kernel that is none', () => decodeBatch('6.12' as unknown as Kernel, words4), TypeError, /expected a kernel/],
    [
      'a short array to encode into',
      () => encodeBatch(k, columns(4), new BigUint64Array(3)),
      RangeError,
      /expected into to hold 4 entries, got 3/,
    ],
    [
      'columns of two lengths',
      () => encodeBatch(k, { ...columns(4), type: new Uint8Array(3) }),
      RangeError,
      /expected columns\.type to hold 4 entries, got 3/,
    ],
    [
      'words over a column',
      () => encodeBatch(k, { ...columns(4), payload: block64 }, new BigUint64Array(block, 16, 4)),
      RangeError,
      /expected into and columns\.payload/,
    ],
    [
      'columns that are none to encode',
      () => encodeBatch(k, null as unknown as Columns),
      TypeError,
      /expected columns to be columns, got null/,
    ],
    ['half a column', () => columns(0.5), RangeError, /expected a number of entries from 0, got 0.5/],
    ['columns by name', () => columns('4' as unknown as number), TypeError, /expected a number of entries, got "4"/],
  ])('are refused: %s', (_, run, type, message) => {
    const error = thrown(run);
    expect(error).toBeInstanceOf(type);
    expect(error.message).toMatch(message);
    expect(error.code).toMatch(/^ERR_PTE_(TYPE|VALUE)$/);
  });

  it('may share a buffer without sharing a byte', () => {
    const words = new BigUint64Array(block, 0, 4).fill(0x8000000012345027n);
    const into = { ...columns(4), payload: new BigUint64Array(block, 32, 4) };
    expect([...decodeBatch(k, words, into).payload]).toEqual(Array(4).fill(0x12345n));
    expect([...words]).toEqual(Array(4).fill(0x8000000012345027n));
  });
});
