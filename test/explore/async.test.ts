/** A search in slices: it finds the same, and timers and signals reach it. */
import { describe, expect, it } from 'vitest';
import { compare, compareAsync, type Exploring, explore, exploreAsync } from '../../lib/explore/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';

const k = kernel('6.12');
/** Some thousand transitions. */
const long: Exploring = { mapping: 'shmem', cpus: 2, operations: ['uffd-wp', 'migrate', 'pageout', 'clear-refs'] };

describe('exploreAsync()', () => {
  it('finds what explore() finds', async () => {
    const how: Exploring = { mapping: 'shmem', operations: ['uffd-wp', 'migrate'] };
    const old = kernel('6.0');
    const found = await exploreAsync(old, how);
    expect(found).toEqual(explore(old, how));
    expect(found.invariants.some(({ verdict }) => verdict === 'violated')).toBe(true);
  });

  it('is ended by a signal that a timer aborts, and gives what it has', async () => {
    const control = new AbortController();
    setTimeout(() => control.abort());
    const { end, exhausted, states } = await exploreAsync(k, { ...long, signal: control.signal });
    expect([end, exhausted]).toEqual(['stopped', false]);
    expect(states).toBeGreaterThan(0);
  });

  it('lets others have their turn, and two searches run at once', async () => {
    const heard: string[] = [];
    const stop = new AbortController();
    const one = exploreAsync(k, { ...long, signal: stop.signal }).then(({ end }) => heard.push(end));
    const other = exploreAsync(k, { operations: ['migrate'] }).then(({ end }) => heard.push(end));
    await other;
    stop.abort();
    await one;
    expect(heard).toEqual(['exhausted', 'stopped']);
  });

  it('is rejected where explore() throws', async () => {
    await expect(exploreAsync(k, { operations: ['migrat'] })).rejects.toMatchObject({ code: 'ERR_PTE_INPUT' });
    await expect(exploreAsync({} as never)).rejects.toThrow(TypeError);
  });
});

describe('compareAsync()', () => {
  it('finds what compare() finds, and is ended by a signal that a timer aborts', async () => {
    const [a, b] = [kernel('6.1.192'), kernel('6.2')];
    const how = { operations: ['numa-hint', 'read'] };
    expect(await compareAsync(a, b, how)).toEqual(compare(a, b, how));
    const control = new AbortController();
    setTimeout(() => control.abort());
    expect((await compareAsync(a, b, { ...long, signal: control.signal })).end).toBe('stopped');
    await expect(compareAsync(a, b, { operations: ['migrat'] })).rejects.toThrow('expected an operation');
  });
});

describe('explore() with a signal', () => {
  it('is aborted by onProgress alone', () => {
    const control = new AbortController();
    setTimeout(() => control.abort());
    const how = { operations: ['migrate'], signal: control.signal };
    expect(explore(k, how).end).toBe('exhausted');
    expect(explore(k, { ...how, onProgress: () => control.abort() }).end).toBe('stopped');
  });
});
