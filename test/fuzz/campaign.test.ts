import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { blockWords, fillBlock, kernelOfBlock } from '../../fuzz/blocks.ts';
import { type Campaign, campaign } from '../../fuzz/campaign.ts';
import { loadCheckpoint, saveCheckpoint } from '../../fuzz/checkpoint.ts';
import { type Comparison, minimised, nothingDecided, stillDiffers } from '../../fuzz/comparison.ts';
import { comparisonNames, comparisonOf } from '../../fuzz/comparisons.ts';
import { keepDifference, readDifference } from '../../fuzz/corpus.ts';
import { makerHere } from '../../fuzz/maker.ts';
import { mmComparison, mmComparisonOf } from '../../fuzz/mmComparison.ts';
import { facts, mixtures, sides } from '../../fuzz/mmSides.ts';
import { runnerOf } from '../../fuzz/shard.ts';
import { splitmix64 } from '../../fuzz/splitmix64.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { familyOf } from '../../lib/mm/common/family.ts';
import { kinds } from '../../spec/kinds.ts';
import { addon, native } from '../support/native.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pte-fuzz-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const plain: Campaign = {
  seed: 1,
  index: 0,
  count: 1,
  comparisons: ['codec'],
  threads: 1,
  seconds: Number.POSITIVE_INFINITY,
  inputs: 1 << 20,
  get corpus() {
    return join(folder, 'corpus');
  },
};

const owner = { maker: makerHere(), seed: 1, shard: '0/1', targets: ['codec'], kernel: 'all' };

describe('the words of a campaign', () => {
  it('are splitmix64, by seed and number', () => {
    const words = new BigUint64Array(3);
    splitmix64(words, 1234567n, 0n);
    // The reference values of the algorithm for this seed
    expect([...words]).toEqual([6457827717110365317n, 3203168211198807973n, 9817491932198370423n]);
    const later = new BigUint64Array(1);
    splitmix64(later, 1234567n, 2n);
    expect(later[0]).toBe(words[2]);
  });

  it('are the algorithm as its author writes it, over 64 bits, for any seed and place', () => {
    const u64 = (x: bigint) => BigInt.asUintN(64, x);
    const word = (seed: bigint, i: bigint) => {
      let z = u64(seed + (i + 1n) * 0x9e3779b97f4a7c15n);
      z = u64((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
      z = u64((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
      return z ^ (z >> 31n);
    };
    const places = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i)).flatMap((bit) => [bit - 1n, bit, u64(-bit)]);
    const words = new BigUint64Array(16);
    for (const seed of [0n, 1n, 0xffffffffn, u64(-1n)])
      for (const from of places) {
        splitmix64(words, seed, from);
        expect([...words]).toEqual(Array.from(words, (_, i) => word(seed, from + BigInt(i))));
      }
    const [none, many] = [new BigUint64Array(0), new BigUint64Array(blockWords + 3)]; // more than a block, at an odd place
    splitmix64(none, 5n, 7n);
    splitmix64(many.subarray(1), 5n, 7n);
    expect([...many.subarray(-3)]).toEqual([-1n, 0n, 1n].map((i) => word(5n, 7n + BigInt(blockWords) + i)));
    expect(many[0]).toBe(0n);
  });

  it('are the same for a block on any machine', () => {
    const [a, b] = [new BigUint64Array(blockWords), new BigUint64Array(blockWords)];
    fillBlock(a, 3, 17);
    fillBlock(b, 3, 17);
    expect(a).toEqual(b);
    expect(kernelOfBlock(17)).toBe(kernelOfBlock(17));
    const names = new Set(Array.from({ length: 1000 }, (_, i) => kernelOfBlock(i).name));
    expect(names.size).toBeGreaterThan(30);
  });
});

describe.skipIf(!native)('a campaign', () => {
  it.each(comparisonNames)('finds no difference: %s', async (name) => {
    const result = await campaign({ ...plain, comparisons: [name], inputs: 1 << 15 }); // of codec more below
    expect(result.difference).toBeUndefined();
    expect(result.inputs).toBeGreaterThanOrEqual(1 << 15);
  });

  it('sees every kind that random words can be', async () => {
    const { seen, difference } = await campaign({ ...plain, inputs: 1 << 24 });
    expect(difference).toBeUndefined();
    expect(seen.kind).toEqual(new Set(kinds.filter((kind) => kind !== 'none' && kind !== 'unknown')));
  });

  it('goes on where it was, and counts nothing twice', async () => {
    const checkpoint = join(folder, 'checkpoint.json');
    const first = await campaign({ ...plain, checkpoint });
    const second = await campaign({ ...plain, checkpoint, inputs: 1 << 21 });
    expect(second.resumed).toBe(first.inputs);
    expect([...second.seen.form]).toEqual(expect.arrayContaining([...first.seen.form]));
    const saved = loadCheckpoint(checkpoint, owner);
    expect(saved).toMatchObject({ inputs: second.inputs, blocks: second.inputs / blockWords });
  });

  it('is split by shards without a word left out or twice', () => {
    const blocks = (index: number) => Array.from({ length: 4 }, (_, i) => index + i * 3);
    expect([0, 1, 2].flatMap(blocks).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    const seen: number[] = [];
    const spy = (): Comparison => ({
      words: 1,
      run: (_, words) => ({ compared: seen.push(Number(words[0] as bigint & 0xffffn)) }),
    });
    for (const index of [0, 1, 2]) runnerOf({ seed: 1, index, count: 3, comparisons: ['codec'] }, addon, spy).run(0, 4);
    expect(new Set(seen).size).toBe(12);
  });
});

describe('kernel logic', () => {
  const k = kernel('6.12');
  const block = new BigUint64Array(blockWords);
  fillBlock(block, 7, 0);

  it('is compared for every entry, and run for one in sixteen', () => {
    const { compared, decisions, mismatch } = mmComparison.run(k, block);
    expect({ compared, mismatch }).toEqual({ compared: blockWords, mismatch: undefined });
    const entries = [...block].filter((word) => ['swap', 'migration'].includes(familyOf(k, word))).length;
    expect(decisions?.compared).toBe(entries);
    expect(Math.abs((decisions?.run ?? 0) - entries / 16)).toBeLessThanOrEqual(2);
    expect(mmComparison.run(k, BigUint64Array.of(0n))).toEqual({ compared: 0, decisions: nothingDecided });
  });

  it.each(sides)(
    'shows where $name is another function than the table was made from, and again for the word alone',
    (side) => {
      const wrong = (page: number): typeof side => ({
        ...side,
        run: (on, mapping, word, i) => {
          const outcome = side.run(on, mapping, word, i);
          return facts[i] === page ? { ...outcome, pte: outcome.pte ^ 1n } : outcome;
        },
      });
      for (let page = 0; page < mixtures; page++) {
        const comparison = mmComparisonOf([wrong(page)]);
        const { mismatch } = comparison.run(k, block);
        expect(mismatch?.how, `${page}`).toBe(`${side.name}: the function and its table differ`);
        expect(stillDiffers(comparison, { kernel: k, word: mismatch?.word as bigint })).toBe(true);
      }
    },
  );
});

describe.skipIf(!native)('a difference', () => {
  const k = kernel('6.12', { softDirty: false });
  /** A comparison that finds two bits wrong: what a broken build would be. */
  const broken: Comparison = {
    words: blockWords,
    run: (_, words) => {
      const word = words.find((w) => (w & 0x8004n) === 0x8004n);
      const mismatch = word === undefined ? {} : { mismatch: { word, how: 'wrong about two bits' } };
      return { compared: words.length, ...mismatch };
    },
  };

  it('stops the shard, and is made as small as it can be', () => {
    const tally = runnerOf({ seed: 1, index: 0, count: 1, comparisons: ['codec'] }, addon, () => broken).run(0, 10);
    expect(tally).toMatchObject({
      blocks: 0,
      difference: { word: 0x8004n, seed: 1, block: 0, how: 'wrong about two bits' },
    });
    expect(minimised(broken, k, { word: 0xffff_ffff_ffff_ffffn, how: '' }).word).toBe(0x8004n);
  });

  it('is kept whole, and read again', () => {
    const d = {
      target: 'codec',
      version: '6.12',
      config: k.config,
      word: 0x8004n,
      how: 'wrong',
      seed: 1,
      block: 9,
    } as const;
    const path = keepDifference(join(folder, 'kept'), d, makerHere());
    const read = readDifference(path);
    expect(read).toMatchObject({ target: 'codec', word: 0x8004n, seed: 1, block: 9 });
    expect(read.kernel.config.softDirty).toBe(false);
    expect(stillDiffers(comparisonOf('codec', addon), read)).toBe(false);
  });
});

describe.skipIf(!native)('a file that is broken', () => {
  const path = () => join(folder, 'broken.json');
  beforeEach(() => writeFileSync(path(), '{"format":1'));

  it('is named', () => {
    expect(() => readDifference(path())).toThrow('expected a difference as JSON in');
    expect(() => loadCheckpoint(path(), owner)).toThrow('expected a checkpoint of format 2');
    writeFileSync(path(), '{"format":9,"target":"codec"}');
    expect(() => readDifference(path())).toThrow('expected a difference of format 2');
  });

  it('of another campaign is not gone on with, and stays', () => {
    saveCheckpoint(path(), { ...owner, seed: 2, blocks: 1, inputs: 2, seen: [] });
    const before = readFileSync(path(), 'utf8');
    expect(() => loadCheckpoint(path(), owner)).toThrow('expected the checkpoint of seed 1');
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });
});
