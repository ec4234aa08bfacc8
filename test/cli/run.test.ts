import { describe, expect, it } from 'vitest';
import { runHere } from '../support/inProcess.ts';

const run = (...args: readonly string[]) => runHere(['run', ...args], { env: { NO_COLOR: '1' } });

describe('pte run', () => {
  it('ends the life of a kernel that lacks an operation, says so on standard error, and goes on with the others', async () => {
    const script = 'anon; write; uffd-wp; write';
    const { stdout, stderr, status } = await run('-k', '5.4', '-k', '5.7', script);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^pte: 5\.4 ends at uffd-wp: not possible: .*UFFDIO_WRITEPROTECT/);
    expect(stdout).toContain('the life ends here on this kernel');
    expect(stdout.split('\nwrite\n').at(-1)).toMatch(/^ {2}5\.7 [\s\S]*trapped/);
    const on = await run('--keep-going', '-k', '5.4', script);
    expect([on.status, on.stderr]).toEqual([0, '']);
    expect(on.stdout).not.toContain('ends here');
  });

  it('ends with 0 where the kernel refuses, and where there is nothing to do', async () => {
    expect((await run('-k', '5.18', 'shmem; uffd-wp; write')).status).toBe(0); // vma_can_userfault(): -EINVAL
    expect((await run('-k', '6.12', 'anon; write; swapoff; write')).status).toBe(0);
  });

  it('shows TLBs, locks, the counter and other entries, where several CPUs or processes take part', async () => {
    const { stdout } = await run('-k', '5.10', 'anon; cpu1: write; cpu0: clear-refs-begin; cpu2: fork');
    expect(stdout).toContain('TLB cpu1 0x…345867 writable | mmap_lock: cpu0 reads | tlb_flush_pending 1');
    expect(stdout).toContain('waits for mmap_lock (cpu0 holds it for reading)');
    expect(stdout).toContain('cpu2 still waits with fork');
    expect((await run('-k', '6.12', 'shmem; A: write; B: map; B: read')).stdout).toContain('A 0x…345867');
  });

  it('gives the mapping, the pagemap word and why kernels part as JSON, one object a line', async () => {
    const { stdout } = await run('--json', '--pagemap', '-k', '6.1.7', '-k', '6.1.8', 'shmem; read; uffd-wp; migrate');
    const [, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(second.parts).toMatchObject({
      from: '6.1.7',
      operation: 'migrate',
      alone: [{ id: 'writenotifyForUffdWp' }],
    });
    expect(second.rows[1].mapping.vmPageProt).toEqual({ before: '0x8000000000000027', after: '0x8000000000000025' });
    expect(second.rows[0].pagemap.names).toContain('PM_FILE');
    expect(second.rows[0]).not.toHaveProperty('world');
  });

  it('keeps to what fits beside the names of kernels, and leaves out why on demand', async () => {
    const args = ['-k', '6.0', '-k', '6.2', 'shmem; read; uffd-wp; migrate; write'];
    expect((await run(...args)).stdout).toContain(
      'part here (migrate) by writenotifyForUffdWp, 51d3d5eb74ff, 6.2 and 6.1.8',
    );
    expect((await run('--no-why', ...args)).stdout).not.toContain('part here');
    for (const line of (await run(...args)).stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('starts from a word, and refuses what is none', async () => {
    expect((await run('--from', '0x000ffffffffff500', '-k', '5.10', 'shmem; read')).stdout).toContain(
      'do_numa_page() maps it',
    );
    expect((await run('--from', '0x10000000000000000', 'anon; read')).status).toBe(1);
  });
});
