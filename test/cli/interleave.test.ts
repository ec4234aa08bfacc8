/** What `pte run --interleave` and `--count` print. */
import { describe, expect, it } from 'vitest';
import { runHere } from '../support/inProcess.ts';

async function run(...args: readonly string[]) {
  const done = await runHere(['run', ...args], { env: { NO_COLOR: '1' } });
  return { ...done, lines: done.stdout.split('\n') };
}
const script = 'anon; cpu0: write; cpu0: pin; cpu1: uffd-wp-begin; cpu1: flush; cpu2: uffd-wp-resolve; cpu3: write';

describe('pte run --interleave', () => {
  // 5.11 loses, and under the lock for writing no fault enters the window
  it('prints the shortest order that loses a write, and that none does', async () => {
    const { lines, status } = await run('-k', '5.11', '-k', '5.11:uffdWpWriteLock', '--interleave', script);
    expect(status).toBe(0);
    expect(lines[0]).toBe('Linux 5.11');
    expect(lines[1]).toMatch(/^\d+ of \d+ orders lose a write; the shortest:$/);
    expect(lines).toContain('  cpu0 still writes to the old page through its TLB: those writes are lost');
    const again =
      "pte run -k 5.11 'anon; cpu0: write; cpu0: pin; cpu1: uffd-wp-begin; cpu2: uffd-wp-resolve-begin; cpu3: write'";
    expect(lines).toContain(again);
    expect(lines.at(-2)).toMatch(/^none of \d+ orders loses a write$/);
  });

  it('says it all as JSON', async () => {
    const { stdout } = await run('-k', '5.11', '--interleave', '--json', script);
    const { kernel, orders, losing, leftOut, shortest } = JSON.parse(stdout);
    expect([kernel, leftOut, Number(losing) > 0, Number(orders) > Number(losing)]).toEqual(['5.11', '0', true, true]);
    expect(shortest.rows.length).toBe(5);
  });

  it('refuses what plays one order', async () => {
    expect((await run('--interleave', '--count', 'anon; write')).stderr).toContain('expected --interleave without');
  });
});

describe('pte run --count', () => {
  // do_numa_page(): what the hint has kept, or a fault more
  it('adds up for each kernel', async () => {
    const { lines, status } = await run(
      '--count',
      '-k',
      '6.1',
      '-k',
      '6.1:numaForgetsWrite',
      'anon; write; numa-hint; write',
    );
    expect(status).toBe(0);
    expect(lines.slice(-3, -1)).toEqual([
      '  6.1                  2 faults, 1 flush (1 flush_tlb_page, 0 remote), 0 waits, 0 traps, 0 copies',
      '  6.1:numaForgetsWrite 3 faults, 1 flush (1 flush_tlb_page, 0 remote), 0 waits, 0 traps, 0 copies',
    ]);
  });

  it('says it as JSON', async () => {
    const { counts } = JSON.parse((await run('--count', '--json', '-k', '6.12', 'anon; write; fork; write')).stdout);
    expect(counts).toMatchObject({ faults: 2, copies: 1, traps: 0, waits: 0 });
  });
});
