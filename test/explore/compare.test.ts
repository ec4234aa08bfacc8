/** Two kernels side by side: what parts them, from sources and discussions as each test says. */
import { describe, expect, it } from 'vitest';
import { type Comparing, compare, ExploreTables, explore, type KernelsCompared } from '../../lib/explore/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play } from '../../lib/world/scenario.ts';
import { sayLine } from '../../lib/world/script.ts';
import { thrown } from '../support/thrown.ts';

const parts = ({ differences }: KernelsCompared) =>
  differences
    .filter(({ apart }) => !apart)
    .map(({ operation, alone, script }) => [operation, alone.map(({ id }) => id), script.lines.map(sayLine)]);

describe('compare()', () => {
  // commit 6a56ccbcf6c6 (6.2): a hint no longer remembers that the entry was writable
  it('finds where two releases part, and by which row', () => {
    const compared = compare(kernel('6.1.192'), kernel('6.2'), { operations: ['numa-hint', 'read'] });
    expect(parts(compared)).toEqual([['numa-hint', ['numaSavedwrite'], ['write', 'numa-hint']]]);
    expect(compared.exhausted).toBe(true);
    const [{ cases = [] } = {}] = compared.differences;
    expect(cases.map(({ first, second }) => [first, second])).toEqual([[['write'], []]]);
    expect(cases[0]?.before[0].always).toContain('page.exclusive');
  });

  it('says that kernels are the same', () => {
    const same = compare(kernel('6.1.192'), kernel('6.2'), { operations: ['clear-refs', 'pageout'] });
    expect([same.differing, same.differences]).toEqual([0, []]);
    const alike = compare(kernel('6.12'), kernel('6.12'), {
      operations: ['uffd-wp', 'migrate', 'fork'],
      bounds: { depth: 4 },
    });
    expect(alike.differing).toBe(0);
    expect(alike.transitions).toBeGreaterThan(alike.states);
  });

  it('compares kernels by what entries say, not by their layout', () => {
    // a C-bit stands in every present entry and moves what may be above it
    const how = { operations: ['clear-refs', 'pageout'], bounds: { depth: 5 } };
    expect(compare(kernel('6.12'), kernel('6.12', { encMask: 1n << 47n }), how).differing).toBe(0);
  });

  it('gives scripts at whose end the kernels differ, and before it do not', () => {
    const pair = [kernel('6.0'), kernel('6.0:wrprotectIfUffd')] as const;
    const { differences } = compare(...pair, {
      mapping: 'shmem',
      operations: ['uffd-wp', 'migrate'],
      bounds: { depth: 5 },
    });
    for (const { script } of differences.filter(({ apart }) => !apart)) {
      const [a = [], b = []] = pair.map((k) => play(k, script).map(({ after }) => after));
      expect(a.at(-1)).not.toBe(b.at(-1));
      expect(a.slice(0, -1)).toEqual(b.slice(0, -1));
    }
    expect(differences.some(({ apart, operation }) => apart && operation === 'write')).toBe(true);
  });

  it('follows both kernels with several CPUs and processes', () => {
    // commit 6ce64428d620 (5.12): the copy waits for the flush that write protection has put off
    const how = { operations: ['uffd-wp', 'pin'], cpus: 3, bounds: { depth: 4 } };
    const { differences } = compare(kernel('5.11'), kernel('5.12'), how);
    expect(differences.flatMap(({ alone }) => alone.map(({ id }) => id))).toContain('wpFlushesPending');
  });

  it('finds with tables what it finds alone, plays nothing twice, and kernels that answer alike share', () => {
    const tables = new ExploreTables();
    const settings: readonly [string, string, Comparing][] = [
      ['6.0', '6.0:wrprotectIfUffd', { mapping: 'shmem', operations: ['uffd-wp', 'migrate'], bounds: { depth: 4 } }],
      ['6.0:wrprotectIfUffd', '6.0', { mapping: 'shmem', operations: ['uffd-wp', 'migrate'], bounds: { depth: 4 } }],
      ['5.11', '5.12', { operations: ['uffd-wp', 'pin'], cpus: 3, bounds: { depth: 3 } }],
      ['5.18', '5.19', { operations: ['fork', 'pageout', 'pin'], bounds: { depth: 3 } }],
    ];
    for (const [a, b, how] of settings) {
      explore(kernel(a), { ...how, tables });
      const alone = compare(kernel(a), kernel(b), how);
      expect(compare(kernel(a), kernel(b), { ...how, tables })).toEqual(alone);
      const { transitions } = tables;
      expect(compare(kernel(a), kernel(b), { ...how, tables })).toEqual(alone);
      expect(tables.transitions).toBe(transitions);
    }
    const shared = new ExploreTables();
    const [, , how] = settings[0] as (typeof settings)[number];
    const { transitions } = compare(kernel('6.0'), kernel('6.0:wrprotectIfUffd'), { ...how, tables: shared });
    expect(shared.transitions).toBeLessThan(1.5 * transitions);
  });

  it('refuses what is none', () => {
    const [a, b] = [kernel('5.4'), kernel('6.12')];
    expect(thrown(() => compare(a, b, { operations: ['migrat'] }))).toMatchObject({ code: 'ERR_PTE_INPUT' });
    expect(() => compare(a, {} as never)).toThrow(TypeError);
    expect(() => compare(a, b, { mapping: 'droppable' })).toThrow(RangeError);
    expect(() => compare(a, b, { operations: [], only: true })).toThrow('expected operations to try with only');
    expect(() => compare(a, b, { operations: ['migrate'], processes: 2 })).toThrow('expected fork or map');
    expect(() => compare(a, b, { mapping: 'anom' as never })).toThrow('did you mean anon?');
  });
});
