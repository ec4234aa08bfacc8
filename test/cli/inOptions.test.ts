/** Messages speak of what was typed: no key of an object, no bigint, nothing that is undefined. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseWord } from '../../lib/log/words.ts';
import { type Run, runEach } from '../support/commands.ts';
import { runHere } from '../support/inProcess.ts';

const pte = fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url));

/** What is typed wrong, and what is said of it. */
const wrong: readonly (readonly [string, string])[] = [
  ['decode --c-bit 3 1', 'expected --c-bit to be a bit of the page frame number, got 3'],
  ['decode --phys-bits 500 1', 'expected --phys-bits to be a number from 32 to 52, got 500'],
  ['decode --backport foo 1', 'expected the id of a spec row in --backport, got "foo"'],
  ['decode --without foo 1', 'expected the id of a spec row in --without, got "foo"'],
  ['layout -k 6.1 -k 6.12', 'expected --kernel once, got it again with "6.12"'],
  ['encode swap', 'expected --type, the number of the swap area, got nothing'],
  [
    'encode swap --type 0 --offset 0xfffffffffffffffff',
    'expected --offset to be from 0 to 2^64 - 1, got 0xfffffffffffffffff',
  ],
  ['encode present --pkey 99 -k 6.12', 'expected --pkey of a present entry to be at most 15 on 6.12, got 99'],
  [
    'encode swap --pfn 5',
    'expected the options of a swap entry (--level, --flag, --type, --offset, --soft-dirty, --uffd-wp, --exclusive), got --pfn',
  ],
  [
    'fuzz -k 6.1.0-56-amd64 --count 10',
    'expected a release that tells its stable number, got "6.1.0-56-amd64": this distribution hides it; give the number (such as 6.1.192)',
  ],
  ['decode --file /nowhere', '/nowhere: no such file or directory'],
  ['decode --config /nowhere 1', '/nowhere: no such file or directory'],
  ['replay /nowhere', 'skipped /nowhere: no such file or directory'],
  ['decode --file /dev/null', 'expected at least one word in /dev/null, got an empty file'],
  ['decode', 'expected at least one word such as 0x8000000012345067 on standard input, got none in 0 lines'],
  ['decode --json', 'expected at least one word such as 0x8000000012345067 on standard input, got none in 0 lines'],
];

describe('an error of the command', () => {
  let runs: readonly Run[] = [];
  beforeAll(() => {
    runs = runEach(wrong.map(([line]) => line.split(' ')));
  });

  it.each(wrong.map((row, i) => [...row, i] as const))('pte %s', (_, says, i) => {
    expect(runs[i]?.stderr.split('\n')).toContain(`pte: ${says}`);
    expect(runs[i]?.status).toBe(1);
  });
});

describe('a word of ten million digits', () => {
  it('is refused by its length, and not by its bits, which take the square of that time to count', async () => {
    const { stderr, status } = await runHere(['decode', '-k', '6.12'], { input: '1'.repeat(10_000_000) });
    expect(stderr).toMatch(/\npte: expected at least one word .*, got none in 1 line \(not read: "1+\.\.\."\)\n$/);
    expect(status).toBe(1);
  });

  it('may have zeros in front', () => {
    expect(parseWord(`0d${'0'.repeat(1000)}4096`)).toBe(4096n);
    expect(parseWord(`0x${'0'.repeat(1000)}1000`)).toBe(4096n);
    expect(parseWord('0')).toBe(0n);
    expect(parseWord('0x0')).toBe(0n);
  });
});

describe('a number of one', () => {
  it('is one word', async () => {
    const { stdout } = await runHere(['decode', '--summary', '1']);
    expect(stdout).toMatch(/^1 word, Linux /);
  });
});

describe('a full disk', () => {
  it.skipIf(!existsSync('/dev/full'))('is told once, however much there is to write', () => {
    for (const count of ['1', '20000']) {
      const full = openSync('/dev/full', 'w');
      const { stderr, status } = spawnSync(process.execPath, [pte, 'vectors', '-k', '6.12', '--count', count], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
        env: { ...process.env, PTE_ENGINE: 'wasm' }, // which engine there is would be told besides
      });
      closeSync(full);
      expect([stderr, status]).toEqual(['pte: standard output: no space left on device\n', 1]);
    }
  });
});
