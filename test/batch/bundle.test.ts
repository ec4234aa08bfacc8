/** What a project gets that bundles the library: for a browser nothing of Node, for Node a note of where the addon was sought. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, describe, expect, it } from 'vitest';
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

/** Decodes one present entry with a bundle, in a process of its own. */
function decodes(load: string, env: Readonly<Record<string, string>> = {}) {
  const script = `${load}.then(({ decodeBatch, kernel }) => console.log(decodeBatch(kernel('6.12'), BigUint64Array.of(1n)).kind[0]))`;
  const { PTE_ENGINE, PTE_ADDON, ...rest } = process.env;
  return spawnSync(process.execPath, ['-e', script], { cwd: folder, env: { ...rest, ...env }, encoding: 'utf8' });
}

describe('a bundle', () => {
  it('for a browser has nothing of Node, and decodes arrays', async () => {
    const { code, imports, file } = await bundled('browser', 'esm', 'browser.mjs');
    expect(imports).toEqual([]);
    expect(code).not.toMatch(/node:|\bprocess\.\w|createRequire/);
    expect(decodes(`import('${file}')`)).toMatchObject({ status: 0, stdout: '1\n', stderr: '' });
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
      expect({ status, stdout }).toEqual({ status: 0, stdout: '1\n' });
      expect(stderr.trim().split('\n')).toEqual([
        `x86-pte: no native engine here, arrays go through the slower reference engine: expected ${folder} to be inside the package x86-pte`,
      ]);
      expect(decodes(load(file), { PTE_ENGINE: 'reference' })).toMatchObject({ status: 0, stdout: '1\n', stderr: '' });
      expect(decodes(load(file), { PTE_ENGINE: 'native' })).toMatchObject({ status: 1, stdout: '' });
    },
  );
});
