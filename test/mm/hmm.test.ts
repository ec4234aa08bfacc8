/** mm/hmm.c: hmm_range_fault() and its forerunners. Functions read in 4.19.0, 5.1.0, 5.2.1, 5.4.1, 5.6.4, 5.7.14, 5.10.0, 6.1.4, 7.2.13, 7.3.4. */
import { describe, expect, it } from 'vitest';
import { makeReadableDevicePrivateEntry, makeWritableDevicePrivateEntry } from '../../lib/helpers/deviceEntries.ts';
import { makeHwpoisonEntry } from '../../lib/helpers/markers.ts';
import { makeReadableMigrationEntry } from '../../lib/helpers/migrationEntries.ts';
import { pmdModify } from '../../lib/helpers/pgtableHuge.ts';
import { swpEntryToPte } from '../../lib/helpers/swapEntry.ts';
import { type BehaviourId, type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { hmmDoFault } from '../../lib/mm/hmm/hmmDoFault.ts';
import type { HmmCaller, HmmOutcome, HmmRequest } from '../../lib/mm/hmm/hmmOutcome.ts';
import { hmmRangeFault } from '../../lib/mm/hmm/hmmRangeFault.ts';
import { hmmRangeFaultPmd } from '../../lib/mm/hmm/hmmRangeFaultPmd.ts';
import { doWpPage } from '../../lib/mm/memory/doWpPage.ts';
import { without } from './entries.ts';

const map = (k: Kernel, ...more: VmFlagId[]) => vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', ...more] });
const readOnly = 0x8000000012345025n;
const writable = 0x8000000012345067n;
const hint = 0x000fffffedcba120n;
const special = 0x8000000012345225n;
const swapped = 0x07ffffffffdffe00n;

type Entry = bigint | ((k: Kernel) => bigint);
const own = (k: Kernel) => swpEntryToPte(k, makeReadableDevicePrivateEntry(k, 0x99n));
const moving = (k: Kernel) => swpEntryToPte(k, makeReadableMigrationEntry(k, 0x99n));
const poison = (k: Kernel) => swpEntryToPte(k, makeHwpoisonEntry(k, 0x99n));

/** The outcome in a word. */
function ask(k: Kernel, entry: Entry, request: HmmRequest, caller: HmmCaller = {}, flags: VmFlagId[] = []): string {
  const pte = typeof entry === 'bigint' ? entry : entry(k);
  return inWords(hmmRangeFault(k, pte, map(k, ...flags), request, caller));
}

function inWords(outcome: HmmOutcome): string {
  if ('refused' in outcome) return outcome.refused;
  if ('next' in outcome) {
    if (outcome.next !== 'fault') return outcome.next;
    return `${outcome.fault.write ? 'write' : 'read'} fault${outcome.fault.allowRetry ? ', may retry' : ''}`;
  }
  const { valid, write, error, pfn } = outcome.reports;
  if (error) return 'error';
  return valid ? `${pfn?.toString(16)}${write ? ' writable' : ''}` : 'empty';
}

const look: HmmRequest = {};
const read: HmmRequest = { fault: true };
const write: HmmRequest = { fault: true, write: true };

describe('hmm_vma_handle_pte()', () => {
  it.each<readonly [string, Entry, HmmRequest, string]>([
    ['4.19', readOnly, read, '12345'],
    ['7.3', readOnly, read, '12345'],
    ['7.3', writable, write, '12345 writable'],
    ['5.7', readOnly, write, 'write fault'],
    ['7.2', 0n, read, 'read fault'],
    ['7.3', 0n, look, 'empty'],
    // pte_to_hmm_pfn_flags() asks pte_protnone() from 5.3 on
    ['5.2', hint, read, '12345'],
    ['5.3', hint, read, 'read fault'],
    ['7.3', hint, look, 'empty'],
    // fault and write_fault were not asked for (5.2.1), then for swap entries again (5.4.1), and for all (5.7.14)
    ['5.1', swapped, read, 'read fault, may retry'],
    ['5.2', swapped, read, 'empty'],
    ['5.4', swapped, read, 'read fault'],
    ['5.1', moving, read, 'migration_entry_wait'],
    ['5.6', moving, read, 'empty'],
    ['5.7', moving, read, 'migration_entry_wait'],
    ['7.3', moving, look, 'empty'],
    ['5.6', poison, look, '-EFAULT'],
    ['5.7', poison, look, 'empty'],
    ['7.3', poison, read, '-EFAULT'],
    ['5.1', special, read, '12345'],
    ['5.2', special, look, '-EFAULT'],
    ['5.7', special, look, 'error'],
    ['7.3', special, read, '-EFAULT'],
  ])('%s: %s', (version, entry, request, expected) => {
    expect(ask(kernel(version), entry, request)).toBe(expected);
  });

  it('reports the zero page, from 5.2 to 5.4 as an error', () => {
    const at = (v: string) => ask(kernel(v), special, read, { zeroPage: true });
    expect(['5.1', '5.2', '5.4', '5.5', '7.3'].map(at)).toEqual(['12345', '-EFAULT', '-EFAULT', '12345', '12345']);
  });

  it.each<readonly [string, HmmRequest, HmmCaller, string]>([
    // HMM_PFN_DEVICE_PRIVATE, to 5.6
    ['5.6', write, {}, '99'],
    ['5.6', { ...write, device: true }, {}, 'write fault'],
    // range->dev_private_owner: own pages are reported, even where writing was asked for
    ['5.7', write, { own: true }, '99'],
    ['7.3', write, { own: true }, '99'],
    ['7.3', look, {}, 'empty'],
    ['5.7', read, {}, '-EFAULT'],
    ['5.15.58', read, {}, '-EFAULT'],
    ['5.15.59', read, {}, 'read fault'],
    ['5.18', read, {}, '-EFAULT'],
    ['5.19', read, {}, 'read fault'],
  ])('%s: device-private, %o %o', (version, request, caller, expected) => {
    expect(ask(kernel(version), own, request, caller)).toBe(expected);
  });

  it('reports own pages that may be written so', () => {
    const k = kernel('7.3');
    const entry = swpEntryToPte(k, makeWritableDevicePrivateEntry(k, 0x99n));
    expect(ask(k, entry, read, { own: true })).toBe('99 writable');
  });
});

describe('hmm_vma_walk_test()', () => {
  it.each<readonly [string, VmFlagId[], HmmRequest, string]>([
    ['5.1', ['mixedmap'], look, '-EINVAL'],
    ['5.2', ['mixedmap'], look, '-EFAULT'],
    ['5.5', ['mixedmap'], look, 'error'],
    ['5.5', ['mixedmap'], read, '-EFAULT'],
    ['5.10.93', ['mixedmap'], read, '-EFAULT'],
    ['5.10.94', ['mixedmap'], read, '12345'],
    ['5.17', ['mixedmap'], read, '12345'],
    ['7.3', ['pfnmap'], read, '-EFAULT'],
  ])('%s: %o', (version, flags, request, expected) => {
    expect(ask(kernel(version), readOnly, request, {}, flags)).toBe(expected);
  });

  it('refuses what may not be read, and writing to what may not be written', () => {
    const none = (v: string) => hmmRangeFault(kernel(v), 0n, vma(kernel(v), { vmFlags: [] }), read);
    expect(['5.4', '5.5'].map(none)).toEqual([{ refused: '-EPERM' }, { refused: '-EFAULT' }]);
    const fixed = (v: string) => hmmRangeFault(kernel(v), readOnly, vma(kernel(v), { vmFlags: ['read'] }), write);
    expect(fixed('5.3')).toMatchObject({ next: 'fault' });
    expect(['5.4', '7.3'].map(fixed)).toEqual([{ refused: '-EPERM' }, { refused: '-EPERM' }]);
  });
});

describe('a page that userfaultfd protects', () => {
  // hmm_vma_fault() of 5.7.14 to 7.2.13: FAULT_FLAG_REMOTE alone; hmm_do_fault() of 7.3.4: FAULT_FLAG_ALLOW_RETRY where a lock is lent
  const armed = 0x8000000012345425n;
  const outcome = (version: string, unlocks: boolean) => {
    const k = kernel(version);
    const v = map(k, 'uffdWp');
    const asked = hmmRangeFault(k, armed, v, write, { unlocks });
    if (!('fault' in asked)) return 'no fault';
    const done = doWpPage(k, armed, v, folio(), asked.fault);
    return `${done.next ?? done.returned} ${hmmDoFault(k, done.returned)}`;
  };

  it.each([
    ['5.7', true, 'VM_FAULT_SIGBUS -EFAULT'],
    ['6.12', true, 'VM_FAULT_SIGBUS -EFAULT'],
    ['7.2', true, 'VM_FAULT_SIGBUS -EFAULT'],
    ['7.3', false, 'VM_FAULT_SIGBUS -EFAULT'],
    ['7.3', true, 'handle_userfault unlocked'],
  ])('%s, the lock lent: %s', (version, unlocks, expected) => {
    expect(outcome(version, unlocks)).toBe(expected);
  });

  it('could wait for missing pages before: hmm_vma_do_fault() of 4.19.0 to 5.6.4', () => {
    const at = (v: string, unlocks: boolean) => ask(kernel(v), 0n, read, { unlocks });
    expect([at('5.2', false), at('5.3', false), at('5.6', true), at('5.7', true)]).toEqual([
      'read fault, may retry',
      'read fault',
      'read fault, may retry',
      'read fault',
    ]);
  });
});

it('tells errors: -EFAULT, from 7.3 on -ENOMEM too', () => {
  const of = (v: string) => hmmDoFault(kernel(v), ['VM_FAULT_OOM']);
  expect([of('7.2'), of('7.3'), hmmDoFault(without('7.3', 'hmmTellsErrors'), ['VM_FAULT_OOM'])]).toEqual([
    '-EFAULT',
    '-ENOMEM',
    '-EFAULT',
  ]);
  expect(hmmDoFault(kernel('7.3'), ['VM_FAULT_HWPOISON'])).toBe('-EFAULT');
  expect(hmmDoFault(kernel('7.3'), [])).toBe('again');
});

describe('hmm_vma_walk_pmd()', () => {
  const huge = 0x80000000122000e7n; // PAGE_SHARED, _PAGE_PSE
  const hugeOwn = (k: Kernel) => swpEntryToPte(k, makeWritableDevicePrivateEntry(k, 0x12200n));
  const hugeMoving = (k: Kernel) => swpEntryToPte(k, makeReadableMigrationEntry(k, 0x12200n));
  const askPmd = (k: Kernel, entry: Entry, request: HmmRequest, caller: HmmCaller = {}) =>
    inWords(hmmRangeFaultPmd(k, typeof entry === 'bigint' ? entry : entry(k), map(k), request, caller));

  // 4.19.0 and 4.19.255 have no is_pmd_migration_entry(), 4.20.0 has; hmm_vma_handle_absent_pmd() of 6.18.2, 7.3.4
  it.each<readonly [string, Entry, HmmRequest, HmmCaller, string]>([
    ['4.19', huge, write, {}, '12200 writable'],
    ['7.3', huge, write, {}, '12200 writable'],
    ['7.3', huge & ~0x42n, write, {}, 'write fault'],
    ['7.3', 0n, read, {}, 'read fault'],
    ['7.3', 0n, look, {}, 'empty'],
    ['4.19', hugeMoving, read, {}, 'error'],
    ['4.20', hugeMoving, read, {}, 'migration_entry_wait'],
    ['7.3', hugeMoving, look, {}, 'empty'],
    ['6.19', hugeOwn, write, { own: true }, '12200 writable'],
    ['6.19', hugeOwn, read, {}, 'read fault'],
    ['7.3', hugeOwn, look, {}, 'error'],
  ])('%s: %s %o %o', (version, entry, request, caller, expected) => {
    expect(askPmd(kernel(version), entry, request, caller)).toBe(expected);
  });

  it('goes without the row hmmKnowsPmdMigration, and takes no hint for a page', () => {
    expect(askPmd(without('7.3', 'hmmKnowsPmdMigration'), hugeMoving, read)).toBe('error');
    const k = kernel('6.12');
    const hinted = map(k);
    const pmd = pmdModify(k, huge, k.prot.PAGE_NONE);
    expect(inWords(hmmRangeFaultPmd(k, pmd, hinted, read))).toBe('read fault');
    expect(inWords(hmmRangeFaultPmd(k, pmd, hinted, look))).toBe('empty');
  });
});

// What each row is worth: the same question without it
it.each<readonly [BehaviourId, string, Entry, HmmRequest, HmmCaller, VmFlagId[], string]>([
  ['hmmFaultsMayRetry', '7.3', 0n, read, { unlocks: true }, [], 'read fault'],
  ['hmmAlwaysRetries', '5.2', 0n, read, {}, [], 'read fault'],
  ['hmmKnowsProtnone', '7.3', hint, read, {}, [], '12345'],
  ['hmmFaultsSwap', '7.3', swapped, read, {}, [], 'empty'],
  ['hmmWaitsForMigration', '7.3', moving, read, {}, [], 'empty'],
  ['hmmRefusesSpecial', '7.3', special, read, {}, [], '12345'],
  ['hmmReportsZeroPage', '7.3', special, read, { zeroPage: true }, [], '-EFAULT'],
  ['hmmRefusesIfAsked', '7.3', poison, look, {}, [], '-EFAULT'],
  ['hmmAsksOwner', '7.3', own, read, {}, [], '99'],
  ['hmmFaultsOthersDevice', '7.3', own, read, {}, [], '-EFAULT'],
  ['hmmTakesMixedmap', '7.3', readOnly, read, {}, ['mixedmap'], '-EFAULT'],
  ['hmmWalksMappings', '7.3', readOnly, look, {}, ['pfnmap'], '-EFAULT'],
  ['hmmSpecialIsInvalid', '5.1', readOnly, look, {}, ['pfnmap'], '-EFAULT'],
])('without %s, %s', (row, version, entry, request, caller, flags, expected) => {
  expect(ask(without(version, row), entry, request, caller, flags)).toBe(expected);
});

it('without hmmAsksWritable a write fault is made in a read-only mapping', () => {
  const k = without('7.3', 'hmmAsksWritable');
  expect(hmmRangeFault(k, readOnly, vma(k, { vmFlags: ['read'] }), write)).toMatchObject({ next: 'fault' });
});
