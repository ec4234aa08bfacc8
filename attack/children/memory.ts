/**
 * Does one thing again and again with what is fresh each time, and prints by how many MiB memory grew over the second half.
 * `node --expose-gc memory.js LIBRARY MODE TIMES`.
 */
import { pathToFileURL } from 'node:url';
import { wrongRecording } from '../areas/samples.ts';

const [, , library = '', mode = '', times = '0'] = process.argv;
const L = (await import(pathToFileURL(library).href)) as typeof import('../../lib/index.ts');

const k = L.kernel('6.12');
const word = 0x8000000012345067n;
const entry = L.tryToMigrateOne(k, word as never, L.folio({ exclusive: true })).pte;
const migrating = new BigUint64Array(8).fill(entry as bigint);
const [pages, pfns] = [new Uint8Array(8), new BigUint64Array(8).fill(7n)];
const into = { ptes: new BigUint64Array(8), rows: new Uint32Array(8) };
const base = L.vma(k, { vmFlags: ['read', 'write'] } as never) as { vmFlags: bigint } & object;
const swapped = new BigUint64Array(8).fill(
  L.encode(k, { kind: 'swap', swapType: 0, swapOffset: 5n } as never) as bigint,
);
const recorded = JSON.parse(wrongRecording());
const series = ['4.19', '5.4', '5.10', '5.15', '6.1', '6.6', '6.12', '7.3'];
const switches = ['softDirty', 'uffdWp', 'migration', 'memoryFailure', 'pteMarker', 'numaBalancing', 'pkeys'];
const config = (i: number) => Object.fromEntries(switches.map((name, bit) => [name, ((i >> bit) & 1) === 1]));
const bits = (i: number) => base.vmFlags | (BigInt(i) << 40n);
const words = new BigUint64Array(64).fill(word);

/** What it does with which the caller could never be done. */
const modes: Readonly<Record<string, (i: number) => unknown>> = {
  mappings: (i) => L.removeMigrationPteBatch(k, migrating, { ...base, vmFlags: bits(i) } as never, pages, pfns, into),
  extraKeys: (i) => L.removeMigrationPteBatch(k, migrating, { ...base, start: BigInt(i) } as never, pages, pfns, into),
  faults: (i) =>
    L.doSwapPageBatch(
      k,
      swapped,
      { ...base, vmFlags: bits(i) } as never,
      pages,
      pfns,
      { fault: L.fault({ write: i % 2 === 0 } as never), copyPfns: pfns },
      into,
    ),
  kernels: (i) => L.decodeBatch(L.kernel(`${series[i % 8]}.${i % 300}`, config(i)), words),
  recordings: (i) => {
    recorded.records[0].kernel_calls[0].vma.vm_flags = `0x${bits(i).toString(16)}`;
    return L.replay(L.parseRecording(JSON.stringify(recorded)));
  },
  failures: () => {
    try {
      return L.decodeBatch(k, words, { kind: new Uint8Array(1) } as never);
    } catch (error) {
      return error;
    }
  },
};

/** In MiB, after a collection: what is still held. */
function held(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage(); // arrays are in `external`
  return (heapUsed + external) / 2 ** 20;
}

const act = modes[mode];
if (act === undefined) throw new RangeError(`expected a mode, got ${mode}`);
const half = Number(times) >> 1;
for (let i = 0; i < half; i++) act(i);
const before = held();
for (let i = half; i < 2 * half; i++) act(i);
console.log(`grown ${(held() - before).toFixed(1)} MiB, to ${held().toFixed(1)}`);
