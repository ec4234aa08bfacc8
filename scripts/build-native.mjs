// Builds the addon with node-gyp, against the headers that came with this Node when there are any, so that a machine
// without a network can build. Elsewhere node-gyp fetches them. A machine without the tools does without the native
// engine and is told so; PTE_ENGINE=native insists.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const addon = join(root, 'build/Release/x86_pte.node');
const prefix = dirname(dirname(process.execPath));
const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
const local = existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];

const runs = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const nodeGyp = (...args) =>
  spawnSync(process.execPath, [gyp, ...args, '--loglevel=warn', ...local], { cwd: root, stdio: 'inherit' }).status ===
  0;

/** What the build needs and this machine lacks. On Windows node-gyp looks for itself. */
function missing() {
  if (process.platform === 'win32') return [];
  const { CXX = 'g++', MAKE = 'make', PYTHON = 'python3', npm_config_python = PYTHON } = process.env;
  return [
    !runs(CXX, '-std=c++20', '-fsyntax-only', '-x', 'c++', '/dev/null') && `${CXX} with C++20`,
    !runs(MAKE, '--version') && MAKE,
    !runs(npm_config_python, '--version') && npm_config_python,
  ].filter(Boolean);
}

/** Whether the addon is newer than all that it is made of. */
function upToDate() {
  if (!existsSync(addon)) return false;
  const built = statSync(addon).mtimeMs;
  const sources = readdirSync(join(root, 'native'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [join(root, 'binding.gyp'), ...sources].every((file) => statSync(file).mtimeMs < built);
}

/** Without an addon: an old one would answer for sources that it was not made of. */
function without(what) {
  rmSync(addon, { force: true });
  console.error(`x86-pte: no native engine was built: ${what}. Arrays go through the portable one (WebAssembly).`);
  console.error('x86-pte: to have it: apt install g++ make python3 && npm run build:native');
  if (process.env.PTE_ENGINE === 'native') process.exitCode = 1;
}

function build() {
  if (upToDate()) return;
  const lacking = missing();
  if (lacking.length > 0) return without(`this machine lacks ${lacking.join(', ')}`);
  if (!nodeGyp('configure')) return without('node-gyp could not prepare the build, for the reasons above');
  if (!nodeGyp('build')) process.exitCode = 1;
}

build();
