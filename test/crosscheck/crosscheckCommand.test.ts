/** `pte crosscheck` from outside: what is refused before it runs, what it prints when its page cannot be saved, how it ends. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { fakeHeaders, present, runnerThat } from '../support/fakeHeaders.ts';
import { isGone, until } from '../support/waiting.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
const fake = fakeHeaders();
afterAll(() => fake.remove());
const env = { ...process.env, TMPDIR: fake.temporary };
const words = (args: readonly string[]) => [pte, 'crosscheck', '--headers', fake.headers, '--no-variants', ...args];
const crosscheck = (...args: readonly string[]) =>
  spawnSync(process.execPath, words(args), { encoding: 'utf8', env, cwd: fake.dir });

const ran = join(fake.dir, 'ran');
const never = fake.compiler('cc-never', `: > '${ran}'; exit 1`);
const large = fake.write('large.config', '');
truncateSync(large, 600 << 20);

describe('pte crosscheck', () => {
  it.each([
    [['--count', '0'], 'expected --count from 1, got 0: nothing would be compared'],
    [['--cc', ''], 'expected --cc with a value, got ""'],
    [['--html', '/no/such/folder/x.html'], 'no such file or directory'],
    [['--html', fake.dir], 'expected a file to write, got the folder '],
    [['--config', '/etc/passwd'], 'expected line 1 of the .config to be CONFIG_NAME=value'],
    [['--config', large], 'expected a .config of at most 4,194,304 bytes'],
    [['--config', fake.dir], 'expected a .config, got the folder '],
  ])('refuses %j in one line, before it compiles', (args, message) => {
    const { status, stdout, stderr } = crosscheck('--cc', never, ...args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^pte: .*\n$/);
    expect([status, stdout, existsSync(ran)]).toEqual([1, '', false]);
  });

  it.each([
    ['agree', 1, present],
    ['differ', 2, 'false'],
  ])('prints that they %s, and exits with %i, where its page cannot be saved after all', (verdict, code, answer) => {
    const folder = join(fake.dir, 'pages');
    mkdirSync(folder);
    const cc = fake.compilerOf(
      `cc-${verdict}`,
      runnerThat(answer).replace(
        'let held',
        `require('fs').rmSync('${folder}', { recursive: true, force: true }); let held`,
      ),
    );
    const { status, stdout, stderr } = crosscheck('--cc', cc, '--count', '100', '--html', join(folder, 'x.html'));
    expect(stdout).toMatch(new RegExp(`^${verdict}$`, 'm'));
    expect(stderr).toMatch(/^pte: \/.*: no such file or directory\n$/);
    expect([status, readdirSync(fake.temporary)]).toEqual([code, []]);
  });

  it('saves its page, and shows a release only escaped', () => {
    fake.write('headers/include/generated/utsrelease.h', '#define UTS_RELEASE "6.12.107-\u001b]0;x\u0007\u202e"\n');
    const page = join(fake.dir, 'page.html');
    const { status, stdout } = crosscheck(
      '--cc',
      fake.compilerOf('cc', runnerThat(present)),
      '--count',
      '9',
      '--html',
      page,
    );
    expect(stdout).toContain('Linux 6.12.107-\\u001b]0;x\\u0007\\u202e, headers in');
    expect([status, readFileSync(page, 'utf8').startsWith('<!doctype html>')]).toEqual([0, true]);
  });

  it('ends with its compiler and its folder when it is told to', async () => {
    const pids = join(fake.dir, 'pids');
    const cc = fake.compiler('cc-sleeps', `sleep 1000 & echo $$ $! > '${pids}.new'; mv '${pids}.new' '${pids}'; wait`);
    const parent = spawn(process.execPath, words(['--cc', cc]), { env, stdio: 'ignore' });
    await until(() => existsSync(pids));
    parent.kill('SIGTERM');
    expect((await once(parent, 'exit'))[0]).toBe(143);
    await until(() => readFileSync(pids, 'utf8').trim().split(' ').map(Number).every(isGone));
    expect(readdirSync(fake.temporary)).toEqual([]);
  });
});
