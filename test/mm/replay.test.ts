import { describe, expect, it } from 'vitest';
import { hex } from '../../lib/errors.ts';
import { pteToPagemapEntry } from '../../lib/mm/pteToPagemapEntry.ts';
import { folio } from '../../lib/mm/types.ts';
import { parseRecording, type Recording } from '../../lib/recording.ts';
import { mappingFromSmaps } from '../../lib/replay/mapping.ts';
import { type ReplayedCall, replay } from '../../lib/replay/replay.ts';
import { replaySteps } from '../../lib/replay/steps.ts';
import { recordings, textOf } from '../expectations/observations.ts';

const trace = (steps: ReplayedCall['predicted']) =>
  steps?.steps.map((s) => `${hex(s.value)} ${s.did}: ${s.why}`).join('\n');

describe.each([...recordings()])('%s', (_, recording) => {
  it('has each of its calls predicted', () => {
    const { calls, words } = replay(recording);
    expect(calls.length).toBeGreaterThan(90);
    for (const c of calls)
      expect(c.verdict, `${c.scenario}: ${c.step}, ${c.fn}; ${c.note}\n${trace(c.predicted)}`).not.toBe('mismatch');
    expect(words.same).toBe(words.total);
  });

  it('needs a free input for writes to pages only, and where the kind of mapping is not told', () => {
    const free = replay(recording).calls.filter((c) => c.verdict !== 'predicted');
    expect(free.filter((c) => c.fn !== 'do_wp_page').length).toBeLessThanOrEqual(2);
  });

  it('has the steps predicted that are one operation of the model', () => {
    const steps = replaySteps(recording);
    expect(steps.length).toBeGreaterThan(15);
    for (const s of steps)
      expect(
        s.verdict,
        `${s.scenario}: ${s.step} ${hex(s.before)} -> ${hex(s.after)}, not ${hex(s.predicted.pte)}`,
      ).not.toBe('mismatch');
  });
});

describe.each([...recordings()])('pagemap of %s', (_, { kernel: k, records }) => {
  it('is what the kernel reported, but for what only its counts tell', () => {
    // Which bits the page decides, and no entry: mapped once, of a file
    const counted = k.pagemap.pmMmapExclusive | k.pagemap.pmFile;
    const pages = records.filter((step) => step.level === 'pte');
    expect(pages.length).toBeGreaterThan(100);
    for (const { raw, pagemap, vmFlags, step } of pages) {
      const mapping = mappingFromSmaps(k, vmFlags, 0n);
      expect(hex(pteToPagemapEntry(k, raw, mapping)), step).toBe(hex(pagemap & ~counted));
      const known = [folio(), folio({ anon: false })].flatMap((page) =>
        [true, false].map((mappedOnce) => pteToPagemapEntry(k, raw, mapping, page, { mappedOnce })),
      );
      expect([pteToPagemapEntry(k, raw, mapping), ...known], step).toContain(pagemap);
    }
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
    const all = [...recordings().values()].flatMap((r) => replay(r).calls);
    expect(all.length).toBeGreaterThan(900);
    const { records, kernel } = [...recordings().values()][1] as Recording;
    const flags = 0x8000000000000e00n; // NX and software bits: no part of the number
    const blurred = records.map((step) => ({
      ...step,
      calls: step.calls.map((c) =>
        c.fn === 'remove_migration_pte' && c.level === 'pte' ? { ...c, after: (c.after as bigint) ^ flags } : c,
      ),
    }));
    const entries = (list: readonly ReplayedCall[]) =>
      list.filter((c) => c.fn === 'remove_migration_pte').map((c) => c.predicted?.after);
    expect(entries(replay({ kernel, records: blurred }).calls)).toEqual(entries(replay({ kernel, records }).calls));
  });

  // Words of 5.10: type 29 is a writable migration entry, and swapped out means type 0
  it.each([
    ['0xeffffffffdb97400', 'the page migrates (TTU_MIGRATION)'],
    ['0x07ffffffffdffe00', 'not: the page migrates (TTU_MIGRATION)'],
  ])('knows that try_to_unmap_one() did both to 5.13 (the row migratesApart): %s', (after, note) => {
    const call = {
      ...{ fn: 'try_to_unmap_one', level: 'pte', before: '0x8000000012345027', after, returned: '0x1' },
      vma: { start: '0x0', end: '0x1000', vm_page_prot: '0x8000000000000025', vm_flags: '0x8000073' },
      folio: { flags: ['swapbacked', 'uptodate'], anon: true },
    };
    const step = {
      ...{ scenario: 'anon', step: 'moved', vaddr: '0x1000', level: 'pte', raw: after, pagemap: '0x0' },
      ...{ vmflags: ['rd', 'wr'], kernel_calls: [call] },
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
