/** Code that is loaded: the package's own addon or the one that PTE_ADDON names, and nothing that lies about. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addonFunctions } from '../../lib/batch/engine/addonFile.ts';
import { root } from '../support/tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'x86-pte-loading-'));
afterAll(() => rmSync(folder, { recursive: true }));

const built = join(root, 'build/Release/x86_pte.node');
const places = ['build/Release/x86_pte.node', `prebuilds/${process.platform}-${process.arch}/x86-pte.node`];

/** A file below the folder of this test. */
function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const { PTE_ENGINE, PTE_ADDON, PTE_TARGET, ...plain } = process.env;
const node = (args: readonly string[], cwd = folder, env: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, args, { cwd, env: { ...plain, ...env }, encoding: 'utf8' });

describe.skipIf(!existsSync(built))('a bundle of an application', () => {
  /** Lays an addon that loads in both places of a folder: what takes it has the native engine, and says nothing. */
  const lay = (name: string, packageName?: string) => {
    for (const place of places) {
      mkdirSync(dirname(join(folder, name, place)), { recursive: true });
      copyFileSync(built, join(folder, name, place));
    }
    if (packageName !== undefined) write(`${name}/package.json`, JSON.stringify({ name: packageName }));
  };
  let code = '';
  beforeAll(async () => {
    const input = write(
      'in.mjs',
      `import { decodeBatch, kernel } from ${JSON.stringify(join(root, 'dist/lib/index.js'))};
       console.log(decodeBatch(kernel('6.12'), BigUint64Array.of(1n)).kind[0]);`,
    );
    const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' });
    code = (await bundle.generate({ format: 'esm' })).output[0].code;
  });

  it.each([
    ['the current directory', undefined],
    ['a foreign package around it', 'someone-elses'],
    ['a foreign package inside a folder that has our name', 'x86-pte'],
  ])('takes no addon from %s', (_, above) => {
    lay('app', above);
    lay('app/inner', above === undefined ? undefined : 'someone-elses');
    const file = write('app/inner/x/y/z/app.mjs', code);
    for (const cwd of [join(folder, 'app'), join(folder, 'app/inner'), dirname(file)]) {
      const { status, stdout, stderr } = node([file], cwd);
      expect({ status, stdout }).toEqual({ status: 0, stdout: '1\n' });
      expect(stderr).toContain('no native engine');
      expect(stderr).toContain('got code outside of that package');
    }
  });

  it.each(['', 'null', '{', '[]', '{"name":["x86-pte"]}'])(
    'reads a package.json of %j as no package of ours',
    (text) => {
      lay('odd');
      write('odd/package.json', text);
      const { status, stdout, stderr } = node([write('odd/a/app.mjs', code)], join(folder, 'odd'));
      expect({ status, stdout }).toEqual({ status: 0, stdout: '1\n' });
      expect(stderr).toContain('got code outside of that package');
    },
  );
});

describe('a wrong PTE_ADDON', () => {
  const whole = existsSync(built) ? readFileSync(built) : Buffer.from('\x7fELF\x02'.padEnd(64, '\xff'), 'latin1');
  const addons: readonly (readonly [string, () => string, string])[] = [
    ['that is not there', () => '/nowhere/x86_pte.node', 'no such file'],
    ['that is a folder', () => folder, 'a folder or a device'],
    ['that is a device', () => '/dev/null', 'a folder or a device'],
    ['that is empty', () => write('empty.node', ''), 'an empty file'],
    ['that is an empty script', () => write('empty.cjs', ''), 'an empty file'],
    ['that exports nothing', () => write('nothing.cjs', '// nothing'), 'one without decode(), encode(), '],
    ['that exports null', () => write('null.cjs', 'module.exports = null'), 'one without decode()'],
    ['of an older version', () => write('stale.cjs', stale('table')), 'one without table()'],
    [
      'that does not tell its targets',
      () => write('mute.cjs', `${stale('-')};module.exports.targets=()=>0`),
      'targets()',
    ],
    ['that throws', () => write('throws.cjs', 'throw new Error("\\u001b[31mred\\nand more")'), '\\u001b[31mred'],
    ['that throws nothing', () => write('throwsNull.cjs', 'throw null'), 'null'],
    ['that is text', () => write('text.node', 'text '.repeat(100)), 'expected PTE_ADDON'],
    ['that is a header', () => write('header.node', whole.subarray(0, 40)), 'cut short'],
    ['that was cut in the middle', () => write('half.node', whole.subarray(0, whole.length >> 1)), 'cut short'],
    ['that was cut at its last byte', () => write('short.node', whole.subarray(0, -1)), 'cut short'],
    ['with escapes in its name', () => `${folder}/\u001b[31m\n.node`, '\\u001b[31m'],
  ];
  const stale = (lacks: string) =>
    `module.exports={${addonFunctions.filter((name) => name !== lacks).map((name) => `${name}(){return[]}`)}}`;

  const script = `import(${JSON.stringify(join(root, 'dist/lib/index.js'))}).then(({ decodeBatch, kernel }) => {
    try { decodeBatch(kernel('6.12'), BigUint64Array.of(1n)); } catch (e) { console.log(e.code + ' ' + e.message); }
  })`;

  it.each(addons)('%s is one line with a code', (_, make, says) => {
    const { status, stdout, stderr } = node(['-e', script], folder, { PTE_ADDON: make() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^ERR_PTE_ENGINE expected PTE_ADDON to be an addon, got "[^\n]*\n$/);
    expect(stdout).toContain(says);
    expect(stdout.replace(/\n$/, '')).not.toMatch(/\p{C}/u);
  });
});
