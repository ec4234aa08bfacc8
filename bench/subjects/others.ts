/** What a user would otherwise write: BigInt arithmetic, JavaScript over 32-bit halves, C over a kernel's own inline functions. */
import type { Columns } from '../../lib/batch/columns.ts';
import type { KernelLoop } from '../beside.ts';
import type { Task } from '../result.ts';
import { codecBytes } from './words.ts';

/** Kind, type and payload, no flags: what one writes first. */
function bigints(words: BigUint64Array, out: Columns): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as bigint;
    const present = (word & 0x101n) !== 0n;
    const offset = (~word >> 9n) & 0x3ffffffffffffn;
    out.kind[i] = present ? 1 : word === 0n ? 0 : 3;
    out.type[i] = present ? 0 : Number(word >> 59n);
    out.flags[i] = Number(word & 0xfffn);
    out.payload[i] = present ? (word >> 12n) & 0xffffffffffn : offset;
  }
}

/** The same over halves, without one BigInt. */
function halves(words: BigUint64Array, out: Columns): void {
  const from = new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
  const payload = new Uint32Array(out.payload.buffer, out.payload.byteOffset, out.payload.length * 2);
  for (let i = 0; i < words.length; i++) {
    const low = from[2 * i] as number;
    const high = from[2 * i + 1] as number;
    const present = low & 0x101;
    out.kind[i] = present ? 1 : (low | high) === 0 ? 0 : 3;
    out.type[i] = present ? 0 : high >>> 27;
    out.flags[i] = low & 0xfff;
    payload[2 * i] = present ? (low >>> 12) | (high << 20) : (~low >>> 9) | (~high << 23);
    payload[2 * i + 1] = present ? (high >>> 12) & 0xff : (~high >>> 9) & 0x3ffff;
  }
}

/** Decoding by other means; the kernel's own functions only where its headers are at hand. */
export function others(words: BigUint64Array, into: Columns, kernelLoop?: KernelLoop): readonly Task[] {
  const task = (target: string, run: () => void): Task => ({
    name: 'decode',
    target,
    threads: 1,
    bytes: codecBytes,
    beside: 'copy',
    run,
  });
  return [
    task('BigInt', () => bigints(words, into)),
    task('JavaScript', () => halves(words, into)),
    ...(kernelLoop ? [task('kernel headers', () => kernelLoop.run(words, into))] : []),
  ];
}
