/** Packed files: what comes out has the limit, not what goes in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { readUnpacked } from '../../files/readUnpacked.ts';

const folder = mkdtempSync(join(tmpdir(), 'x86-pte-unpack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const limit = { what: 'a .config', most: 1 << 17 };
const made = (name: string, content: Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

it.each([
  ['gz', gzipSync],
  ['br', brotliCompressSync],
])('unpacks .%s up to the limit, and no more', (end, pack) => {
  expect(readUnpacked(made(`a.${end}`, pack(Buffer.alloc(limit.most, 'x'))), limit)).toHaveLength(limit.most);
  const bomb = made(`bomb.${end}`, pack(Buffer.alloc(limit.most + 1)));
  expect(() => readUnpacked(bomb, limit)).toThrow(/expected a \.config of at most 131,072 bytes, got more in/);
});

it('names what a file is not, and takes one of another name as it is', () => {
  const whole = gzipSync('CONFIG_X86_64=y\n');
  expect(() => readUnpacked(made('plain.gz', Buffer.from('CONFIG_X86_64=y')), limit)).toThrow(
    /expected gzip data in .*plain\.gz, got: incorrect header check/,
  );
  expect(() => readUnpacked(made('cut.gz', whole.subarray(0, -4)), limit)).toThrow(/got: unexpected end of file/);
  expect(readUnpacked(made('named', whole), limit)).toEqual(whole);
});
