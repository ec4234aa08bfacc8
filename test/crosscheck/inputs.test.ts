import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareKernel } from '../../crosscheck/compareKernel.ts';
import { fixedCount, inputs } from '../../crosscheck/inputs.ts';

describe('the inputs of helpers', () => {
  it('are named by seed and number: a block by itself is a part of the whole', () => {
    const [whole] = inputs(['pte'], 7, 0, 1000) as [BigUint64Array];
    const [part] = inputs(['pte'], 7, 400, 100) as [BigUint64Array];
    expect([...part]).toEqual([...whole.subarray(400, 500)]);
    const [other] = inputs(['pte'], 8, 400, 100) as [BigUint64Array];
    expect([...other]).not.toEqual([...part]);
  });

  it('begin with every bit alone and missing, and with two arguments with every pair', () => {
    const [one] = inputs(['pte'], 1, 0, fixedCount) as [BigUint64Array];
    for (let bit = 0n; bit < 64n; bit++) {
      expect(one).toContain(1n << bit);
      expect(one).toContain(((1n << 64n) - 1n) ^ (1n << bit));
    }
    const [a, b] = inputs(['pte', 'pte'], 1, 0, fixedCount ** 2) as [BigUint64Array, BigUint64Array];
    const places = new Map([...new Set(one)].map((word, place) => [word, place]));
    const pairs = new Set(
      Array.from(a, (x, i) => (places.get(x) as number) * places.size + (places.get(b[i] as bigint) as number)),
    );
    expect(pairs.size).toBe(places.size ** 2);
  });

  it('have every bit set in about as many mixtures as not', () => {
    const [list] = inputs(['pte'], 3, fixedCount, 60_000) as [BigUint64Array];
    for (let bit = 0n; bit < 64n; bit++) {
      const set = list.filter((w) => (w >> bit) & 1n).length / list.length;
      expect(set, `bit ${bit}`).toBeGreaterThan(0.1);
      expect(set, `bit ${bit}`).toBeLessThan(0.9);
    }
  });

  it('keep types and indexes in range', () => {
    const [types, indexes] = inputs(['type', 'index'], 1, 0, 5000) as [BigUint64Array, BigUint64Array];
    expect(types.every((t) => t < 32n)).toBe(true);
    expect(indexes.every((t) => t < 16n)).toBe(true);
  });
});

describe('a folder that is no 64-bit kernel', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pte-headers-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const check = (headers: string) => compareKernel({ headers, count: 1, seed: 1, variants: false });

  it('is refused in one line', async () => {
    await expect(check(join(folder, 'nothing'))).rejects.toThrow('expected a folder with kernel headers');
    await expect(check(folder)).rejects.toThrow('expected a built kernel tree or unpacked header packages');
    mkdirSync(join(folder, 'include/generated'), { recursive: true });
    writeFileSync(join(folder, 'include/generated/autoconf.h'), '#define CONFIG_ARM64 1\n');
    await expect(check(folder)).rejects.toThrow('expected headers of a 64-bit x86 kernel');
    writeFileSync(join(folder, 'include/generated/autoconf.h'), '#define CONFIG_X86_64 1\n');
    await expect(check(folder)).rejects.toThrow('expected the common part of the headers');
  });
});
