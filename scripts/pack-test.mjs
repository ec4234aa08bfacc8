// Packs the package and uses it the way a stranger would: in empty projects, without a compiler or a network. A tarball that is there
// already may be named: `npm run pack:test -- x86-pte-0.1.0.tgz`.
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { builtByVite, bundledByEsbuild } from './pack/bundles.mjs';
import { found, own, program, tell, word } from './pack/doors.mjs';
import { installNodes, projectOfDoors, runsOn } from './pack/nodes.mjs';
import { check, emptyProject, expect, failed, offline, prebuilt, prints, run, work } from './pack/place.mjs';
import { compile } from './pack/types.mjs';

function pack() {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--silent', '--pack-destination', work]));
  return join(work, filename);
}

const tarball = process.argv[2] ? resolve(process.argv[2]) : pack();
const paths = run('tar', ['-tzf', tarball])
  .replaceAll(/^package\//gm, '')
  .trim()
  .split('\n');
console.log(`${tarball}: ${paths.length} files`);

await check('the tarball has what it needs and no build files', () => {
  const needed = ['README.md', 'LICENSE', 'CHANGELOG.md', 'CAVEATS.md', 'dist/lib/index.js', 'dist/lib/index.d.ts'];
  for (const file of [...needed, prebuilt]) expect(file, true, paths.includes(file));
  expect('binding.gyp', false, paths.includes('binding.gyp'));
});

let cwd;
await check('installs with --ignore-scripts', () => {
  cwd = projectOfDoors(tarball);
});

await check('the prebuilt addon asks the system for no more than Node 20 itself does', () => {
  const symbols = run('objdump', ['-T', join(cwd, 'node_modules/x86-pte', prebuilt)]);
  const most = { GLIBC: '2.28', GLIBCXX: '3.4.21', CXXABI: '1.3.9', GCC: '4.2.0' };
  for (const [, library, version] of symbols.matchAll(/\b(GLIBC|GLIBCXX|CXXABI|GCC)_([\d.]+)/g)) {
    const newer = version.localeCompare(most[library], 'en', { numeric: true }) > 0;
    expect(`${library}_${version} is newer than ${most[library]}`, false, newer);
  }
});

await check('publint', () => run('npx', ['publint', 'run', tarball, '--strict']));
await check('are the types wrong', () => run('npx', ['attw', tarball, '--profile', 'esm-only']));

const nodes = {};
await check('releases of Node', () => Object.assign(nodes, installNodes()));
for (const [release, node] of Object.entries(nodes))
  await check(`every door by import and by require(), and the command, on Node ${release}`, () =>
    runsOn(release, node, cwd),
  );

await check('every door has types in a strict project', () => compile(cwd));
await check('bundled by esbuild, works where nothing else is', () => bundledByEsbuild(cwd));
await check('built by Vite, works in a browser', () => builtByVite(cwd));

await check('installs with scripts, and works without a binary', () => {
  const bare = emptyProject('reference', tarball);
  rmSync(join(bare, 'node_modules/x86-pte/prebuilds'), { recursive: true });
  writeFileSync(join(bare, 'own.mjs'), program('import', own) + tell);
  prints(bare, 'own.mjs', found(own));
});

await check('puts pte on the path', () => {
  const prefix = join(work, 'global');
  run('npm', ['install', '--global', '--prefix', prefix, tarball], { env: offline });
  const env = { ...offline, PATH: `${join(prefix, 'bin')}:${offline.PATH}` };
  expect('kind', 'swap', JSON.parse(run('pte', ['decode', word, '--kernel', '6.12', '--json'], { env })).kind);
});

rmSync(work, { recursive: true });
console.log(failed === 0 ? 'pack: passed' : `pack: ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
