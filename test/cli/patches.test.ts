/** Kernels with a patch more or less, on the command line. */
import { describe, expect, it } from 'vitest';
import { runEach } from '../support/commands.ts';

describe('the name of a kernel with a patch more or less', () => {
  const life = 'shmem; read; uffd-wp; migrate; write';
  const debian = ['-k', '6.1.0-56-amd64:wrprotectIfUffd', '--uname', '#1 SMP Debian 6.1.192-2 (2026-08-01)'];
  const word = '0x000ffffffffff700';
  const [run, without, diff, listed, json, hidden, both, auto, layout, many, unknown] = runEach([
    ['run', '-k', '6.0', '-k', '6.0:wrprotectIfUffd', life],
    ['run', '-k', '6.2', '-k', '6.2:-writenotifyForUffdWp', life],
    ['diff', '5.12', '5.12:flushInHandlePteFault'],
    ['kernels', '--proposals'],
    ['kernels', '--proposals', '--json'],
    ['decode', '0x8000000012345067', ...debian],
    ['decode', '0x8000000012345067', '-k', '6.1:numaForgetsWrite', '--backport', 'guard'],
    ['decode', '0x8000000012345067', '-k', 'auto:noSuchName'],
    ['decode', word, '-k', '5.10:markerAsSpecial'],
    ['run', '-k', '5.10:markerAsSpecial', 'shmem; write; uffd-wp; dontneed; fork; read'],
    ['diff', '6.0', '6.0:wrprotectIfUfd'],
  ]);

  it('is a column of its own', () => {
    // C0.1: …407 lands without it, …405 is trapped with it; 6.2 lost the row that keeps RW out of vm_page_prot
    expect(run?.stdout).toMatch(/6\.0 +0x8000000012346407[\s\S]*6\.0:wrprotectIfUffd 0x8000000012346405/);
    expect(run?.stdout.match(/trapped: a message/g)).toHaveLength(1);
    expect(without?.stdout).toMatch(/6\.2:-writenotifyForUffdWp 0x8000000012346427/);
  });

  it('is told with what else differs, and once', () => {
    expect(hidden?.stdout).toContain('Linux 6.1.192:wrprotectIfUffd (6.1.0-56-amd64)\n');
    expect(both?.stdout).toContain('Linux 6.1:numaForgetsWrite (+guard)\n');
  });

  it('is refused with the nearest where there is none, also of this machine', () => {
    expect(unknown?.stderr).toContain('got "wrprotectIfUfd" (did you mean wrprotectIfUffd?)');
    expect([unknown?.status, auto?.status]).toEqual([1, 1]);
    expect(auto?.stderr).toMatch(/expected (a row or a proposal|a kernel|a release|\/proc\/version)/);
  });

  it('of a proposed layout changes what a word is', () => {
    expect(layout?.stdout).toContain(`${word}  PTE marker by markerAsSpecial: uffd-wp`);
    // C3.16: do_numa_page() maps page 0
    expect(many?.stdout).toMatch(/read\n +0x8000000000000627 +present page: pfn 0x0/);
    expect(many?.status).toBe(0);
  });

  it('is what pte diff names with its author, and pte kernels --proposals lists', () => {
    expect(diff?.stdout).toContain('proposals\n+ flushInHandlePteFault\n');
    expect(diff?.stdout).toContain('Yu Zhao, 2020-12-23; discussion 4');
    expect(diff?.stdout).not.toContain('bugs named above'); // C4.14 is a claim, C4 a bug
    expect(listed?.stdout).toContain('wrprotectIfUffd  remove_migration_pte()\n');
    const rows = (json?.stdout ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    expect(rows.map(({ id }) => id)).toContain('reuseByMapcount');
  });
});
