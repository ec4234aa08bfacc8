/**
 * Long arrays, in each form there is of going through them, one of which has their beginning choose: the same bytes as the
 * scalar codec writes (which equals the reference, see basis.test.ts) and not one beside them, wherever the arrays begin.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { Columns } from '../../lib/batch/columns.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { addon, native } from '../support/native.ts';

const targets = addon.targets().filter((target) => target !== 'scalar');
/** Each target in each form; undefined is the form that is chosen where none is asked for. */
const ways = targets.flatMap((target) => [undefined, ...addon.forms()].map((form) => ({ target, form })));
type Way = (typeof ways)[number];
const layout = layoutWords(kernel('6.12'));
const n = 2 ** 19 + 333; // long enough for "measured" to try all forms
const line = 64;
const untouched = 0xa5;

/** Room for `length` elements that begin `past` elements after the buffer does, between guards of a line or more. */
function guarded<T extends ArrayBufferView>(
  make: new (buffer: ArrayBuffer, at: number, length: number) => T,
  size: number,
  past: number,
): T {
  const buffer = new ArrayBuffer(size * n + 3 * line);
  new Uint8Array(buffer).fill(untouched);
  return new make(buffer, line + size * past, n);
}
const guards = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => [
  Buffer.from(buffer, 0, byteOffset),
  Buffer.from(buffer, byteOffset + byteLength),
];
/** What memory looks like that nobody wrote to. */
const blank = Buffer.alloc(8 * n + 3 * line, untouched);
const isBlank = (a: Buffer) => a.equals(blank.subarray(0, a.length));
const bytes = (a: ArrayBufferView) => Buffer.from(a.buffer, a.byteOffset, a.byteLength);

const columnsAt = (kind: number, type: number, flags: number, payload: number): Columns => ({
  kind: guarded(Uint8Array, 1, kind),
  type: guarded(Uint8Array, 1, type),
  flags: guarded(Uint32Array, 4, flags),
  payload: guarded(BigUint64Array, 8, payload),
});
const list = ({ kind, type, flags, payload }: Columns) => [kind, type, flags, payload] as const;

function use({ target, form }: Way): void {
  addon.setTarget(target);
  addon.setForm(form);
}
function decoded(way: Way, words: BigUint64Array, into: Columns): Columns {
  use(way);
  addon.decode(layout, words, ...list(into));
  return into;
}
function encoded(way: Way, rows: Columns, into: BigUint64Array): number {
  use(way);
  return addon.encode(layout, ...list(rows), into);
}

const words = guarded(BigUint64Array, 8, 0);
const halves = new Uint32Array(words.buffer, words.byteOffset, 2 * n);
for (let i = 0, x = 1; i < halves.length; i++) halves[i] = x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
const expected = decoded({ target: 'scalar', form: undefined }, words, columnsAt(0, 0, 0, 0));

const expectUntouched = (arrays: readonly ArrayBufferView[]) => {
  for (const guard of arrays.flatMap(guards)) expect(isBlank(guard)).toBe(true);
};

afterAll(() => use({ target: addon.targets().at(-1) as string, form: undefined }));

describe.skipIf(!native).each(ways)('half a million words with $target in form $form', (way) => {
  it.each([
    [0, 0, 0, 0],
    [1, 63, 15, 7],
    [37, 2, 1, 3],
  ])('decodes into columns that begin %i, %i, %i and %i elements after a buffer does', (...at) => {
    const into = decoded(way, words, columnsAt(...at));
    list(into).forEach((column, i) => {
      expect(bytes(column).equals(bytes(list(expected)[i] as ArrayBufferView))).toBe(true);
    });
    expectUntouched(list(into));
  });

  it.each([0, 1, 7])('encodes into words that begin %i after a buffer does', (past) => {
    const into = guarded(BigUint64Array, 8, past);
    expect(encoded(way, expected, into)).toBe(-1);
    expect(bytes(into).equals(bytes(words))).toBe(true);
    expectUntouched([into]);
  });

  it.each([0, 256, 70_001, 2 ** 19 - 1, n - 1])('stops at row %i where that is none', (bad) => {
    const kind = expected.kind.slice();
    kind[bad] = 255;
    const into = guarded(BigUint64Array, 8, 3);
    expect(encoded(way, { ...expected, kind }, into)).toBe(bad);
    expect(bytes(into.subarray(0, bad)).equals(bytes(words.subarray(0, bad)))).toBe(true);
    expect(isBlank(bytes(into.subarray(bad)))).toBe(true);
    expectUntouched([into]);
  });
});
