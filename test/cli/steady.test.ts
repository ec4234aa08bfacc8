/** The command where what surrounds it fails: readers that go, disks that are full, files and names that mean harm. */
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { runEach } from '../support/commands.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));
const good = fileURLToPath(new URL('../data/observations/linux-6.12.json', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'x86-pte-steady-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const made = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return at(name);
};

/** A recording of which one call is not as it was. */
function wrongRecording(name: string, hostile?: { readonly release?: string; readonly scenario?: string }): string {
  const recording = JSON.parse(readFileSync(good, 'utf8'));
  const calls = recording.records.flatMap((r: { kernel_calls: { fn: string; after: string }[] }) => r.kernel_calls);
  const call = calls.find(({ fn }: { fn: string }) => fn === 'remove_migration_pte');
  call.after = `0x${(BigInt(call.after) ^ 0x800n).toString(16)}`;
  recording.kernel.release = hostile?.release ?? recording.kernel.release;
  for (const record of recording.records) record.scenario = hostile?.scenario ?? record.scenario;
  return made(name, JSON.stringify(recording));
}

/** Runs a script of the shell in which `pte` is the command, in the folder. What it prints, line by line. */
function shell(script: string): readonly string[] {
  const whole = `pte() { "${process.execPath}" "${pte}" "$@"; }\n${script}`;
  return spawnSync('bash', ['-c', whole], { encoding: 'utf8', cwd: folder }).stdout.trimEnd().split('\n');
}

describe('a reader that has gone', () => {
  it('leaves the verdict as it is', () => {
    wrongRecording('wrong.json');
    expect(
      shell(`
        pte replay wrong.json | true; echo "\${PIPESTATUS[0]}"
        pte decode zzz 2>&1 >/dev/null | true; echo "\${PIPESTATUS[0]}"
      `),
    ).toEqual(['2', '1']);
  });

  it('ends what would never end', () => {
    expect(
      shell(`
        yes 0x1 | pte decode | head -n 1 | cut -c 1-18; echo "\${PIPESTATUS[1]}"
        pte decode --file - < /dev/zero | head -n 1 | cut -c 1-18; echo "\${PIPESTATUS[0]}"
      `),
    ).toEqual(['0x0000000000000001', '0', '0x0000000000000000', '0']);
  });
});

it('an output that cannot be written is said once', () => {
  // A limit on the size of files is a full disk to those who write one.
  expect(shell(`trap '' XFSZ; ulimit -f 0; { seq 5000 | pte decode -k 6.12 > full; echo $?; } 2>&1 | cat`)).toEqual([
    'pte: Linux 6.12',
    'pte: standard output: file too large',
    '1',
  ]);
});

describe('standard input', () => {
  it('that ends inside a word gives the whole words, then the error; a FIFO is a file of words like any other', () => {
    expect(
      shell(`
        head -c 20 /dev/zero | pte decode --file - -k 6.12 2>&1; echo $?
        mkfifo fifo; head -c 8 /dev/zero > fifo & pte decode --file fifo -k 6.12 2>/dev/null | head -n 1
      `),
    ).toEqual([
      'pte: Linux 6.12',
      '0x0000000000000000  empty entry',
      '0x0000000000000000  empty entry',
      'pte: expected standard input to hold whole 64-bit words (a multiple of 8 bytes), got 20 bytes, 4 too many',
      '1',
      '0x0000000000000000  empty entry',
    ]);
  });
});

describe('what cannot be read', () => {
  const oneBomb = () => made('bomb.json.gz', gzipSync(Buffer.alloc(65 << 20)));
  const large = () => {
    const path = made('large', '');
    truncateSync(path, 5 * 2 ** 30);
    return path;
  };
  const rows: readonly (readonly [says: string, args: readonly string[], message: RegExp])[] = [
    ['an endless .config', ['decode', '1', '--config', '/dev/zero'], /expected a \.config of at most 16,777,216 bytes/],
    ['a large .config', ['layout', '--config', large()], /expected a \.config of at most/],
    ['the second .config', ['diff', '6.1', '6.2', '--config2', '/dev/zero'], /expected a \.config of at most/],
    ['an endless recording', ['replay', '/dev/zero'], /expected a recording of at most 67,108,864 bytes/],
    ['a large recording', ['replay', at('large')], /expected a recording of at most/],
    ['a packed one', ['replay', oneBomb()], /expected a recording of at most/],
    ['one that is not packed', ['replay', made('plain.gz', 'x')], /expected gzip data in .*, got: /],
    ['one without records', ['replay', made('none.json', recordless())], /expected records, got none/],
    [
      'a name that moves the cursor',
      ['decode', '--file', '/nowhere/\x1b[31m\n\x9b'],
      /nowhere\/\\u001b\[31m\\u000a\\u009b/,
    ],
    [
      'an empty file',
      ['decode', '-k', '6.12', '--summary', '--file', made('empty', '')],
      /expected at least one word in .*, got an empty file/,
    ],
  ];
  const runs = runEach(rows.map(([, args]) => args));
  it.each(rows.map((row, i) => [...row, i] as const))('is one line: %s', (_says, _args, message, i) => {
    const { stdout, stderr, status } = runs[i] ?? {};
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^pte: \P{Cc}*\n$/u);
  });
});

function recordless(): string {
  return JSON.stringify({ ...JSON.parse(readFileSync(good, 'utf8')), records: [] });
}

describe('options', () => {
  const empty = ['--c-bit', '--paging', '--phys-bits', '--shared-bit', '--off', '--backport', '--without', '--config'];
  const rows: readonly (readonly [args: readonly string[], message: string])[] = [
    ...[...empty, '--uname', '-k', '--level', '--file'].map(
      (option) =>
        [
          ['decode', '1', option, ''],
          `expected ${option === '-k' ? '--kernel' : option} with a value, got ""`,
        ] as const,
    ),
    [['encode', 'swap', '--flag', ''], 'expected --flag with a value, got ""'],
    [['layout', '--svg', ''], 'expected --svg with a value, got ""'],
    [['run', '-k', ',', 'anon'], 'expected a list of names with commas between, got ","'],
    [['layout', '6.12', '-k', '6.1'], 'expected one kernel, got "6.12" and --kernel "6.1"'],
    [['diff', '6.1', '6.12', '-k', '6.6'], 'expected two kernels, got a third with --kernel "6.6"'],
    [['encode', 'none', '-k', '6.1', '-k', '6.12'], 'expected --kernel once, got it again with "6.12"'],
    [['vectors', '--count', '0'], 'expected --count of 1 or more, got 0'],
    [['\x1b[31m\n\u202e'], "unknown command '\\u001b[31m\\u000a\\u202e' (pte --help shows the commands)"],
    [['decode', '--\x9b'], "unknown option '--\\u009b' (pte decode --help shows the options)"],
    [['deocde'], "unknown command 'deocde' (Did you mean decode?) (pte --help shows the commands)"],
  ];
  const runs = runEach(rows.map(([args]) => args));
  it.each(rows.map(([args, message], i) => [args, message, i] as const))('%j: %s', (_args, message, i) => {
    expect(runs[i]).toEqual({ stdout: '', stderr: `pte: ${message}\n`, status: 1 });
  });
});

describe('pte replay', () => {
  it('shows what others wrote in a recording, and goes on after a file that it cannot read', () => {
    const hostile = wrongRecording('hostile.json', { scenario: '\x1b]0;pwn\x07\u202e' });
    const refused = wrongRecording('refused.json', { release: '6.12.48-\x1b]0;pwn\x07\u202e' });
    const [run] = runEach([['replay', '/nowhere/\x1b[31m', hostile, refused, at('plain.gz'), good]]);
    const [first, second, third, none] = run?.stderr.split('\n') ?? [];
    expect(first).toMatch(/^pte: skipped \/nowhere\/\\u001b\[31m: /);
    expect(second).toMatch(
      /^pte: skipped .*refused\.json: expected a kernel release .*"6\.12\.48-\\u001b\]0;pwn\\u0007\\u202e"$/,
    );
    expect(third).toMatch(/^pte: skipped .*plain\.gz: expected gzip data/);
    expect(none).toBe('');
    expect(run?.stdout).toContain('in "\\u001b]0;pwn\\u0007\\u202e: ');
    expect(run?.stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(run?.stdout).toContain('linux-6.12.json, ');
    expect(run?.status).toBe(2);
  });
});

describe('a picture', () => {
  it('goes through a link and leaves the neighbours alone', () => {
    made('target.svg', 'old');
    made('life.svg.new', 'mine');
    symlinkSync('target.svg', at('link.svg'));
    symlinkSync('life.svg.new', at('target.svg.new'));
    const runs = runEach([
      ['layout', '6.12.107+deb13', '--svg', at('link.svg')],
      ['run', '-k', '6.12.107+deb13', 'anon; write', '--svg', at('life.svg')],
      ['layout', '9.9', '--svg', '/nowhere/x.svg'],
      ['run', '-k', '9.9', 'anon', '--svg', '/nowhere/x.svg'],
    ]);
    expect(runs.map(({ status }) => status)).toEqual([0, 0, 1, 1]);
    for (const { stderr } of runs.slice(2)) expect(stderr).toMatch(/^pte: \/.*: no such file or directory\n$/); // before any work
    expect(lstatSync(at('link.svg')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('life.svg.new'), 'utf8')).toBe('mine');
    for (const name of ['target.svg', 'life.svg']) {
      const svg = readFileSync(at(name), 'utf8');
      expect(svg).toMatch(/^<svg [\s\S]*6\.12\.107\+deb13[\s\S]*<\/svg>\n$/);
    }
    expect(readdirSync(folder).filter((name) => /\.[\da-f]{16}\.new$/.test(name))).toEqual([]);
  });
});

describe('an error that nobody foresaw', () => {
  it('is one line that says so, wherever it is thrown; PTE_DEBUG shows its stack', () => {
    const thrower = made('thrower.cjs', "setImmediate(() => { throw new Error('odd\\n\\x1b'); });");
    const rejecter = made('rejecter.cjs', "setImmediate(() => { Promise.reject(new Error('odd')); });");
    const [plain, status, debug] = [
      shell(`NODE_OPTIONS="--require ${thrower}" pte decode -k 6.12 --summary --file - < /dev/zero 2>&1 >/dev/null`),
      shell(`NODE_OPTIONS="--require ${rejecter}" pte decode --file - < /dev/zero > /dev/null 2>&1; echo $?`),
      shell(`PTE_DEBUG=1 NODE_OPTIONS="--require ${thrower}" pte decode -k 6.12 1 2>&1 >/dev/null`),
    ];
    expect(plain).toEqual(['pte: unexpected error, please report it with the command line: odd\\u000a\\u001b']);
    expect(status).toEqual(['1']);
    expect(debug.join('\n')).toMatch(/^pte: unexpected error[^\n]*\nError: odd[\s\S]*\n\s+at .*thrower\.cjs/);
  });
});

describe('a narrow terminal', () => {
  it.each([20, 40])('of %i columns gets no line of a layout that is wider', (columns) => {
    const preload = made(`columns${columns}.cjs`, `process.stdout.columns = ${columns};`);
    const [run] = runEach([['layout', '6.12']], { ...process.env, NODE_OPTIONS: `--require ${preload}` });
    expect(run?.status).toBe(0);
    const lines = run?.stdout.split('\n') ?? [];
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    expect(lines.join('').replaceAll(' ', '')).toContain('_PAGE_SOFT_DIRTY');
  });
});
