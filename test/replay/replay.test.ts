import { describe, expect, it } from 'vitest';
import { hex } from '../../lib/base/hex.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { pteToPagemapEntry } from '../../lib/mm/task_mmu/pteToPagemapEntry.ts';
import type { ReplayedCall } from '../../lib/replay/judgeCall.ts';
import { parseRecording, type Recording } from '../../lib/replay/recording.ts';
import { replay } from '../../lib/replay/replayCalls.ts';
import { type ReplayedStep, replaySteps } from '../../lib/replay/replaySteps.ts';
import { mappingFromSmaps } from '../../lib/replay/smaps.ts';
import { recordings, textOf } from '../support/observations.ts';

/** Each recording, replayed once. */
const replayed = [...recordings()].map(([file, recording]) => ({
  file,
  recording,
  ...replay(recording),
  steps: replaySteps(recording),
}));

const wrongCall = (c: ReplayedCall) => {
  const trace = c.predicted?.steps.map((s) => `${hex(s.value)} ${s.did}: ${s.why}`);
  return [`${c.scenario}: ${c.step}, ${c.fn}; ${c.note}`, ...(trace ?? [])].join('\n');
};
const wrongStep = (s: ReplayedStep) =>
  `${s.scenario}: ${s.step} ${hex(s.before)} -> ${hex(s.after)}, not ${hex(s.predicted.pte)}`;

describe.each(replayed)('$file', ({ kernel, calls, steps, words }) => {
  it('has each of its calls predicted', () => {
    expect(calls.length).toBeGreaterThan(60);
    expect(calls.filter((c) => c.verdict === 'mismatch').map(wrongCall)).toEqual([]);
    expect(words.same).toBe(words.total);
  });

  it('needs a free input for writes to pages only, and where the kind of mapping or of unmapping is not told', () => {
    const free = calls.filter((c) => c.verdict !== 'predicted');
    const expected = ['do_wp_page', ...(kernel.does('migratesApart') ? [] : ['try_to_unmap_one'])];
    expect(free.filter((c) => !expected.includes(c.fn)).length).toBeLessThanOrEqual(4);
  });

  it('has the steps predicted that are one operation of the model', () => {
    expect(steps.length).toBeGreaterThan(15);
    expect(steps.filter((s) => s.verdict === 'mismatch').map(wrongStep)).toEqual([]);
  });
});

describe.each(replayed)('pagemap of $file', ({ recording: { kernel: k, records } }) => {
  it('is what the kernel reported, but for what only its counts tell', () => {
    // Which bits the page decides, and no entry: mapped once, of a file
    const counted = k.pagemap.pmMmapExclusive | k.pagemap.pmFile;
    const pages = records.filter((step) => step.level === 'pte');
    expect(pages.length).toBeGreaterThan(100);
    const wrong = pages.filter(({ raw, pagemap, vmFlags }) => {
      const mapping = mappingFromSmaps(k, vmFlags, 0n);
      const bare = pteToPagemapEntry(k, raw, mapping);
      const counts = () =>
        [folio(), folio({ anon: false })].flatMap((page) =>
          [true, false].map((mappedOnce) => pteToPagemapEntry(k, raw, mapping, page, { mappedOnce })),
        );
      return bare !== (pagemap & ~counted) || (bare !== pagemap && !counts().includes(pagemap));
    });
    expect(wrong.map(({ step, raw, pagemap }) => `${step}: ${hex(raw)} ${hex(pagemap)}`)).toEqual([]);
  });
});

describe('replay', () => {
  /** A recording with one call of a function changed. */
  const changed = (fn: string, change: (call: Record<string, unknown>) => void): Recording => {
    const whole = JSON.parse(textOf('linux-6.12.json'));
    const calls = whole.records.flatMap((r: { kernel_calls: Record<string, unknown>[] }) => r.kernel_calls);
    change(calls.find((c: Record<string, unknown>) => c.fn === fn));
    return parseRecording(JSON.stringify(whole));
  };
  const mismatches = (recording: Recording) => replay(recording).calls.filter((c) => c.verdict === 'mismatch');

  it.each(['do_wp_page', 'do_swap_page', 'remove_migration_pte', 'try_to_migrate_one', 'try_to_unmap_one'])(
    'finds a soft-dirty bit that the kernel did not set: %s',
    (fn) => {
      // Both the present and the swap form of the bit, whichever the entry has
      const flip = (word: string) => `0x${(BigInt(word) ^ 0x802n).toString(16)}`;
      const found = mismatches(changed(fn, (call) => Object.assign(call, { after: flip(call.after as string) })));
      expect(found).toMatchObject([{ fn }]);
    },
  );

  it('finds a result that the kernel did not give', () => {
    const found = mismatches(changed('do_wp_page', (call) => Object.assign(call, { returned: '0x2' })));
    expect(found).toMatchObject([{ fn: 'do_wp_page', returned: 2n, predicted: { returned: 0n } }]);
  });

  it('says what a call lacks', () => {
    const found = mismatches(changed('do_wp_page', (call) => Reflect.deleteProperty(call, 'vma')));
    expect(found).toMatchObject([{ note: 'expected vma in a call of do_wp_page, got nothing' }]);
  });

  it('takes nothing but the page frame number from the entry afterwards', () => {
    expect(replayed.flatMap(({ calls }) => calls).length).toBeGreaterThan(900);
    const [, one] = replayed;
    if (!one) throw new Error('expected recordings, got none');
    const { records, kernel } = one.recording;
    const flags = 0x8000000000000e00n; // NX and software bits: no part of the number
    const blurred = records.map((step) => ({
      ...step,
      calls: step.calls.map((c) =>
        c.fn === 'remove_migration_pte' && c.level === 'pte' ? { ...c, after: (c.after as bigint) ^ flags } : c,
      ),
    }));
    const entries = (list: readonly ReplayedCall[]) =>
      list.filter((c) => c.fn === 'remove_migration_pte').map((c) => c.predicted?.after);
    expect(entries(one.calls).length).toBeGreaterThan(10);
    expect(entries(replay({ kernel, records: blurred }).calls)).toEqual(entries(one.calls));
  });

  // Words of 5.10: type 29 is a writable migration entry, and swapped out means type 0
  it.each([
    ['0xeffffffffdb97400', 'the page migrates (TTU_MIGRATION)'],
    ['0x07ffffffffdffe00', 'not: the page migrates (TTU_MIGRATION)'],
  ])('knows that try_to_unmap_one() did both to 5.13 (the row migratesApart): %s', (after, note) => {
    const call = {
      fn: 'try_to_unmap_one',
      level: 'pte',
      before: '0x8000000012345027',
      after,
      returned: '0x1',
      vma: { start: '0x0', end: '0x1000', vm_page_prot: '0x8000000000000025', vm_flags: '0x8000073' },
      folio: { flags: ['swapbacked', 'uptodate'], anon: true },
    };
    const step = {
      scenario: 'anon',
      step: 'moved',
      vaddr: '0x1000',
      level: 'pte',
      raw: after,
      pagemap: '0x0',
      vmflags: ['rd', 'wr'],
      kernel_calls: [call],
    };
    const about = {
      release: '5.10.0-46-amd64',
      version: '#1 SMP Debian 5.10.262-1',
      paging_levels: 4,
      config: { devicePrivate: true },
    };
    const recording = parseRecording(JSON.stringify({ format: 1, kernel: about, records: [step] }));
    expect(recording.kernel.does('migratesApart')).toBe(false);
    expect(replay(recording).calls).toMatchObject([{ verdict: 'given one free input', note }]);
  });
});

describe('replaySteps', () => {
  type Shown = readonly [step: string, raw: string, vmflags: string];
  const judged = (release: string, ...shown: readonly Shown[]) => {
    const about = { release, version: '', paging_levels: 4, config: {} };
    const records = shown.map(([step, raw, vmflags]) => ({
      scenario: 'recorded',
      step,
      vaddr: '0x1000',
      level: 'pte',
      raw,
      pagemap: '0x0',
      vmflags: vmflags.split(' '),
      kernel_calls: [],
    }));
    return replaySteps(parseRecording(JSON.stringify({ format: 1, kernel: about, records })));
  };

  // Entries of kernels that record/ has booted
  it.each<[why: string, release: string, note: string | undefined, before: Shown, after: Shown]>([
    [
      'reclaim clears Accessed of pages around one that it looks at',
      '7.3.4',
      'reclaim has cleared Accessed',
      ['74 write', '0x80000000031aa867', 'rd wr mr mw me ac uw sd'],
      ['90 clear_refs 4', '0x84000000031aa005', 'rd wr mr mw me ac uw'],
    ],
    [
      'the NUMA scanner comes by again before anyone looks',
      '6.12.107',
      'NUMA balancing comes by again',
      ['2 hinting scan (anon)', '0x80000000036c9867', 'rd wr mr mw me ac sd'],
      ['2 hinting read fault (anon)', '0x040ffffffc936920', 'rd wr mr mw me ac sd'],
    ],
    [
      'a closed userfaultfd lives on while a thread waits in poll()',
      '6.12.107',
      undefined,
      ['write-protected', '0x8400000003720c25', 'rd wr mr mw me uw ac sd'],
      ['wp page after the uffd closed', '0x8400000003720c25', 'rd wr mr mw me uw ac sd'],
    ],
    [
      'mprotect() came before what the step names',
      '6.12.107',
      undefined,
      ['mprotect READ', '0xfffffffffffffa00', 'rd mr mw me um uw ac'],
      ['MADV_DONTNEED', '0x0', 'rd wr mr mw me um uw ac'],
    ],
  ])('knows that %s', (_, release, note, before, after) => {
    const verdict = note === undefined ? 'predicted' : 'given one free input';
    expect(judged(release, before, after)).toMatchObject([{ verdict, ...(note !== undefined && { note }) }]);
  });

  // Of walk-6.12-1.json: step 497 and what stood there before it. The file has the later record first
  it.each([
    [1, '497 UFFDIO_WRITEPROTECT off (child alive)', {}],
    [2, 'in other words', { at: 497, operation: { name: 'uffd-wp-resolve', child: true } }],
  ])('takes what was done, and when, from format %i', (format, step, added) => {
    const vmflags = ['rd', 'wr', 'mr', 'mw', 'me', 'uw', 'ac', 'nh'];
    const page = {
      scenario: 'anon-wp',
      vaddr: '0x7f0bf32fc000',
      level: 'pte',
      pagemap: '0x0',
      vmflags,
      kernel_calls: [],
    };
    const earlier = { ...page, step: '488 read', at: 488, operation: { name: 'read' }, raw: '0x840000004ffdd425' };
    const later = { ...page, step, ...added, raw: '0x840000004ffdd025' };
    const kernel = { release: '6.12.107', version: '', paging_levels: 4, config: {} };
    const recording = parseRecording(JSON.stringify({ format, kernel, records: [later, earlier] }));
    const after = 0x840000004ffdd025n;
    expect(replaySteps(recording)).toMatchObject([
      { step, before: 0x840000004ffdd425n, after, verdict: 'predicted', predicted: { pte: after } },
    ]);
  });

  it('does not judge a page that a fault brought in between', () => {
    const never: Shown = ['never touched', '0x0', 'rd wr mr mw me ac sd'];
    expect(judged('6.12.107', never, ['zero page, PROT_NONE', '0x000ffffffc8c5320', 'mr mw me ac sd'])).toEqual([]);
    const wrong: Shown = ['mprotect NONE', '0xfffffffffffffa00', 'mr mw me ac sd'];
    expect(judged('6.12.107', never, wrong)).toMatchObject([{ verdict: 'mismatch' }]);
  });
});

// Recorded on 6.12.107 with a processor that has the L1TF fault (QEMU's Skylake-Client, mitigations on)
describe('a machine whose migration entries have no room for young and dirty', () => {
  const call = (after: string) => ({
    fn: 'try_to_migrate_one',
    level: 'pte',
    before: '0x80000000035f6067',
    after,
    returned: '0x1',
    vma: { start: '0x0', end: '0x1000', vm_page_prot: '0x8000000000000027', vm_flags: '0x80000fb' },
    folio: { flags: ['locked', 'referenced', 'uptodate', 'dirty', 'active', 'swapbacked'], anon: false },
  });
  const verdicts = (...entries: readonly string[]) => {
    const step = { scenario: 'migrate', step: 'moved', vaddr: '0x1000', level: 'pte', raw: '0x0', pagemap: '0x0' };
    const kernel = { release: '6.12.107', version: '', paging_levels: 4, config: { devicePrivate: false } };
    const records = [{ ...step, vmflags: ['rd', 'wr', 'sh'], kernel_calls: entries.map(call) }];
    return replay(parseRecording(JSON.stringify({ format: 1, kernel, records }))).calls.map(({ verdict }) => verdict);
  };
  const kept = '0xf7ffe7ffff941200'; // what a machine that keeps them makes of it
  const dropped = '0xf7ffffffff941200';

  it('is told by what it does, for all of a recording', () => {
    expect(verdicts(kept, kept)).toEqual(['predicted', 'predicted']);
    expect(verdicts(dropped, dropped)).toEqual(['given one free input', 'given one free input']);
    expect(verdicts(kept, dropped)).toContain('mismatch');
    expect(verdicts(dropped, '0xf7ffffffff941202')).toContain('mismatch'); // a soft-dirty bit besides
  });
});
