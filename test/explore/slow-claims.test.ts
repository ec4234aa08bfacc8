/**
 * What developers claimed of all sequences with words such as only, always and single, as commands of `pte explore`. The releases are those
 * of the sources in which each claim was read; an answer counts only where its premise was met, and where there is nothing more to try.
 */
import { describe, expect, it } from 'vitest';
import {
  allInvariants,
  compare,
  type Exploring,
  explore,
  type KernelsCompared,
  never,
} from '../../lib/explore/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { sayLine } from '../../lib/world/script.ts';

/** The verdict on a question in a space that was exhausted, and the shortest script. */
function asked(release: string, query: string, how: Exploring) {
  const k = kernel(release);
  const { exhausted, invariants } = explore(k, { ...how, invariants: [never(k, query)] });
  expect(exhausted).toBe(true);
  return [invariants[0]?.verdict, ...(invariants[0]?.script?.lines.map(sayLine) ?? [])];
}

const parts = ({ differences }: KernelsCompared) => differences.filter(({ apart }) => !apart);

describe('claims about all sequences', () => {
  // pte explore --compare 6.0:wrprotectIfUffd 6.0:wrprotectUnlessWritable --for shmem 'migrate; uffd-wp; clear-refs; vma-merge'
  it('C0.2: of entries that are not writable only those with uffd-wp need write permission taken away', () => {
    const both = [kernel('6.0:wrprotectIfUffd'), kernel('6.0:wrprotectUnlessWritable')] as const;
    const operations = ['migrate', 'uffd-wp', 'clear-refs', 'vma-merge'];
    const compared = compare(...both, { mapping: 'shmem', operations });
    const found = parts(compared);
    expect(compared.exhausted).toBe(true);
    expect(found.map(({ operation }) => operation).sort()).toEqual(['migrate', 'migrate-end']);
    for (const { first, second, before } of found.flatMap(({ cases }) => cases)) {
      expect([first, second]).toEqual([['write'], []]); // the wide form takes it away where no trap is wanted
      for (const { always, ever } of before) {
        expect(ever).not.toContain('uffdWp');
        expect(ever).not.toContain('write');
        expect(always).toEqual(expect.arrayContaining(['vma.shared', 'vma.protWritable']));
      }
    }
  });

  // pte explore --compare 6.0:wrprotectIfUffd 6.0:wrprotectUnlessWritable --for anon 'migrate; uffd-wp; clear-refs; mprotect'
  it.each(['anon', 'file', 'file-private'] as const)(
    'C0.2: in a mapping of %s the two forms are the same',
    (mapping) => {
      const both = [kernel('6.0:wrprotectIfUffd'), kernel('6.0:wrprotectUnlessWritable')] as const;
      const how = { mapping, operations: ['migrate', 'uffd-wp', 'clear-refs'] };
      const { exhausted, differing, transitions } = compare(...both, how);
      expect([exhausted, differing, transitions > 100]).toEqual([true, 0, true]);
    },
  );

  // commit 96a9c287e25d, 6.2 and 6.1.13; reverted by 3c811f7883c4, 6.4: pte explore -k 6.4 --for shmem 'migrate; clear-refs; vma-merge'
  //   --never 'before.migration-read & writable'
  it('C0.5: an entry comes back from a migration as it was from 6.1.13 to 6.3 alone', () => {
    const how = { mapping: 'shmem', operations: ['migrate', 'clear-refs', 'vma-merge'] } as const;
    const of = (release: string) => asked(release, 'before.migration-read & writable', how)[0];
    expect(['6.0', '6.1.12', '6.1.13', '6.3', '6.4', '7.3'].map(of)).toEqual([
      ...['violated', 'violated', 'holds', 'holds', 'violated', 'violated'],
    ]);
    // what an entry was before it migrated is one step further back: the script is the claim's, by halves
    expect(asked('6.4', 'before.migration-read & writable', how).slice(1)).toEqual([
      ...['read', 'clear-refs', 'migrate-begin', 'vma-merge', 'migrate-end'],
    ]);
  });

  // commit 51d3d5eb74ff, 6.2 and 6.1.8: pte explore -k 6.1.8 'migrate; numa-hint; mprotect; uffd-wp' --for shmem --never 'uffd-wp & writable'
  it('C0.6: write permission that was granted where it goes wrong is granted so no more', () => {
    const how = { mapping: 'shmem', operations: ['migrate', 'numa-hint', 'mprotect', 'uffd-wp'] } as const;
    expect(asked('6.1.7', 'uffd-wp & writable', how)).toEqual(['violated', 'read', 'uffd-wp', 'migrate']);
    expect(asked('6.1.8', 'uffd-wp & writable', how)).toEqual(['holds']);
    expect(asked('7.3', 'uffd-wp & writable', how)).toEqual(['holds']);
  });

  // mm/mprotect.c, change_pte_range(), of 5.10.262, 5.15.100 and 6.1.192: pte explore -k 6.1.192 --steps pte_mk_savedwrite
  it.each(['5.10.262', '5.15.100', '6.1.192'])(
    'C1.6: on %s one operation alone takes pte_mk_savedwrite()',
    (release) => {
      const bounds = { depth: 4 };
      const takes = (mapping: 'anon' | 'shmem' | 'file', operations?: readonly string[]) =>
        explore(kernel(release), {
          ...{ mapping, helper: 'pte_mk_savedwrite', invariants: [], bounds, ...(operations && { operations }) },
        }).takes?.map(({ operation }) => operation);
      expect(takes('anon', ['numa-hint', 'mprotect', 'uffd-wp', 'clear-refs', 'pageout'])).toEqual(['numa-hint']);
      expect(takes('anon', ['mprotect', 'uffd-wp', 'clear-refs', 'migrate', 'mremap', 'fork'])).toEqual([]);
      expect(takes('shmem', ['numa-hint', 'mprotect', 'migrate'])).toEqual(['numa-hint']);
    },
  );

  // commit 6c287605fd56, 5.19: pte explore -k 6.2 'fork; pageout; numa-hint' --never 'page.anon & writable & !page.exclusive'
  it.each(['5.19', '6.2', '7.3'])('C1.12: on %s an anonymous page that is writable is exclusive', (release) => {
    const query = 'page.anon & writable & !page.exclusive';
    expect(asked(release, query, { operations: ['fork', 'pageout', 'numa-hint'] })).toEqual(['holds']);
  });

  // pte explore -k 7.3 uffd-rwp --cpus 3
  it.each(['anon', 'shmem'] as const)('C4.15: no order of three CPUs loses a write under RWP: %s', (mapping) => {
    const invariants = allInvariants.filter(({ name }) => name === 'no-write-lost');
    const how = { mapping, cpus: 3, operations: ['uffd-rwp'], invariants } as const;
    const { exhausted, invariants: found } = explore(kernel('7.3'), how);
    expect([exhausted, found.map(({ verdict }) => verdict), (found[0]?.met ?? 0) > 1000]).toEqual([
      true,
      ['holds'],
      true,
    ]);
  });

  // the search that says so does find what 5.11 loses: commit 6ce64428d620
  it('C4.15: the same search finds the loss that write protection had', () => {
    const invariants = allInvariants.filter(({ name }) => name === 'no-write-lost');
    const how = { cpus: 3, operations: ['uffd-wp', 'pin'], invariants, bounds: { depth: 5 } } as const;
    expect(explore(kernel('5.11'), how).invariants[0]?.verdict).toBe('violated');
  });
});
