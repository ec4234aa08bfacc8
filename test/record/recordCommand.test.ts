import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { isGone, until } from '../support/waiting.ts';

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
    [['--image', folder, '--out', '/nowhere/out.json'], /^pte: \/.*: no such file or directory\n$/],
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

describe('pte record, cut short', () => {
  const here = mkdtempSync(join(tmpdir(), 'pte-record-short-'));
  afterAll(() => rmSync(here, { recursive: true }));
  const [bin, image, pids] = [join(here, 'bin'), join(here, 'image'), join(here, 'pids')];
  const args = [pte, 'record', '--image', image, '--out', join(here, 'out.json')];
  const env = { PATH: bin, TMPDIR: here };

  /** Tools that do nothing, but for those that are told what. The image is what bpftool gets to see. */
  function standIns(scripts: Readonly<Record<string, string>>): void {
    for (const folder of [bin, join(image, 'boot'), join(image, 'usr/lib/modules/6.12/kernel')])
      mkdirSync(folder, { recursive: true });
    writeFileSync(join(image, 'boot/vmlinuz'), Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
    writeFileSync(join(image, 'boot/config'), '');
    const packed = "printf '\\177ELF'";
    for (const tool of ['gcc', 'nm', 'cpio', 'xz', 'zstd', 'bpftool', 'qemu-system-x86_64'])
      writeFileSync(join(bin, tool), `#!/bin/sh\n${scripts[tool] ?? packed}\n`, { mode: 0o755 });
  }
  const folders = () => readdirSync(here).filter((name) => name.startsWith('x86-pte-'));
  const sleeps = `/bin/sleep 1000 & echo $$ $! > '${pids}.new'; /bin/mv '${pids}.new' '${pids}'; wait`;

  it.each([
    ['SIGTERM', 143, 0],
    ['SIGHUP', 129, 0],
    ['SIGKILL', null, 1],
  ] as const)('by %s leaves no process, and after it only what the next run removes', async (signal, status, left) => {
    standIns({ bpftool: sleeps });
    const parent = spawn(process.execPath, args, { env, stdio: 'ignore' });
    await until(() => existsSync(pids));
    parent.kill(signal);
    expect((await once(parent, 'exit'))[0]).toBe(status);
    await until(() => readFileSync(pids, 'utf8').trim().split(' ').map(Number).every(isGone));
    rmSync(pids);
    expect(folders()).toHaveLength(left);
  });

  it('by a tool that fails or never ends tells which, in one line, and sweeps', () => {
    const run = (more = {}) => spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...env, ...more } });
    standIns({ bpftool: "printf 'no\\033[31m' >&2; exit 1" });
    expect(run()).toMatchObject({ status: 1, stderr: 'pte: expected bpftool to work, got: no\\u001b[31m\n' });
    standIns({ bpftool: '/bin/sleep 1000' });
    expect(run({ PTE_TOOL_SECONDS: '1' }).stderr).toMatch(
      /^pte: expected bpftool that ends within 1 seconds, got .*\n$/,
    );
    expect(folders()).toEqual([]);
  });
});
