/** `pte log`: the log as it is, with lines under it; streams that grow, end early, or are no text. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { runHere } from '../support/inProcess.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'x86-pte-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { ...process.env, NO_COLOR: '1' };

const log = (input: string | Uint8Array, ...args: readonly string[]) =>
  runHere(['log', ...args], { input, env: { NO_COLOR: '1' } });

const oops = readFileSync(new URL('../../examples/oops.txt', import.meta.url));
const walk = 'PGD 100000067 P4D 100000067 PUD 1002d4067 PMD 10a3c1067 PTE 8000000012345067';

describe('pte log', () => {
  it('prints the log as it is, without an end of line too, and says what each word is in one line under it', async () => {
    const { stdout, stderr, status } = await log(`first\r\n\tsecond\n\n${walk}`, '-k', '6.12');
    const lines = stdout.split('\n');
    expect(lines.slice(0, 4)).toEqual(['first', '\tsecond', '', walk]);
    expect(lines[4]).toMatch(
      /^ {4}\^ PGD present page table: .* \| P4D the same \| PUD .* \| PTE present page: pfn 0x12345/,
    );
    expect(lines).toHaveLength(6);
    expect({ stderr, status }).toEqual({ stderr: 'pte: 4 lines, 5 entries in 1 line\n', status: 0 });
  });

  it('lets nothing of a log act on a terminal; colours of dmesg go', async () => {
    const { stdout } = await log('\u001b[32m[ 1.0]\u001b[0m \u001b]0;title\u0007 \u202e \u009b2J\n', '-k', '6.12');
    expect(stdout).toBe('[ 1.0] \\u001b]0;title\\u0007 \\u202e \\u009b2J\n');
  });

  it('escapes a log in a page of HTML', async () => {
    const { stdout } = await log(`<script>alert(1)</script> & "x"\n${walk}\n`, '-k', '6.12', '--html');
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(stdout).not.toContain('<script>');
    expect(stdout).toContain('<mark title="present page: pfn 0x12345');
  });

  it('gives an object for each line with words or what belongs to them', async () => {
    const { stdout } = await log(`x\n${walk}\nBad pagetable: 000d [#1]\n`, '-k', '6.12', '--json');
    const objects = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects).toMatchObject([
      {
        line: 2,
        format: 'dumpPagetable',
        kernel: '6.12',
        words: { length: 5, 4: { word: '0x8000000012345067', level: 'pte', as: 'entry' } },
      },
      { line: 3, words: [], facts: [{ fact: 'errorCode', names: ['P', 'U', 'RSVD'] }] },
    ]);
  });

  it('exits with 2 where an entry is checked that cannot be', async () => {
    const bad = walk.replace('8000000012345067', 'ffffdbdefffffd9f');
    expect((await log(bad, '-k', '6.10', '--check')).status).toBe(2);
    expect((await log(walk, '-k', '6.10', '--check')).status).toBe(0);
    expect((await log(bad, '-k', '6.10')).status).toBe(0);
  });

  it.each([
    ['an empty log', '', [], 'expected a log in standard input, got an empty file'],
    ['a binary file', new Uint8Array(64), [], 'expected a log as text, got a binary file in standard input'],
    ['a compressed log', gzipSync(oops), [], 'expected a log as text, got a binary file in standard input'],
    ['a folder', '', [folder], 'expected a log, got the folder'],
    ['two shapes', walk, ['--json', '--html'], 'expected --json or --html, got both'],
  ])('refuses %s in one line', async (_, input, args, message) => {
    const { stderr, stdout, status } = await log(input, ...args);
    expect(stderr).toMatch(/^pte: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
  });

  it('takes a line of a million characters', async () => {
    const { stdout, status } = await log(`${'x'.repeat(1e6)}\n${walk}`, '-k', '6.12');
    expect([status, stdout.split('\n')[0]?.length]).toEqual([0, 1e6]);
  });

  it('ends quietly when nobody reads on', () => {
    const script = `"${process.execPath}" "${pte}" log -k 6.12 | { read -r line; echo "$line"; }`;
    const { stdout, stderr } = spawnSync('sh', ['-c', script], {
      input: `${walk}\n`.repeat(20_000),
      encoding: 'utf8',
      env,
    });
    expect({ stdout, stderr }).toEqual({ stdout: `${walk}\n`, stderr: '' });
  });

  it('follows standard input, and prints a line before the next one comes', async () => {
    const child = spawn(process.execPath, [pte, 'log', '--follow'], { env });
    child.stdin.write(`${walk}\n`);
    let text = '';
    while (!text.includes('PTE present page')) text += String((await once(child.stdout, 'data'))[0]);
    child.stdin.end('the end\n');
    await once(child.stdout, 'data');
    expect((await once(child, 'close'))[0]).toBe(0);
  });

  it('follows a file that grows until a signal ends it', async () => {
    const file = join(folder, 'grows.log');
    writeFileSync(file, 'begins\nPTE 80000000');
    const child = spawn(process.execPath, [pte, 'log', '--follow', file, '-k', '6.12'], { env });
    let text = '';
    const until = async (what: string) => {
      while (!text.includes(what)) text += String((await once(child.stdout, 'data'))[0]);
    };
    await until('begins');
    appendFileSync(file, '12345067\n');
    await until('PTE present page: pfn 0x12345');
    child.kill('SIGINT');
    expect((await once(child, 'close'))[0]).toBe(130);
  });
});
