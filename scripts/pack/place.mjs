// Where the package is tried: empty projects, on a machine that has Node, npm and a shell, and nothing else.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const root = dirname(dirname(import.meta.dirname));
export const work = mkdtempSync(join(tmpdir(), 'x86-pte-pack-'));
/** Where an addon stands in the package, and what it is for. */
export const platform = `${process.platform}-${process.arch}`;
export const prebuilt = `prebuilds/${platform}/x86-pte.node`;

/** How many checks failed. */
export let failed = 0;

/** One check; it fails by throwing. */
export async function check(name, statement) {
  try {
    await statement();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.message}`);
  }
}

export function expect(what, expected, got) {
  if (expected !== got) throw new Error(`${what}: expected ${expected}, got ${got}`);
}

/** What a program prints. */
export const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });

/** A tool of this project's own. */
export const tool = (name, args, cwd) => run(join(root, 'node_modules/.bin', name), args, { cwd });

/** No compiler, an empty npm cache, no registry. */
const bare = join(work, 'bin');
mkdirSync(bare);
for (const name of ['node', 'npm', 'npx', 'sh', 'env']) {
  symlinkSync(run('sh', ['-c', `command -v ${name}`]).trim(), join(bare, name));
}
export const offline = { PATH: bare, HOME: join(work, 'home'), npm_config_offline: 'true' };

/** An empty folder. */
export function emptyFolder(name) {
  const cwd = join(work, name);
  mkdirSync(cwd);
  return cwd;
}

/** A project that has the package and nothing else. */
export function emptyProject(name, tarball, ...flags) {
  const cwd = emptyFolder(name);
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', tarball, ...flags], { cwd, env: offline });
  return cwd;
}

/** Runs a file in a folder, and compares what it prints. */
export function prints(cwd, file, expected, { env = {}, node = 'node' } = {}) {
  expect(`${node} ${file}`, expected, run(node, [file], { cwd, env: { ...offline, ...env } }).trim());
}
