/** What `pte explore` prints, and how it ends. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayables } from '../../lib/world/operations/names.ts';
import { type Run, runEach } from '../support/commands.ts';

const env = { ...process.env, COLUMNS: '100', NO_COLOR: '1' };
const shmem = ['explore', '--for', 'shmem', '--depth', '4'];
const folder = mkdtempSync(join(tmpdir(), 'pte-explore-'));
const commands = {
  svg: [...shmem, '-k', '6.0', 'migrate', '--never', 'uffd-wp & writable', '--svg', join(folder, 'a.svg')],
  noSvg: [...shmem, '-k', '6.2', 'migrate', '--never', 'uffd-wp & writable', '--svg', join(folder, 'none.svg')],
  dot: ['explore', '-k', '6.12', 'numa-hint', '--dot', join(folder, 'a.dot')],
  everything: ['explore', '-k', '4.19'],
  broken: [...shmem, '-k', '6.0', 'uffd-wp; migrate'],
  never: [...shmem, '-k', '6.0', 'migrate', '--never', 'uffd-wp & writable'],
  holds: [...shmem, '-k', '6.2', 'migrate', '--never', 'uffd-wp & writable'],
  untested: [...shmem, '-k', '6.2', 'migrate', '--never', 'present & device-read & writable', '--only'],
  reach: ['explore', '-k', '6.12', '--depth', '4', 'uffd-wp', '--reach', '0x8400000012345c25'],
  json: [...shmem, '-k', '6.0', '--json', 'uffd-wp; migrate'],
  withoutRow: [...shmem, '-k', '7.3.4', 'uffd-wp', '--without', 'writenotifyForUffdWp', '--off', 'pkeys'],
  compare: ['explore', '--compare', '6.1.192', '6.2', 'numa-hint; read'],
  inFront: ['explore', '--depth', '4', '-k', '6.0', 'shmem; migrate', '--never', 'uffd-wp & writable'],
  twoMappings: ['explore', '-k', '6.0', '--for', 'anon', 'shmem; migrate'],
  reachWord: ['explore', '-k', '6.13', '--reach', 'guard', '--depth', '2'],
  noReach: ['explore', '-k', '6.12', '--reach', 'guard', '--depth', '1'],
  invariant: [
    'explore',
    '-k',
    '6.0',
    '--for',
    'shmem',
    '--depth',
    '4',
    'uffd-wp; migrate',
    '--invariant',
    'uffd-wp-kept',
  ],
  noInvariant: ['explore', '-k', '6.0', '--invariant', 'uffd-wp-kpet'],
  notPromised: ['explore', '-k', '6.12', '--invariant', 'rwp-not-accessible'],
  invariantToo: ['explore', '-k', '6.0', '--invariant', 'uffd-wp-kept', '--never', 'swap'],
  same: ['explore', '--compare', '6.1.192', '6.2', 'clear-refs; pageout'],
  compareJson: ['explore', '--compare', '6.1.192', '6.2', 'numa-hint', '--json'],
  alone: ['explore', '--compare', '6.1.192'],
  steps: ['explore', '-k', '6.1.192', '--depth', '3', '--steps', 'pte_mk_savedwrite'],
  noSteps: ['explore', '-k', '6.2', '--depth', '3', 'numa-hint', '--steps', 'pte_mk_savedwrite'],
  scope: ['explore', '-k', '6.12', '--never', 'swap & page.exclusiv'],
  cpus: ['explore', '-k', '6.12', '--never', 'cpu0.holds & cpu1.holds'],
  unasked: ['explore', '-k', '6.12', '--depth', '3', 'pageout', '--never', 'page.ksm & writable', '--only'],
  noMapping: ['explore', '-k', '6.12', '--for', 'anno', 'migrate'],
  noHelper: ['explore', '-k', '6.12', '--steps', 'pte_mkufd_wp'],
  noPrefix: ['explore', '-k', '6.12', '--reach', '8000000012345c67'],
  oneProcess: ['explore', '-k', '6.12', '--processes', '1', 'pageout; fork'],
  lonely: ['explore', '-k', '6.12', '--for', 'thp', '--processes', '2', 'pageout'],
  nothing: ['explore', '-k', '6.12', '--only'],
  twice: ['explore', '--compare', '6.2', '6.2', 'migrate'],
  kernelToo: ['explore', '-k', '6.12', '--compare', '6.1.192', '6.2', 'migrate'],
  allToo: ['explore', '-k', '6.12', '--never', 'swap', '--all'],
  twoSearches: ['explore', '-k', '6.12', '--never', 'swap', '--steps', 'pte_mkuffd_wp'],
  noRow: ['explore', '--compare', '6.0', '6.0:wrprotectIfUfd', 'migrate'],
  longWord: ['explore', '-k', '6.12', '--reach', '0x80000000123456789'],
  unknown: ['explore', '-k', '6.12', 'migrat'],
  both: ['explore', '-k', '6.12', '--never', 'swap', '--reach', 'swap'],
  column: ['explore', '-k', '6.12', '--never', 'swap & writabel'],
} as const;

let runs: Readonly<Record<keyof typeof commands, Run>>;
beforeAll(() => {
  const all = runEach(Object.values(commands), env);
  runs = Object.fromEntries(Object.keys(commands).map((name, i) => [name, all[i]])) as typeof runs;
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('pte explore', () => {
  // commit 51d3d5eb74ff, "mm/migrate": shared memory that is write-protected comes back writable (5.19 to before 6.2)
  it('prints the shortest command that breaks a promise, and says so by its exit code', () => {
    const { stdout, status } = runs.broken;
    const lines = stdout.split('\n');
    expect(status).toBe(2);
    expect(lines[0]).toBe('Linux 6.0');
    expect(lines.find((line) => line.startsWith('violated  uffd-wp-not-writable'))).toMatch(/premise met in \d+$/);
    expect(lines).toContain("  pte run -k 6.0 'shmem; read; uffd-wp; migrate'");
    expect(stdout).toMatch(/\d+ states, \d+ transitions, 4 deep, not exhausted: ended by --depth/);
    expect(stdout).toMatch(/^untested +fork-uffd-wp +its premise never held$/m);
  });

  // migrate_vma_insert_page() of 4.19.1 makes a writable entry that is not soft-dirty; no release so old has userfaultfd write protection
  it('of a kernel alone explores every mapping, and what the table of bugs needs', () => {
    const { stdout, status } = runs.everything;
    expect(status).toBe(2);
    expect(stdout).toMatch(/^\d+ settings, [\d,]+ states and [\d,]+ transitions$/m);
    expect(stdout).toContain("violated  soft-dirty-trap: pte run -k 4.19 'anon; clear-refs; to-device; read'\n");
    expect(stdout).not.toMatch(/uffd-wp-kept/);
  });

  it('names the kernel in the command as it was named', () => {
    expect(runs.withoutRow.stdout).toContain(
      "  pte run -k 7.3.4 --off pkeys --without writenotifyForUffdWp 'shmem; uffd-wp'",
    );
  });

  it('answers a question', () => {
    expect(runs.never.status).toBe(2);
    expect(runs.never.stdout).toContain("pte run -k 6.0 'shmem; read; uffd-wp; migrate'");
    expect(runs.holds.status).toBe(0);
    expect(runs.holds.stdout).toMatch(/holds +in \d+ states, premise met in \d+/);
    expect(runs.untested.status).toBe(1);
  });

  it('says how an entry comes about', () => {
    expect(runs.reach.status).toBe(0);
    expect(runs.reach.stdout).toContain("pte run -k 6.12 'anon; write; uffd-wp'");
  });

  it('takes the mapping in front, as scripts do', () => {
    expect([runs.inFront.status, runs.inFront.stdout]).toEqual([
      2,
      expect.stringContaining("pte run -k 6.0 'shmem; read; uffd-wp; migrate'"),
    ]);
    expect([runs.twoMappings.status, runs.twoMappings.stderr]).toEqual([
      1,
      expect.stringContaining('expected one mapping, got --for anon and shmem in front'),
    ]);
  });

  // MADV_GUARD_INSTALL: 662df3e5c376, 6.13
  it('tries what an entry needs to come about', () => {
    expect([runs.reachWord.status, runs.reachWord.stdout]).toEqual([
      0,
      expect.stringContaining("pte run -k 6.13 'anon; guard-install'"),
    ]);
    expect([runs.noReach.status, runs.noReach.stdout]).toEqual([
      2,
      expect.stringContaining('no entry was found, with more left to try: guard'),
    ]);
  });

  it('asks one invariant', () => {
    expect(runs.invariant.stdout.match(/^(?:holds|violated|untested) .*$/gm)).toEqual([
      expect.stringMatching(/^violated +uffd-wp-kept +in \d+ transitions, premise met in \d+$/),
    ]);
  });

  it('says it all as JSON', () => {
    const { kernel, states, exhausted, invariants } = JSON.parse(runs.json.stdout);
    expect([kernel, states > 50, exhausted]).toEqual(['6.0', true, false]);
    const broken = invariants.find(({ name }: { name: string }) => name === 'armed-write-trapped');
    expect(broken.script).toBe('shmem; read; uffd-wp; migrate; write');
  });

  it('refuses what is none', () => {
    const all = Object.keys(sayables).length;
    expect([runs.unknown.status, runs.unknown.stderr.split('\n')[0]]).toEqual([
      ...[
        1,
        `pte: expected an operation such as read, write or fork (pte run --help lists all ${all}), got "migrat" (did you mean migrate?)`,
      ],
    ]);
    expect(runs.both.stderr).toContain('expected --never or --reach, got both');
    expect([runs.column.status, runs.column.stderr]).toEqual([
      ...[
        1,
        'pte: expected a word such as swap, uffd-wp or pfn, got "writabel" at column 8 (did you mean writable?)\n',
      ],
    ]);
  });

  // commit 6a56ccbcf6c6 (6.2): a hint no longer remembers that the entry was writable
  it('compares two kernels', () => {
    expect(runs.compare.status).toBe(2);
    expect(runs.compare.stdout).toContain("pte run -k 6.1.192 -k 6.2 'anon; write; numa-hint'");
    expect(runs.compare.stdout).toContain('by numaSavedwrite, 6a56ccbcf6c6, 6.2');
    expect(runs.same.status).toBe(0);
    expect(runs.same.stdout).toMatch(/^the same in \d+ states, \d+ transitions$/m);
    expect(runs.compareJson.status).toBe(2);
    expect(JSON.parse(runs.compareJson.stdout)).toMatchObject({
      ...{ first: '6.1.192', second: '6.2', differing: 1 },
      differences: [{ operation: 'numa-hint', script: 'anon; write; numa-hint' }],
    });
    expect([runs.alone.status, runs.alone.stderr]).toEqual([
      1,
      expect.stringContaining('expected --compare with two kernels'),
    ]);
  });

  // mm/mprotect.c alone calls it in 6.1.192
  it('lists the operations that take a helper', () => {
    expect(runs.steps.status).toBe(0);
    expect(runs.steps.stdout).toMatch(
      /^ {2}numa-hint {2}\d+ transitions: pte run --trace -k 6.1.192 'anon; write; numa-hint'$/m,
    );
    expect(runs.steps.stdout.match(/pte run/g)).toHaveLength(1);
    expect([runs.noSteps.status, runs.noSteps.stdout]).toEqual([
      2,
      expect.stringContaining('no operation takes pte_mk_savedwrite'),
    ]);
  });

  it('answers questions about what lies beside an entry', () => {
    expect([runs.scope.status, runs.scope.stderr]).toEqual([
      1,
      expect.stringContaining('at column 8 (did you mean page.exclusive?)'),
    ]);
    expect([runs.cpus.status, runs.cpus.stderr]).toEqual([1, expect.stringContaining('expected --cpus 2')]);
    expect([runs.unasked.status, runs.unasked.stdout]).toEqual([
      1,
      expect.stringMatching(/^untested +its premise never held$/m),
    ]);
  });

  it('draws the shortest script, and the states', () => {
    const svg = readFileSync(join(folder, 'a.svg'), 'utf8');
    expect([runs.svg.status, svg.startsWith('<svg'), svg.includes('shmem; read; uffd-wp; migrate')]).toEqual([
      2,
      true,
      true,
    ]);
    expect([runs.noSvg.status, existsSync(join(folder, 'none.svg'))]).toEqual([0, false]);
    expect(runs.noSvg.stderr).toContain('nothing to draw');
    expect(readFileSync(join(folder, 'a.dot'), 'utf8')).toMatch(/^digraph states \{[\s\S]*s0 -> s1 /);
  });

  it('refuses what is none, and what contradicts itself', () => {
    const refused: readonly (readonly [keyof typeof commands, string])[] = [
      ['longWord', 'expected --reach with a word of 64 bits'],
      ['noMapping', '(did you mean anon?)'],
      ['noHelper', '(did you mean pte_mkuffd_wp?)'],
      ['lonely', 'expected fork or map among the operations with 2 processes'],
      ['oneProcess', 'expected --processes 2 for "fork"'],
      ['noPrefix', 'expected --reach with 0x in front of a word, got "8000000012345c67"'],
      ['nothing', 'expected operations to try with only, got none'],
      ['twice', 'expected --compare with two kernels, got "6.2" twice'],
      ['kernelToo', 'expected --compare without --kernel'],
      ['allToo', 'expected --all without --never'],
      ['noInvariant', '(did you mean uffd-wp-kept?)'],
      ['notPromised', 'expected an invariant that 6.12 promises, got "rwp-not-accessible"'],
      ['invariantToo', 'expected --invariant without --never'],
      ['twoSearches', 'expected --never or --steps, got both'],
      ['noRow', '(did you mean wrprotectIfUffd?)'],
    ];
    for (const [name, says] of refused)
      expect([name, runs[name].status, runs[name].stderr]).toEqual([name, 1, expect.stringContaining(says)]);
  });
});
