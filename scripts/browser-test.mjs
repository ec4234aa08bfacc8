// The library in a browser: bundled, loaded by a page, and asked to decode and encode. What the page writes is compared with what the
// reference engine says here. Needs Debian's chromium; CHROMIUM names another one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

process.env.PTE_ENGINE = 'reference';
const root = dirname(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), 'x86-pte-browser-'));
const library = join(root, 'dist/lib/index.js');

/** What the page runs, and this program too: words of all kinds for some kernels, there and back. */
const asked = `
import { decodeBatch, decodeBatchAsync, encodeBatch, censusBatch, engineReady, findBatch, kernel } from ${JSON.stringify(library)};

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
    const later = hashes(await decodeBatchAsync(k, words));
    return [release, hashes(cols), hash(encodeBatch(k, cols)), later, census, hash(found)].join(' ');
  }));
}
export const asked = async () => [(await engineReady()).name, ...(await answers())];
`;

/** Bundles a module as a script that a page from a file may load. */
async function bundled(code, name, options) {
  const input = join(folder, `${name}.entry.mjs`);
  writeFileSync(input, code);
  const bundle = await rolldown({ input, logLevel: 'silent', ...options });
  await bundle.write({ file: join(folder, name), format: options.platform === 'browser' ? 'iife' : 'esm' });
}

/** What a page's body holds once it is through. */
function shown(page) {
  const flags = [
    ...[
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
    ...[
      '--disable-component-update',
      '--disable-sync',
      '--virtual-time-budget=20000',
      `--user-data-dir=${join(folder, 'user')}`,
    ],
  ];
  const { CHROMIUM = 'chromium' } = process.env;
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 120_000 };
  const dom = execFileSync(CHROMIUM, [...flags, '--dump-dom', pathToFileURL(page).href], options);
  return /<pre>(.*?)<\/pre>/s.exec(dom)?.[1] ?? dom;
}

try {
  writeFileSync(join(folder, 'asked.mjs'), asked);
  await bundled(
    `import { asked } from './asked.mjs';
     const told = (text) => { document.querySelector('pre').textContent = text; };
     asked().then((lines) => told(lines.join('\\n')), (error) => told('failed: ' + error));`,
    'page.js',
    { platform: 'browser' },
  );
  const page = join(folder, 'page.html');
  writeFileSync(page, '<!doctype html><meta charset="utf-8"><body><pre></pre><script src="page.js"></script></body>\n');
  const { asked: here } = await import(pathToFileURL(join(folder, 'asked.mjs')).href);
  const [, ...expected] = await here();
  const [engine, ...got] = shown(page).split('\n');
  const wrong = expected.filter((line, i) => line !== got[i]);
  if (engine !== 'wasm' || wrong.length > 0 || got.length !== expected.length)
    throw new Error(`expected wasm\n${expected.join('\n')}\ngot ${[engine, ...got].join('\n')}`);
  console.log(`browser: passed (${expected.length} kernels, engine ${engine})`);
} catch (error) {
  console.log(`browser: failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
