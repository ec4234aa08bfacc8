/** What the machine tells on its second serial port, the names in a bzImage, and what `pte confirm` says of bad input. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { parseScript } from '../../lib/world/script.ts';
import { toC } from '../../lib/world/toC/toC.ts';
import { type ProgramEnded, ToldByMachine, unameOf } from '../../record/confirmMachine.ts';
import { hasTool } from '../support/tools.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pte-confirm-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The first bytes of a bzImage: "HdrS" at 0x202, at 0x20e where its version is, counted from 0x200 (boot.rst of Linux). */
function bzImage(version: string): string {
  const head = Buffer.alloc(1 << 16);
  head.write('HdrS', 0x202, 'latin1');
  head.writeUInt16LE(0x3000, 0x20e);
  head.write(version, 0x3200, 'latin1');
  const file = join(folder, 'vmlinuz');
  writeFileSync(file, head);
  return file;
}
const image = (vmlinuz: string) => ({ vmlinuz, config: '', modules: '' });

describe('a bzImage', () => {
  it('has the names of its kernel, as Debian 12 builds them', () => {
    const text =
      '6.1.0-52-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-11-01)\0';
    expect(unameOf(image(bzImage(text)))).toEqual({
      release: '6.1.0-52-amd64',
      version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-11-01)',
    });
  });
  it('is one, or is refused', () => {
    writeFileSync(join(folder, 'other'), 'no kernel');
    expect(() => unameOf(image(join(folder, 'other')))).toThrow('expected a bzImage of Linux, got ');
  });
});

describe('what the machine tells', () => {
  const heard = (...lines: readonly string[]): readonly ProgramEnded[] => {
    const all: ProgramEnded[] = [];
    const told = new ToldByMachine((one) => void all.push(one));
    for (const line of lines) told.line(line);
    told.over();
    return all;
  };

  it('is how each program ended, and what it printed', () => {
    expect(
      heard('#ready', '#begin 0', 'one', 'two', '#end 0 0', '#begin 1', '#warned 1', '#end 1 77', '#over'),
    ).toEqual([
      { number: 0, how: 'end', status: 0, said: 'one\ntwo', warned: false },
      { number: 1, how: 'end', status: 77, said: '', warned: true },
    ]);
  });
  it('is how it ended even where the port lost some of what it printed', () => {
    expect(heard('#ready', '#begin 0', 'one', ' 3 #end 0 1')).toEqual([
      { number: 0, how: 'end', status: 1, said: 'one\n 3 ', warned: false },
    ]);
  });
  it('is that one did not end in time, or was never heard of again', () => {
    expect(heard('#ready', '#begin 0', '#late 0 0', '#begin 1', 'so far')).toEqual([
      { number: 0, how: 'late', status: 0, said: '', warned: false },
      { number: 1, how: 'lost', status: 0, said: 'so far', warned: false },
    ]);
  });
});

describe('record/confirm', () => {
  const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const linesOf = (path: string) => readFileSync(at(path), 'utf8').split('\n');
  const listed = linesOf('record/confirm/findings.txt').filter((line) => line !== '' && !line.startsWith('#'));

  it.skipIf(!hasTool('gcc'))('has a first process that compiles without a warning', () => {
    const options = ['-std=gnu17', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', at('record/confirm/init.c')];
    expect(spawnSync('gcc', options, { encoding: 'utf8' }).stderr).toBe('');
  });
  it('lists what docs/findings.md asks kernels', () => {
    const asked = linesOf('docs/findings.md')
      .filter((line) => line.startsWith('$ pte confirm'))
      .flatMap((line) => [...line.matchAll(/'([^']+)'/g)].map(([, script]) => script));
    expect(asked.length).toBeGreaterThan(10);
    expect(listed).toEqual(expect.arrayContaining(asked));
  });
  it.each(listed)('can say in C: %s', (script) => {
    expect(toC(kernel('7.3'), parseScript(script))).toContain('int main(');
  });
});

describe('pte confirm', () => {
  const results = join(folder, 'results.jsonl');
  const confirm = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, [pte, 'confirm', ...args], { encoding: 'utf8', ...(env && { env }) });
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'none.txt'), '# nothing yet\n');

  it.each([
    [[], /^pte: required option '--image <dir>' not specified/],
    [['--image', join(folder, 'empty')], /^pte: expected a script, or --scripts with a file of them, got none\n$/],
    [
      ['--image', join(folder, 'empty'), '--scripts', join(folder, 'none.txt')],
      /^pte: expected a script, or --scripts/,
    ],
    [['--image', join(folder, 'empty'), 'anon; wrte'], /^pte: expected .* got "wrte" \(did you mean write\?\)/],
    [
      ['--image', join(folder, 'empty'), 'anon; write', '--seconds', 'x'],
      /^pte: expected --seconds as a number, got "x"\n$/,
    ],
  ])('says what is wrong with %j', (args, message) => {
    const { stderr, status } = confirm([...args, ...(args.includes('--image') ? ['--results', results] : [])]);
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
    expect(existsSync(results)).toBe(false);
  });
  it.skipIf(!['gcc', 'cpio', 'xz', 'qemu-system-x86_64'].every(hasTool))('says that there is no kernel', () => {
    const { stderr, status } = confirm(['--image', '/nowhere', 'anon; write', '--results', results]);
    expect(stderr).toBe('pte: expected vmlinuz of an unpacked kernel in "/nowhere", got none\n');
    expect([status, existsSync(results)]).toEqual([1, false]);
  });
  it('names the tools that are missing and their packages', () => {
    const { stderr, status } = confirm(['--image', join(folder, 'empty'), 'anon; write'], { PATH: '/nowhere' });
    expect(stderr).toBe(
      'pte: expected gcc cpio xz qemu-system-x86_64 to be installed, got none: apt install gcc cpio xz-utils qemu-system-x86\n',
    );
    expect(status).toBe(1);
  });
});
