// Compiles the core to WebAssembly and writes it into the library, as text, so that a clone without a compiler, a bundle and a
// browser have it. `--check` compiles and compares: the same compiler gives the same bytes. CLANG names another compiler.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const output = 'lib/batch/engine/wasmBytes.ts';
const most = 30_000; // bytes: what a page or a bundle pays for it
/** What is compiled, and whether for speed or for size. */
const sources = [
  ['native/wasm/core.cpp', '-O3'],
  ['native/wasm/prepare.cpp', '-Os'],
  ['native/batch/decision_table.cpp', '-O3'],
];
const flags = [
  ...['--target=wasm32-wasi', '-std=c++20', '-msimd128', '-mbulk-memory', '-fvisibility=hidden'],
  ...['-fno-exceptions', '-fno-rtti', '-Wall', '-Wextra', '-Werror', '-Wno-psabi'],
];
/** Nothing is linked to it: no C library, no start. */
const linked = ['--target=wasm32-wasi', '-nostdlib', '-Wl,--no-entry', '-Wl,--export=__heap_base', '-Wl,--strip-all'];
const { CLANG = 'clang++-19' } = process.env;

const fail = (message) => {
  console.error(`wasm: ${message}`);
  process.exit(2);
};

function run(...args) {
  const { status, error, stdout } = spawnSync(CLANG, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) fail(`expected ${CLANG}, got none: apt-get install clang-19 lld-19 libc++-19-dev-wasm32 wasi-libc`);
  if (status !== 0) fail(`expected the core to compile, got an error of ${CLANG}`);
  return stdout;
}

function compiled() {
  const folder = mkdtempSync(join(tmpdir(), 'x86-pte-wasm-'));
  try {
    const objects = sources.map(([source, level], i) => {
      const object = join(folder, `${i}.o`);
      run(...flags, level, '-c', source, '-o', object);
      return object;
    });
    run(...linked, ...objects, '-o', join(folder, 'core.wasm'));
    return readFileSync(join(folder, 'core.wasm'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const bytes = compiled();
if (bytes.length > most) fail(`expected at most ${most} bytes, got ${bytes.length}`);
const compiler = run('--version').split('\n')[0];
const lines = bytes.toString('base64').match(/.{1,160}/g);
const text = `// Generated from native/ by scripts/build-wasm.mjs with ${compiler}. Do not edit: run npm run wasm.

/** The core as WebAssembly, in base64: ${bytes.length} bytes. */
export const wasmBytes = \`
${lines.join('\n')}
\`;
`;
const butCompiler = (all) => all.slice(all.indexOf('\n'));

if (!process.argv.includes('--check')) writeFileSync(join(root, output), text);
else if (butCompiler(readFileSync(join(root, output), 'utf8')) !== butCompiler(text))
  fail(`expected ${output} as ${compiler} makes it of native/, got another text: run npm run wasm`);
