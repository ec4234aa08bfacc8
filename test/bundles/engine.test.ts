/** What a project gets that bundles the library: the portable engine, and for a browser nothing of Node, for Node a note of where the addon was sought. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'x86-pte-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles the built library, and says what the bundle imports. */
async function bundled(platform: 'browser' | 'node', format: 'esm' | 'cjs', name: string) {
  const bundle = await rolldown({ input: join(root, 'dist/lib/index.js'), platform, logLevel: 'silent' });
  const { output } = await bundle.generate({ format });
  const [{ code, imports }] = output;
  const file = join(folder, name);
  writeFileSync(file, code);
  return { code, imports, file };
}

const built = join(root, 'build/Release/x86_pte.node');
const places = `build/Release/x86_pte.node or prebuilds/${process.platform}-${process.arch}/x86-pte.node`;

/** What was looked for, and where. */
const sought = `expected the file of PTE_ADDON, or ${places} of x86-pte, got code outside of that package: ${folder}`;

/** Decodes one present entry with a bundle, in a process of its own, and says with which engine. */
function decodes(load: string, env: Readonly<Record<string, string>> = {}) {
  const script = `${load}.then(async ({ decodeBatch, engineReady, kernel }) =>
    console.log(decodeBatch(kernel('6.12'), BigUint64Array.of(1n)).kind[0], (await engineReady()).name))`;
  const { PTE_ENGINE, PTE_ADDON, ...rest } = process.env;
  return spawnSync(process.execPath, ['-e', script], { cwd: folder, env: { ...rest, ...env }, encoding: 'utf8' });
}

describe('a bundle', () => {
  it('for a browser has nothing of Node, and decodes arrays', async () => {
    const { code, imports, file } = await bundled('browser', 'esm', 'browser.mjs');
    expect(imports).toEqual([]);
    expect(code).not.toMatch(/node:|\bprocess\.\w|createRequire/);
    expect(decodes(`import('${file}')`)).toMatchObject({ status: 0, stdout: '1 wasm\n', stderr: '' });
  });

  it.each([
    ['esm', 'node.mjs', (file: string) => `import('${file}')`],
    ['cjs', 'node.cjs', (file: string) => `Promise.resolve(require('${file}'))`],
  ] as const)(
    'for Node, as %s, says that it stands outside the package, and decodes arrays',
    async (format, name, load) => {
      const { imports, file } = await bundled('node', format, name);
      expect(imports.filter((from) => !from.startsWith('node:'))).toEqual([]);
      const { status, stdout, stderr } = decodes(load(file));
      expect({ status, stdout }).toEqual({ status: 0, stdout: '1 wasm\n' });
      expect(stderr.trim().split('\n')).toEqual([
        `x86-pte: no native engine, arrays go through the portable one (WebAssembly): ${sought}`,
      ]);
      expect(decodes(load(file), { PTE_ENGINE: 'reference' })).toMatchObject({
        status: 0,
        stdout: '1 reference\n',
        stderr: '',
      });
      expect(decodes(load(file), { PTE_ENGINE: 'native' })).toMatchObject({ status: 1, stdout: '' });
    },
  );

  describe('for require() by esbuild, which knows no address of its own', () => {
    const file = join(folder, 'esbuild.cjs');
    const load = `Promise.resolve(require('${file}'))`;
    beforeAll(async () => {
      const entry = join(root, 'dist/lib/index.js');
      const to = { outfile: file, platform: 'node', format: 'cjs' } as const;
      await build({ entryPoints: [entry], bundle: true, logLevel: 'silent', ...to });
    });

    it('says where it stands, and decodes arrays', () => {
      const { status, stdout, stderr } = decodes(load);
      expect({ status, stdout }).toEqual({ status: 0, stdout: '1 wasm\n' });
      expect(stderr).toContain(sought);
    });

    it.skipIf(!existsSync(built))('has the native engine by PTE_ADDON, and takes no file that lies beside it', () => {
      const beside = join(folder, `prebuilds/${process.platform}-${process.arch}`);
      mkdirSync(beside, { recursive: true });
      copyFileSync(built, join(beside, 'x86-pte.node'));
      expect(decodes(load)).toMatchObject({ status: 0, stdout: '1 wasm\n' });
      const addon = `./prebuilds/${process.platform}-${process.arch}/x86-pte.node`;
      expect(decodes(load, { PTE_ADDON: addon })).toMatchObject({ status: 0, stdout: '1 native\n', stderr: '' });
    });
  });
});
