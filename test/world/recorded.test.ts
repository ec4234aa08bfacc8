/** Lives that were recorded on a kernel, as scripts of the world: every entry is the recorded one, but for the number of the page. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

interface Lives {
  readonly kernel: { readonly release: string };
  readonly records: readonly { readonly scenario: string; readonly step: string; readonly raw: string }[];
}
const read = (name: string): Lives =>
  JSON.parse(readFileSync(new URL(`../data/observations/${name}.json`, import.meta.url), 'utf8'));

/** All but the page frame number, or the offset: of a present entry bits 12 to 51, of another 9 to 58. */
function flags(word: bigint): bigint {
  const isPresent = (word & 1n) === 1n;
  const number = isPresent ? ((1n << 40n) - 1n) << 12n : ((1n << 50n) - 1n) << 9n;
  return word & ~number;
}

/** From a record on: the script up to it, then the operations of the records that follow. lives-6.12-hmm is 6.12.117 with test_hmm. */
const lives: readonly (readonly [file: string, record: number, start: string, ...operations: string[]])[] = [
  ['lives-6.12-hmm', 283, 'anon; write; to-device', 'read', 'to-device', 'write'],
  ['lives-6.12-hmm', 287, 'anon; write; to-device', 'from-device', 'write'],
  ['lives-6.12-hmm', 290, 'anon; write; mprotect r', 'to-device', 'read'],
  ['lives-6.12-hmm', 293, 'anon; write; to-device', 'mprotect r', 'mprotect rw', 'read', 'write'],
  ['lives-6.12-hmm', 298, 'anon; write; to-device', 'fork', 'write'],
  ['lives-6.12-hmm', 301, 'anon; write; clear-refs', 'to-device', 'read'],
  ['lives-6.12-hmm', 304, 'anon; write; to-device', 'clear-refs', 'read'],
  ['lives-6.12-hmm', 307, 'anon; write; to-device', 'mremap', 'read'],
  ['lives-6.12-hmm', 310, 'anon; write; to-device', 'dontneed', 'to-device', 'read'],
  ['lives-6.12-hmm', 314, 'anon; read; to-device', 'write'],
  ['lives-6.12-hmm', 316, 'anon; write; device-exclusive', 'read', 'device-exclusive', 'write'],
  ['lives-6.12-hmm', 320, 'anon; write; device-exclusive', 'mprotect r', 'mprotect rw', 'read', 'write'],
  ['lives-6.12-hmm', 328, 'anon; write; clear-refs', 'device-exclusive', 'clear-refs', 'read'],
  ['lives-6.12-hmm', 332, 'anon; write; device-exclusive', 'pageout', 'migrate', 'mremap', 'read'],
  ['lives-6.12-hmm', 337, 'anon; write; uffd-wp; to-device', 'fork', 'read'],
  ['lives-6.12-hmm', 341, 'anon; write; uffd-wp; to-device', 'uffd-wp-resolve', 'uffd-wp', 'from-device'],
  ['lives-6.12-hmm', 361, 'anon; write; fork; B: write; ksm-merge'],
  ['lives-6.12-hmm', 360, 'anon; write; ksm-merge'],
  ['lives-6.12-hmm', 364, 'anon; write; ksm-merge; read', 'write'],
  ['lives-6.12-hmm', 366, 'anon; write; ksm-merge', 'write'],
  ['lives-6.12-hmm', 278, 'anon; write; pkey-mprotect 1', 'pageout', 'read', 'migrate', 'mprotect none'],
  ['lives-4.19', 98, 'anon; uffd-copy', 'write', 'pageout', 'read'],
  ['lives-4.19', 105, 'anon; uffd-zeropage', 'write'],
  ['lives-5.4', 99, 'anon; uffd-copy', 'write', 'pageout', 'read'],
  ['lives-5.4', 106, 'anon; uffd-zeropage', 'write'],
  ['lives-5.10', 148, 'anon; uffd-copy-wp'],
  ['lives-6.16', 244, 'anon; uffd-copy-wp'],
  ['lives-6.16', 247, 'anon; uffd-poison', 'read', 'fork', 'mprotect r', 'mprotect rw', 'dontneed'],
  ['lives-6.16', 253, 'anon; write; uffd-move'],
  ['lives-6.16', 254, 'anon; write; pageout; uffd-move', 'read'],
  ['lives-7.3', 340, 'anon; uffd-copy-wp'],
  ['lives-7.3', 343, 'anon; uffd-poison', 'read', 'fork', 'mprotect r', 'mprotect rw', 'dontneed'],
  ['lives-7.3', 349, 'anon; write; uffd-move'],
  ['lives-7.3', 350, 'anon; write; pageout; uffd-move', 'read'],
  ['lives-4.19', 125, 'anon; write; pkey-mprotect 1', 'pageout', 'read', 'migrate', 'mprotect none'],
  ['lives-5.4', 126, 'anon; write; pkey-mprotect 1', 'pageout', 'read', 'migrate', 'mprotect none'],
  ['lives-5.10', 167, 'anon; write; pkey-mprotect 1', 'pageout', 'read', 'migrate', 'mprotect none'],
  ['lives-6.16', 290, 'anon; write; pkey-mprotect 1', 'pageout', 'read', 'migrate', 'mprotect none'],
  ['lives-7.3', 386, 'anon; write; pkey-mprotect 1', 'pageout', 'read', 'migrate', 'mprotect none'],
  ...(
    [
      ['lives-4.19', 146],
      ['lives-5.4', 144],
      ['lives-5.10', 179],
      ['lives-6.16', 302],
      ['lives-7.3', 398],
    ] as const
  ).flatMap(([file, first]) => [
    [file, first, 'anon; write; ksm-merge'] as const,
    [file, first + 1, 'anon; write; fork; B: write; ksm-merge'] as const,
    [file, first + 4, 'anon; write; ksm-merge; read', 'write'] as const,
  ]),
];

const named = lives.map(([file, record, ...scripts]) => ({ file, record, scripts }));

it.each(named)('$file, record $record', ({ file, record: from, scripts }) => {
  const { records, kernel: recorded } = read(file);
  const k = kernel(/^\d+\.\d+(\.\d+)?/.exec(recorded.release)?.[0] ?? '');
  scripts.forEach((_, i, all) => {
    const script = all.slice(0, i + 1).join('; ');
    const record = records[from + i];
    const after = play(k, parseScript(script)).at(-1)?.after ?? -1n;
    const place = `${record?.scenario}: ${record?.step}: ${script}`;
    expect(`${place} ${flags(after).toString(16)}`).toBe(`${place} ${flags(BigInt(record?.raw ?? 0)).toString(16)}`);
  });
});
