import { describe, expect, it } from 'vitest';
import { encode } from '../../lib/codec/encode.ts';
import { Words } from '../../lib/explore/facts.ts';
import {
  type Explored,
  explore,
  never,
  operationsFor,
  operationsForWord,
  reaching,
  stateGraph,
  toDot,
} from '../../lib/explore/index.ts';
import { isNoMove } from '../../lib/explore/moves.ts';
import { States } from '../../lib/explore/packed/states.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { keyOf } from '../../lib/world/orders/key.ts';
import { perform } from '../../lib/world/run/perform.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript, sayLine } from '../../lib/world/script.ts';
import { born } from '../../lib/world/start/born.ts';
import type { World } from '../../lib/world/world.ts';
import { thrown } from '../support/thrown.ts';
import { whole } from '../support/whole.ts';

const verdicts = ({ invariants }: Explored) =>
  invariants.map(({ invariant, verdict, met, script }) => [invariant.name, verdict, met, script?.lines.map(sayLine)]);
const k = kernel('6.12');
const depth = whole ? 4 : 3;

/** All worlds up to a depth, found by trying every line on every CPU, by keys of a kind. */
function reachable(
  lines: readonly string[],
  depth: number,
  key: (w: World) => string | number,
): ReadonlySet<string | number> {
  const parsed = parseScript(`anon; ${lines.join('; ')}`).lines;
  const seen = new Set<string | number>();
  const go = (w: World, left: number): void => {
    seen.add(key(w));
    if (left === 0) return;
    for (const line of parsed) {
      const [performed] = perform(w, line);
      if (performed && !isNoMove(performed.moved.events)) go(performed.moved.world, left - 1);
    }
  };
  go(born(k, 'anon'), depth);
  return seen;
}

/** A key in which nothing depends on the order in which an object was put together. */
const sorted = (key: string): string =>
  JSON.stringify(JSON.parse(key), (_key, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

describe('explore()', () => {
  it('gives the same each time', () => {
    const how = { mapping: 'shmem', operations: ['uffd-wp', 'migrate', 'pageout'], bounds: { depth } } as const;
    const [a, b] = [explore(kernel('6.0'), how), explore(kernel('6.0'), how)];
    expect(verdicts(a)).toEqual(verdicts(b));
    expect([a.states, a.transitions, a.bytesOfState]).toEqual([b.states, b.transitions, b.bytesOfState]);
  });

  it('says when there is no more', () => {
    const { exhausted, end, depth } = explore(k, { operations: ['numa-hint'] });
    expect([exhausted, end, depth < 8]).toEqual([true, 'exhausted', true]);
    expect(explore(k, { operations: ['migrate'], bounds: { depth: 2 } }).end).toBe('depth');
    const few = explore(k, { operations: ['migrate'], bounds: { states: 5 } });
    expect([few.end, few.states, few.exhausted]).toEqual(['states', 5, false]);
    expect(explore(k, { signal: { aborted: true } }).end).toBe('stopped');
    expect(explore(k, { memoryUsed: () => 2, bounds: { bytes: 1 } }).end).toBe('memory');
  });

  it('does not call what nothing was asked of a promise that holds', () => {
    const { invariants } = explore(k, { operations: ['migrate'], bounds: { depth: 3 } });
    const of = (name: string) => invariants.find(({ invariant }) => invariant.name === name);
    expect([of('uffd-wp-kept')?.verdict, of('uffd-wp-kept')?.met]).toEqual(['untested', 0]);
    expect(of('dirty-kept')?.verdict).toBe('holds');
  });

  it('leaves out worlds that differ by numbers of pages and by names of CPUs alone, and no other', () => {
    const operations = ['read', 'write', 'clear-refs', 'pageout', 'migrate'];
    const all = reachable(operations, depth, (w) => sorted(keyOf(w)));
    const { states } = explore(k, { operations, only: true, bounds: { depth } });
    expect(states).toBe(all.size);
  });

  // mm/gup.c: whoever holds the pin reaches the page without the entry; nothing of what is tried comes back to it
  it('forgets a page that nothing but its pin refers to, so that pins do not go on for ever', () => {
    const { exhausted, states } = explore(kernel('5.11'), { operations: ['write', 'pin'], only: true });
    expect([exhausted, states]).toEqual([true, 3]); // nothing, a page, a page with a pin; a write goes through the entry
    const copies = { operations: ['write', 'pin', 'clear-refs'], only: true };
    expect(explore(kernel('5.11'), copies).exhausted).toBe(true);
  });

  it('needs one of several CPUs that hold the same', () => {
    const each = ['write', 'clear-refs', 'clear-refs-begin', 'write-tlb', 'clear-refs-end'];
    const lines = ['cpu0', 'cpu1'].flatMap((cpu) => each.map((name) => `${cpu}: ${name}`));
    const words = new Words(k);
    const states = new States(words, born(k, 'anon'));
    const all = reachable(lines, depth, (w) => states.enter(w, words).state);
    const operations = ['write', 'clear-refs', 'write-tlb'];
    expect(explore(k, { operations, only: true, cpus: 2, bounds: { depth } }).states).toBe(all.size);
  });

  it('gives scripts that play as the search did', () => {
    const { invariants } = explore(kernel('5.11'), {
      operations: whole ? ['uffd-wp', 'pin', 'clear-refs'] : ['clear-refs'],
      only: false,
      cpus: 2,
      bounds: { depth: 4 },
    });
    const lost = invariants.find(({ invariant }) => invariant.name === 'soft-dirty-kept')?.script;
    const rows = lost ? play(kernel('5.11'), lost) : [];
    expect(rows.at(-1)?.happened.map(({ kind }) => kind)).toContain('softDirtyLost');
    expect(rows.slice(0, -1).flatMap(({ happened }) => happened.map(({ kind }) => kind))).not.toContain(
      'softDirtyLost',
    );
  });

  it('takes invariants of others', () => {
    const { invariants } = explore(k, {
      ...{ operations: ['pageout'], bounds: { depth: 3 } },
      invariants: [
        {
          ...{ name: 'never-swapped', says: 'Nothing is swapped out.', source: 'a wish', kind: 'bug', of: 'state' },
          premise: () => true,
          claim: ({ now }) => now.family !== 'swap',
        },
      ],
    });
    expect(invariants[0]?.script?.lines.map(sayLine)).toEqual(['write', 'pageout']);
  });

  it('tells which operations take a helper', () => {
    const takes = (release: string, helper: string, operations?: readonly string[]) =>
      explore(kernel(release), {
        ...{ helper, invariants: [], bounds: { depth: 3 }, ...(operations && { operations }) },
      }).takes?.map(({ operation, script }) => [operation, script.lines.map(sayLine)]);
    // mm/mprotect.c alone calls pte_mk_savedwrite() in 5.10.262, 5.15.100, 6.1.0 and 6.1.192
    expect(takes('6.1.192', 'pteMkSavedwrite')).toEqual([['numa-hint', ['write', 'numa-hint']]]);
    expect(takes('6.1.192', 'pte_mk_savedwrite', ['pageout'])).toEqual([]);
    // renamed by 7.3
    expect(takes('7.3', 'pte_mkuffd_wp', ['uffd-wp'])?.[0]).toEqual(['uffd-wp', ['read', 'uffd-wp']]);
    expect(explore(kernel('7.3'), { helper: 'pteMkuffdWp', bounds: { depth: 1 } }).helper).toBe('pte_mkuffd');
    expect(() => takes('7.3', 'pte_mkufd_wp')).toThrow('did you mean pte_mkuffd_wp?');
  });

  it('refuses what is none', () => {
    expect(thrown(() => explore(k, { operations: ['migrat'] }))).toMatchObject({ code: 'ERR_PTE_INPUT' });
    expect(() => explore(k, { operations: ['migrat'] })).toThrow('did you mean migrate?');
    expect(() => explore(k, { operations: ['clear-refs-begin'] })).toThrow('expected whole operations');
    expect(() => explore(k, { cpus: 4 })).toThrow('expected 1 to 3 cpus, got 4');
    expect(() => explore(k, { bounds: { depth: 0 } })).toThrow('expected a bound of depth from 1 on, got 0');
    expect(() => explore({} as never)).toThrow(TypeError);
  });
});

describe('a question', () => {
  const asked = (release: string, query: string, operations = ['uffd-wp', 'migrate']) => {
    const its = kernel(release);
    const how = { mapping: 'shmem', operations, bounds: { depth: 4 }, invariants: [never(its, query)] } as const;
    return explore(its, how).invariants[0];
  };

  // commit 51d3d5eb74ff: a write-protected page of shared memory becomes writable when it migrates, from 5.19 to before 6.2
  it('of what may never be is answered by a script, or by how often it was asked', () => {
    const broken = asked('6.0', 'uffd-wp & writable');
    expect([broken?.verdict, broken?.script?.lines.map(sayLine)]).toEqual(['violated', ['read', 'uffd-wp', 'migrate']]);
    expect(asked('6.2', 'uffd-wp & writable')?.verdict).toBe('holds');
    expect(asked('6.2', 'guard & writable')?.verdict).toBe('untested');
  });

  it('may be about the entry before the step', () => {
    expect(asked('6.0', 'before.migration-read & before.uffd-wp & writable')?.script?.lines.map(sayLine)).toEqual([
      ...['read', 'uffd-wp', 'migrate-begin', 'migrate-end'],
    ]);
    expect(asked('6.2', 'before.migration-read & before.uffd-wp & writable')?.verdict).toBe('holds');
  });

  it('of how an entry came about has the shortest script', () => {
    const way = (what: string | bigint) =>
      explore(k, {
        operations: ['uffd-wp', 'migrate'],
        bounds: { depth: 5 },
        until: reaching(k, what),
        invariants: [],
      });
    expect(way('migration & uffd-wp').found?.lines.map(sayLine)).toEqual(['write', 'uffd-wp', 'migrate-begin']);
    // pte_mkdirty() sets D and SD, the processor A: a page that was written to, whatever its number
    expect(way(0x8000000099999867n).found?.lines.map(sayLine)).toEqual(['write']);
    expect(way('guard').found).toBeUndefined();
  });

  it('may be about the page, the mapping and TLBs', () => {
    const shortest = (release: string, query: string, operations: readonly string[], more: object = {}) => {
      const its = kernel(release);
      const how = { operations, bounds: { depth: 4 }, invariants: [never(its, query)], ...more };
      const [found] = explore(its, how).invariants;
      return [found?.verdict, found?.script?.lines.map(sayLine)];
    };
    // commit 6c287605fd56 (5.19): a page that is not exclusive is never writable; pages of before have no such flag
    expect(shortest('6.12', 'page.anon & writable & !page.exclusive', ['fork', 'pageout'])).toEqual([
      'holds',
      undefined,
    ]);
    expect(shortest('6.12', 'page.exclusive', ['pageout'])).toEqual(['violated', ['write']]);
    expect(shortest('5.18', 'page.exclusive', ['pageout'])).toEqual(['holds', undefined]);
    // include/linux/mm.h, PAGE_COPY: vm_page_prot of a private mapping has no RW; of shared memory it has where nothing is tracked
    expect(shortest('6.12', 'vma.prot-writable', ['mprotect'])).toEqual(['holds', undefined]);
    expect(shortest('6.12', 'vma.prot-writable', ['mprotect'], { mapping: 'shmem' })[0]).toBe('violated');
    expect(shortest('6.12', 'vma.prot != 0x8000000000000025', ['clear-refs'])).toEqual(['holds', undefined]);
    expect(shortest('6.12', 'before.vma.write & !vma.write', ['mprotect'])[1]).toEqual(['mprotect r']);
    // a TLB keeps what the entry no longer allows until it is flushed
    expect(shortest('6.12', 'cpu0.writable & present & !writable', ['uffd-wp'], { cpus: 2 })[1]).toEqual([
      ...['cpu0: write', 'cpu0: uffd-wp-begin'],
    ]);
    expect(shortest('6.12', 'cpu0.writable & cpu1.holds & !cpu1.writable', ['uffd-wp'], { cpus: 2 })[0]).toBe(
      'violated',
    );
    expect(shortest('6.12', 'vma.mmap-lock-read & cpu1.busy', ['uffd-wp'], { cpus: 2 })[0]).toBe('violated');
    // the same under the names of the kernel
    const same = (query: string, other: string, operations: readonly string[], more: object = {}) =>
      expect([query, ...shortest('6.12', query, operations, more)]).toEqual([
        query,
        ...shortest('6.12', other, operations, more),
      ]);
    same('PageAnon & writable & !PageAnonExclusive', 'page.anon & writable & !page.exclusive', ['fork', 'pageout']);
    same('vm_page_prot != 0x8000000000000025', 'vma.prot != 0x8000000000000025', ['clear-refs']);
    same('before.VM_WRITE & !VM_WRITE', 'before.vma.write & !vma.write', ['mprotect']);
    same('before.vma.VM_WRITE & !vma.VM_WRITE', 'before.vma.write & !vma.write', ['mprotect']);
    same('mmap_lock & cpu1.busy', 'vma.mmap-lock-read & cpu1.busy', ['uffd-wp'], { cpus: 2 });
    // mprotect() with PROT_READ, with PROT_WRITE or without, leaves VM_READ
    expect(shortest('6.12', 'vm_flags = 0', ['mprotect'])[0]).toBe('holds');
    expect(() => never(k, 'VM_WRIET')).toThrow('got "VM_WRIET" at column 1 (did you mean VM_WRITE?)');
    expect(() => never(k, 'page.VM_WRITE')).toThrow('expected a word after page.');
    expect(() => never(k, 'vm_page_prot')).toThrow('expected a word after vma.');
  });

  it('brings the operations without which it has no answer', () => {
    expect(operationsFor('page.pinned & writable')).toEqual(['pin']);
    const armed = ['uffd-register wp', 'uffd-wp'];
    for (const query of ['uffd-wp', 'vma.uffd-wp & writable', 'VM_UFFD_WP', 'cpu0.uffd-wp', '_PAGE_UFFD_WP'])
      expect([query, operationsFor(query)]).toEqual([query, armed]);
    const brings: readonly (readonly [string, string])[] = [
      ['soft-dirty', 'clear-refs'],
      ['VM_SOFTDIRTY', 'clear-refs'],
      ['swap & exclusive', 'pageout'],
      ['kind = migration-read', 'migrate'],
      ['before.protnone', 'numa-hint'],
      ['guard', 'guard-install'],
      ['poisoned', 'uffd-poison'],
      ['device-private', 'to-device'],
      ['device-exclusive-write', 'device-exclusive'],
      ['pkey = 1', 'pkey-mprotect'],
      ['PageAnonExclusive', 'fork'],
      ['PageHWPoison', 'hwpoison'],
      ['VM_LOCKED', 'mlock'],
      ['vm_page_prot = 5', 'mprotect'],
      ['vma.uffd-minor', 'uffd-register minor'],
    ];
    for (const [query, one] of brings)
      expect([query, operationsFor(query)]).toEqual([query, expect.arrayContaining([one])]);
    expect(operationsFor('page.there & vma.shared & writable')).toEqual([]);
    // a swap entry that carries soft-dirty and uffd-wp, of ours
    const swapped = encode(k, { kind: 'swap', swapType: 0, swapOffset: 5n, softDirty: true, uffdWp: true });
    expect(operationsForWord(k, swapped)).toEqual(expect.arrayContaining(['pageout', 'clear-refs', 'uffd-wp']));
    expect(operationsForWord(k, 0n)).toEqual([]);
  });

  it('about what no world has is refused, with the column', () => {
    const refused = (query: string) => () => never(k, query);
    expect(refused('swap & page.exclusiv')).toThrow('got "page.exclusiv" at column 8 (did you mean page.exclusive?)');
    expect(refused('vma.wirte')).toThrow('got "vma.wirte" at column 1 (did you mean vma.write?)');
    expect(refused('cpu0.writabel')).toThrow('(did you mean cpu0.writable?)');
    expect(refused('page.pinned = 1')).toThrow('expected a field to compare after page., of which there is none');
    expect(refused('cpu0.pfn = 1')).toThrow('expected a question without numbers of pages');
    expect(refused('pfn = 1')).toThrow('expected a question without numbers of pages');
    expect(() => reaching(k, 'before.swap')).toThrow('expected words about the entry itself');
  });
});

describe('stateGraph()', () => {
  const how = { operations: ['numa-hint'] } as const;

  it('has the states that the search has', () => {
    const { states, edges, whole } = stateGraph(k, how);
    expect([states.length, whole]).toEqual([explore(k, how).states, true]);
    expect(states[0]).toEqual({ shows: ['none'], goesOn: false });
    expect(edges.filter(({ operations }) => operations.includes('write'))[0]).toMatchObject({ from: 0 });
  });

  it('ends at its bound, and is the same each time', () => {
    const few = stateGraph(k, how, 2);
    expect([few.states.length, few.whole, few.states.some(({ goesOn }) => goesOn)]).toEqual([2, false, true]);
    const dot = toDot('a "title"', few);
    expect(dot).toBe(toDot('a "title"', stateGraph(k, how, 2)));
    expect(dot).toContain('label="a \\"title\\": the first 2 states"');
    expect(dot.match(/^ {2}s\d+ \[/gm)).toHaveLength(2);
    expect(dot).toContain('style=dashed');
  });
});
