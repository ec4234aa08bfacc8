/** Files that are read whole, and those that are not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readText, readWhole } from '../../files/readWhole.ts';

const folder = mkdtempSync(join(tmpdir(), 'x86-pte-read-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const limit = { what: 'a .config', most: 1 << 17 };

it('reads a file of the largest size, and none that is larger', () => {
  const path = join(folder, 'a');
  writeFileSync(path, 'x'.repeat(limit.most));
  expect(readText(path, limit)).toBe('x'.repeat(limit.most));
  writeFileSync(path, 'x'.repeat(limit.most + 1));
  expect(() => readWhole(path, limit)).toThrow(/expected a \.config of at most 131,072 bytes, got more in/);
});

it('ends on what has no end, refuses a folder, and reads what says it is empty', () => {
  expect(() => readWhole('/dev/zero', limit)).toThrow(/at most 131,072 bytes/);
  expect(() => readWhole(folder, limit)).toThrow(/expected a \.config, got the folder/);
  expect(() => readWhole(join(folder, 'none'), limit)).toThrow(/ENOENT/);
  expect(readText('/proc/version', limit)).toMatch(/^Linux version/);
});
