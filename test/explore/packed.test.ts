/** Worlds in one form, which the search plays from: it must come to what the worlds themselves come to. */
import { describe, expect, it } from 'vitest';
import { Words } from '../../lib/explore/facts.ts';
import { type Explored, ExploreTables, explore, never, reaching } from '../../lib/explore/index.ts';
import { isNoMove } from '../../lib/explore/moves.ts';
import { NumberList } from '../../lib/explore/packed/numbers.ts';
import { backwards, cpuAt, inTurn, manyOrders, onPlaces } from '../../lib/explore/packed/orders.ts';
import { Parts } from '../../lib/explore/packed/parts.ts';
import { States } from '../../lib/explore/packed/states.ts';
import { Twos } from '../../lib/explore/packed/twos.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { perform } from '../../lib/world/run/perform.ts';
import { parseScript, type ScriptLine, sayLine } from '../../lib/world/script.ts';
import { born } from '../../lib/world/start/born.ts';
import type { World } from '../../lib/world/world.ts';
import { whole } from '../support/whole.ts';

/** Plays every sequence of some lines in worlds as they come, and each line in the form of the world too: both must end in one state. */
function differences(release: string, mapping: string, said: readonly string[], deepest: number) {
  const k = kernel(release);
  const { mapping: its, lines: parsed } = parseScript(`${mapping}; ${said.join('; ')}`);
  const lines = parsed.map(({ cpu = 'cpu0', ...line }): ScriptLine => ({ ...line, cpu }));
  const words = new Words(k);
  const first = born(k, its);
  const states = new States(words, first);
  const found: string[] = [];
  const played = new Set<string>();
  const go = (w: World, way: readonly ScriptLine[]): void => {
    const { state, order } = states.enter(w, words);
    for (const line of lines) {
      const [now] = perform(w, line);
      const [then] = perform(states.world(state, k), onPlaces(line, backwards[order]));
      if (!now || !then) continue;
      const ends = [now, then].map(({ moved }) => states.enter(moved.world, words).state);
      const alike = now.result === then.result && ends[0] === ends[1];
      if (!alike) found.push([...way, line].map(sayLine).join('; '));
      played.add(`${state} ${sayLine(onPlaces(line, backwards[order]))}`);
      if (way.length + 1 < deepest && !isNoMove(now.moved.events)) go(now.moved.world, [...way, line]);
    }
  };
  go(first, []);
  return { found, played: played.size };
}

const deep = whole ? 4 : 3;
const onTwo = (lines: readonly string[]) => ['cpu0', 'cpu1'].flatMap((cpu) => lines.map((line) => `${cpu}: ${line}`));

describe('a world in its form', () => {
  it.each([
    ['6.12', 'anon', ['read', 'write', 'fork', 'pageout', 'migrate', 'clear-refs', 'B: write']],
    ['6.12', 'thp', ['read', 'write', 'split', 'migrate', 'fork', 'pageout', 'collapse']],
    ['6.12', 'anon-folio', ['read', 'write', 'pageout', 'migrate-begin', 'migrate-end', 'write 2']],
    ['6.12', 'shmem-folio', ['read', 'write', 'pageout', 'uffd-wp', 'dontneed']],
    ['6.12', 'file', ['read', 'write', 'writeback', 'truncate', 'dontneed']],
    ['7.3', 'hugetlb', ['read', 'write', 'migrate', 'fork', 'uffd-wp']],
    // functions read flags in the number of a page: H2 and H3
    ['5.14', 'anon', ['read', 'write', 'to-device', 'from-device', 'clear-refs', 'uffd-wp']],
    ['6.12', 'anon', onTwo(['write', 'clear-refs', 'clear-refs-begin', 'clear-refs-end', 'write-tlb'])],
    ['6.12', 'anon', onTwo(['write', 'copy-begin', 'copy-end', 'migrate-begin', 'migrate-end'])],
  ])('comes to what the world comes to: %s, %s, %j', (release, mapping, lines) => {
    const { found, played } = differences(release, mapping, lines, deep);
    expect(found).toEqual([]);
    expect(played).toBeGreaterThan(lines.length);
  });

  it('has every field that a world has, whatever it is called', () => {
    const k = kernel('6.12');
    const words = new Words(k);
    const first = born(k, 'anon');
    const states = new States(words, first);
    const [a] = first.mms;
    const others = [
      { ...first, said: 'more' },
      { ...first, mms: [{ ...a, said: 'more' }] },
      { ...first, backing: { ...first.backing, said: 'more' } },
      { ...first, cpus: [{ name: 'cpu0', tlb: {}, hand: { name: 'read', said: 'more' } }] },
      { ...first, cpus: [{ name: 'cpu0', tlb: {}, hand: { name: 'read', said: 'less' } }] },
    ] as unknown as World[];
    const numbers = [first, ...others].map((w) => states.enter(w, words).state);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(states.world(numbers[1] ?? 0, k)).toMatchObject({ said: 'more' });
  });
});

/** All that a search found, but for how much of it was looked up. */
const allOf = ({ kernel: _, played: __, bytesOfState: ___, parts: ____, invariants, ...found }: Explored) => ({
  ...found,
  invariants: invariants.map(({ invariant: { name }, ...its }) => ({ name, ...its })),
});

describe('ExploreTables', () => {
  it.each([
    ['anon', ['clear-refs', 'uffd-wp'], 2, ['5.9', '5.10', '5.11', '5.12']],
    ['shmem', ['uffd-wp', 'migrate'], 1, ['6.0', '6.2', '6.3', '6.3:-migrationExactSoftDirty', '6.0:wrprotectIfUffd']],
    ['anon', ['fork', 'numa-hint', 'pageout'], 1, ['6.6', '6.7', '6.8', '6.9', '6.10']],
    ['thp', ['migrate', 'clear-refs'], 1, ['5.14', '5.15', '5.18', '5.10']],
  ] as const)('searches of %s with %j find with them what they find alone', (mapping, operations, cpus, releases) => {
    const tables = new ExploreTables();
    const how = { mapping, operations, cpus, bounds: { depth: deep + 1 } };
    for (const release of whole ? releases : releases.slice(0, 3)) {
      const alone = explore(kernel(release), how);
      expect(allOf(explore(kernel(release), { ...how, tables })), release).toEqual(allOf(alone));
      const again = explore(kernel(release), { ...how, tables });
      expect(allOf(again), release).toEqual(allOf(alone));
      expect(again.played, release).toBe(0);
    }
  });

  it('serve another question, other bounds and more operations', () => {
    const k = kernel('6.0');
    const tables = new ExploreTables();
    const how = { mapping: 'shmem', operations: ['uffd-wp', 'migrate'] } as const;
    explore(k, { ...how, bounds: { depth: 3 }, tables });
    const question = never(k, 'uffd-wp & writable');
    for (const more of [
      { ...how, bounds: { depth: 4 } },
      { ...how, invariants: [question] },
      { ...how, operations: [...how.operations, 'pageout'], bounds: { depth: 4 } },
      { ...how, until: reaching(k, 'migration & uffd-wp') },
      { ...how, helper: 'pte_mkuffd_wp', bounds: { depth: 3 } },
    ])
      expect(allOf(explore(k, { ...more, tables }))).toEqual(allOf(explore(k, more)));
  });

  it('have what became of a question that is asked again', () => {
    const k = kernel('6.0');
    const question = () => never(k, 'before.uffd-wp & !uffd-wp');
    expect(question()).toBe(question());
    expect(never(kernel('6.1'), 'before.uffd-wp & !uffd-wp')).not.toBe(question());
    const how = { mapping: 'shmem', operations: ['uffd-wp', 'migrate'], tables: new ExploreTables() } as const;
    const [first, again] = [1, 2].map(() => explore(k, { ...how, invariants: [question()] }));
    expect(first?.played).toBe(first?.transitions);
    expect(again).toEqual({ ...first, played: 0, bytesOfState: again?.bytesOfState });
  });

  it('a release works out what its rows change, and no more', () => {
    const tables = new ExploreTables();
    const how = { operations: ['clear-refs', 'to-device'], bounds: { depth: 4 }, tables } as const;
    const [first, second] = [explore(kernel('5.14'), how), explore(kernel('5.15'), how)];
    expect([first.played, second.transitions]).toEqual([first.transitions, first.transitions]);
    expect(second.played).toBeLessThan(first.played / 10);
    expect(tables.transitions).toBeGreaterThanOrEqual(first.played);
  });
});

describe('what states are kept in', () => {
  it('numbers get wider when they must', () => {
    const numbers = new NumberList();
    const all = Array.from({ length: 1000 }, (_, i) => i * i * 70);
    for (const n of all) numbers.push(n);
    expect(all.map((_, i) => numbers.at(i))).toEqual(all);
    expect(numbers.bytes).toBeLessThan(4 * 1.3 * 1000 + 100);
    expect(numbers.at(2000)).toBe(0);
  });

  it('a pair has one number', () => {
    const twos = new Twos();
    const all = Array.from({ length: 5000 }, (_, i) => [i % 71, (i * i) % 977] as const);
    const numbers = all.map(([a, b]) => twos.add(a, b));
    expect(all.map(([a, b]) => twos.add(a, b))).toEqual(numbers);
    expect(new Set(all.map(String)).size).toBe(twos.size);
    expect(numbers.map((n) => [twos.first(n), twos.second(n)])).toEqual(all);
    expect(twos.find(71, 0)).toBeUndefined();
  });

  // gup pins the folio as a whole: its other pages stay mapped, play() shows all four
  it('a page of a pinned folio stays, though entries of another one alone have named it', () => {
    const { invariants } = explore(kernel('7.3.4'), {
      ...{ mapping: 'anon-folio', operations: ['write', 'pin'], only: true, bounds: { depth: 2 } },
    });
    expect(invariants.find(({ invariant }) => invariant.name === 'page-behind-entry')?.verdict).toBe('holds');
  });

  it('a part is one in whatever order it was put together', () => {
    const parts = new Parts();
    expect(parts.of({ a: 1n, b: ['c', { d: 1 }] })).toBe(parts.of({ b: ['c', { d: 1 }], a: 1n }));
    expect(parts.of({ a: 1n })).not.toBe(parts.of({ a: 1 }));
    expect(parts.of({ a: '1,b:2' })).not.toBe(parts.of({ a: '1', b: 2 }));
  });

  it('orders of CPUs chain and turn round', () => {
    for (let first = 0; first < manyOrders; first++)
      for (let second = 0; second < manyOrders; second++)
        for (const place of [0, 1, 2])
          expect(cpuAt(inTurn(first, second), place)).toBe(cpuAt(first, cpuAt(second, place)));
    for (let order = 0; order < manyOrders; order++)
      for (const place of [0, 1, 2]) expect(backwards[order]?.[cpuAt(order, place)]).toBe(place);
  });
});
