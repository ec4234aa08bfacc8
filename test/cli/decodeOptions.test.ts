/** Which words `pte decode` shows, of which kernels, with what beside them; and what other commands say of rows and pages. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runEach } from '../support/commands.ts';
import { runHere } from '../support/inProcess.ts';

const folder = mkdtempSync(join(tmpdir(), 'x86-pte-options-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string, ...words: readonly bigint[]): string => {
  const path = join(folder, name);
  writeFileSync(path, new Uint8Array(BigUint64Array.from(words).buffer));
  return path;
};
const [page, swap] = [0x8000000012345067n, 0x07fffffffffbfe0an];
const words = fileOf('words', 0n, page, swap, 0n, page);
const stdoutOf = (...commands: readonly (readonly string[])[]) => runEach(commands).map(({ stdout }) => stdout);
const linesOf = (text = '') => text.trimEnd().split('\n');

describe('pte decode', () => {
  const decode = ['decode', '--file', words, '-k', '6.12'];
  const [full, indexed, json, skipped, kinds, camel, both, counted] = stdoutOf(
    decode,
    [...decode, '--index'],
    [...decode, '--index', '--json'],
    [...decode, '--skip-empty'],
    [...decode, '--kind', 'swap,migration-read'],
    [...decode, '--kind', 'migrationRead,none'],
    [...decode, '--skip-empty', '--select', 'swap | none'],
    [...decode, '--skip-empty', '--summary', '--json'],
  );
  const places = (text?: string) => linesOf(text).map((line) => Number(line.split(':')[0]));

  it('numbers the words of a file where asked, or where not all of them are shown', () => {
    expect(linesOf(full)[0]).toMatch(/^0x/);
    expect(places(indexed)).toEqual([0, 1, 2, 3, 4]);
    expect(linesOf(json).map((line) => JSON.parse(line).place)).toEqual([0, 1, 2, 3, 4]);
  });

  it('leaves out empty entries and kinds that are not wanted, in either spelling', () => {
    expect(places(skipped)).toEqual([1, 2, 4]);
    expect(places(kinds)).toEqual([2]);
    expect(places(camel)).toEqual([0, 3]);
    expect(places(both)).toEqual([2]);
    expect(JSON.parse(counted ?? '').words).toBe(3);
  });

  it('shows colours as --color says, before the environment and the terminal', async () => {
    const one = ['decode', '0x1', '-k', '6.12', '--color'];
    const env = { NO_COLOR: '1', FORCE_COLOR: '' };
    const shows = (when: string, more = {}) => runHere([...one, when], { env: { ...env, ...more } });
    const [always, never, auto, wrong] = [
      await shows('always'),
      await shows('never'),
      await shows('auto'),
      await shows('sometimes'),
    ];
    expect(always?.stdout).toContain('\u001b[');
    expect(`${never?.stdout}${auto?.stdout}`).not.toContain('\u001b[');
    expect([wrong?.status, wrong?.stderr]).toEqual([1, expect.stringContaining('auto, always, never')]);
    const forced = await shows('never', { NO_COLOR: undefined, FORCE_COLOR: '1' });
    expect(forced.stdout).not.toContain('\u001b[');
  });

  it('shows several kernels side by side', () => {
    // Bit 58 is _PAGE_DEVMAP before 6.6, _PAGE_SAVED_DIRTY from 6.6 on
    const kernels = ['-k', '6.5', '-k', '6.6'];
    const [text, object, refused] = runEach([
      ['decode', '0x8400000012345025', ...kernels],
      ['decode', '0x8400000012345025', '0x1', ...kernels, '--json'],
      ['decode', '0x1', ...kernels, '--summary'],
    ]);
    expect(linesOf(text?.stdout).slice(0, 6)).toEqual([
      '0x8400000012345025',
      '  Linux 6.5  present page: pfn 0x12345, read-only, user, young',
      '  Linux 6.6  present page: pfn 0x12345, read-only, user, young, dirty',
      '',
      expect.stringMatching(/^ {2}Linux 6\.5 {2}58 _PAGE_DEVMAP: /),
      expect.stringMatching(/^ {2}Linux 6\.6 {2}58 _PAGE_SAVED_DIRTY: /),
    ]);
    const [first] = linesOf(object?.stdout).map((line) => JSON.parse(line));
    expect(first).toMatchObject({
      word: '0x8400000012345025',
      kernels: [
        { kernel: '6.5', dirty: false },
        { kernel: '6.6', dirty: true },
      ],
    });
    expect(refused?.stderr).toContain('expected more than one --kernel without --summary');
  });
});

describe('pte since and pte rows', () => {
  const [swapBit, anySpelling, moved, json, typo, row, held] = runEach([
    ['since', 'uffd-wp', 'in', 'swap', 'entries'],
    ['since', '_PAGE_SWP_UFFD_WP'],
    ['since', 'devmap'],
    ['since', 'migration-read-exclusive', '--json'],
    ['since', 'migration-raed'],
    ['rows', '--grep', 'markerBits.guard'],
    ['rows', '-k', '6.12', '--grep', 'markerBits', '--json'],
  ]);

  it('date a thing by the release and the commit', () => {
    // f45ec5ff16a7, "userfaultfd: wp: support swap and page migration", 5.7
    expect(linesOf(swapBit?.stdout)[0]).toBe('uffd-wp in swap entries: 5.7, f45ec5ff16a7');
    expect(anySpelling?.stdout).toBe(swapBit?.stdout);
    expect(linesOf(moved?.stdout).filter((line) => line.includes('in present entries'))).toEqual([
      'devmap in present entries: 4.19 or older to before 6.6, fca4d413c5f7',
      'devmap in present entries: 6.6 to before 6.17, fca4d413c5f7',
    ]);
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({
      row: 'swapTypes.migrationReadExclusive',
      since: '5.19',
      cite: '6c287605fd56',
    });
  });

  it('name the nearest for a typo', () => {
    expect([typo?.status, typo?.stderr]).toEqual([1, expect.stringContaining('(did you mean migration-read?)')]);
  });

  it('list what --backport takes, and what a kernel has of it', () => {
    expect(row?.stdout).toBe('markerBits.guard  6.13\n    a guard region: access gets SIGSEGV\n');
    const all = linesOf(held?.stdout).map((line) => JSON.parse(line));
    expect(all.map(({ row, has }) => [row, has])).toEqual([
      ['markerBits.uffdWp', true],
      ['markerBits.poisoned', true],
      ['markerBits.guard', false],
    ]);
  });
});

/** The addresses of the first mapping of this process with code; some where there is no /proc. */
const ownCode = (): string => {
  const maps = existsSync('/proc/self/maps') ? readFileSync('/proc/self/maps', 'utf8') : '';
  return /^([\da-f]+-[\da-f]+) r-xp/m.exec(maps)?.[1] ?? '0-1000';
};

describe('pte pagemap', () => {
  const code = ownCode();
  const few = code.replace(/-.*/, (_, at: number) => `-${(BigInt(`0x${code.slice(0, at)}`) + 0x1000n).toString(16)}`);
  const pages = fileOf('pages', 0x8180000000012345n, 0n, 0x4000000000004000n);
  const [text, range, json, nobody, self] = runEach([
    ['pagemap', pages, '-k', '6.12'],
    ['pagemap', pages, '-k', '6.12', '--range', '1-3', '--skip-empty'],
    ['pagemap', pages, '-k', '6.12', '--json', '--range', '0x0-0x1'],
    ['pagemap', '99999999', '-k', '6.12'],
    ['pagemap', String(process.pid), '-k', '6.12', '--range', few, '--json'],
  ]);

  it('reads a file of words', () => {
    expect(linesOf(text?.stdout)).toEqual([
      '0: 0x8180000000012345  present, pfn 0x12345, soft-dirty, mapped once',
      '1: 0x0000000000000000  not present, not swapped',
      '2: 0x4000000000004000  swapped, type 0, offset 0x200',
    ]);
    expect(linesOf(range?.stdout)).toEqual(['2: 0x4000000000004000  swapped, type 0, offset 0x200']);
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({ kernel: '6.12', place: 0, kind: 'present', pfn: '0x12345' });
    expect(nobody?.stderr).toBe(
      'pte: Linux 6.12\npte: expected a process whose pages can be read, got 99999999: it is not there\n',
    );
  });

  it.runIf(process.platform === 'linux')('reads a process that runs: a page of its own program is there', () => {
    const found = linesOf(self?.stdout).map((line) => JSON.parse(line));
    expect(found).toEqual([expect.objectContaining({ kind: 'present', mapping: expect.stringMatching(/^r-xp/) })]);
    expect(BigInt(found[0].address)).toBe(BigInt(`0x${few.split('-')[0]}`));
  });
});
