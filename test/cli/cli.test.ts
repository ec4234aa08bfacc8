/** The command as it is run: what it prints comes from the worked examples of the headers (test/data/vectors/examples.md). */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { native } from '../support/native.ts';
import { hasTool } from '../support/tools.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));

function run(args: readonly string[], input?: string | Uint8Array, env: Readonly<Record<string, string>> = {}) {
  const done = spawnSync(process.execPath, [pte, ...args], {
    input,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { stdout: done.stdout, stderr: done.stderr, status: done.status };
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
    const { stdout, status } = run(['decode', swapWord, '-k', '6.12']);
    expect(status).toBe(0);
    expect(stdout).toContain('type 1, offset 0x12345');
    expect(stdout).toContain('_PAGE_SWP_EXCLUSIVE');
    expect(stdout).not.toContain('\x1b[');
  });

  it('takes words from lines of a dump, and leaves addresses alone', () => {
    const { stdout } = run(
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

  it('counts the words of a file', () => {
    const file = join(folder, 'words.bin');
    writeFileSync(file, new Uint8Array(BigUint64Array.from([BigInt(swapWord), 0x8000000012345027n, 0n, 0n]).buffer));
    const { stdout } = run(['decode', '--file', file, '--summary', '--json', '-k', '6.12']);
    const counted = JSON.parse(stdout);
    expect(counted.kinds.map((row: { kind: string; words: number }) => [row.kind, row.words])).toEqual([
      ['none', 2],
      ['present', 1],
      ['swap', 1],
    ]);
  });

  it('colours where that is asked for, and not where NO_COLOR forbids it', () => {
    expect(run(['decode', swapWord], undefined, { FORCE_COLOR: '1', NO_COLOR: '' }).stdout).toContain('\x1b[');
    expect(run(['decode', swapWord], undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).not.toContain('\x1b[');
  });
});

describe('pte encode', () => {
  it.each([
    // E56, E64 with the numbers of Debian's 6.12, E77
    [
      ['swap', '--type', '1', '--offset', '0x12345', '--soft-dirty', '--uffd-wp', '--exclusive', '-k', '6.12'],
      '0x0ffffffffdb9740e',
    ],
    [['migrationWrite', '--pfn', '0x12345', '-k', '6.12', '--off', 'device-private'], '0xf7fffffffdb97400'],
    [['pteMarker', '--marker', 'guard', '-k', '7.3'], '0xfffffffffffff600'],
    [['present', '--pfn', '0x12345', '--prot', 'PAGE_SHARED', '-k', '6.12'], '0x8000000012345027'],
  ])('%s', (args, word) => {
    expect(run(['encode', ...args])).toEqual({ stdout: `${word}\n`, stderr: '', status: 0 });
  });
});

describe('pte layout and pte diff', () => {
  it('draw every bit of a form once', () => {
    const { forms } = JSON.parse(run(['layout', '6.12', '--json']).stdout);
    for (const { parts } of forms)
      expect(parts.reduce((n: number, part: { hi: number; lo: number }) => n + part.hi - part.lo + 1, 0)).toBe(64);
  });

  it('write a picture', () => {
    const file = join(folder, 'layout.svg');
    expect(run(['layout', '6.12', '--svg', file]).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg [\s\S]*SAVED_DIRTY[\s\S]*<\/svg>\n$/);
  });

  it('tell that Dirty moved with 6.6', () => {
    expect(run(['diff', '6.5', '6.6']).stdout).toContain('58  _PAGE_DEVMAP -> _PAGE_SAVED_DIRTY');
  });
});

describe('a mistake', () => {
  it.each([
    ['a word that is none', ['decode', 'zzz'], 'expected a 64-bit word'],
    ['a word of 65 bits', ['decode', '0x1ffffffffffffffff'], 'which has 65 bits'],
    ['a kernel nobody knows', ['decode', '1', '-k', '9.9'], 'the nearest are 7.2 and 7.3'],
    ['a release that hides its number', ['decode', '1', '-k', '6.1.0-56-amd64'], 'tells its stable number'],
    ['a file that is not there', ['decode', '--file', '/nowhere/words.bin'], '/nowhere/words.bin'],
    ['a folder', ['decode', '--file', '/'], 'expected a file of words'],
    ['a level that is none', ['decode', '1', '--level', 'pgd'], 'expected --level pte, pmd or pud'],
    ['a kind that is none', ['encode', 'prsent'], 'expected a kind among'],
    ['a subcommand that is none', ['deocde'], 'Did you mean decode?'],
    ['a folder that is not there', ['layout', '--svg', '/nowhere/x.svg'], 'ENOENT'],
  ])('such as %s is one message and exit code 1', (_, args, message) => {
    const { stdout, stderr, status } = run(args, '');
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('such as a file with half a word writes nothing', () => {
    const file = join(folder, 'odd.bin');
    writeFileSync(file, new Uint8Array(12));
    const { stdout, stderr, status } = run(['decode', '--file', file]);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toContain('multiple of 8 bytes');
  });
});

describe('pte completion', () => {
  it.skipIf(!hasTool('bash'))('is a script that bash can read', () => {
    const script = run(['completion', 'bash']).stdout;
    expect(script).toContain('complete -F _pte pte');
    expect(spawnSync('bash', ['-n'], { input: script }).status).toBe(0);
  });
});

describe('pte replay', () => {
  const observations = fileURLToPath(new URL('../data/observations/', import.meta.url));
  const good = join(observations, 'linux-6.12.json');

  it('counts, function by function, and ends with the sums', () => {
    const { stdout, status } = run(['replay', good]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/ {2}do_swap_page +14 of 14 predicted/);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^(\d+) of \1 calls predicted, 108 of 108 words decoded and re-encoded$/,
    );
  });

  it('shows a mismatch with its trace, and fails', () => {
    const recording = JSON.parse(readFileSync(good, 'utf8'));
    const calls = recording.records.flatMap((r: { kernel_calls: { fn: string }[] }) => r.kernel_calls);
    const call = calls.find((c: { fn: string }) => c.fn === 'remove_migration_pte');
    call.after = `0x${(BigInt(call.after) ^ 0x800n).toString(16)}`;
    const file = join(folder, 'wrong.json');
    writeFileSync(file, JSON.stringify(recording));
    const { stdout, status } = run(['replay', file]);
    expect(status).toBe(2);
    expect(stdout).toContain('mismatch: remove_migration_pte');
    expect(stdout).toContain('mk_pte: the page under vma->vm_page_prot');
  });

  it('goes on with the other files, and says what it skipped', () => {
    const cut = join(folder, 'cut.json');
    writeFileSync(cut, '{"format":1,"kernel":');
    const future = join(folder, 'future.json');
    writeFileSync(future, '{"format":9}');
    const lacking = join(folder, 'lacking.json');
    writeFileSync(
      lacking,
      JSON.stringify({ format: 1, kernel: { release: '6.12.1', version: '', paging_levels: 4, config: {} } }),
    );
    const { stdout, stderr, status } = run(['replay', cut, future, lacking, '/nowhere.json', good]);
    expect(status).toBe(1);
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^pte: skipped .*cut\.json: expected a recording as JSON, got: /);
    expect(lines[1]).toMatch(/expected format to be 1, got 9$/);
    expect(lines[2]).toMatch(/expected records to be an array, got undefined$/);
    expect(lines[3]).toMatch(/ENOENT/);
    expect(stdout).toContain('108 of 108 words');
  });
});

describe('pte run', () => {
  it('shows each operation, what changed, and what trapped', () => {
    const { stdout, status } = run(['run', '-k', '6.12', 'anon; write; uffd-wp; write']);
    expect(status).toBe(0);
    expect(stdout).toContain('0x8400000012345c25  present page: pfn 0x12345, read-only');
    expect(stdout).toContain('+SAVED_DIRTY +UFFD_WP -DIRTY -RW');
    expect(stdout).toContain('trapped: a message to userfaultfd, the task sleeps');
  });

  it('gives rows as objects, the helpers with their reasons, and a picture', () => {
    const { stdout } = run(['run', '-k', '6.1', '-k', '6.2', '--json', 'anon; write']);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text).kernel),
    ).toEqual(['6.1', '6.2']);
    expect(run(['run', '--trace', 'anon; write']).stdout).toContain('pte_mkdirty: it is about to be written');
    const file = join(folder, 'life.svg');
    expect(run(['run', '--svg', file, 'anon; write; pageout']).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg .*pageout/s);
  });

  it('points at the word that is wrong', () => {
    const { stderr, status } = run(['run', 'anon; wrte']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^pte: expected one of read, write, .*, got "wrte"\n {2}anon; wrte\n {8}\^{4}\n$/);
    expect(run(['run', '-k', '3.2', 'anon']).status).toBe(1);
  });
});

describe('pte fuzz', () => {
  it.skipIf(!native)('compares, and says how much and how fast', () => {
    const { stdout, status } = run(['fuzz', '--count', '3000000', '--threads', '1']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^[34],\d{3},\d{3} words compared, [\d.]+ M\/s, \d+ kinds of entry in \d+ forms seen, no difference \(seed 1, shard 0\/1\)\n$/,
    );
  });

  it.each([
    [['--target', 'all'], 'expected --target of codec, reference, objects, mm, got "all"'],
    [['--shard', '3/2'], 'expected --shard as i/n with i below n, got "3/2"'],
    [['--count', 'many'], 'expected --count as a number, got "many"'],
    [['-k', '3.2'], 'got "3.2"'],
    [['--replay', '/nowhere'], 'ENOENT'],
    [['--headers', '/nowhere'], 'expected a folder with kernel headers, got /nowhere'],
  ])('refuses %j in one line', (args, message) => {
    const { stderr, status } = run(['fuzz', ...args]);
    expect([status, stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toContain(message);
  });
});
