/**
 * How much memory the built library keeps of what it was given: `node --expose-gc grows.mjs WHAT TIMES`. Prints as JSON by
 * how much memory grew over the second half of so many calls, after collections, in MiB: heap and arrays, and all of the process.
 */
import { readFileSync } from 'node:fs';
import * as library from '../../dist/lib/index.js';

const { kernel, vma, fault, swpEntryToPte, makeReadableMigrationEntry, swpEntry } = library;
const k = kernel('6.12');
const migrating = BigUint64Array.of(swpEntryToPte(k, makeReadableMigrationEntry(k, 1n)));
const swapped = BigUint64Array.of(swpEntryToPte(k, swpEntry(k, 0, 1n)));
const [page, pfns, copyPfns] = [new Uint8Array(1), BigUint64Array.of(1n), BigUint64Array.of(2n)];
const plain = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
const observed = readFileSync(new URL('../data/observations/linux-6.12.json', import.meta.url), 'utf8');

function logic(kern, mapping) {
  library.removeMigrationPteBatch(kern, migrating, mapping, page, pfns);
  library.doSwapPageBatch(kern, swapped, mapping, page, pfns, { fault: fault({ write: true }), copyPfns });
}
const switches = Object.keys(k.config).filter((key) => typeof k.config[key] === 'boolean');
/** A kernel that no call before had: every one has its own switches, release and C-bit. */
function freshKernel(i) {
  const config = Object.fromEntries(switches.map((key, bit) => [key, ((i >> bit) & 1) === 0]));
  return kernel(`6.12.${i % 1000}`, { ...config, encMask: 1n << BigInt(40 + (i % 12)) });
}
const word = (i) => BigInt.asUintN(64, BigInt(i) * 0x9e3779b97f4a7c15n);

const calls = {
  mappings: (i) => logic(k, { ...plain, vmFlags: plain.vmFlags | (BigInt(i + 1) << 40n) }),
  'mappings with fields that nothing reads': (i) => logic(k, { ...plain, start: BigInt(i) * 4096n, [`field${i}`]: i }),
  kernels: (i) => {
    const fresh = freshKernel(i);
    library.decodeBatch(fresh, migrating);
    library.decode(fresh, word(i));
    if (i % 10 === 0) logic(kernel(`6.12.${i % 1000}`), plain);
  },
  recordings: (i) => {
    const text = observed
      .replaceAll('"scenario": "', `"scenario": "${i} `)
      .replace('6.12.107', `6.12.${100 + (i % 100)}`);
    const recording = library.parseRecording(text);
    library.replay(recording);
    library.replaySteps(recording);
    library.replayRanges(recording);
  },
  texts: (i) => {
    const script = library.parseScript(`anon; write; mprotect r; ${'write; '.repeat(i % 5)}`);
    library.play(k, script);
    library.explain(k, word(i));
    try {
      library.kernelFromConfig('6.12', `CONFIG_X86_64=y\nCONFIG_NAME_${i}=y\n`, { [`no${i}`]: true });
    } catch {}
  },
};

const used = () => {
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: (heapUsed + external) / 2 ** 20, all: rss / 2 ** 20 };
};

/** The most that was in use at ten looks: the allocator gives pages back when it likes. */
function most(what, from, to) {
  const top = { heap: 0, all: 0 };
  const stride = Math.ceil((to - from) / 10);
  for (let i = from; i < to; i++) {
    calls[what](i);
    if ((i - from + 1) % stride !== 0 && i !== to - 1) continue;
    const now = used();
    for (const key of Object.keys(top)) top[key] = Math.max(top[key], now[key]);
  }
  return top;
}

const [what, times] = [process.argv[2], Number(process.argv[3])];
const first = most(what, 0, times >> 1);
const second = most(what, times >> 1, times);
console.log(JSON.stringify({ heap: second.heap - first.heap, all: second.all - first.all }));
