/** Threads that wait in userfaultfd: whether they sleep, what they hold, and who wakes them. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { interleavings } from '../../lib/world/orders/interleave.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { aroundOf, sayAround } from '../../lib/world/told/around.ts';

const rows = (version: string, script: string): readonly ScenarioRow[] =>
  play(kernel(version), parseScript(script), { keepGoing: true });
const last = (version: string, script: string): ScenarioRow => rows(version, script).at(-1) as ScenarioRow;
const sleepers = ({ world }: ScenarioRow) => world.cpus.flatMap(({ hand }) => hand?.asleep ?? []);
const kinds = ({ happened }: ScenarioRow) => happened.map(({ kind }) => kind);

const missing = 'anon; uffd-register missing; read-wait';
const wp = 'anon; write; uffd-wp; write-wait';
const both = 'anon; write; uffd-register missing wp; uffd-wp; write-wait';
const minor = 'shmem; write; dontneed; uffd-register minor; read-wait';
const rwp = 'anon; write; uffd-rwp; read-wait';

describe('a thread that waits', () => {
  // handle_userfault() is told why
  it.each([
    ['4.19', missing, 'missing'],
    ['7.3', missing, 'missing'],
    ['5.7', wp, 'wp'],
    ['7.3', wp, 'wp'],
    ['5.14', minor, 'minor'],
    ['7.3', minor, 'minor'],
    ['7.3', rwp, 'rwp'],
    ['7.3', 'thp; write; uffd-wp; write-wait', 'wp'],
    ['5.19', 'hugetlb-shared; write; uffd-wp; write-wait', 'wp'],
  ])('sleeps on %s after %s', (version, script, reason) => {
    expect(sleepers(last(version, script))).toEqual([reason]);
  });

  it('is through at once where nothing is trapped', () => {
    const row = last('7.3', 'anon; write-wait');
    expect([sleepers(row), row.result]).toEqual([[], 'done']);
    expect(row.after).toBe(last('7.3', 'anon; write').after);
  });

  it('holds no lock while it sleeps, and the lock of its mapping until then', () => {
    expect(last('7.3', `${wp}; mprotect r`).result).toBe('done');
    expect(last('7.3', 'anon; write; uffd-wp; write-wait-begin; mprotect r').result).toBe('waits');
  });

  it('keeps its CPU, on which what is asked for waits until it is woken', () => {
    const all = rows('7.3', `${wp}; cpu0: read; uffd-wp-resolve`);
    expect(all.map(({ result }) => result)).toEqual(['done', 'done', 'done', 'waits', 'done', 'done']);
    expect(all.at(-1)?.operation).toBe('cpu0: read (had to wait)');
    expect(kinds(last('7.3', `${wp}; write-wait-end`))).toEqual(['sleepsOn']);
  });
});

describe('userfaultfd_must_wait()', () => {
  const meanwhile = (operations: string) => `anon; write; clear-refs; uffd-wp; write-wait-begin; ${operations}`;

  // H20: of 7.1.0-rc6 and 7.2.6; 8e80af52db65
  it.each([
    ['5.7', 'uffd-wp-resolve; pageout', ['wp']],
    ['7.1', 'uffd-wp-resolve; pageout', ['wp']],
    ['7.2', 'uffd-wp-resolve; pageout', []],
    ['7.1', 'uffd-wp-resolve; migrate-begin', ['wp']],
    ['7.2', 'uffd-wp-resolve; migrate-begin', []],
  ])('on %s, after %s, leaves asleep: %j', (version, operations, asleep) => {
    expect(sleepers(last(version, `${meanwhile(operations)}; write-wait-end`))).toEqual(asleep);
  });

  it('takes soft-dirty of a swap entry for RW, up to 7.1', () => {
    const softDirty = 'anon; write; uffd-wp; write-wait-begin; uffd-wp-resolve; pageout; write-wait-end';
    expect(sleepers(last('7.1', softDirty))).toEqual([]);
  });

  // 5.7.14: the end of protection leaves the entry read-only; 7.3.4: can_change_pte_writable() makes it writable
  it.each([
    ['5.7', ['wp']],
    ['7.3', []],
  ])('looks at RW of a present entry, on %s', (version, asleep) => {
    const script = 'anon; write; uffd-wp; write-wait-begin; uffd-wp-resolve; write-wait-end';
    expect(sleepers(last(version, script))).toEqual(asleep);
  });

  it('sends the thread back where the page has come meanwhile', () => {
    const row = last('7.3', 'anon; uffd-register missing; read-wait-begin; uffd-copy; read-wait-end');
    expect([kinds(row), sleepers(row)]).toEqual([['triesAgain'], []]);
  });
});

describe('who wakes it', () => {
  // wake_userfault() in fs/userfaultfd.c of 4.19.1, 5.10.262, 6.1.192, 6.12.118, in mm/userfaultfd.c of 7.3.4
  it.each([
    ['4.19', missing, 'uffd-copy', true],
    ['7.3', missing, 'uffd-zeropage', true],
    ['6.6', missing, 'uffd-poison', true],
    ['4.19', missing, 'uffd-wake', true],
    ['4.19', missing, 'uffd-close', true],
    ['5.7', wp, 'uffd-wp-resolve', true],
    ['7.3', wp, 'uffd-wp-resolve', true],
    ['7.3', wp, 'uffd-wp', false],
    ['7.3', wp, 'uffd-wake', true],
    ['7.3', wp, 'uffd-close', true],
    ['7.3', wp, 'dontneed', false],
    ['7.3', wp, 'munmap', false],
    ['7.3', wp, 'exit', true],
    ['7.3', minor, 'uffd-continue', true],
    ['7.3', rwp, 'uffd-rwp-resolve', true],
    ['7.3', both, 'uffd-copy', false], // -EEXIST
  ])('on %s, after %s, %s does: %s', (version, script, waker, is) => {
    const row = last(version, `${script}; ${waker}`);
    expect([kinds(row).includes('woken'), sleepers(row).length === 0]).toEqual([is, is]);
  });

  // userfaultfd_unregister() asks userfaultfd_missing() of the mapping, in every release
  it.each([
    ['4.19', missing, true],
    ['7.3', missing, true],
    ['5.7', wp, false],
    ['6.12', wp, false],
    ['7.3', wp, false],
    ['7.3', minor, false],
    ['7.3', rwp, false],
    ['5.10', both, true],
    ['7.3', both, true],
  ])('on %s, after %s, UFFDIO_UNREGISTER does: %s', (version, script, is) => {
    expect(sleepers(last(version, `${script}; uffd-unregister`)).length === 0).toBe(is);
  });

  // userfaultfd_wake() and userfaultfd_release() ask for no mapping; Debian's 5.10.262, 6.1.192, 6.12.118, 6.18.15, 7.3.4 were seen to do it
  it.each(['uffd-wake', 'uffd-close'])('finds it by %s where its mapping is gone', (waker) => {
    expect(sleepers(last('7.3', `${wp}; munmap; ${waker}`))).toEqual([]);
    expect(sleepers(last('5.10', `${wp}; munmap; ${waker}`))).toEqual([]);
  });

  it('is for the range that the call is for', () => {
    const script = 'anon-folio; write; uffd-wp; write-wait 1';
    expect(sleepers(last('7.3', `${script}; uffd-wake 2`))).toEqual(['wp']);
    expect(sleepers(last('7.3', `${script}; uffd-wake 1`))).toEqual([]);
    expect(sleepers(last('7.3', `${script}; uffd-wake`))).toEqual([]);
  });
});

describe('in every order', () => {
  // five pieces on one CPU, one on the other: only what comes last wakes the thread, and the rest finds nobody
  it('sleeps for ever where the wake-up comes too early', () => {
    const found = interleavings(kernel('7.3'), parseScript('anon; write; uffd-wp; write-wait; cpu1: uffd-wake'));
    expect(found).toMatchObject({ orders: 1n, leftOut: 5n, why: ['write-wait: waits for ever'] });
  });

  it('sleeps for ever where its range is unregistered, but for missing pages', () => {
    const orders = (modes: string) =>
      interleavings(
        kernel('7.3'),
        parseScript(`anon; write; uffd-register ${modes}; uffd-wp; write; cpu1: uffd-unregister`),
      ).orders;
    expect(orders('missing wp')).toBeGreaterThan(orders('wp')); // the write comes again
  });
});

it('is shown while it sleeps', () => {
  expect(sayAround(aroundOf(last('7.3', wp), undefined), 1)).toContain('cpu0 sleeps in userfaultfd (wp)');
});
