/** What goes wrong in a campaign, by faults that are put in: nothing takes the verdict away, and nothing keeps the campaign. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blocksOfRound, blockWords } from '../../fuzz/blocks.ts';
import { type Campaign, campaign } from '../../fuzz/campaign.ts';
import type { Checkpoint } from '../../fuzz/checkpoint.ts';
import { nothingDecided } from '../../fuzz/comparison.ts';
import { comparisonNames, wordsPerBlock } from '../../fuzz/comparisons.ts';
import type { Difference } from '../../fuzz/corpus.ts';
import { nothingSeen } from '../../fuzz/coverage.ts';
import { startPool } from '../../fuzz/pool.ts';
import { turns } from '../../fuzz/turns.ts';
import { addonFile } from '../../lib/batch/engine/native.ts';
import { native } from '../support/native.ts';

const faulty = fileURLToPath(new URL('../support/faultyAddon.cjs', import.meta.url));
const environment = { ...process.env };
let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pte-faults-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});

/** Campaigns from here on run a core with a fault, after so many blocks of the first thread. */
function putIn(fault: string, after: number, more: NodeJS.ProcessEnv = {}): void {
  const core = addonFile();
  Object.assign(process.env, { PTE_FAULT: fault, PTE_FAULT_AFTER: `${after}`, PTE_FAULT_CORE: core }, more);
  process.env.PTE_ADDON = faulty;
}

const shard = { seed: 1, index: 0, count: 1, comparisons: ['codec'], version: '6.12' } as const;
const endless = (): Campaign => ({
  ...shard,
  threads: 2,
  seconds: Number.POSITIVE_INFINITY,
  inputs: Number.POSITIVE_INFINITY,
  corpus: at('corpus'),
});
const messages = (failures: readonly unknown[]) => failures.map((failure) => (failure as Error).message);

/** Blocks of a turn: what the first thread runs before its second. */
const turn = 64;

describe.skipIf(!native)('a campaign whose thread', () => {
  const rows = [
    ['throws', /^expected codec of block 1\d\d \(Linux 6\.12\) to be compared, got an error: boom \\u001b\[31m$/],
    ['exits', /blocks 128 to 191 of the shard, got an error: the thread ended with exit code 0$/],
    ['crashes', /blocks (128|192) to \d+ of the shard, got an error: the threads' process ended with SIGSEGV$/],
    ['memory', /got an error: Worker terminated due to reaching memory limit: JS heap out of memory$/],
  ] as const;

  it.each(rows)('%s ends, with what it had compared', async (fault, message) => {
    putIn(fault, turn + 10, { NODE_OPTIONS: '--max-old-space-size=64' });
    const { failures, inputs, difference } = await campaign(endless());
    expect(messages(failures)).toEqual([expect.stringMatching(message)]);
    expect(failures[0]).toMatchObject({ code: 'ERR_PTE_ENGINE' });
    expect(inputs).toBeGreaterThanOrEqual(2 * turn * blockWords);
    expect(difference).toBeUndefined();
  });

  it.each(['hangs', 'blocks'])('%s ends by a signal, with what it had compared', async (fault) => {
    spawnSync('mkfifo', [at('fifo')]);
    putIn(fault, turn + 10, { PTE_FAULT_FIFO: at('fifo') });
    const stop = new AbortController();
    // After the first turn; the second never ends.
    const progress = () => void setTimeout(() => stop.abort(), 100);
    const { failures, inputs } = await campaign({ ...endless(), stop: stop.signal, progress, checkpoint: at('c') });
    expect(failures).toEqual([]);
    expect(inputs).toBeGreaterThanOrEqual(2 * turn * blockWords);
    expect(JSON.parse(readFileSync(at('c'), 'utf8'))).toMatchObject({
      blocks: 2 * turn,
      inputs: 2 * turn * blockWords,
    });
  });

  it('does not answer is given up', async () => {
    putIn('hangs', 0);
    const pool = startPool({ shard, threads: 1 }, 1);
    await expect(pool.run(0, { from: 0, count: 1 })).rejects.toThrow('no answer within 1 seconds');
    await pool.end();
    await expect(pool.run(0, { from: 0, count: 1 })).rejects.toThrow('got an error');
  });

  it('ends while it makes a difference smaller has found one', async () => {
    putIn('vanishes', 0);
    const { difference, failures } = await campaign(endless());
    expect(difference).toMatchObject({ target: 'codec', seed: 1 });
    expect(failures).toEqual([]);
  });
});

describe.skipIf(!native)('a difference', () => {
  it('is told before it is kept, and stands though it cannot be', async () => {
    putIn('differs', 3);
    const told: Difference[] = [];
    const found = (d: Difference) => {
      told.push(d);
      writeFileSync(at('corpus'), 'no folder');
    };
    const { difference, kept, failures } = await campaign({ ...endless(), found });
    expect(told).toEqual([difference]);
    expect(difference?.how).toMatch(/ decode it differently$/);
    expect(kept).toBeUndefined();
    expect(messages(failures)).toEqual([`expected a folder at ${at('corpus')}, got a file`]);
  });

  it('is counted, and its turn is not: the checkpoint is exact, and the next run finds it again', async () => {
    putIn('differs', turn + 10);
    const once = { ...endless(), threads: 1, checkpoint: at('c') };
    const first = await campaign(once);
    expect([first.inputs, first.difference?.block]).toEqual([(turn + 11) * blockWords, turn + 10]);
    const { blocks, inputs }: Checkpoint = JSON.parse(readFileSync(at('c'), 'utf8'));
    expect([blocks, inputs]).toEqual([turn, turn * blockWords]);
    process.env.PTE_FAULT_AFTER = '10'; // of the turn that is run again
    const second = await campaign(once);
    expect(second).toMatchObject({ resumed: inputs, inputs: first.inputs, difference: first.difference });
    expect(readdirSync(at('corpus'))).toHaveLength(1); // the same difference of the same maker
  });
});

describe.skipIf(!native)('the files of a campaign', () => {
  const rows = [
    ['a corpus below a file', () => ({ corpus: at('file/below') }), 'expected a folder at '],
    ['a corpus where nothing can be made', () => ({ corpus: '/proc/x/y' }), 'no such file or directory'],
    ['a checkpoint in no folder', () => ({ checkpoint: at('nowhere/c') }), 'no such file or directory'],
    ['a checkpoint that is a folder', () => ({ checkpoint: folder }), 'expected a file for the checkpoint, got '],
    ['a checkpoint that is a device', () => ({ checkpoint: '/dev/null' }), 'expected a file for the checkpoint, got '],
    ['another text as the checkpoint', () => ({ checkpoint: at('file') }), 'expected a checkpoint of format 2 in '],
  ] as const;

  it.each(rows)('are opened before it starts: %s', async (_name, more, message) => {
    writeFileSync(at('file'), 'text');
    const progress = () => expect.unreachable();
    await expect(campaign({ ...endless(), progress, ...more() })).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('that fail on the way end it with what it had found', async () => {
    const checkpoint = at('c');
    const progress = () => void mkdirSync(checkpoint, { recursive: true });
    const { failures, inputs } = await campaign({ ...endless(), inputs: 2 * blockWords, checkpoint, progress });
    expect(messages(failures)).toEqual([`expected a file to write, got the folder ${checkpoint}`]);
    expect(inputs).toBe(2 * blockWords);
  });

  it('are not those of another core', async () => {
    const once = { ...endless(), inputs: blockWords, checkpoint: at('c') };
    await campaign(once);
    await expect(campaign({ ...once, version: '6.1' })).rejects.toThrow(
      /kernel 6\.1, by .* got that of .*kernel 6\.12,/,
    );
    putIn('none', 0);
    await expect(campaign(once)).rejects.toThrow(
      /^expected the checkpoint of seed 1.*, core \w+ in .*, got that of seed 1/,
    );
  });
});

describe.skipIf(!native)('what a campaign compares', () => {
  it('is what was asked for, by the words of each target, whatever the number of threads', async () => {
    const perBlock = wordsPerBlock(['codec', 'objects']);
    for (const threads of [1, 3]) {
      const c: Campaign = { ...endless(), comparisons: ['codec', 'objects'], threads, inputs: 4 * perBlock + 1 };
      expect((await campaign(c)).inputs).toBe(5 * perBlock);
    }
    expect(wordsPerBlock(comparisonNames)).toBe(16384 + 4096 + 256 + 16384);
  });

  it('is never nothing: it ends where a round over all kernels has nothing to compare', async () => {
    const nothing = {
      run: async () => ({ blocks: 1, inputs: 0, decisions: nothingDecided, seen: nothingSeen() }),
      end: async () => {},
    };
    const standing = { blocks: 0, inputs: 0, after: 0, decisions: nothingDecided, seen: nothingSeen() };
    await expect(
      turns(
        nothing,
        endless(),
        standing,
        () => 0,
        () => {},
      ),
    ).rejects.toThrow(/^expected codec to compare words, got none in \d+ blocks$/);
    expect(standing.blocks).toBeGreaterThanOrEqual(blocksOfRound);
  });

  it('is kernel logic on every release', async () => {
    for (const version of ['4.19', '5.4', '7.3'])
      expect(await campaign({ ...endless(), comparisons: ['mm'], version, inputs: 1024 })).toMatchObject({
        inputs: blockWords,
        failures: [],
      });
  });

  it('needs no core where it does not run one', async () => {
    process.env.PTE_ADDON = at('none.node');
    const objects = await campaign({ ...endless(), comparisons: ['objects'], inputs: 1 });
    expect(objects).toMatchObject({ inputs: 256, failures: [] });
    const { failures } = await campaign({ ...endless(), inputs: 1 });
    expect(messages(failures)).toEqual([expect.stringMatching(/^expected a native core to compare, got none: /)]);
  });
});
