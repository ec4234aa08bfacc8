/**
 * Calls the addon directly: `node addonCalls.js ADDON SEED FROM TO AT`. Half of the calls are sound, on a kernel and on arrays that
 * begin anywhere in a buffer: the answer is that of the engine in TypeScript, and nothing beside the arrays is written. The
 * others have a layout of random words, or one argument that does not fit: an error or an answer, and nothing beside the arrays
 * is written. Each call follows from the seed and its number, which is in the file AT while it runs.
 */
import { openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { type Addon, listed } from '../../lib/batch/engine/native.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import type { Columns } from '../../lib/batch/engine/types.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';
import type { Fault } from '../judge.ts';
import { type Random, randomOf } from '../random.ts';

const [, , file = '', seed = '', from = '', to = '', at = ''] = process.argv;
const addon = createRequire(import.meta.url)(file) as Addon;

const tell = (call: number, column: Fault['column'], what: string): void =>
  console.log(JSON.stringify({ call, column, what }));

/** Both sides of an array have so many places that nobody may write to, and these are filled with this byte. */
const guard = 8;
const filler = 0xa5;

type Typed = BigUint64Array | Uint8Array | Uint32Array;
type Make<T extends Typed> = {
  new (buffer: ArrayBuffer, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/** Arrays in buffers that are larger. */
class Guarded {
  readonly #buffers: { readonly bytes: Uint8Array; readonly from: number; readonly to: number }[] = [];

  make<T extends Typed>(Type: Make<T>, length: number): T {
    const size = Type.BYTES_PER_ELEMENT;
    const buffer = new ArrayBuffer((length + 2 * guard) * size);
    const bytes = new Uint8Array(buffer).fill(filler);
    this.#buffers.push({ bytes, from: guard * size, to: (guard + length) * size });
    return new Type(buffer, guard * size, length);
  }

  columns(length: number): Columns {
    return {
      kind: this.make(Uint8Array, length),
      type: this.make(Uint8Array, length),
      flags: this.make(Uint32Array, length),
      payload: this.make(BigUint64Array, length),
    };
  }

  isWhole = (): boolean =>
    this.#buffers.every(({ bytes, from, to }) => bytes.every((byte, i) => (i >= from && i < to) || byte === filler));
}

/** Lengths about those at which the core takes another form, and small ones. */
const lengths = [0, 1, 2, 7, 8, 15, 16, 31, 63, 64, 65, 127, 1023, 1024, 1040];
const sames = (a: Typed, b: Typed) =>
  a.length === b.length && a.every((value: number | bigint, i: number) => value === b[i]);

const wordOf = (random: Random): bigint =>
  random.pick([
    () => random.word(),
    () => random.word() & random.word() & random.word(),
    () => 0n,
    () => ~0n & (2n ** 64n - 1n),
  ])();

function fill(random: Random, array: BigUint64Array): void {
  for (let i = 0; i < array.length; i++) array[i] = wordOf(random);
}

/** Kernels take a hundredth of a second each to resolve in TypeScript and C++ alike: few are enough for many calls. */
const known = new Map<string, Kernel>();
function kernelOf(random: Random): Kernel {
  const series = random.pick(kernels).series;
  const k = known.get(series) ?? kernel(series, random.below(2) === 0 ? {} : { encMask: 1n << 47n });
  known.set(series, k);
  return k;
}

/** @returns what is wrong; undefined where all is as it should be. */
function sound(random: Random): string | undefined {
  const guarded = new Guarded();
  const words = guarded.make(BigUint64Array, random.pick(lengths));
  fill(random, words);
  const layout = layoutWords(kernelOf(random));
  addon.setTarget(random.pick(addon.targets()));
  const [native, plain] = [guarded.columns(words.length), new Guarded().columns(words.length)];
  addon.decode(layout, words, ...listed(native));
  referenceEngine.decode(layout, words, plain);
  const differing = (['kind', 'type', 'flags', 'payload'] as const).find((name) => !sames(native[name], plain[name]));
  if (differing) return `decode() has another ${differing} than the engine in TypeScript`;
  const back = guarded.make(BigUint64Array, words.length);
  if (addon.encode(layout, ...listed(native), back) !== -1 || !sames(back, words))
    return 'encode(decode(words)) is not words';
  return guarded.isWhole() ? undefined : 'something beside the arrays was written';
}

/** What no argument may be, and arrays that are too short or too long. */
const wrongs = (random: Random, guarded: Guarded): unknown =>
  random.pick<() => unknown>([
    () => undefined,
    () => null,
    () => -1,
    () => Number.NaN,
    () => 2 ** 53,
    () => 1n << 64n,
    () => 'words',
    () => ({}),
    () => new Float64Array(8),
    () => new DataView(new ArrayBuffer(64)),
    () => new BigUint64Array(new SharedArrayBuffer(64)),
    () => guarded.make(BigUint64Array, random.below(40)),
    () => guarded.make(Uint8Array, random.below(40)),
    () => guarded.make(Uint32Array, random.below(40)),
  ])();

/** Calls with a layout of random words, or one argument that does not fit. */
function hostile(random: Random): string | undefined {
  const guarded = new Guarded();
  const length = random.pick(lengths);
  const words = guarded.make(BigUint64Array, length);
  fill(random, words);
  const layout = layoutWords(kernelOf(random)).slice();
  if (random.below(2) === 0) fill(random, layout);
  const columns = listed(guarded.columns(length));
  for (const column of columns)
    new Uint8Array(column.buffer, column.byteOffset, column.byteLength).fill(random.below(256));
  const decoding = random.below(2) === 0;
  const args: unknown[] = decoding ? [layout, words, ...columns] : [layout, ...columns, words];
  if (random.below(3) > 0) args[random.below(args.length)] = wrongs(random, guarded);
  if (random.below(8) === 0) args.length = random.below(args.length);
  try {
    (addon[decoding ? 'decode' : 'encode'] as (...args: readonly unknown[]) => unknown)(...args);
  } catch (error) {
    if (!(error instanceof Error)) return `threw what is no error: ${String(error)}`;
  }
  return guarded.isWhole() ? undefined : 'something beside the arrays was written';
}

const fd = openSync(at, 'w');
for (let call = Number(from); call < Number(to); call++) {
  writeSync(fd, `${call}`, 0);
  const random = randomOf(Number(seed), `addon ${call}`);
  const what = random.below(2) === 0 ? sound(random) : hostile(random);
  if (what !== undefined) tell(call, 'lost or wrong data', what);
}
console.log('done');
