/** The command as it is run: what it prints comes from the worked examples of the headers (test/data/vectors/examples.md). */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Run, runEach } from '../support/commands.ts';
import { runHere } from '../support/inProcess.ts';
import { native } from '../support/native.ts';
import { hasTool } from '../support/tools.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));

/** The command in a process of its own, as it is run. */
function start(args: readonly string[], input?: string) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [pte, ...args], { input, encoding: 'utf8' });
  return { stdout, stderr, status };
}

const run = (args: readonly string[], input = '', env = {}) => runHere(args, { input, env });

/** Runs the commands of a table together, before its tests; gives what became of the one with this name. */
function results<Row extends readonly [name: string, args: readonly string[], ...unknown[]]>(rows: readonly Row[]) {
  let all: readonly Run[] = [];
  beforeAll(() => {
    all = runEach(rows.map(([, args]) => args));
  });
  return (name: string) => all[rows.findIndex((row) => row[0] === name)];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pte-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** E53 with E55 on 6.12: type 1, offset 0x12345, soft-dirty and exclusive. */
const swapWord = '0x0ffffffffdb9740a';

describe('pte decode', () => {
  it('names what the word holds', () => {
    const { stdout, status } = start(['decode', swapWord, '-k', '6.12']);
    expect(status).toBe(0);
    expect(stdout).toContain('type 1, offset 0x12345');
    expect(stdout).toContain('_PAGE_SWP_EXCLUSIVE');
    expect(stdout).not.toContain('\x1b[');
  });

  it('takes words from lines of a dump, and leaves addresses alone', () => {
    const { stdout } = start(
      ['decode', '-k', '6.12', '--json'],
      `ffff888012345000: ${swapWord} 8000000012345027\n# note\n`,
    );
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => [row.kind, row.pfn ?? row.swapOffset])).toEqual([
      ['swap', '0x12345'],
      ['present', '0x12345'],
    ]);
  });

  it('counts the words of a file', async () => {
    const file = join(folder, 'words.bin');
    writeFileSync(file, new Uint8Array(BigUint64Array.from([BigInt(swapWord), 0x8000000012345027n, 0n, 0n]).buffer));
    const { stdout } = await run(['decode', '--file', file, '--summary', '--json', '-k', '6.12']);
    const counted = JSON.parse(stdout);
    expect(counted.kinds.map((row: { kind: string; words: number }) => [row.kind, row.words])).toEqual([
      ['none', 2],
      ['present', 1],
      ['swap', 1],
    ]);
  });

  it('selects words of a file, with their places, and of a text', async () => {
    const file = join(folder, 'selected.bin');
    const words = [BigInt(swapWord), 0x8000000012345027n, 0n, 0x8000000012346067n];
    writeFileSync(file, new Uint8Array(BigUint64Array.from(words).buffer));
    const select = (query: string, ...more: string[]) =>
      run(['decode', '--file', file, '-k', '6.12', '--select', query, ...more]);
    expect((await select('present & pfn >= 0x12346')).stdout).toMatch(/^3: 0x8000000012346067 {2}present page/);
    const rows = (await select('swap | kind = present', '--json')).stdout.trim().split('\n');
    expect(rows.map((row) => JSON.parse(row)).map(({ place, kind }) => [place, kind])).toEqual([
      [0, 'swap'],
      [1, 'present'],
      [3, 'present'],
    ]);
    const { words: counted, kinds } = JSON.parse((await select('present', '--summary', '--json')).stdout);
    expect([counted, kinds.length, kinds[0].says.dirty]).toEqual([2, 1, 1]);
    const text = await run(['decode', '-k', '6.12', '--select', 'none | dirty'], '0x67\n0\n0x27 0x60\n');
    expect(text.stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
      '0x0000000000000067',
      '0x0000000000000000',
      '0x0000000000000060',
      '',
    ]);
    const never = await run(['decode', '0x67', '-k', '5.4', '--select', 'uffd-wp']);
    expect(never).toEqual({ stdout: '', stderr: 'pte: no entry of 5.4 at pte matches uffd-wp\n', status: 0 });
  });

  it('counts at the level that is asked for', async () => {
    const { stdout } = await run([
      'decode',
      '0xe7',
      '0x67',
      '0x80',
      '-k',
      '6.12',
      '--level',
      'pmd',
      '--summary',
      '--json',
    ]);
    const [row] = JSON.parse(stdout).kinds;
    expect([row.kind, row.words, row.says.dirty]).toEqual(['present', 3, 2]);
  });

  it('colours where that is asked for, and not where NO_COLOR forbids it', async () => {
    expect((await run(['decode', swapWord], undefined, { FORCE_COLOR: '1', NO_COLOR: '' })).stdout).toContain('\x1b[');
    expect((await run(['decode', swapWord], undefined, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain(
      '\x1b[',
    );
  });
});

describe('pte encode', () => {
  const rows = [
    // E56, E64 with the numbers of Debian's 6.12, E77
    [
      'a swap entry with all its flags',
      [
        'encode',
        'swap',
        '--type',
        '1',
        '--offset',
        '0x12345',
        '--soft-dirty',
        '--uffd-wp',
        '--exclusive',
        '-k',
        '6.12',
      ],
      '0x0ffffffffdb9740e',
    ],
    [
      'a migration entry',
      ['encode', 'migrationWrite', '--pfn', '0x12345', '-k', '6.12', '--off', 'device-private'],
      '0xf7fffffffdb97400',
    ],
    [
      'the same, as options spell it',
      ['encode', 'migration-write', '--pfn', '0x12345', '-k', '6.12', '--off', 'device-private'],
      '0xf7fffffffdb97400',
    ],
    ['a guard marker', ['encode', 'pteMarker', '--marker', 'guard', '-k', '7.3'], '0xfffffffffffff600'],
    ['the same, dashed', ['encode', 'pte-marker', '--marker', 'guard', '-k', '7.3'], '0xfffffffffffff600'],
    [
      'a present entry',
      ['encode', 'present', '--pfn', '0x12345', '--prot', 'PAGE_SHARED', '-k', '6.12'],
      '0x8000000012345027',
    ],
    [
      'a protection without what a --no- option clears',
      ['encode', 'present', '--pfn', '0x12345', '--prot', 'PAGE_SHARED', '--no-write', '-k', '6.5'],
      '0x8000000012345025', // PAGE_READONLY
    ],
  ] as const;
  const result = results(rows);

  it('says what the kernel itself would warn of: page_table_check_pte_flags() from 6.10 on, pte_uffd_wp() before', async () => {
    const lines = async (release: string) =>
      (await run(['decode', '0x8000000012345467', '0x8000000012345467', '-k', release])).stdout;
    expect(await lines('6.12')).toContain('uffd-wp; page_table_check would warn: writable and uffd-wp\n');
    expect(await lines('6.8')).toContain('uffd-wp; DEBUG_VM would warn: writable and uffd-wp\n');
    expect(await lines('5.7')).not.toContain('warn');
  });

  it.each(rows)('makes %s', (name, _args, word) => {
    expect(result(name)).toEqual({ stdout: `${word}\n`, stderr: '', status: 0 });
  });
});

describe('pte layout and pte diff', () => {
  it('draw every bit of a form once', async () => {
    const { forms } = JSON.parse((await run(['layout', '6.12', '--json'])).stdout);
    expect(forms.length).toBe(7);
    for (const { parts } of forms)
      expect(parts.reduce((n: number, part: { hi: number; lo: number }) => n + part.hi - part.lo + 1, 0)).toBe(64);
  });

  it('write a picture, and tell that Dirty moved with 6.6', () => {
    const file = join(folder, 'layout.svg');
    const [layout, diff, bugs] = runEach([
      ['layout', '6.12', '--svg', file],
      ['diff', '6.5', '6.6'],
      ['diff', '6.8', '6.9'],
    ]);
    expect(layout?.status).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg [\s\S]*SAVED_DIRTY[\s\S]*<\/svg>\n$/);
    expect(diff?.stdout).toContain('58  _PAGE_DEVMAP -> _PAGE_SAVED_DIRTY');
    expect(bugs?.stdout).toMatch(/\(H13\)[\s\S]*\n {2}H13 Migration makes pages soft-dirty/);
  });
});

describe('a kernel', () => {
  // What Debian's uname -v and Ubuntu's /proc/version_signature say
  const rows = [
    [
      '6.1.0-56-amd64',
      ['--uname', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-06-01)'],
      'Linux 6.1.192 (6.1.0-56-amd64)',
    ],
    ['5.15.0-91-generic', ['--uname', 'Ubuntu 5.15.0-91.101-generic 5.15.131'], 'Linux 5.15.131 (5.15.0-91-generic)'],
    ['6.12.107+deb13-amd64', [], 'Linux 6.12.107+deb13-amd64'],
    ['6.1-rc7', ['--paging', '5'], 'Linux 6.1-rc7 (5-level paging)'],
  ] as const;
  const result = results(rows.map(([name, more]) => [name, ['decode', '1', '-k', name, ...more]] as const));

  it.each(rows)('is named with its stable number: %s', (name, _more, title) => {
    expect(result(name)?.stdout.split('\n')[1]?.trim()).toBe(title);
  });
});

describe('a mistake', () => {
  const rows = [
    ['a word that is none', ['decode', 'zzz'], 'expected a 64-bit word'],
    [
      'a query that is none',
      ['decode', '1', '--select', 'swap & drty'],
      'got "drty" at column 8 (did you mean dirty?)',
    ],
    ['a query about pages', ['decode', '1', '--select', 'page.dirty'], 'which the explorer alone can answer'],
    ['a word of 65 bits', ['decode', '0x1ffffffffffffffff'], 'which has 65 bits'],
    ['a kernel nobody knows', ['decode', '1', '-k', '9.9'], 'the nearest are 7.2 and 7.3'],
    ['a release that hides its number', ['decode', '1', '-k', '6.1.0-56-amd64'], 'tells its stable number'],
    ['the same, with the remedy', ['decode', '1', '-k', '6.1.0-56-amd64'], '--uname "$(uname -v)"'],
    ['a file that is not there', ['decode', '--file', '/nowhere/words.bin'], '/nowhere/words.bin'],
    ['a folder', ['decode', '--file', '/'], 'expected a file of words'],
    ['a level that is none', ['decode', '1', '--level', 'page'], 'expected --level pte, pmd, pud, p4d, pgd'],
    [
      'a level that no array has',
      ['decode', '1', '--level', 'pgd', '--summary'],
      'expected --level pte, pmd or pud with --summary',
    ],
    ['a kind that is none', ['encode', 'prsent'], 'expected a kind among'],
    ['a subcommand that is none', ['deocde'], 'Did you mean decode?'],
    ['a folder that is not there', ['layout', '--svg', '/nowhere/x.svg'], '/nowhere: no such file or directory'],
    ['the same for a life', ['run', '--svg', '/nowhere/x.svg', 'anon; read'], '/nowhere: no such file or directory'],
    ['two mappings', ['run', 'anon page; write'], `expected ';' between operations, got "page"`],
  ] as const;
  const result = results(rows);

  it.each(rows)('such as %s is one message and exit code 1', (name, _args, message) => {
    const { stdout, stderr, status } = result(name) ?? {};
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('such as a file with half a word writes nothing', async () => {
    const file = join(folder, 'odd.bin');
    writeFileSync(file, new Uint8Array(12));
    const { stdout, stderr, status } = await run(['decode', '--file', file]);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toContain('multiple of 8 bytes');
  });
});

describe('pte completion', () => {
  it.skipIf(!hasTool('bash'))('is a script that bash can read', () => {
    const script = start(['completion', 'bash']).stdout;
    expect(script).toContain('complete -F _pte pte');
    expect(spawnSync('bash', ['-n'], { input: script }).status).toBe(0);
  });
});

describe('pte replay', () => {
  const observations = fileURLToPath(new URL('../data/observations/', import.meta.url));
  const good = join(observations, 'linux-6.12.json');

  it('counts, function by function, and ends with the sums', async () => {
    const { stdout, status } = await run(['replay', good]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/ {2}do_swap_page +14 of 14 predicted/);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^(\d+) of \1 calls predicted, 108 of 108 words decoded and re-encoded$/,
    );
  });

  it('shows a mismatch with its trace, and fails', async () => {
    const recording = JSON.parse(readFileSync(good, 'utf8'));
    const calls = recording.records.flatMap((r: { kernel_calls: { fn: string }[] }) => r.kernel_calls);
    const call = calls.find((c: { fn: string }) => c.fn === 'remove_migration_pte');
    call.after = `0x${(BigInt(call.after) ^ 0x800n).toString(16)}`;
    const file = join(folder, 'wrong.json');
    writeFileSync(file, JSON.stringify(recording));
    const { stdout, status } = await run(['replay', file]);
    expect(status).toBe(2);
    expect(stdout).toContain('mismatch: remove_migration_pte');
    expect(stdout).toContain('mk_pte: the page under vma->vm_page_prot');
  });

  it('goes on with the other files, and says what it skipped', async () => {
    const cut = join(folder, 'cut.json');
    writeFileSync(cut, '{"format":1,"kernel":');
    const future = join(folder, 'future.json');
    writeFileSync(future, '{"format":9}');
    const lacking = join(folder, 'lacking.json');
    writeFileSync(
      lacking,
      JSON.stringify({ format: 1, kernel: { release: '6.12.1', version: '', paging_levels: 4, config: {} } }),
    );
    const { stdout, stderr, status } = await run(['replay', cut, future, lacking, '/nowhere.json', good]);
    expect(status).toBe(1);
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^pte: skipped .*cut\.json: expected a recording as JSON, got: /);
    expect(lines[1]).toMatch(/expected format to be 1 or 2, got 9$/);
    expect(lines[2]).toMatch(/expected records to be an array, got nothing$/);
    expect(lines[3]).toMatch(/no such file or directory/);
    expect(stdout).toContain('108 of 108 words');
  });
});

describe('pte run', () => {
  it('shows each operation, what changed, and what trapped', async () => {
    const { stdout, status } = await run(['run', '-k', '6.12', 'anon; write; uffd-wp; write']);
    expect(status).toBe(0);
    expect(stdout).toContain('0x8400000012345c25  present page: pfn 0x12345, read-only');
    expect(stdout).toContain('+SAVED_DIRTY +UFFD_WP -DIRTY -RW');
    expect(stdout).toContain('trapped: a message to userfaultfd, the task sleeps');
  });

  it('gives rows as objects, the helpers with their reasons, and a picture in place of an old one', () => {
    const file = join(folder, 'life.svg');
    writeFileSync(file, 'old');
    const [rows, trace, picture, wrong, unknown] = runEach([
      ['run', '-k', '6.1', '-k', '6.2', '--json', 'anon; write'],
      ['run', '--trace', 'anon; write'],
      ['run', '-k', '7.3', '--svg', file, 'anon; write; pageout'],
      ['run', '-k', '7.3', 'anon; wrte'],
      ['run', '-k', '3.2', 'anon'],
    ]);
    expect(
      rows?.stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text).kernel),
    ).toEqual(['6.1', '6.2']);
    expect(trace?.stdout).toContain('pte_mkdirty: it is about to be written');
    expect(picture).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg .*pageout/s);
    expect(readdirSync(folder).filter((name) => name.startsWith('life'))).toEqual(['life.svg']);
    expect(wrong?.status).toBe(1);
    expect(wrong?.stderr).toMatch(
      /^pte: expected an operation such as .*, got "wrte" \(did you mean write\?\)\n {2}anon; wrte\n {8}\^{4}\n$/,
    );
    expect(unknown?.status).toBe(1);
  });
});

describe('pte fuzz', () => {
  it.skipIf(!native)('compares, and says how much and how fast', () => {
    const { stdout, status } = start(['fuzz', '--count', '30000', '--threads', '1']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^[34]\d,\d{3} words compared, [\d.]+ M\/s, \d+ kinds of entry in \d+ forms seen, no difference \(seed 1, shard 0\/1\)\n$/,
    );
  });

  const rows = [
    ['a target that is none', ['--target', 'all'], 'expected --target of codec, reference, objects, mm, got "all"'],
    ['a shard that is none', ['--shard', '3/2'], 'expected --shard as i/n with i below n, got "3/2"'],
    ['a count that is none', ['--count', 'many'], 'expected --count as a number, got "many"'],
    ['a kernel that is none', ['-k', '3.2'], 'got "3.2"'],
    ['a file that is not there', ['--replay', '/nowhere'], '/nowhere: no such file or directory'],
    ['headers that are not there', ['--headers', '/nowhere'], 'expected a folder with kernel headers, got "/nowhere"'],
  ] as const;
  const result = results(rows.map(([name, args]) => [name, ['fuzz', ...args]] as const));

  it.each(rows)('refuses %s in one line', (name, _args, message) => {
    const { stderr, status } = result(name) ?? {};
    expect([status, stderr?.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toContain(message);
  });
});
