/** C programs out of scripts: each operation has one or a reason, each compiles without a warning, and none is written that never ends. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { type ScriptName, sayables } from '../../lib/world/operations/names.ts';
import { mappingNames, parseScript, rareMappingNames } from '../../lib/world/script.ts';
import { calls } from '../../lib/world/toC/calls.ts';
import { mapped } from '../../lib/world/toC/mappings.ts';
import { whyNot } from '../../lib/world/toC/refusals.ts';
import { toC } from '../../lib/world/toC/toC.ts';
import { hasTool } from '../support/tools.ts';

const newest = kernel('7.3');
/** The program of a script. */
const program = (script: string, k = newest): string => toC(k, parseScript(script));

/** Where there is no compiler, nothing is compiled. */
const compiling = it.skipIf(!hasTool('cc'));
/** What the compiler says; nothing if all is well. */
function compiled(text: string): string {
  const options = ['-std=gnu17', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-xc', '-'];
  const { error, stderr } = spawnSync('cc', options, { input: text, encoding: 'utf8' });
  return error ? String(error) : stderr;
}

describe('the table of C', () => {
  it.each(Object.keys(sayables) as ScriptName[])('has %s, or says why not', (name) => {
    const why = whyNot({ name, word: '' });
    if (why === undefined)
      expect(Object.keys(calls[name as keyof typeof calls])).toContainEqual(expect.stringMatching(/^(c|outside)$/));
    else expect(why.length).toBeGreaterThan(20);
  });
  it('has every mapping, or says why not', () => {
    expect(Object.keys(mapped).sort()).toEqual([...mappingNames, ...rareMappingNames].sort());
  });
});

describe('a program', () => {
  const lives = [
    'anon; write; uffd-wp; pageout; read; migrate; write; uffd-wp-resolve; swapoff; uffd-close; cold; free',
    'anon; fork; B: write; child-exit; dontfork; dofork; wipeonfork; keeponfork; mlock; munlock; exit',
    'anon; write; uffd-register missing event-fork event-remap; mremap; fork; uffd-unregister; munmap',
    'anon; uffd-copy; uffd-move; read; uffd-rwp; read; uffd-rwp-resolve',
    'anon; uffd-copy-wp; dontneed; uffd-zeropage; dontneed; uffd-poison; read',
    'anon; write; pin; clear-refs; unpin; hwpoison; read; pkey-mprotect 2',
    'anon; write; ksm-merge; ksm-unmerge; numa-hint; read; mmap-next; mprotect-merge r; vma-merge',
    'anon; write; uffd-register wp-async; pagemap-scan; write; pagemap-scan read; guard-install; read; guard-remove',
    'shmem; write; B: map; B: read; truncate; uffd-register minor; uffd-continue; collapse',
    'file; write; writeback; pageout; B: map; B: write; B: exit',
    'anon; write; to-device; read',
    'thp; write; split; collapse madvise; mprotect none',
    'shmem; write; uffd-wp; mremap-dontunmap; write; compact',
    'anon; write; splice; fork; write; unsplice; B: splice',
    'anon; write; uffd-wp; write-wait; dontneed; uffd-wake; read-wait; uffd-unregister',
    'anon-folio; read 1; cold 0; cold 1',
    'anon-folio; write; mprotect r 2; write 3; migrate; clear-refs',
  ];
  compiling.each(lives)('compiles without a warning: %s', (script) => {
    expect(compiled(program(script))).toBe('');
  });
  const mappings = Object.entries(mapped).flatMap(([name, of]) => ('not' in of ? [] : [name]));
  compiling.each(mappings)('compiles for %s', (name) => {
    expect(compiled(program(`${name}; read; clear-refs`))).toBe('');
  });

  compiling.each([
    'anon; write; clear-refs; write; migrate-begin; clear-refs; migrate-end; write',
    'anon; write; uffd-register wp-async; migrate-begin; pagemap-scan; migrate-end',
  ])('tries for a while to come between the halves of a migration: %s', (script) => {
    expect(compiled(program(script))).toBe('');
  });

  it('expects what /proc/PID/pagemap has: PM_PRESENT, PM_MMAP_EXCLUSIVE, PM_SOFT_DIRTY of a page that was written', () => {
    expect(program('anon; write')).toContain('{1, 0, 0, 0x8180000000000000ull, FRAME, 1}');
  });
  it('expects PM_SWAP and the same page again where it is the same, by numbers of its own', () => {
    const text = program('anon; write; pageout; write; fork; B: write');
    expect(text).toMatch(/\{2, 0, 0, 0x4[\da-f]{15}ull, SLOT, 2\}/);
    expect(text).toMatch(/\{4, 1, 0, 0x8[\da-f]{15}ull, FRAME, 3\}/);
    expect(text).toMatch(/\{5, 1, 0, 0x8[\da-f]{15}ull, FRAME, 4\}/);
  });
  it('knows what an access comes to: a trap, a signal, an error of a call', () => {
    expect(program('anon; write; uffd-wp; write')).toContain('{"write", 0, step_3, 0, TRAPPED, 0, -1, -1}');
    expect(program('anon; mprotect r; write')).toContain('SIGNAL, SIGSEGV');
    expect(program('anon; uffd-register missing; uffd-wp-resolve')).toContain('ERROR, ENOENT');
  });
  // userfaultfd_unregister() wakes those who wait for missing pages alone
  it.each([
    ['anon; write; uffd-wp; write-wait; uffd-unregister', 1],
    ['anon; write; uffd-register missing wp; uffd-wp; write-wait; uffd-unregister', 0],
  ])('knows who sleeps: %s', (script, asleep) => {
    expect(program(script)).toMatch(new RegExp(`"uffd-unregister", 0, step_\\d, 0, DONE, 0, -1, ${asleep}}`));
  });
  it('leaves out soft-dirty where a build has none', () => {
    expect(program('anon; write', kernel('7.3', { softDirty: false }))).toContain('#define MASK 0xe700000000000000ull');
  });
});

describe('no program is written', () => {
  it.each([
    ['anon; write; device-exclusive', 'device-exclusive: it takes a driver'],
    ['thp; write; to-device', 'moves small ones'],
    ['anon; write; clear-refs-begin; flush', 'no program keeps a processor in the middle of a call'],
    ['anon; write; migrate-begin; read; migrate-end', 'does not tell from an ordinary one'],
    ['anon; write; migrate-begin; fork; migrate-end', 'many pages move at once, of one process'],
    ['anon; write; uffd-wp; cpu0: write-wait; cpu1: write-wait', 'one thread sleeps already'],
    ['anon; write; uffd-wp; write-wait-begin; uffd-wp-resolve', 'no program keeps a processor'],
    ['anon; read; pin', 'programs pin for writing'],
    ['pfnmap; read', 'a driver that maps page frames'],
    ['anon; write; write-tlb', 'the processor’s choice'],
  ])('for what none can do: %s', (script, why) => {
    expect(() => program(script)).toThrow(why);
  });
  // hugetlb_wp() of 6.6 leaves a mark of userfaultfd that nobody resolves: the write faults for ever
  it('for what never ends by the model', () => {
    expect(() => program('hugetlb; write; uffd-wp; mremap; write', kernel('6.6'))).toThrow('ties up a processor');
  });
  it('for what the release lacks', () => {
    expect(() => program('anon; write; uffd-rwp', kernel('6.12'))).toThrow('uffd-rwp');
  });
});

describe('--to-c', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pte-to-c-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'life.c');
  const pte = (...args: readonly string[]) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('../../bin/pte.cjs', import.meta.url)), ...args], {
      encoding: 'utf8',
    });

  it('of pte run writes the script', () => {
    expect(pte('run', '-k', '6.12', '--to-c', file, 'anon; write; uffd-wp; write')).toMatchObject({
      status: 0,
      stderr: `pte: ${file} runs on a machine of its own by: pte confirm --image DIR 'anon; write; uffd-wp; write'\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe(program('anon; write; uffd-wp; write', kernel('6.12')));
  });
  it('of pte explore writes the shortest script that was found, which breaks a promise', () => {
    const asked = [
      'explore',
      '-k',
      '6.0',
      '--for',
      'shmem',
      '--depth',
      '4',
      'migrate',
      '--never',
      'uffd-wp & writable',
    ];
    const { status, stderr } = pte(...asked, '--to-c', file);
    expect(status).toBe(2);
    const [, script] = / \* (shmem; .*)\n/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(script?.split('; ').at(-1)).toBe('migrate');
    expect(stderr).toContain(`pte confirm --image DIR '${script}'`);
  });
  it.each([
    [['run', '-k', '7.3', '-k', '6.1', 'anon; write'], 'expected --to-c with one kernel, got several'],
    [['run', '--json', 'anon; write'], 'expected --to-c without --json, got both'],
    [['run', 'anon; write; write-tlb'], 'expected a script that a C program can do, got write-tlb'],
    [['explore', '--compare', '6.1', '6.2'], 'expected --compare without --to-c, got both'],
  ])('says what is wrong with %j, and writes nothing', (args, message) => {
    rmSync(file, { force: true });
    const { status, stderr } = pte(...args, '--to-c', file);
    expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
    expect(existsSync(file)).toBe(false);
  });
});
