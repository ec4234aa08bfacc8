// Packs the package and uses it the way a stranger would: in an empty project, without a compiler or a network.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const work = mkdtempSync(join(tmpdir(), 'x86-pte-pack-'));
const word = '0x07fffffffffbfe0a'; // a swap entry of 6.12 with offset 0x200
let failed = 0;

function check(name, statement) {
  try {
    statement();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.message}`);
  }
}

function expect(what, expected, got) {
  if (expected !== got) throw new Error(`${what}: expected ${expected}, got ${got}`);
}

const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });

// A machine with node, npm and a shell, and nothing else: no compiler, an empty npm cache, no registry.
const bare = join(work, 'bin');
mkdirSync(bare);
for (const tool of ['node', 'npm', 'npx', 'sh', 'env']) {
  symlinkSync(run('sh', ['-c', `command -v ${tool}`]).trim(), join(bare, tool));
}
const offline = { PATH: bare, HOME: join(work, 'home'), npm_config_offline: 'true' };

function emptyProject(name, ...flags) {
  const cwd = join(work, name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', tarball, ...flags], { cwd, env: offline });
  return cwd;
}

/** Runs a program in a project; what it prints is compared. */
function prints(cwd, expected, code, { file = 'use.mjs', env = { PTE_ENGINE: 'native' } } = {}) {
  writeFileSync(join(cwd, file), code);
  expect(file, expected, run('node', [file], { cwd, env: { ...offline, ...env } }).trim());
}

const use = `const d = decode(kernel('6.12'), ${word}n);
const { kind } = decodeBatch(kernel('6.12'), new BigUint64Array(100).fill(${word}n));
console.log(d.kind, String(d.swapOffset), kind.length);`;
const used = 'swap 512 100';

const [packed] = JSON.parse(run('npm', ['pack', '--json', '--silent', '--pack-destination', work]));
const tarball = join(work, packed.filename);
const paths = packed.files.map((file) => file.path);
console.log(`${packed.filename}: ${packed.files.length} files, ${packed.size} bytes`);

check('the tarball has what it needs and no build files', () => {
  for (const file of [
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'CAVEATS.md',
    'dist/lib/index.js',
    'dist/lib/index.d.ts',
  ]) {
    expect(file, true, paths.includes(file));
  }
  expect('prebuilt addon', true, paths.includes(`prebuilds/${process.platform}-${process.arch}/x86-pte.node`));
  expect('binding.gyp', false, paths.includes('binding.gyp'));
});

check('the prebuilt addon asks the system for no more than Node 20 itself does', () => {
  const symbols = run('objdump', ['-T', `prebuilds/${process.platform}-${process.arch}/x86-pte.node`]);
  const most = { GLIBC: '2.28', GLIBCXX: '3.4.21', CXXABI: '1.3.9', GCC: '4.2.0' };
  for (const [, library, version] of symbols.matchAll(/\b(GLIBC|GLIBCXX|CXXABI|GCC)_([\d.]+)/g)) {
    const newer = version.localeCompare(most[library], 'en', { numeric: true }) > 0;
    expect(`${library}_${version} is newer than ${most[library]}`, false, newer);
  }
});

check('publint', () => run('npx', ['publint', 'run', tarball, '--strict']));
check('are the types wrong', () => run('npx', ['attw', tarball, '--profile', 'esm-only']));

check('installs in an empty project, and import works', () => {
  const cwd = emptyProject('import');
  prints(cwd, used, `import { decode, decodeBatch, kernel } from 'x86-pte';\n${use}`);
});

check('installs with --ignore-scripts, and require works', () => {
  const cwd = emptyProject('require', '--ignore-scripts');
  prints(cwd, used, `const { decode, decodeBatch, kernel } = require('x86-pte');\n${use}`, { file: 'use.cjs' });
});

check('works without a binary', () => {
  const cwd = emptyProject('reference');
  rmSync(join(cwd, 'node_modules/x86-pte/prebuilds'), { recursive: true });
  prints(cwd, used, `import { decode, decodeBatch, kernel } from 'x86-pte';\n${use}`, { env: {} });
});

check('bundled for require() by esbuild, works where nothing else is', () => {
  const cwd = emptyProject('bundled');
  const from = `import { decode, decodeBatch, decodeBatchAsync, engineReady, kernel } from 'x86-pte';\n`;
  const later = `const many = new BigUint64Array(200_000).fill(${word}n);
Promise.all([engineReady(), decodeBatchAsync(kernel('6.12'), many, { threads: 2 })]).then(([by, { payload }]) =>
  console.log(by.name, String(payload[199_999])));`;
  writeFileSync(join(cwd, 'use.mjs'), `${from}${use}\n${later}`);
  const flags = ['--bundle', '--platform=node', '--format=cjs', '--outfile=bundle.cjs', '--log-level=error'];
  run(join(root, 'node_modules/.bin/esbuild'), ['use.mjs', ...flags], { cwd });
  const alone = join(work, 'alone');
  mkdirSync(alone);
  copyFileSync(join(cwd, 'bundle.cjs'), join(alone, 'bundle.cjs'));
  expect('bundle.cjs', `${used}\nwasm 512`, run('node', ['bundle.cjs'], { cwd: alone, env: offline }).trim());
});

check('puts pte on the path', () => {
  const prefix = join(work, 'global');
  run('npm', ['install', '--global', '--prefix', prefix, tarball], { env: offline });
  const env = { ...offline, PATH: `${join(prefix, 'bin')}:${bare}` };
  expect('kind', 'swap', JSON.parse(run('pte', ['decode', word, '--kernel', '6.12', '--json'], { env })).kind);
});

check('its types compile in a strict project', () => {
  const cwd = emptyProject('types');
  const code = `import { decode, kernel } from 'x86-pte';\nexport const kind: string = decode(kernel('6.12'), ${word}n).kind;\n`;
  for (const [file, module, resolution] of [
    ['esm.mts', 'nodenext', 'nodenext'],
    ['cjs.cts', 'nodenext', 'nodenext'],
    ['bundled.ts', 'esnext', 'bundler'],
  ]) {
    writeFileSync(join(cwd, file), code);
    const options = [
      '--strict',
      '--noEmit',
      '--target',
      'es2022',
      '--module',
      module,
      '--moduleResolution',
      resolution,
    ];
    run(join(root, 'node_modules/.bin/tsc'), [...options, file], { cwd });
  }
});

rmSync(work, { recursive: true });
console.log(failed === 0 ? 'pack: passed' : `pack: ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
