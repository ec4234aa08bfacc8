/** `pte decode --check` as it is run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../support/inProcess.ts';
import { native } from '../support/native.ts';

const run = (args: readonly string[], input = '') => runHere(['decode', '--check', ...args], { input });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pte-check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.runIf(native)('pte decode --check', () => {
  it('exits 2 for a word that cannot be, with the rule under it, and 0 for one that can', async () => {
    const wrong = await run(['14d42c67', '-k', '6.10']);
    expect(wrong.status).toBe(2);
    expect(wrong.stdout).toContain('cannot be (page-table-check): page_table_check would warn: writable and uffd-wp');
    expect(wrong.stderr).toContain('checked 1 word: 1 cannot be');
    const right = await run(['8000000012345867', '-k', '6.10']);
    expect(right).toMatchObject({ status: 0 });
    expect(right.stdout).not.toMatch(/cannot be|hint|physical address:/);
  });

  it('gives the error code to the last word of a paste alone, whatever levels stand before it', async () => {
    const paste = 'PGD 100000067 P4D 100000067 PUD 1002d4067 PMD 10a3c1067 PTE 0';
    const { stdout, status } = await run(['-k', '6.6', '--error-code', '000c'], paste);
    expect([stdout.split('rsvd-not-present').length - 1, status]).toEqual([1, 2]);
    expect(stdout.indexOf('rsvd-not-present')).toBeGreaterThan(stdout.indexOf('empty entry'));
  });

  it('says from which width on an address is no more reserved', async () => {
    expect((await run(['8000002000000073', '-k', '5.4.28'])).stdout).toContain('reserved if the width is 37 or less');
    const { stdout, status } = await run([
      '8000002000000073',
      '-k',
      '5.4.28',
      '--phys-bits',
      '37',
      '--error-code',
      '000b',
    ]);
    expect(status).toBe(2);
    expect(stdout).toContain('the address needs 38 bits, the machine has 37');
  });

  it('takes the words of an oops at their levels', async () => {
    const walk = 'PGD 12532c067 P4D 12532c067 PUD 1277e7067 PMD 110dd1067 PTE ffffdbdefffffd9f';
    const { stdout, status } = await run(['-k', '6.10', '--json'], walk);
    expect(status).toBe(2);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ level }) => level)).toEqual(['pgd', 'p4d', 'pud', 'pmd', 'pte']);
    expect(rows.map(({ rules }) => rules.length > 0)).toEqual([false, false, false, false, true]);
    expect(rows[4].rules[0]).toMatchObject({ name: 'unexplained-bits' });
    expect(rows.slice(0, 4).flatMap(({ hints }) => hints)).toEqual([]);
  });

  it('tells of a file which words cannot be, each with its place and rule', async () => {
    const file = join(folder, 'words.bin');
    const words = new BigUint64Array(3000).map((_, i) => 0x8000000000000867n | (BigInt(i) << 12n));
    words[7] = 0x8080000012345867n;
    words[2999] = 0x4847464544434241n;
    writeFileSync(file, words);
    const { stdout, stderr, status } = await run(['--file', file, '-k', '6.12']);
    expect(status).toBe(2);
    expect(stdout.match(/^\d+: /gm)).toEqual(['7: ', '2999: ']);
    expect(stdout).toMatch(/cannot be \(unexplained-bits\): bit 55 is set/);
    expect(stdout).toContain('"ABCDEFGH"');
    expect(stderr).toContain('checked 3,000 words: 2 cannot be');
    const json = await run(['--file', file, '-k', '6.12', '--json', '--select', 'pfn = 0x12345']);
    expect(JSON.parse(json.stdout)).toMatchObject({ place: 7, rules: [{ name: 'unexplained-bits' }] });
    const tables = await run(['--file', file, '-k', '6.12', '--level', 'pgd', '--json']);
    expect(tables.stdout.trim().split('\n')).toHaveLength(3000); // soft-dirty is no bit of a table
  });

  it('checks swp_entry_t and words of pagemap by their own rules', async () => {
    expect((await run(['7c00000000000001', '--as', 'swp-entry', '-k', '6.9'])).status).toBe(0);
    expect(await run(['8000000000000', '--as', 'pagemap', '-k', '4.19'])).toMatchObject({ status: 2 });
    expect(await run(['80000000000000', '--as', 'pagemap', '-k', '4.19'])).toMatchObject({ status: 0 });
  });

  it.each([
    [['1', '--summary', '-k', '6.12'], 'expected --check or --summary, got both'],
    [['1', '--ram', 'much', '-k', '6.12'], 'expected --ram as a size such as 16G or 0x400000000, got "much"'],
    [['1', '--error-code', 'x', '-k', '6.12'], 'expected --error-code as the kernel prints it, such as 000d, got "x"'],
  ])('refuses %j', async (args, message) => {
    expect(await run(args)).toMatchObject({ status: 1, stderr: expect.stringContaining(message) });
  });
});
