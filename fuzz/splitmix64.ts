/** The words of campaigns: splitmix64, in WebAssembly, which alone multiplies 64-bit integers at the speed of the processor. */

/** What of WebAssembly is used here: the libraries of TypeScript have it among the things of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: { readonly fill: Fill; readonly memory: Memory } };
};
interface Memory {
  readonly buffer: ArrayBuffer;
}
/** Writes words from the address 0 up to `end`, a multiple of 8 and not 0. */
type Fill = (state: bigint, step: bigint, first: bigint, second: bigint, end: number) => void;

/** A module that exports two pages of memory, 128 KiB, and the function fill. */
const code = Buffer.from(
  [
    '00 61 73 6d 01 00 00 00',
    '01 09 01 60 05 7e 7e 7e 7e 7f 00', // one type: four i64 and an i32
    '03 02 01 00', // one function of it
    '05 03 01 00 02', // memory of 2 pages
    '07 11 02 04 66 69 6c 6c 00 00 06 6d 65 6d 6f 72 79 02 00', // exports fill, memory
    '0a 3f 01 3d 02 01 7f 01 7e', // one body, with the locals 5 address: i32, 6 z: i64
    '03 40', // loop
    '20 05', //   the address, for the store below
    '20 00 20 01 7c 22 00', //   state += step
    '20 00 42 1e 88 85 20 02 7e 22 06', //   z = (state ^ state >> 30) * first
    '20 06 42 1b 88 85 20 03 7e 22 06', //   z = (z ^ z >> 27) * second
    '20 06 42 1f 88 85', //   z ^ z >> 31
    '37 03 00', //   is stored
    '20 05 41 08 6a 22 05', //   address += 8
    '20 04 47 0d 00', //   again while it is not end
    '0b 0b',
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
);

const { fill, memory } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports;
const made = new BigUint64Array(memory.buffer);

/** What the state grows by for each word. */
const step = 0x9e3779b97f4a7c15n;

/**
 * Fills an array with the words `from`, `from` + 1, ... of the sequence that a seed names: the same on every machine.
 *
 * @param seed any number of 64 bits, and so is `from`.
 */
export function splitmix64(words: BigUint64Array, seed: bigint, from: bigint): void {
  for (let at = 0; at < words.length; at += made.length) {
    const some = made.subarray(0, words.length - at);
    fill(seed + (from + BigInt(at)) * step, step, 0xbf58476d1ce4e5b9n, 0x94d049bb133111ebn, some.byteLength);
    words.set(some, at);
  }
}
