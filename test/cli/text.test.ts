/** `pte decode` over what people paste. Cases are public reports: their words, and what was found out about them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Run, runEach } from '../support/commands.ts';
import { runHere } from '../support/inProcess.ts';

const decode = (input: string, ...args: readonly string[]) => runHere(['decode', ...args], { input });
const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('pte decode of a text', () => {
  it('takes each word at its level, short ones too, and no pointer', async () => {
    const { stdout, stderr } = await decode(
      'PGD 12e816067 P4D 12e816067 PUD 12e817063 PMD 800000012e2001e1\nPMD 154000e1\n',
      '-k',
      '5.4',
      '--json',
    );
    expect(stderr).not.toContain('not read');
    expect(rows(stdout).slice(3)).toMatchObject([
      { level: 'pmd', pfn: '0x12e200', huge: true, write: false, user: false, exec: false },
      { level: 'pmd', pfn: '0x15400', huge: true, write: false, user: false },
    ]);
    expect(rows(stdout)).toHaveLength(5);
    const bad = (await decode('bad pmd ffff8881290408e0(efffff80042bfe00)\n', '-k', '6.17', '--json')).stdout;
    expect(rows(bad)).toMatchObject([{ level: 'pmd', kind: 'deviceRead', pfn: '0x3ffdea00' }]);
  });

  it('tells swp_entry_t and words of pagemap as what they are', async () => {
    const text = 'unrecognized swap entry 0x7c00000000000001\npme 80000000000000\n';
    expect((await decode(text, '-k', '6.9')).stdout).toBe(
      [
        'swp_entry_t 0x7c00000000000001: 0xfffffffffffffc00  PTE marker: uffd-wp',
        '0x0080000000000000  pagemap: not present, not swapped, soft-dirty',
        '',
      ].join('\n'),
    );
  });

  it('counts each level by itself, and what a * of a dump stands for', async () => {
    const dump = '0000000 0000000000000000 0000000000000000\n*\n0000140 0000000000000067 800000012e2000e7\n0000160\n';
    expect(rows((await decode(`${dump}PMD 154000e1`, '-k', '6.12', '--summary', '--json')).stdout)).toMatchObject([
      { level: 'pte', words: 14 },
      { level: 'pmd', words: 1 },
    ]);
  });

  it('says what it did not read, and with --strict that is a failure', async () => {
    const { stderr, status } = await decode('hello\nPTE 67 0x1g\n', '-k', '6.12', '--strict');
    expect(stderr).toContain(
      'not read: lines without a word: 1; numbers that were taken for no words: 1; the first "hello"',
    );
    expect(status).toBe(1);
    expect((await decode('PTE 67\n', '-k', '6.12', '--strict')).status).toBe(0);
  });

  it('says once that digits were read in hexadecimal', async () => {
    const { stdout, stderr } = await decode('4096\n105327067\n0d4096\nPTE 4096\n', '-k', '6.12', '--json');
    expect(rows(stdout).map(({ raw }) => raw)).toEqual([
      '0x0000000000004096',
      '0x0000000105327067',
      '0x0000000000001000',
      '0x0000000000004096',
    ]);
    expect(stderr.match(/read in hexadecimal.*/g)).toEqual([
      'read in hexadecimal, as the kernel prints entries: 2 numbers, the first "4096"; 0d4096 is decimal',
    ]);
  });
});

describe('pte decode of arguments', () => {
  const table: readonly (readonly [string, readonly string[], RegExp, RegExp])[] = [
    ['digits are hexadecimal', ['105327067', '--level', 'pmd', '--json'], /"pfn":"0x105327"/, /0d105327067 is decimal/],
    ['0d says decimal', ['0d4096', '--json'], /"raw":"0x0000000000001000"/, /^$/],
    [
      '--as swp-entry',
      ['7c00000000000001', '--as', 'swp-entry', '--json'],
      /"uffdWp":true.*"swpEntry":"0x7c00000000000001"/,
      /^$/,
    ],
    [
      '--as pagemap',
      ['8180000000012345', '--as', 'pagemap'],
      /pagemap: present, pfn 0x12345, soft-dirty, mapped once/,
      /^$/,
    ],
    ['--as nothing known', ['67', '--as', 'swap'], /^$/, /expected --as pte, swp-entry or pagemap, got "swap"/],
    ['a sign', ['-0x1'], /^$/, /expected a number without a sign, got "-0x1"/],
    ['0x alone', ['0x'], /^$/, /expected a 64-bit word in hexadecimal .*, got "0x"/],
    ['other digits', ['\u0661\u0662'], /^$/, /expected a 64-bit word in hexadecimal .*, got "\u0661\u0662"/],
    ['65 bits', ['1ffffffffffffffff'], /^$/, /got "1ffffffffffffffff", which has 65 bits/],
    ['pagemap words counted as entries', ['67', '--as', 'pagemap', '--summary'], /^$/, /got words of pagemap/],
  ];
  let runs: readonly Run[] = [];
  beforeAll(() => {
    runs = runEach(table.map(([, args]) => ['decode', ...args, '-k', '6.12']));
  });
  it.each(table.map((row, i) => [row[0], row, i] as const))('%s', (_, [, , out, err], i) => {
    expect(runs[i]?.stdout).toMatch(out);
    expect(runs[i]?.stderr).toMatch(err);
    expect(runs[i]?.status).toBe(runs[i]?.stdout === '' ? 1 : 0);
  });
});
