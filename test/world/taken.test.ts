/**
 * Who takes an entry that no kernel makes for what. Expected from zap_pte_range(), copy_present_pte(), copy_page_range(), do_numa_page()
 * and vm_normal_page() of mm/memory.c in 5.10.13: all of them ask vm_normal_page(), which looks at _PAGE_SPECIAL and nothing else.
 */
import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const [page0, special0] = [0x000ffffffffff500n, 0x000ffffffffff700n];
const last = (k: string, script: string, from?: bigint): ScenarioRow =>
  play(kernel(k), parseScript(script), from === undefined ? {} : { from }).at(-1) as ScenarioRow;

describe('a word like PROT_NONE without a page', () => {
  it.each([
    ['anon; fork', page0, /copy_present_pte\(\).*vm_normal_page\(\).*maps it a second time/],
    ['shmem; dontneed', page0, /zap_pte_range\(\).*vm_normal_page\(\).*drops its mapping and its reference/],
    ['shmem; read', page0, /do_numa_page\(\) maps it$/],
    ['shmem; dontneed', special0, /zap_pte_range\(\).*bad page map/],
    ['anon; fork', special0, /copy_present_pte\(\).*bad page map/],
    ['shmem; read', special0, /do_numa_page\(\) maps it; .*bad page map/], // asked after ptep_modify_prot_commit()
    // VM_PFNMAP is asked before anything is printed
    ['pfnmap; munmap', special0, /zap_pte_range\(\): a PROT_NONE page, pfn 0x0: vm_normal_page\(\) gives no page$/],
    ['anon; read', 0x67n, /^the processor: a page, pfn 0x0: uses it/],
    ['anon; write', 0x65n, /do_wp_page\(\)$/],
  ])('in %s on 5.10 is taken for a page', (script, word, said) =>
    expect(last('5.10', script, word).taken).toMatch(said),
  );

  it('is not looked at by fork() where the child fills its own tables, nor after munmap()', () => {
    expect(last('5.10', 'shmem; fork', page0).taken).toBeUndefined();
    expect(last('5.10', 'anon; dontfork; fork', page0).taken).toBeUndefined();
    expect(last('5.10', 'anon; mprotect none; write', page0).taken).toBeUndefined();
  });

  it('is told of where a proposal leaves it and functions were not taught', () => {
    const left = 'shmem; write; uffd-wp; dontneed';
    expect(last('5.10:markerAsSpecial', left).taken).toBeUndefined();
    expect(last('5.10:markerAsSpecial', `${left}; dontneed`).taken).toMatch(/bad page map/);
    expect(last('5.10:markerAsSpecial', `${left}; read`).taken).toMatch(/do_numa_page/);
    expect(last('5.10:markerAsMigrationBit', `${left}; read`).taken).toBeUndefined();
    expect(last('5.19', `${left}; read`).taken).toBeUndefined();
  });
});

describe('MADV_DONTNEED of another range', () => {
  const during = 'anon; cpu0: write; cpu1: dontneed-begin other';
  it('raises the counter and leaves the page, its TLB entries and what was believed', () => {
    const { world, after, result } = last('5.12', during);
    const [a] = world.mms;
    expect([a?.pending, after, result]).toEqual([1, 0x8000000012345867n, 'nothing']);
    expect(world.cpus.find(({ name }) => name === 'cpu0')?.tlb.A).toBe(0x8000000012345867n);
    expect(last('5.12', `${during}; flush`).world.mms[0]?.pending).toBe(0);
    expect(last('5.12', 'anon; write; uffd-wp; dontneed other').world.mms[0]?.armed).toBe(true);
  });
});

it('a move of a NUMA fault of which nothing is said fails', () => {
  const halves = 'anon; write; numa-hint; numa-fault-begin; numa-fault-end';
  expect(last('6.1.192', halves).after).toBe(0x8000000012345867n); // savedwrite, kept over the gap
  expect(last('6.2', halves).after).toBe(0x8000000012345865n); // "writable = false" in do_numa_page()
  expect(last('6.2', 'anon; write; numa-hint; numa-fault').after).toBe(0x8000000012345865n);
});
