import { describe, expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { isLoss } from '../../lib/world/event.ts';
import { onward, start } from '../../lib/world/run/engine.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

const rows = (k: string, script: string): readonly ScenarioRow[] => play(kernel(k), parseScript(script));
const told = (k: string, script: string): readonly string[] =>
  rows(k, script).map(({ operation, events }) => `${operation}${events.length > 0 ? `: ${events.join(', ')}` : ''}`);
const reads = 'waits for mmap_lock (cpu1 holds it for reading)';

describe('mmap_lock', () => {
  // mm/userfaultfd.c, mwriteprotect_range(): for reading. dup_mmap(), userfaultfd_unregister(), userfaultfd_release(): for writing
  it.each(['fork', 'uffd-unregister', 'uffd-close', 'clear-refs', 'mprotect r'])(
    'keeps %s from starting before a protector has flushed',
    (name) => {
      for (const k of ['5.11', '5.12', '6.12', '7.3']) {
        const script = `anon; cpu0: write; pin; cpu1: uffd-wp-begin; cpu0: ${name}; cpu1: flush; cpu2: write`;
        const [, , , waits, flush, then] = rows(k, script);
        expect([waits?.result, waits?.events]).toEqual(['waits', [reads]]);
        expect(flush?.result).toBe('done');
        expect(then?.operation).toBe(`cpu0: ${name} (had to wait)`);
        expect(rows(k, script).flatMap(({ happened }) => happened.filter(isLoss))).toEqual([]);
      }
    },
  );

  it('is held by a write that copies, from before the copy until the entry is set', () => {
    // 5.10 mm/memory.c, wp_page_copy(): the caller's mmap_lock stays
    expect(
      told('5.10', 'anon; cpu0: write; cpu1: fork; cpu2: copy-begin; cpu1: fork; cpu2: copy-end').slice(2),
    ).toEqual([
      'cpu2: copy-begin',
      'cpu1: fork: waits for mmap_lock (cpu2 holds it for reading)',
      'cpu2: copy-end: fault: VM_FAULT_WRITE',
      "cpu1: fork (had to wait): the child's entry: 0x8000000012346845, flush_tlb_mm",
    ]);
  });

  // do_user_addr_fault() of arch/x86/mm/fault.c, 6.6.9 and 7.3.4: lock_vma_under_rcu() only tries, then mmap_read_lock() waits
  it('is what a fault waits for that does not get the lock of its mapping', () => {
    for (const k of ['5.15', '6.6', '7.3']) {
      const script = (name: string) => `anon; cpu1: write; ${name}-begin; cpu2: write; ${name}-end`;
      for (const name of ['fork', 'mprotect', 'clear-refs'])
        expect(told(k, name === 'mprotect' ? script(name).replace('begin', 'begin r') : script(name))[2]).toBe(
          'cpu2: write: waits for mmap_lock (cpu0 holds it for writing)',
        );
    }
    // try_vma_read_lock() of mm/madvise.c, 6.17.0: the same
    expect(told('6.17', 'anon; cpu1: write; fork-begin; cpu2: dontneed; fork-end')[2]).toBe(
      'cpu2: dontneed: waits for mmap_lock (cpu0 holds it for writing)',
    );
  });

  // The processor walks the tables without the kernel: only a fault takes a lock
  it('is not waited for by an access that the entry allows', () => {
    for (const k of ['5.15', '6.6', '7.3']) {
      const read = told(k, 'anon; cpu1: write; clear-refs-begin; cpu2: read; cpu3: write; clear-refs-end');
      expect(read.slice(2, 4)).toEqual(['cpu2: read', 'cpu3: write: waits for mmap_lock (cpu0 holds it for writing)']);
      // pte_is_pinned(): clear_refs leaves the entry as it is
      expect(told(k, 'anon; cpu1: write; pin; clear-refs-begin; cpu2: write; clear-refs-end')[3]).toBe('cpu2: write');
    }
  });

  // do_munmap() of 4.19.0 takes the mapping out and zaps under mmap_sem for writing; 5.10.262 and 6.6.9 downgrade before they zap
  it('is waited for to find that nothing is mapped any more', () => {
    const script = 'anon; cpu1: write; munmap-begin; cpu2: write; munmap-end';
    const gone = 'SIGSEGV: nothing is mapped there any more';
    expect(told('4.19', script).slice(2)).toEqual([
      'cpu2: write: waits for mmap_lock (cpu0 holds it for writing)',
      'munmap-end: flush_tlb_page',
      `cpu2: write (had to wait): ${gone}`,
    ]);
    for (const k of ['5.10', '6.6', '7.3']) expect(told(k, script)[2]).toBe(`cpu2: write: ${gone}`);
  });

  // kernel/locking/rwsem.c, RWSEM_READ_FAILED_MASK has RWSEM_FLAG_WAITERS: neither down_read() nor down_read_trylock() passes a writer that waits
  it('is not had for reading while another waits to write', () => {
    const script = 'anon; cpu0: write; cpu1: uffd-wp-begin; cpu0: fork; cpu2: unshare; cpu3: numa-hint; cpu1: flush';
    expect(told('6.3', script).slice(2)).toEqual([
      `cpu0: fork: ${reads}`,
      'cpu2: unshare: waits for mmap_lock (cpu0 waits for it for writing)',
      'cpu3: numa-hint: the lock is not to be had: nothing is done', // task_numa_work(): mmap_read_trylock()
      'cpu1: flush: flush_tlb_page',
      "cpu0: fork (had to wait): the child's entry: 0x8000000012345845",
      expect.stringContaining('cpu2: unshare (had to wait)'),
    ]);
  });

  it('is had for reading by several at once, and by another process at any time', () => {
    expect(rows('5.11', 'anon; cpu0: write; cpu1: uffd-wp-begin; cpu2: uffd-wp-resolve-begin').at(-1)?.result).toBe(
      'done',
    );
    expect(rows('6.12', 'shmem; A: write; B: map; A: clear-refs-begin; B: write').at(-1)?.result).toBe('done');
  });

  // 5.10 fs/proc/task_mmu.c before 5.10.9: for writing, downgraded while entries change; 29a951dfb3c3 keeps it
  it('is for reading while clear_refs of 5.10 changes entries, and for writing from 5.10.9 and 5.11 on', () => {
    const result = (k: string) => rows(k, 'anon; cpu0: write; cpu1: clear-refs-begin; cpu2: write').at(-1)?.result;
    expect(['5.8', '5.10.8', '5.10.9', '5.11', '6.12'].map(result)).toEqual([
      'done',
      'done',
      'waits',
      'waits',
      'waits',
    ]);
  });
});

describe('the lock of a mapping', () => {
  // 6.4 mm/memory.c, lock_vma_under_rcu(); "fork: lock VMAs of the parent process when forking", 6.5 and 6.4.3
  it('let a fault into the window of fork on 6.4 alone', () => {
    const write = (k: string) => rows(k, 'anon; cpu0: write; cpu1: fork-begin; cpu2: write')[2];
    expect(['6.3', '6.4', '6.4.2', '6.4.3', '6.5'].map((k) => write(k)?.result)).toEqual([
      'waits',
      'done',
      'done',
      'waits',
      'waits',
    ]);
    expect(write('6.4')?.events).toContain('cpu0 still writes to the old page through its TLB: those writes are lost');
  });
});

describe('a fault that comes again', () => {
  const write = (k: string, script: string) =>
    rows(k, `${script}; cpu1: dontneed-begin other; cpu2: fork; cpu3: write`).at(-1)?.events;
  const waits = ['waits for mmap_lock (cpu2 waits for it for writing)'];

  // down_write() of mmap_lock comes before vma_start_write(): 6.4.4 include/linux/mm.h, mmap_assert_write_locked()
  it('is not one that finds the lock of its mapping, while another waits to write', () => {
    for (const k of ['6.4', '6.6', '6.12', '6.16']) expect(write(k, 'anon; write; dontneed')).toEqual(['fault']);
    expect(write('6.3', 'anon; write; dontneed')).toEqual(waits);
  });

  // mm/memory.c: vmf_anon_prepare() of 6.7.3, 6.12.8; do_swap_page() of 6.5.0 (VM_FAULT_RETRY for FAULT_FLAG_VMA_LOCK); wp_page_shared() of 6.6.9
  it('waits for mmap_lock', () => {
    for (const k of ['6.7', '6.9', '6.10', '6.12']) expect(write(k, 'file-private; read')).toEqual(waits);
    expect(write('6.5', 'anon; write; pageout')).toEqual(waits);
    expect(write('6.6', 'anon; write; pageout')).not.toEqual(waits);
    expect(write('6.6', 'file; read')).toEqual(waits);
    expect(write('6.7', 'file; read')).not.toEqual(waits);
  });
});

describe('the flush of a zap', () => {
  const end = (k: string, script: string) => told(k, script).slice(2);
  // mm/madvise.c, madvise_walk_vmas() of 6.17.0: vma_end_read(), then madvise_finish_tlb() of do_madvise()
  it('comes after the lock of the mapping is let go of, from 6.17 on, so that another need not wait for it', () => {
    const script = 'anon; cpu1: write; dontneed-begin; cpu1: write-tlb; cpu2: dontfork; dontneed-end';
    expect(end('6.17', script)).toEqual([
      'cpu1: write-tlb: writes pfn 0x12345 through the TLB',
      'cpu2: dontfork',
      'dontneed-end: flush_tlb_page',
    ]);
    expect(end('6.16', script)[1]).toBe('cpu2: dontfork: waits for mmap_lock (cpu0 holds it for reading)');
  });

  // mm/mmap.c, exit_mmap() of 6.1.4: mmap_read_unlock(), later tlb_finish_mmu()
  it('comes last at the end of a process, with a lock and without', () => {
    for (const k of ['6.0', '6.1', '7.3'])
      expect(end(k, 'anon; cpu1: write; exit-begin; cpu1: write-tlb; exit-end')).toEqual([
        'cpu1: write-tlb: writes pfn 0x12345 through the TLB',
        'exit-end: flush_tlb_page',
      ]);
  });

  // mm/memory.c, zap_pte_range() of 4.19.0, 6.12.8 and 7.3.4: force_flush where pte_dirty() of a page that is not anonymous
  it('comes before the lock of the page table is let go of, where a page of a file has been written to', () => {
    for (const k of ['4.19', '6.12', '7.3'])
      for (const name of ['dontneed', 'munmap', 'exit']) {
        expect(end(k, `shmem; cpu1: write; ${name}-begin; cpu1: write-tlb`)).toEqual([
          'cpu1: write-tlb: not possible: the TLB of cpu1 holds nothing of the page',
        ]);
        expect(end(k, `shmem; cpu1: read; ${name}-begin; cpu1: read-tlb`)).toEqual([
          'cpu1: read-tlb: reads pfn 0x12345 through the TLB',
        ]);
      }
  });
});

describe('mm->tlb_flush_pending', () => {
  const counter = (k: string, script: string) => rows(k, script).map(({ world }) => world.mms[0]?.pending);
  // mm/mprotect.c, change_protection_range(): inc_tlb_flush_pending(), the walk, the flush, dec_tlb_flush_pending()
  it('counts those who owe a flush', () => {
    const script = 'anon; write; cpu1: uffd-wp-begin; cpu2: uffd-wp-resolve-begin; cpu1: flush; cpu2: flush';
    expect(counter('5.11', script)).toEqual([0, 1, 2, 1, 0]);
  });

  it('goes up after the change by a proposal, and between there is a moment with the flush owed', () => {
    const { world } = rows('5.12:pendingAfterLock', 'anon; write').at(-1) as ScenarioRow;
    const changed = start(world, { cpu: 'cpu1', mm: 'A' }, 'uffd-wp', '', 'piece');
    const counted = onward(changed, 'cpu1', 'piece');
    const over = onward(counted, 'cpu1', 'piece');
    expect([changed, counted, over].map((moved) => moved.world.mms[0]?.pending)).toEqual([0, 1, 0]);
    expect(changed.world.mms[0]?.pte).toBe(over.world.mms[0]?.pte);
    const halves = 'anon; write; cpu1: uffd-wp-begin; cpu1: uffd-wp-end';
    expect(counter('5.12:pendingAfterLock', halves)).toEqual([0, 0, 0]);
    expect(counter('5.12', halves)).toEqual([0, 1, 0]);
  });

  // kernel/fork.c: fork does not raise it; fs/proc/task_mmu.c: tlb_gather_mmu() of clear_refs does
  it('is not raised by fork, and by clear_refs it is', () => {
    expect(counter('5.10', 'anon; write; cpu1: fork-begin')).toEqual([0, 0]);
    expect(counter('5.10', 'anon; write; cpu1: clear-refs-begin')).toEqual([0, 1]);
  });
});

describe('UFFDIO_WRITEPROTECT under the lock for writing, as proposed', () => {
  it('lets no fault in before its flush', () => {
    const begun = 'anon; cpu0: write; cpu1: uffd-wp-begin; cpu2: write';
    expect(rows('5.11', begun).at(-1)?.events).toEqual(['trapped: a message to userfaultfd, the task sleeps']);
    expect(rows('5.11:uffdWpWriteLock', begun).at(-1)?.events).toEqual([
      'waits for mmap_lock (cpu1 holds it for writing)',
    ]);
  });
});

// dup_mmap() of 5.10.262 (kernel/fork.c) and 7.3.4 (mm/mmap.c): mmap_write_lock_nested() of the child's mm, up to the flush of the parent's
it.each(['5.10', '6.3', '6.12', '7.3'])('the child of a fork() that is under way waits for it, on %s', (k) => {
  const [, , waits, forked, late] = rows(k, 'anon; write; fork-begin; B: write; fork-end');
  expect([waits?.result, waits?.events]).toEqual(['waits', ['waits for mmap_lock (cpu0 holds it for writing)']]);
  expect([forked?.result, late?.operation, late?.result]).toEqual(['done', 'B: write (had to wait)', 'done']);
});
