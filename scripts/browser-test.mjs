// The library in a browser: bundled, loaded by a page, and asked to decode and encode. What the page writes is compared with what the
// reference engine says here.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { shown, told, waits } from './browser.mjs';

process.env.PTE_ENGINE = 'reference';
const root = dirname(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), 'x86-pte-browser-'));
const library = join(root, 'dist/lib/index.js');
const html = `<!doctype html><meta charset="utf-8">${waits}<script src="/page.js"></script>\n`;

/** What the page runs, and this program too: words of all kinds for some kernels, there and back. */
const asked = `
import { censusBatch, censusBatchAsync, decodeBatch, decodeBatchAsync, encodeBatch, encodeBatchAsync, engineReady, findBatch, kernel } from ${JSON.stringify(library)};

/** A number that says what is in an array, byte for byte. */
function hash(array) {
  let h = 0x811c9dc5;
  for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h.toString(16);
}
const hashes = ({ kind, type, flags, payload }) => [kind, type, flags, payload].map(hash).join();

/** Words whose bits have no order, every other time without the bit that says present; some with no bit at all. */
function wordsOf(n) {
  const halves = new Uint32Array(2 * n);
  let x = 1;
  halves.forEach((_, i) => { x = (Math.imul(x, 1664525) + 1013904223) >>> 0; halves[i] = x ^ (x >>> 15); });
  const words = new BigUint64Array(halves.buffer);
  words.forEach((word, i) => { words[i] = i % 97 === 0 ? 0n : i % 2 === 0 ? word & ~1n : word; });
  return words;
}

async function answers() {
  const words = wordsOf(20_000);
  return Promise.all(['4.19', '6.1', '6.12', '7.3'].map(async (release) => {
    const k = kernel(release);
    const cols = decodeBatch(k, words);
    const census = JSON.stringify(censusBatch(k, words), (_, value) => (typeof value === 'bigint' ? String(value) : value));
    const found = findBatch(k, words, 'swap & offset >= 0x1000');
    return [release, hashes(cols), hash(encodeBatch(k, cols)), census, hash(found)].join(' ');
  }));
}

/** The same on threads, of more words than one worker has at once, up to a row that is no entry. */
async function later() {
  const k = kernel('6.12');
  const words = wordsOf(200_000);
  const cols = await decodeBatchAsync(k, words, { threads: 2 });
  const census = await censusBatchAsync(k, words, { threads: 3 });
  const back = hash(await encodeBatchAsync(k, cols, { threads: 3 }));
  cols.kind[150_001] = 99;
  const refused = await encodeBatchAsync(k, cols, { threads: 2 }).catch(String);
  return [hashes(cols), back, census.kinds.swap, refused].join(' ');
}

/** What serves and how many workers it made, and the answers. */
export async function asked() {
  let workers = 0;
  if (globalThis.Worker)
    globalThis.Worker = class extends globalThis.Worker {
      constructor(...args) {
        super(...args);
        workers++;
      }
    };
  const all = [...(await answers()), await later()];
  return [(await engineReady()).name + ' with ' + workers + ' workers', ...all];
}
`;

/** Bundles a module as a script that a page may load. */
async function bundled(code, name, options) {
  const input = join(folder, `${name}.entry.mjs`);
  writeFileSync(input, code);
  const bundle = await rolldown({ input, logLevel: 'silent', ...options });
  await bundle.write({ file: join(folder, name), format: options.platform === 'browser' ? 'iife' : 'esm' });
}

try {
  writeFileSync(join(folder, 'asked.mjs'), asked);
  await bundled(
    `import { asked } from './asked.mjs';
     ${told}
     asked().then((lines) => told(lines.join('\\n')), (error) => told('failed: ' + error));`,
    'page.js',
    { platform: 'browser' },
  );
  const { asked: here } = await import(pathToFileURL(join(folder, 'asked.mjs')).href);
  const [, ...expected] = await here();
  const files = { '/': html, '/page.js': readFileSync(join(folder, 'page.js')) };
  const [engine, ...got] = (await shown((path) => files[path])).split('\n');
  const wrong = expected.filter((line, i) => line !== got[i]);
  if (engine !== 'wasm with 3 workers' || wrong.length > 0 || got.length !== expected.length)
    throw new Error(`expected wasm with 3 workers\n${expected.join('\n')}\ngot ${[engine, ...got].join('\n')}`);
  console.log(`browser: passed (${engine})`);
} catch (error) {
  console.log(`browser: failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
