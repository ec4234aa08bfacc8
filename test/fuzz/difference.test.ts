/** Differences and checkpoints out of files and from servers: nothing of them is believed before it is checked. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from '../../fuzz/checkpoint.ts';
import { type ComparisonName, comparisonOf, wordsPerBlock } from '../../fuzz/comparisons.ts';
import { checkedDifference, corpusFiles, type Difference, keepDifference, readDifference } from '../../fuzz/corpus.ts';
import { thrown } from '../support/thrown.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pte-difference-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As a file and a server have it. */
const sound = {
  target: 'codec',
  version: '6.12',
  config: { softDirty: false, pagingLevels: 5 },
  word: '0x8004',
  how: 'wrong',
  seed: 1,
  block: 9,
};

describe('a difference out of JSON', () => {
  it('is taken as it is where every field is what it has to be', () => {
    const d = checkedDifference({ ...sound, more: 'is not read' }, 'a file');
    const { word, config, kernel, ...others } = d;
    expect([word, config, others]).toEqual([
      0x8004n,
      sound.config,
      { target: 'codec', version: '6.12', how: 'wrong', seed: 1, block: 9 },
    ]);
    expect([kernel.name, kernel.config.softDirty]).toEqual(['6.12', false]);
  });

  const rows = [
    ['null', null],
    ['a list', [sound]],
    ['a text', 'sound'],
    ['a target that is none', { ...sound, target: '..' }],
    ['a target that every object has', { ...sound, target: 'constructor' }],
    ['a release that is none', { ...sound, version: '3.2' }],
    ['a release that is a path', { ...sound, version: '../../victim' }],
    ['a release without end', { ...sound, version: `6.12-${'x'.repeat(1000)}` }],
    ['a release that is none of a string', { ...sound, version: { release: '6.12', version: '' } }],
    ['no configuration', { ...sound, config: null }],
    ['a list as the configuration', { ...sound, config: [] }],
    ['an option that is none', { ...sound, config: { nope: true } }],
    ['an option that every object has', { ...sound, config: { constructor: true } }],
    ['the prototype as an option', { ...sound, config: JSON.parse('{"__proto__":true}') }],
    ['an option of the wrong type', { ...sound, config: { softDirty: 1 } }],
    ['an option with a wrong number', { ...sound, config: { pagingLevels: 6 } }],
    ['an option with a text', { ...sound, config: { encMask: '0x1' } }],
    ['a word of 17 digits', { ...sound, word: '0x10000000000000000' }],
    ['a word that is a number', { ...sound, word: 1 }],
    ['a word with a line after it', { ...sound, word: '0x1\n' }],
    ['no reason', { ...sound, how: undefined }],
    ['a reason without end', { ...sound, how: 'x'.repeat(100_000) }],
    ['a seed that is a text', { ...sound, seed: '' }],
    ['a seed that is no whole number', { ...sound, seed: 0.5 }],
    ['a block that is a path', { ...sound, block: '/../../../victim/package' }],
    ['a block below 0', { ...sound, block: -1 }],
    ['a block that no number holds', { ...sound, block: 2 ** 53 }],
  ] as const;

  it.each(rows)('is refused, in one line that says where: %s', (_name, value) => {
    const error = thrown(() => checkedDifference(value, 'job 1'));
    expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_PTE_INPUT' });
    expect(error.message).toMatch(/^expected .* in job 1.*(got|:) .*$/);
    expect(error.message.length).toBeLessThan(700);
  });

  it('has no field of another object', () => {
    expect(() => checkedDifference(Object.create(sound), 'job 1')).toThrow('expected target in job 1');
  });
});

describe('a difference that is kept', () => {
  const d = { ...sound, word: 0x8004n } as Difference;
  const maker = { program: '0.1.0-aa', core: 'bb' };

  it('is kept once, whoever finds it again', () => {
    const path = keepDifference(at('once'), d, maker);
    const before = readFileSync(path, 'utf8');
    expect(keepDifference(at('once'), d, maker)).toBe(path);
    expect(readdirSync(at('once'))).toHaveLength(1);
    expect(JSON.parse(before)).toEqual({ format: 2, maker, ...sound, word: '0x0000000000008004' });
    expect(readDifference(path)).toMatchObject({ word: 0x8004n, version: '6.12' });
  });

  it('takes the place of no other: of another kernel, word, seed, core, or reason', () => {
    const others: [Partial<Difference>, typeof maker][] = [
      [{ version: '6.12.3' }, maker],
      [{ config: { softDirty: true } }, maker],
      [{ word: 1n }, maker],
      [{ seed: 2 }, maker],
      [{ how: 'worse' }, maker],
      [{}, { ...maker, core: 'cc' }],
      [{}, { ...maker, program: '0.1.1-aa' }],
      [{}, maker],
    ];
    for (const [other, by] of others) keepDifference(at('others'), { ...d, ...other }, by);
    expect(new Set(readdirSync(at('others'))).size).toBe(others.length);
  });

  it('stays in its folder, whatever the release is called', () => {
    const path = keepDifference(at('names'), { ...d, version: '6.12-../../x:y z' }, maker);
    expect(path.startsWith(at('names/codec-6.12-'))).toBe(true);
    expect(readdirSync(at('names'))).toHaveLength(1);
  });

  it('is not written over another text', () => {
    const path = keepDifference(at('taken'), d, maker);
    writeFileSync(path, 'mine');
    expect(() => keepDifference(at('taken'), d, maker)).toThrow('to hold the difference of its name, got another');
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('is read of the format before too, and of no other', () => {
    const read = (value: unknown) => {
      writeFileSync(at('one.json'), JSON.stringify(value));
      return readDifference(at('one.json'));
    };
    expect(read({ format: 1, ...sound })).toMatchObject({ word: 0x8004n });
    for (const wrong of [
      null,
      [],
      { format: 3, maker, ...sound },
      { format: 2, ...sound },
      { format: 2, maker: {}, ...sound },
    ])
      expect(() => read(wrong)).toThrow('expected a difference of format 2 in ');
    writeFileSync(at('large.json'), ' '.repeat(1 << 21));
    expect(() => readDifference(at('large.json'))).toThrow('expected a difference of at most ');
  });

  it('is looked for where there is one', () => {
    mkdirSync(at('empty'));
    expect(() => corpusFiles(at('empty'))).toThrow(`expected differences (*.json) in ${at('empty')}, found none`);
  });
});

describe('the name of a comparison', () => {
  it.each(['nope', 'constructor', '__proto__', ''])('is one that there is, and not %j', (name) => {
    const message = `expected a target among codec, reference, objects, mm, got "${name}"`;
    expect(() => comparisonOf(name as ComparisonName)).toThrow(message);
    expect(() => wordsPerBlock([name as ComparisonName])).toThrow(message);
  });
});

describe('a checkpoint out of a file', () => {
  const owner = { maker: { program: 'p', core: 'c' }, seed: 1, shard: '0/1', targets: ['codec'], kernel: 'all' };
  const checkpoint: Checkpoint = { ...owner, blocks: 2, inputs: 32768, seen: ['kind swap'] };

  const rows = [
    ['format', 1],
    ['maker', undefined],
    ['maker', { program: 'p' }],
    ['seed', '1'],
    ['shard', 1],
    ['targets', 'codec'],
    ['targets', [1]],
    ['kernel', null],
    ['blocks', -1],
    ['blocks', 0.5],
    ['inputs', 1e300],
    ['seen', [1]],
    ['seen', ['nothing that was seen']],
    ['seen', 'kind swap'],
  ] as const;

  it.each(rows)('has the right kind of %s: not %j', (field, value) => {
    writeFileSync(at('checkpoint'), JSON.stringify({ format: 2, ...checkpoint, [field]: value }));
    expect(thrown(() => loadCheckpoint(at('checkpoint'), owner))).toMatchObject({
      code: 'ERR_PTE_INPUT',
      message: `expected a checkpoint of format 2 in ${at('checkpoint')}, got another text`,
    });
  });

  it.each([
    { maker: { program: 'p', core: 'another' } },
    { maker: { program: 'another', core: 'c' } },
    { seed: 2 },
    { shard: '1/2' },
    { targets: ['codec', 'mm'] },
    { kernel: '6.12' },
  ])('is that of the same campaign, and not of %j', (other) => {
    saveCheckpoint(at('checkpoint'), { ...checkpoint, ...other });
    const error = thrown(() => loadCheckpoint(at('checkpoint'), owner));
    expect(error.message).toMatch(/^expected the checkpoint of seed 1, .* core c in .*, got that of seed .*$/);
    saveCheckpoint(at('checkpoint'), checkpoint);
    expect(loadCheckpoint(at('checkpoint'), owner)).toMatchObject(checkpoint);
  });
});
