/** Bound calls against the unbound ones. */
import { expect, it } from 'vitest';
import { bind, columns, decodeBatch, kernel } from '../../lib/index.ts';

const k = kernel('6.12');
const words = BigUint64Array.of(0x8000000012345067n, 0x07fffffffffbfe0an, 0n, 0xfffffffffffffa00n);

it('decodes as many words as it is told, from what stands there at the time', () => {
  const [own, out] = [words.slice(), columns(4)];
  const decode = bind(k, own, out);
  decode(2);
  const two = decodeBatch(k, words.subarray(0, 2), columns(4));
  expect(out).toEqual(two);
  own.set([own[3] as bigint]);
  decode(1);
  expect(out.kind[0]).toBe(decodeBatch(k, words.subarray(3)).kind[0]);
  expect(out.kind[1]).toBe(two.kind[1]);
});

it('encodes what it decoded', () => {
  const own = words.slice();
  const call = bind(k, own, columns(4));
  call(4);
  own.fill(0n);
  call.encode(4);
  expect(own).toEqual(words);
});

it('keeps its calls when nothing else holds them', () => {
  const [own, out] = [words.slice(), columns(4)];
  const { encode } = bind(k, own, out);
  out.kind.set(decodeBatch(k, words).kind);
  encode(0);
  expect(own).toEqual(words);
});

it('names the row that is no entry', () => {
  const out = columns(4);
  const call = bind(k, words.slice(), out);
  call(4);
  out.kind[2] = 99;
  expect(() => call.encode(4)).toThrow(/at index 2, got kind 99/);
  expect(() => call.encode(2)).not.toThrow();
});

it.each([5, -1, 1.5, Number.NaN, '2', undefined])('refuses %s entries of four', (n) => {
  const call = bind(k, words.slice(), columns(4));
  expect(() => call(n as number)).toThrow('expected a number of entries from 0 to 4');
  expect(() => call.encode(n as number)).toThrow('expected a number of entries from 0 to 4');
});

it('refuses columns that are too short, and memory that has gone', () => {
  expect(() => bind(k, words, columns(3))).toThrow('expected into.kind to hold 4 entries, got 3');
  const out = columns(4);
  const call = bind(k, words.slice(), out);
  structuredClone(out.flags, { transfer: [out.flags.buffer as ArrayBuffer] });
  expect(() => call(4)).toThrow('expected memory that is there, got a detached buffer');
  expect(() => call.encode(4)).toThrow('detached');
});
