import { afterEach, describe, expect, it, vi } from 'vitest';

/** The library with one engine: its modules are loaded anew. */
async function withEngine(name: string) {
  vi.stubEnv('PTE_ENGINE', name);
  vi.resetModules();
  return await import('../../lib/index.ts');
}
afterEach(() => vi.unstubAllEnvs());

describe.each(['wasm', 'reference'])('memory for arrays of the engine %s', (name) => {
  it('serves every function over arrays', async () => {
    const { batchMemory, decodeBatch, encodeBatch, kernel, removeMigrationPteBatch, vma } = await withEngine(name);
    const { makeReadableMigrationEntry, swpEntryToPte } = await import('../../lib/index.ts');
    const k = kernel('6.12');
    const n = 100;
    const memory = batchMemory(60 * n);
    const [words, into, back] = [memory.words(n), memory.columns(n), memory.words(n)];
    words.fill(swpEntryToPte(k, makeReadableMigrationEntry(k, 7n)));
    expect(decodeBatch(k, words, into)).toBe(into);
    expect([...into.payload]).toEqual(Array(n).fill(7n));
    expect(encodeBatch(k, into, back)).toBe(back);
    expect([...back]).toEqual([...words]);
    const mapping = vma(k, { vmFlags: ['read', 'mayread'] });
    const given = [memory.bytes(n), memory.words(n)] as const;
    const results = { ptes: back, rows: memory.numbers(n) };
    const plain = removeMigrationPteBatch(k, words.slice(), mapping, given[0].slice(), given[1].slice());
    expect([...removeMigrationPteBatch(k, words, mapping, ...given, results).ptes]).toEqual([...plain.ptes]);
  });

  it('gives out what was asked for and no more', async () => {
    const { batchMemory } = await withEngine(name);
    const memory = batchMemory(22);
    const { buffer } = memory.words(1);
    expect(memory.columns(1).payload.buffer).toBe(buffer);
    expect(() => memory.bytes(1)).toThrow('expected at most 0 bytes more of this memory, got 1');
    expect(() => memory.words(1.5)).toThrow('expected a number of elements from 0, got 1.5');
    expect(() => batchMemory(-1)).toThrow('expected a number of bytes from 0, got -1');
    expect(() => batchMemory(2 ** 50)).toThrow(
      'expected a number of bytes that there is room for, got 1125899906842624',
    );
    expect(() => batchMemory('8' as unknown as number)).toThrow('expected a number of bytes, got "8"');
  });
});
