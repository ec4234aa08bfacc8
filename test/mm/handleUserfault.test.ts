/**
 * Faults that userfaultfd hears of. What is expected follows from handle_userfault() in fs/userfaultfd.c (7.3: mm/userfaultfd.c)
 * of 4.19.1, 5.8.1, 5.9.1, 5.10.262, 5.11.0, 6.12.8, 6.12.38, 6.14.0, 6.17.0 and 7.3.4.
 */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { type Fault, fault } from '../../lib/mm/common/fault.ts';
import type { VmaParts } from '../../lib/mm/common/makeVma.ts';
import { doPteMissing } from '../../lib/mm/memory/doPteMissing.ts';
import { doUffdRwp } from '../../lib/mm/memory/doUffdRwp.ts';
import { doWpPage } from '../../lib/mm/memory/doWpPage.ts';
import { anonMapping, copyPfn, decide, pfn, read, said, shared } from './faultRows.ts';

const missing = (k: Kernel, parts: Partial<VmaParts> = {}, f: Fault = read) =>
  said(doPteMissing(k, 0n, anonMapping(k, ['uffdMissing'], parts), shared, pfn, f)).slice(17);
const on = (version: string, parts: Partial<VmaParts> = {}, given: Partial<Fault> = {}) =>
  missing(kernel(version), parts, fault(given));
const all = ['4.19', '5.4', '5.8', '5.10', '5.15', '6.1', '6.6', '6.12', '6.18', '7.3'];

describe.each(all)('on %s', (version) => {
  it('a message is sent, and the fault comes again', () =>
    expect(on(version)).toMatch(/^RETRY (MAJOR )?handle_userfault$/));
  it('UFFD_FEATURE_SIGBUS is a signal', () => expect(on(version, { uffdSigbus: true })).toBe('SIGBUS'));
  it('so is a fault without a context', () => expect(on(version, { uffdContext: false })).toBe('SIGBUS'));
  it('so is one of a task that exits', () => expect(on(version, {}, { exiting: true })).toBe('SIGBUS'));
  it('so is one that cannot come again', () => expect(on(version, {}, { allowRetry: false })).toBe('SIGBUS'));
  it('one that must not wait sends no message', () => expect(on(version, {}, { retryNowait: true })).toBe('RETRY'));
});

it('an access of the kernel is a signal for a context of user mode only', () => {
  const parts = { uffdUserModeOnly: true };
  expect(on('5.11', parts, { user: false })).toBe('SIGBUS');
  expect(on('7.3', parts, { user: false })).toBe('SIGBUS');
  expect(on('7.3', parts)).toBe('RETRY handle_userfault');
  expect(on('7.3', {}, { user: false })).toBe('RETRY handle_userfault');
});

it('a context that is being closed', () => {
  const closed = (version: string, given: Partial<Fault> = {}) => on(version, { uffdReleased: true }, given);
  expect(['4.19', '6.1', '6.12.23', '6.14'].map((v) => closed(v))).toEqual(Array(4).fill('NOPAGE'));
  expect(['6.12.24', '6.15', '7.3'].map((v) => closed(v))).toEqual(Array(3).fill('RETRY'));
  expect([closed('6.14', { allowRetry: false }), closed('6.15', { allowRetry: false })]).toEqual(['NOPAGE', 'SIGBUS']);
});

it('write protection and traps of every access are asked the same', () => {
  const k = kernel('7.3');
  const wp = anonMapping(k, ['uffdWp'], { uffdSigbus: true });
  expect(said(doWpPage(k, 0x8000000012345425n, wp, shared, fault({ write: true }), { copyPfn }))).toBe(
    '8000000012345425 SIGBUS',
  );
  const rwp = anonMapping(k, ['uffdRwp'], { uffdSigbus: true });
  expect(said(doUffdRwp(k, 0x000fffffedcba520n, rwp, shared, read))).toBe('000fffffedcba520 SIGBUS');
});

decide([
  ['userfaultSaysMajor', '5.8', missing, 'RETRY MAJOR handle_userfault', 'RETRY handle_userfault'],
  [
    'userModeOnly',
    '6.12',
    (k) => missing(k, { uffdUserModeOnly: true }, fault({ user: false })),
    'SIGBUS',
    'RETRY handle_userfault',
  ],
  ['releasedRetries', '6.18', (k) => missing(k, { uffdReleased: true }), 'RETRY', 'NOPAGE'],
]);
