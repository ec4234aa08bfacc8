/** What others are measured by: memcpy in its two forms, on more threads too, and a plain sum. */
import type { Beside } from '../beside.ts';
import type { Task } from '../result.ts';
import { codecBytes } from './words.ts';

/** The C library's memcpy stores past the caches from some size on; copies of so many bytes at a time never do. */
const block = 704 << 10;

/** The measures for `from.length` words; memcpy copies 11 bytes for each, so that it moves 22. */
export function measures(beside: Beside, from: BigUint64Array, threads: readonly number[]): readonly Task[] {
  const half = new BigUint64Array(Math.ceil((from.length * codecBytes) / 16)).fill(1n);
  const to = new BigUint64Array(half.length);
  const copy = { name: 'copy', bytes: codecBytes, beside: 'copy' } as const;
  return [
    { ...copy, target: 'memcpy', threads: 1, run: () => beside.copy(half, to, half.byteLength) },
    ...(half.byteLength > block
      ? [{ ...copy, target: 'memcpy, blocks', threads: 1, run: () => beside.copy(half, to, block) }]
      : []),
    ...threads.map((n) => ({ ...copy, target: 'memcpy', threads: n, run: () => beside.copyOn(half, to, n) })),
    { name: 'sum', target: 'plain', threads: 1, bytes: 8, beside: 'sum', run: () => void beside.sum(from) },
  ];
}
