/** The reader of text in a page: its door brings nothing of Node, and none of what runs over arrays. */
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { root } from '../support/tree.ts';

describe('x86-pte/log, bundled for a browser', () => {
  it('reads a line, without Node and without WebAssembly', async () => {
    const input = join(root, 'dist/lib/log/index.js');
    const bundle = await rolldown({ input, platform: 'browser', logLevel: 'silent' });
    const [{ code, imports }] = (await bundle.generate({ format: 'esm' })).output;
    expect(imports).toEqual([]);
    expect(code).not.toMatch(/node:|\bprocess\.\w|createRequire|WebAssembly\./);
    const { TextReader } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    expect(new TextReader().read('pte:80000000be141067').words).toMatchObject([{ word: 0x80000000be141067n }]);
  });
});
