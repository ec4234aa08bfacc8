/** Arguments for functions of the library: for each position some that fit, and a list of what nothing fits. */
import { wrongRecording } from '../areas/samples.ts';
import { strings } from '../hostile.ts';

/** What getters and proxies of an argument throw: it is the caller's own. */
export const ownError = new Error('thrown by an argument');

type Make = () => unknown;
type Library = Readonly<Record<string, unknown>>;

const fail = (): never => {
  throw ownError;
};
const call = (library: Library, name: string, ...args: unknown[]): unknown =>
  (library[name] as (...args: unknown[]) => unknown)(...args);

const word = 0x8000000012345067n;
const swapped = 0x07fffffffffbfe0an;

/** By position: kernels, then words and arrays, then what comes with them. */
export function goodArguments(library: Library): readonly (readonly Make[])[] {
  const k = call(library, 'kernel', '6.12');
  const vma = () => call(library, 'vma', k, { vmFlags: ['read', 'write'] });
  const words = () => new BigUint64Array(8).fill(word);
  return [
    [
      () => k,
      () => k,
      () => k,
      () => call(library, 'kernel', '5.4'),
      () => '6.12',
      () => wrongRecording(),
      () => 'anon; write',
    ],
    [
      () => word,
      () => swapped,
      () => 0n,
      words,
      vma,
      () => ({}),
      () => ({ softDirty: true }),
      () => ({ kind: 'present' }),
    ],
    [() => word, vma, () => call(library, 'columns', 8), () => 3n, () => ({}), () => ({ level: 'pmd' })],
    [() => call(library, 'folio', {}), () => new Uint8Array(8), () => true, () => 1n],
    [words, () => ({ fault: call(library, 'fault', {}), copyPfns: words() }), () => 1n],
    [() => ({ ptes: words(), rows: new Uint32Array(8) }), () => ({ fault: call(library, 'fault', {}) })],
  ];
}

const detached = (): unknown => {
  const array = new BigUint64Array(8);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
};

const resizable = (bytes: number): unknown => {
  const make = ArrayBuffer as unknown as new (
    bytes: number,
    options: object,
  ) => ArrayBuffer & { resize(to: number): void };
  const buffer = new make(64, { maxByteLength: 1 << 16 });
  const array = new BigUint64Array(buffer, 0, 8);
  buffer.resize(bytes);
  return array;
};

class Lying extends BigUint64Array {
  override get length(): number {
    return 1e9 as number;
  }
}

const arrays: readonly Make[] = [
  detached,
  () => resizable(64),
  () => resizable(8),
  () => resizable(1 << 16),
  () => new BigUint64Array(new SharedArrayBuffer(64)),
  () => new BigInt64Array(8),
  () => new Float64Array(8),
  () => new Uint8Array(3),
  () => new BigUint64Array(0),
  () => new BigUint64Array(1),
  () => new BigUint64Array(new ArrayBuffer(24), 8),
  () => new Lying(8),
  () => new Proxy(new BigUint64Array(8), {}),
  () => new DataView(new ArrayBuffer(8)),
  () => new ArrayBuffer(64),
  () => Object.freeze([1n, 2n]),
  () => [undefined],
  () => new Array(5),
];

const objects = (library: Library): readonly Make[] => {
  const k = call(library, 'kernel', '6.12') as object;
  return [
    () => ({}),
    () => Object.create(null),
    () => ({ ...k }),
    () => Object.create(k),
    () => new Proxy(k, {}),
    () => new Proxy({}, { get: fail, has: fail, ownKeys: fail }),
    () => Object.defineProperty({}, 'kind', { get: fail, enumerable: true }),
    () => ({ length: 2 ** 53 }),
    () => ({ valueOf: fail, toString: fail }),
    () => ({ toString: 1, valueOf: 1 }),
    () => ({ constructor: 1 }),
    () => ({ toString: true }),
    () => ({ hasOwnProperty: true }),
    () => JSON.parse('{"__proto__":{"polluted":true}}'),
    () => ({ level: '__proto__' }),
    () => ({ kind: '__proto__' }),
    () => ({ kind: 'constructor', pfn: 1n }),
    () => ({ kind: 'present', pfn: -1n }),
    () => ({ kind: 'present', pfn: 1 }),
    () => ({ softDirty: 'yes' }),
    () => ({ pagingLevels: 6 }),
    () => ({ backports: [{}] }),
    () => ({ vmFlags: -1n }),
    () => ({ fault: null }),
    () => new Date(Number.NaN),
    () => new Map([[1, 2]]),
    () => new Error('x'),
    () => /x/,
    () => fail,
    () => class {},
    () => Promise.resolve(1),
    () => globalThis,
  ];
};

const plain: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 40,
  2 ** 53,
  -1n,
  1n << 64n,
  1n << 70n,
  (1n << 64n) - 1n,
  1n << 100_000n,
  Symbol('x'),
  Symbol.iterator,
  ...strings,
];

/** Values that fit nowhere, or only look as if they did. */
export const badArguments = (library: Library): readonly Make[] => [
  ...plain.map((value) => () => value),
  ...arrays,
  ...objects(library),
];
