import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { isLoss } from '../../lib/world/event.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';
import { sentence } from '../../lib/world/told/sentence.ts';

const lost = (k: string, script: string): readonly string[] =>
  play(kernel(k), parseScript(script)).flatMap(({ happened }) => happened.filter(isLoss).map(sentence));
const softDirty = 'the write since clear_refs is not reported: the soft-dirty bit is LOST';
const untrapped = 'the entry was write-protected for userfaultfd, and the write was not trapped: LOST';

describe('a write is lost', () => {
  // mm/vmscan.c, shrink_folio_list(): try_to_unmap_flush_dirty() before the page is written to swap (6.12:1366)
  it('not where it comes before the flush of reclaim, which writes the page after that', () => {
    const script = 'anon; cpu1: write; cpu0: unmap-begin; cpu1: write-tlb; cpu0: flush; cpu0: read; cpu1: read';
    for (const k of ['5.4', '5.15', '6.12', '7.3']) expect(lost(k, script)).toEqual([]);
  });

  // do_shared_fault() maps the page read-only, and do_wp_page() of 4.19.0 (VM_SHARED without VM_WRITE) copies it, with what it holds
  it('not where a device makes a copy of a shared page in a mapping that is read-only', () => {
    expect(lost('4.19', 'shmem; write; mprotect r; pageout; device-write own')).toEqual([]);
    expect(lost('4.19', 'shmem; write; mprotect r; dontneed; device-write own')).toEqual([]);
  });

  // the page is locked and in the swap cache, or in the page cache, until reclaim is through: do_swap_page() waits and maps it again
  it('not where a fault brings the page back before reclaim is through', () => {
    for (const start of ['anon', 'shmem', 'file']) {
      const script = `${start}; cpu0: write; cpu6: unmap-begin; cpu3: write; cpu0: write-tlb; cpu6: flush; cpu0: read`;
      for (const k of ['5.4', '6.12', '7.3']) expect(lost(k, script)).toEqual([]);
    }
    const world = play(
      kernel('6.12'),
      parseScript('anon; cpu0: write; cpu6: unmap-begin; cpu3: write; cpu6: flush'),
    ).at(-1)?.world;
    expect(world?.frames.map(({ pfn }) => pfn)).toEqual([0x12345n]);
  });

  // mm/memory.c, wp_page_copy(): 5.10 copies what clear_refs has protected, and cpu1's TLB still holds the old entry
  it('even if the one that copies writes too', () => {
    const script = 'anon; cpu1: write; pin; cpu0: clear-refs; cpu2: copy-begin; cpu1: write-tlb; cpu2: copy-end';
    expect(lost('5.10', script)).toContain('cpu1 wrote pfn 0x12345, the entry maps 0x12346: LOST');
  });

  // include/uapi/linux/mman.h, MADV_DONTNEED: the process has thrown it away itself
  it('not where the process throws it away', () => {
    for (const away of ['dontneed', 'munmap', 'exit'])
      for (const k of ['4.19', '6.12']) expect(lost(k, `anon; write; ${away}; read`)).toEqual([]);
  });

  // mm/madvise.c, madvise_dontneed_single_vma(): until the call returns, what is written may be what it throws away
  it('not while the page is being thrown away', () => {
    for (const away of ['dontneed', 'munmap'])
      for (const k of ['4.19', '6.12'])
        expect(lost(k, `anon; cpu0: write; cpu4: ${away}-begin; cpu3: write; cpu0: write-tlb; cpu4: flush`)).toEqual(
          [],
        );
  });

  // arch/x86/include/asm/pgtable.h, pte_accessible(): a PROT_NONE entry may be in a TLB while tlb_flush_pending is up
  it('not where reclaim meets an entry whose flush is due', () => {
    const script = 'anon; cpu0: write; cpu1: uffd-rwp-begin; cpu6: pageout; cpu1: flush; cpu2: uffd-rwp-resolve';
    expect(lost('7.3', `${script}; cpu3: write; cpu0: write-tlb`)).toEqual([]);
    const events = play(kernel('7.3'), parseScript(script)).map((row) => row.events);
    expect(events[2]).toEqual(['flush_tlb_page']);
  });
});

describe('a soft-dirty bit is lost', () => {
  // fs/proc/task_mmu.c, clear_refs_write(), of 5.10: the walk ends without a flush, from 5.12 (5.10.20) with flush_tlb_mm()
  it('to a TLB that clear_refs leaves as it is', () => {
    const script = 'anon; cpu1: write; cpu0: clear-refs; cpu1: write-tlb';
    expect(lost('5.10.19', script)).toEqual([softDirty]);
    expect(lost('5.10.20', script)).toEqual([]);
  });

  // what is written while the call runs may be told as before it or as after it
  it('not by a write while clear_refs runs', () => {
    for (const k of ['5.8', '5.10']) {
      expect(lost(k, 'anon; cpu1: write; cpu0: clear-refs-begin; cpu1: write-tlb; cpu0: clear-refs-end')).toEqual([]);
      const again = 'anon; clear-refs; cpu1: write; cpu0: clear-refs-begin; cpu1: write-tlb; cpu0: clear-refs-end';
      expect(lost(k, again)).toEqual([]);
      expect(lost(k, `${again}; cpu1: write-tlb`)).toEqual([softDirty]);
    }
  });

  // 6.12 mm/memory.c, do_anonymous_page(): the zero page is mapped without the bit, and nothing of the write is left
  it('not with anonymous memory that the process gives back', () => {
    for (const k of ['4.19', '6.12']) expect(lost(k, 'anon; clear-refs; write; dontneed; read')).toEqual([]);
  });

  // the same of shared memory: the page has the write, and zap_pte_range() has dropped the bit with the entry
  it('with the entry of shared memory, whose page has the write', () => {
    expect(lost('6.12', 'shmem; clear-refs; write; dontneed; read')).toEqual([softDirty]);
  });

  // mm/rmap.c, try_to_unmap_one(), and mm/memory.c, do_swap_page(): pte_swp_mksoft_dirty(), pte_swp_soft_dirty()
  it('not by swap, by a migration, or where the mapping is soft-dirty as a whole', () => {
    for (const k of ['5.4', '6.12', '7.3']) {
      expect(lost(k, 'anon; clear-refs; write; pageout; read')).toEqual([]);
      expect(lost(k, 'anon; clear-refs; write; migrate; read')).toEqual([]);
      expect(lost(k, 'anon; write; clear-refs; vma-merge; write')).toEqual([]);
    }
  });
});

describe('a write is untrapped', () => {
  it('where the entry lost its protection', () => {
    expect(lost('6.0', 'shmem; read; uffd-wp; migrate; write')).toEqual([untrapped]);
  });

  // Documentation/admin-guide/mm/userfaultfd.rst: UFFDIO_WRITEPROTECT without MODE_WP ends the protection, whoever is in the middle of it
  it('not while its protection is being resolved', () => {
    const script =
      'anon; cpu0: write; cpu0: uffd-wp; cpu2: uffd-wp-resolve-begin; cpu0: write; cpu2: flush; cpu0: write';
    for (const k of ['5.8', '5.11', '6.12']) expect(lost(k, script)).toEqual([]);
  });

  // the call that returns first has protected nothing, and the other one has not returned
  it('not where the call that protects has not flushed yet', () => {
    const script = 'anon; cpu1: uffd-wp-begin; cpu0: write; cpu2: uffd-wp-begin; cpu1: uffd-wp-end; cpu0: write-tlb';
    for (const k of ['5.8', '5.10', '5.18']) expect(lost(k, script)).toEqual([]);
  });

  // mm/mprotect.c, change_pte_range(): flush_tlb_batched_pending(), since 4.14
  it('not through what reclaim has unmapped and not flushed', () => {
    const script = 'shmem; A: cpu0: write; cpu4: unmap-begin; A: cpu2: uffd-wp';
    for (const k of ['6.4', '7.3']) {
      const [, , protect] = play(kernel(k), parseScript(script));
      expect(protect?.events).toEqual(['flush_tlb_mm']);
      expect(play(kernel(k), parseScript(`${script}; cpu0: write-tlb`)).at(-1)?.result).toBe('cannot');
    }
  });

  // 6.4 mm/userfaultfd.c: without UFFD_FEATURE_WP_UNPOPULATED an empty anonymous entry stays empty
  it('not where nothing was there to be protected', () => {
    expect(lost('5.8', 'anon; uffd-wp; write')).toEqual([]);
    expect(lost('6.12', 'anon; uffd-wp; write')).toEqual([]);
  });

  // mm/userfaultfd.c, mfill_atomic_install_pte(): without MODE_WP the page that is put there is writable
  it('not where a fill without write protection has replaced it', () => {
    expect(lost('6.12', 'shmem; uffd-register wp-unpopulated; uffd-wp; uffd-copy; write')).toEqual([]);
  });

  // mm/memory.c, do_wp_page(): UFFD_FEATURE_WP_ASYNC resolves by itself
  it('not with WP_ASYNC, after MADV_DONTNEED, or after the end of a registration', () => {
    expect(lost('6.12', 'anon; uffd-register wp-async; write; uffd-wp; write')).toEqual([]);
    expect(lost('6.12', 'anon; write; uffd-wp; dontneed; write')).toEqual([]);
    expect(lost('6.12', 'anon; write; uffd-wp; uffd-unregister; write')).toEqual([]);
  });
});

describe('private memory leaks', () => {
  // mm/memory.c, copy_present_ptes(): the parent writes on until the flush of dup_mmap(), and fork() has not returned
  it('not by what the parent writes while it forks', () => {
    const script = 'anon; cpu1: write; cpu0: fork-begin; cpu1: write-tlb; cpu0: fork-end; cpu1: write; B: read';
    for (const k of ['5.4', '6.3', '6.12']) expect(lost(k, script)).toEqual([]);
  });

  it('not through the zero page, through a page of a file, or by writes one after the other', () => {
    expect(lost('6.12', 'anon; read; fork; B: read; write; B: write')).toEqual([]);
    expect(lost('6.12', 'file-private; read; B: map; B: read; write; B: write')).toEqual([]);
    for (const k of ['4.19', '5.8', '5.9', '5.18', '5.19', '7.3'])
      expect(lost(k, 'anon; write; fork; write; B: write; B: read')).toEqual([]);
  });
});
