/** One entry at a time, with the benchmark package. */
import Benchmark from 'benchmark';
import { decode, encode, kernel, pteDirty, pteMkdirty, ptePfn, ptePresent } from '../lib/index.ts';

const k = kernel('6.12', { devicePrivate: false });
/** One of each common kind: tables of examples from the kernel's headers (test/data/vectors). */
const words = [
  0x8000000012345067n,
  0x000fffffedcba120n,
  0x07fffffffffbfe0an,
  0xf7ffe7fffdb97400n,
  0xfffffffffffffa00n,
  0n,
];
const entries = words.map((word) => decode(k, word));
let i = 0;
const next = () => words[i++ % words.length] as bigint;

const tasks: Readonly<Record<string, () => unknown>> = {
  ptePresent: () => ptePresent(k, next()),
  pteDirty: () => pteDirty(k, next()),
  pteMkdirty: () => pteMkdirty(k, next()),
  ptePfn: () => ptePfn(k, next()),
  decode: () => decode(k, next()),
  encode: () => encode(k, entries[i++ % entries.length] as (typeof entries)[number]),
};

/** What one call took. */
export interface ScalarResult {
  readonly name: string;
  readonly nsPerCall: number;
}

/** Runs each task for a second. */
export function scalarResults(): readonly ScalarResult[] {
  const results: ScalarResult[] = [];
  const suite = new Benchmark.Suite();
  for (const [name, run] of Object.entries(tasks)) suite.add(name, run, { maxTime: 1 });
  suite.on('cycle', ({ target }: Benchmark.Event) =>
    results.push({ name: String(target.name), nsPerCall: 1e9 / (target.hz ?? 0) }),
  );
  suite.run();
  return results;
}
