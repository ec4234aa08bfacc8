/**
 * The kernel's own tests, recorded (test/data/selftests): what the model predicts of each call, and of each entry of calls on
 * ranges. All files are replayed by CI; here are the small ones.
 */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseRecording } from '../../lib/replay/recording.ts';
import { replay } from '../../lib/replay/replayCalls.ts';
import { replayRanges } from '../../lib/replay/replayRanges.ts';
import { whole } from '../support/whole.ts';

const read = (name: string) =>
  parseRecording(
    brotliDecompressSync(readFileSync(new URL(`../data/selftests/${name}.json.br`, import.meta.url))).toString(),
  );

describe('a test of the kernel', () => {
  const long = [
    ['6.12-hugetlb', 980, 800],
    ['6.12-uffd-unit', 520, 1670],
  ] as const;
  it.each([['6.12-poison', 530, 640], ...(whole ? long : [])] as const)(
    'is predicted, call by call and entry by entry: %s',
    (name, calls, entries) => {
      const recording = read(name);
      const replayed = replay(recording).calls;
      const ranges = replayRanges(recording);
      expect([...replayed, ...ranges].filter(({ verdict }) => verdict === 'mismatch')).toEqual([]);
      expect([replayed.length >= calls, ranges.length >= entries]).toEqual([true, true]);
    },
  );
});

/** One call as a recorder that tells facts writes it; what differs from a write to a read-only page of anonymous memory. */
const recording = (call: object, facts: object) =>
  parseRecording(
    JSON.stringify({
      format: 1,
      kernel: { release: '6.12.117', version: '#1', paging_levels: 4, config: {} },
      records: [
        {
          scenario: 's',
          step: '1',
          vaddr: '0x1000',
          level: 'pte',
          raw: '0x0',
          pagemap: '0x0',
          vmflags: [],
          kernel_calls: [
            {
              fn: 'do_wp_page',
              level: 'pte',
              vaddr: '0x1000',
              before: '0x8000000012345025',
              after: '0x8000000012345867',
              returned: '0x0',
              vma: { start: '0x1000', end: '0x2000', vm_page_prot: '0x8000000000000025', vm_flags: '0x8100073' },
              fault_flags: '0x55',
              write: true,
              ...call,
              facts: {
                ops: '0x0',
                anon_vma: true,
                switches: 0,
                nested: 0,
                mapping: '0x1',
                order: 0,
                refcount: 1,
                page_flags: ['uptodate', 'swapbacked'],
                ...facts,
              },
            },
          ],
        },
      ],
    }),
  );
const verdictOf = (call: object, facts: object) => {
  const given = recording(call, facts);
  return [...replay(given).calls, ...replayRanges(given)][0]?.verdict;
};

describe('facts of a call', () => {
  const copied = { after: '0x8000000054321867' };
  const exclusive = { page_flags: ['uptodate', 'swapbacked', 'owner_2'] };

  it('tell whose a page is: one that a process has alone is never copied (PageAnonExclusive, 5.19)', () => {
    expect(verdictOf(copied, {})).toBe('predicted');
    expect(verdictOf(copied, exclusive)).toBe('mismatch');
  });

  it('tell that another task changed the entry meanwhile, which is not held against the model', () => {
    expect(verdictOf(copied, { ...exclusive, switches: 1 })).toBe('changed meanwhile');
    expect(verdictOf(copied, { ...exclusive, nested: 1 })).toBe('changed meanwhile');
  });

  it('tell that a walk met an entry of another page', () => {
    const walk = {
      fn: 'try_to_migrate_one',
      after: '0x8000000012345025',
      returned: '0x1',
      folio: { flags: [], anon: true },
    };
    expect(verdictOf(walk, { pfn: 0x54321 })).toBe('another page');
    expect(verdictOf(walk, { pfn: 0x12345, arg: '0x0' })).toBe('mismatch');
  });

  it('tell what a protection changes to, and what fork leaves out', () => {
    const change = { fn: 'change_protection', before: '0x8000000012345867', after: '0x8400000012345825' };
    expect(verdictOf(change, { arg: '0x0', other: '0x8000000000000025' })).toBe('predicted');
    const fork = { fn: 'copy_page_range', after: '0x8000000012345025' };
    const file = { arg: '0x8100071', ops: 'shmem_vm_ops', anon_vma: false, mapping: '0x0' };
    expect(verdictOf(fork, { ...file, other: '0x0' })).toBe('predicted');
    expect(verdictOf(fork, { ...file, other: '0x8000000012345025' })).toBe('mismatch');
  });
});
