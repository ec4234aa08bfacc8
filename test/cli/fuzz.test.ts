/** `pte fuzz` as it is run: exit codes, what is printed, and what is refused. Faults of the core are put in by an addon. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepDifference } from '../../fuzz/corpus.ts';
import { addonFile } from '../../lib/batch/engine/native.ts';
import { type Run, runEach } from '../support/commands.ts';
import { native } from '../support/native.ts';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const pte = here('../../bin/pte.cjs');
const folder = mkdtempSync(join(tmpdir(), 'pte-fuzz-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** A core with a fault, after so many blocks. */
const withFault = (fault: string, after: number): NodeJS.ProcessEnv => ({
  ...process.env,
  PTE_ADDON: here('../support/faultyAddon.cjs'),
  PTE_FAULT: fault,
  PTE_FAULT_AFTER: `${after}`,
  PTE_FAULT_CORE: addonFile(),
});

const lines = (text: string | undefined) => text?.trimEnd().split('\n') ?? [];

describe('what would compare nothing, or say nothing', () => {
  const corpus = at('corpus');
  const rows = [
    ['no words', ['--count', '0'], 'expected --count as a number from 1, got "0"'],
    ['no time', ['--time', '0'], 'expected --time as a number from 1, got "0"'],
    ['no threads', ['--threads', '0'], 'expected --threads as a number from 1 to 1024, got "0"'],
    ['threads without end', ['--threads', '9999999'], 'expected --threads as a number from 1 to 1024, got "9999999"'],
    ['a target twice', ['--target', 'mm,mm'], 'expected --target with each name once, got "mm,mm"'],
    [
      'a target of every object',
      ['--target', 'constructor'],
      'expected --target of codec, reference, objects, mm, got',
    ],
    ['an empty corpus', ['--replay', at('empty')], 'expected differences (*.json) in '],
    ['a replay with a seed', ['--replay', corpus, '--seed', '1'], 'expected no --seed with --replay'],
    ['a replay with a queue', ['--replay', corpus, '--queue', 'redis://h'], 'expected no --queue with --replay'],
    ['a replay with a role', ['worker', '--replay', corpus], 'expected no "worker" with --replay'],
    ['headers with a kernel', ['--headers', '/x', '-k', '6.12'], 'expected no --kernel with --headers'],
    ['headers with a shard', ['--headers', '/x', '--shard', '0/2'], 'expected no --shard with --headers'],
    ['sources without headers', ['--source', '/x'], 'expected no --source with a campaign'],
    ['a corpus in a file', ['--corpus', pte], 'expected a folder at '],
    ['a corpus where none can be', ['--corpus', '/proc/x'], '/proc/difference.json: no such file or directory'],
    ['a checkpoint where none can be', ['--checkpoint', '/nonexistent/x'], '/nonexistent: no such file or directory'],
  ] as const;
  let all: readonly Run[] = [];
  beforeAll(() => {
    mkdirSync(at('empty'));
    all = runEach(rows.map(([, args]) => ['fuzz', ...args]));
  });

  it.each(rows)('is refused, in one line: %s', (name, _args, message) => {
    const run = all[rows.findIndex((row) => row[0] === name)];
    expect([run?.status, run?.stdout, lines(run?.stderr).length]).toEqual([1, '', 1]);
    expect(run?.stderr).toContain(`pte: ${message}`);
  });
});

describe.skipIf(!native)('a difference', () => {
  it('is printed with where it is kept, and is the exit code', () => {
    const args = ['fuzz', '-k', '6.12', '--threads', '2', '--corpus', at('kept by')];
    const { stdout, status } = spawnSync(process.execPath, [pte, ...args], {
      encoding: 'utf8',
      env: withFault('differs', 3),
    });
    expect(status).toBe(2);
    const [how, command, kept, sum] = lines(stdout);
    expect(how).toMatch(/^codec: \w+ and \w+ decode it differently$/);
    expect(command).toBe('  pte decode 0x0000000000000000 --kernel 6.12');
    const file = at(`kept by/${readdirSync(at('kept by'))[0]}`);
    expect(kept).toBe(`  kept in ${file}; pte fuzz --replay '${file}'`);
    expect(sum).toMatch(/^[\d,]+ words compared, .*, one difference \(seed 1, shard 0\/1\)$/);
  });

  it('is run again, though the file before it is broken; nothing of a file moves the cursor', () => {
    const how = '\u001b]0;title\u0007';
    const d = {
      target: 'codec',
      version: '6.12',
      config: { softDirty: false },
      word: 4n,
      how,
      seed: 1,
      block: 0,
    } as const;
    const kept = keepDifference(at('again'), d, { program: 'p', core: 'c' });
    writeFileSync(at('again/broken.json'), '{"format":2');
    const replay = (env: NodeJS.ProcessEnv) =>
      spawnSync(process.execPath, [pte, 'fuzz', '--replay', at('again')], { encoding: 'utf8', env });
    const differs = replay({ ...withFault('differs', 0), PTE_FAULT_THREAD: '0' });
    expect([differs.status, lines(differs.stdout)]).toEqual([
      2,
      [
        'codec: \\u001b]0;title\\u0007',
        '  pte decode 0x0000000000000004 --kernel 6.12 --off soft-dirty',
        `  kept in ${kept}; pte fuzz --replay ${kept}`,
        '1 of 1 still differ',
      ],
    ]);
    expect(lines(differs.stderr)).toEqual([
      expect.stringMatching(/^pte: skipped .*broken\.json: expected a difference/),
    ]);
    const exits = replay({ ...withFault('exits', 0), PTE_FAULT_THREAD: '0' });
    expect([exits.status, exits.stdout]).toEqual([1, '']);
    expect(lines(exits.stderr).at(-1)).toMatch(/^pte: expected the corpus to be run to its end, got an exit/);
    const agrees = replay(process.env);
    expect([agrees.status, agrees.stdout]).toEqual([1, '0 of 1 still differ\n']);
  });
});

describe.skipIf(!native)('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends a campaign with its sum and its checkpoint: %s', async (signal, code) => {
    const checkpoint = at(signal);
    const args = ['fuzz', '--time', '100000', '--threads', '1', '--checkpoint', checkpoint];
    const child = spawn(process.execPath, [pte, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const closed = once(child, 'close');
    while (!existsSync(checkpoint)) await setTimeout(20);
    child.kill(signal);
    expect(await closed).toEqual([code, null]);
    const [, words, rest] = /^([\d,]+) words compared, (.*)\n$/.exec(stdout) ?? [];
    expect(rest).toMatch(new RegExp(`, no difference until ${signal} \\(seed 1, shard 0/1\\)$`));
    const { inputs } = JSON.parse(readFileSync(checkpoint, 'utf8')) as { readonly inputs: number };
    expect(inputs).toBe(Number(words?.replaceAll(',', '')));
  });
});
