/** Worlds that say the same have one key. */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { keyOf } from '../../lib/world/orders/key.ts';
import { play } from '../../lib/world/scenario.ts';
import { mappingNames, parseScript, rareMappingNames } from '../../lib/world/script.ts';
import type { World } from '../../lib/world/world.ts';

/** The same values, put together the other way round. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, name === 'k' ? one : backwards(one)]);
  return Object.fromEntries(entries.reverse());
}

describe('keyOf()', () => {
  it.each([
    'anon; write; fork; B: cpu1: write; A: read; pageout',
    'anon; cpu1: write; cpu2: read; cpu0: clear-refs-begin',
    'shmem; write; uffd-wp; dontneed; cpu1: migrate-begin',
    'anon-folio; write; pageout',
  ])('does not depend on the order in which a world was put together: %s', (script) => {
    const world = play(kernel('7.3'), parseScript(script), { keepGoing: true }).at(-1)?.world as World;
    expect(keyOf(backwards(world) as World)).toBe(keyOf(world));
  });
});

describe('names of mappings', () => {
  it('are each there once', () => {
    const all = [...mappingNames, ...rareMappingNames];
    expect(new Set(all).size).toBe(all.length);
  });
});
