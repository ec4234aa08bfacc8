import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pte-record-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const out = join(folder, 'out.json');
const record = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
  spawnSync(process.execPath, [pte, 'record', ...args], { encoding: 'utf8', ...(env && { env }) });

describe('pte record', () => {
  it('names the tools that are missing and their packages in one line, and writes nothing', () => {
    const { stderr, status } = record(['--image', folder, '--out', out], { PATH: '/nowhere' });
    expect(stderr).toMatch(
      /^pte: expected gcc nm cpio xz zstd .*to be installed, got none: apt install gcc binutils cpio xz-utils zstd .*\n$/,
    );
    expect(status).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    [['--image', folder, '--out', '/nowhere/out.json'], /^pte: ENOENT.*\n$/],
    [['--image', folder, '--out', out, '--paging', '6'], /^pte: expected --paging 4 or 5, got "6"\n$/],
    [['--image', folder, '--out', out, '--walk', 'x'], /^pte: expected --walk as a number, got "x"\n$/],
  ])('says what is wrong with %j', (args, message) => {
    const { stderr, status } = record(args);
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
    expect(existsSync(out)).toBe(false);
  });

  it('shows in its help what it needs and how it is called', () => {
    const { stdout } = record(['--help']);
    expect(stdout).toContain('apt install gcc binutils cpio xz-utils zstd bpftool qemu-system-x86');
    expect(stdout).toContain('Examples:\n');
  });
});
