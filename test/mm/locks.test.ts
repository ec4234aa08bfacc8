/** Who keeps whom out, by release: each line names the function that was read, in the release itself or in its neighbours. */
import { describe, expect, it } from 'vitest';
import { type Kernel, kernel, type VmFlagId } from '../../lib/kernel/kernel.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import type { LockCaller } from '../../lib/mm/locks/faultLock.ts';
import { type LockCall, type LockPlan, lockCalls } from '../../lib/mm/locks/lockPlan.ts';
import { locksOf } from '../../lib/mm/locks/locksOf.ts';
import { without } from './entries.ts';

const rw: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite'];
const anon = (k: Kernel, ...more: VmFlagId[]): LockCaller => ({ vma: vma(k, { vmFlags: [...rw, ...more] }) });
const shmem = (k: Kernel, ...more: VmFlagId[]): LockCaller => ({
  vma: vma(k, { vmFlags: [...rw, 'shared', ...more] }),
});
const fresh = (k: Kernel): LockCaller => ({ vma: vma(k, { vmFlags: rw, anonVma: false }) });

/** A plan in a word: the locks (m mmap_lock, v of the mapping, r of the reverse map), + for the counter, and the flush. */
const word = ({ mmapLock, vmaLock, rmapLock, downgraded, tries, detached, pending, flush }: LockPlan) =>
  [
    mmapLock && `m-${mmapLock}${downgraded ? ' downgraded' : ''}${tries ? ' tried' : ''}`,
    vmaLock && `v-${vmaLock}`,
    rmapLock && `r-${rmapLock}`,
    detached && 'detached',
    pending && 'pending',
    flush,
  ]
    .filter(Boolean)
    .join(', ');

const plan = (version: string, call: LockCall, of?: (k: Kernel) => LockCaller) => {
  const k = kernel(version);
  return word(locksOf(k, call, of?.(k)));
};

describe('locksOf', () => {
  // arch/x86/mm/fault.c do_user_addr_fault(), mm/memory.c lock_vma_under_rcu(), mm/hugetlb.c hugetlb_fault()
  it.each([
    ['6.3', 'anon', anon, 'm-read, with the change'],
    ['6.4', 'anon', anon, 'v-read, with the change'],
    ['6.4', 'anon without a page', fresh, 'm-read, with the change'],
    ['6.9', 'anon without a page', fresh, 'm-read, with the change'],
    ['6.10', 'anon without a page', fresh, 'v-read, with the change'],
    ['6.5', 'shmem', shmem, 'm-read, with the change'],
    ['6.6', 'shmem', shmem, 'v-read, with the change'],
    ['6.5', 'registered', (k: Kernel) => anon(k, 'uffdWp'), 'm-read, with the change'],
    ['6.6', 'registered', (k: Kernel) => anon(k, 'uffdWp'), 'v-read, with the change'],
    ['6.8', 'hugetlb', (k: Kernel) => shmem(k, 'hugetlb'), 'm-read, with the change'],
    ['6.9', 'hugetlb', (k: Kernel) => shmem(k, 'hugetlb'), 'v-read, with the change'],
    ['7.3', "the kernel's own", () => ({ remote: true }), 'm-read, with the change'],
  ] as const)('%s: a fault, %s', (version, _, of, expected) => {
    expect(plan(version, 'fault', of)).toBe(expected);
  });

  // kernel/fork.c dup_mmap() of 4.19.0, 6.4.4, 6.5.0; mm/mmap.c of 7.3.4; the patch to 6.4.3
  it.each([
    ['4.19', 'm-write, at the end'],
    ['6.4.2', 'm-write, at the end'],
    ['6.4.3', 'm-write, v-write, at the end'],
    ['6.5', 'm-write, v-write, at the end'],
    ['7.3', 'm-write, v-write, at the end'],
  ])('%s: fork() flushes once, without the counter', (version, expected) => {
    expect(plan(version, 'fork')).toBe(expected);
  });

  // fs/proc/task_mmu.c clear_refs_write() of 4.19.0, 5.10.0, 5.10.13, 5.10.28, 5.11.0, 5.11.14, 6.4.4, 6.5.0
  it.each([
    ['4.19', true, 'm-read downgraded, pending, at the end'],
    ['4.19', false, 'm-read, pending, at the end'],
    ['5.6', true, 'm-read downgraded, pending, none'],
    ['5.10.8', true, 'm-read downgraded, pending, none'],
    ['5.10.9', true, 'm-write, pending, none'],
    ['5.10.20', true, 'm-write, pending, at the end'],
    ['5.11', false, 'm-write, pending, none'],
    ['5.12', true, 'm-write, pending, at the end'],
    ['6.4', true, 'm-write, v-write, pending, at the end'],
    ['6.4', false, 'm-write, pending, at the end'],
    ['6.5', false, 'm-write, v-write, pending, at the end'],
    ['7.3', true, 'm-write, v-write, pending, at the end'],
  ] as const)('%s: clear_refs, VM_SOFTDIRTY %s', (version, tracked, expected) => {
    expect(plan(version, 'clear-refs', (k) => (tracked ? anon(k, 'softdirty') : anon(k)))).toBe(expected);
  });

  // mm/userfaultfd.c mwriteprotect_range(), mfill_atomic(); fs/userfaultfd.c userfaultfd_unregister(), userfaultfd_release()
  it.each([
    ['5.7', 'uffd-wp', 'm-read, pending, at the end'],
    ['7.3', 'uffd-wp', 'm-read, pending, at the end'],
    ['7.3', 'uffd-rwp', 'm-read, pending, at the end'],
    ['6.8', 'uffd-fill', 'm-read, none'],
    ['6.9', 'uffd-fill', 'v-read, none'],
    ['6.8', 'uffd-move', 'm-read, with the change'],
    ['6.9', 'uffd-move', 'v-read, with the change'],
    ['6.3', 'uffd-register', 'm-write, none'],
    ['6.4', 'uffd-register', 'm-write, v-write, none'],
    ['5.18', 'uffd-unregister', 'm-write, none'],
    ['6.0', 'uffd-unregister', 'm-write, pending, at the end'],
    ['6.8', 'uffd-close', 'm-write, v-write, none'],
    ['6.9', 'uffd-close', 'm-write, pending, at the end'], // uffd_wp_range() before vma_start_write()
    ['7.3', 'uffd-unregister', 'm-write, pending, at the end'], // userfaultfd_clear_vma(): change_protection() before vma_modify_flags_uffd()
  ] as const)('%s: %s', (version, call, expected) => {
    expect(plan(version, call, (k) => anon(k, 'uffdWp'))).toBe(expected);
  });

  // mm/madvise.c madvise_need_mmap_write() of 4.19.0 and 6.14.0, get_lock_mode() of 6.17.0 and 7.0.0, try_vma_read_lock()
  it.each([
    ['6.14', 'dontneed', anon, 'm-read, pending, at the end'],
    ['6.17', 'dontneed', anon, 'v-read, pending, after the locks'], // vma_end_read() in madvise_walk_vmas(), then madvise_finish_tlb()
    ['6.17', 'free', anon, 'v-read, pending, after the locks'],
    ['6.17', 'dontneed', (k: Kernel) => anon(k, 'uffdWp'), 'm-read, pending, at the end'],
    ['6.17', 'dontneed', () => ({ remote: true }), 'm-read, pending, at the end'],
    ['7.3', 'cold', anon, 'm-read, pending, at the end'],
    ['7.3', 'pageout', anon, 'm-read, pending, at the end'],
    ['6.18', 'guard-remove', anon, 'm-read, none'],
    ['6.19', 'guard-remove', anon, 'v-read, none'],
    ['6.19', 'guard-install', fresh, 'm-read, pending, at the end'],
    ['6.3', 'madvise-flags', anon, 'm-write, none'],
    ['6.4', 'madvise-flags', anon, 'm-write, v-write, none'],
  ] as const)('%s: madvise(), %s', (version, call, of, expected) => {
    expect(plan(version, call, of)).toBe(expected);
  });

  // mm/mmap.c __do_munmap() of 4.20.0 and exit_mmap(); mm/mprotect.c change_protection_range(); mm/mremap.c move_ptes(); mm/khugepaged.c
  it.each([
    ['4.19', 'munmap', 'm-write, detached, pending, at the end'],
    ['4.20', 'munmap', 'm-read downgraded, detached, pending, at the end'],
    ['7.3', 'munmap', 'm-read downgraded, detached, pending, at the end'],
    ['6.0', 'exit', 'pending, at the end'],
    ['6.1', 'exit', 'm-read, pending, after the locks'],
    // migrate_vma_collect_pmd() of 4.19.0, 5.10.0, 5.17.0, 5.19.0: flush_tlb_range() after pte_unmap_unlock(); 6.0.0, 7.3.4: before
    ['4.19', 'to-device', 'm-read, at the end'],
    ['5.15.71', 'to-device', 'm-read, at the end'],
    ['5.15.72', 'to-device', 'm-read, with the change'],
    ['5.19', 'to-device', 'm-read, at the end'],
    ['6.0', 'to-device', 'm-read, with the change'],
    ['4.19', 'mprotect', 'm-write, pending, at the end'],
    ['7.3', 'mprotect', 'm-write, v-write, pending, at the end'],
    ['4.19', 'mremap', 'm-write, with the change'],
    ['6.4', 'mremap', 'm-write, v-write, with the change'],
    ['6.4', 'collapse', 'm-write, v-write, r-write, with the change'],
    ['6.7', 'pagemap-scan', 'm-read, with the change'],
    ['4.19', 'numa-scan', 'm-read tried, pending, at the end'],
    ['5.17', 'truncate', 'r-write, pending, at the end'],
    ['5.18', 'truncate', 'r-read, pending, at the end'],
    ['4.19', 'reclaim', 'r-read, batched'],
    ['6.7', 'split', 'r-write, with the change'], // unmap_folio() of 6.7.3, 6.8.0: TTU_BATCH_FLUSH
    ['6.8', 'split', 'r-write, batched'],
    ['6.12', 'hwpoison', 'r-read, with the change'],
    ['4.19', 'oom-reap', 'm-read tried, pending, at the end'],
    ['6.4', 'mlock', 'm-write, v-write, none'],
    ['6.2', 'migrate', 'r-read, with the change'],
    ['6.3', 'migrate', 'r-read, batched'],
    ['6.3', 'migrate-sync', 'r-read, with the change'],
    ['6.4', 'ksm-unmerge', 'm-write, with the change'],
    ['6.5', 'ksm-unmerge', 'm-write, v-write, with the change'],
    ['7.3', 'ksm-merge', 'm-read, with the change'],
  ] as const)('%s: %s', (version, call, expected) => {
    expect(plan(version, call)).toBe(expected);
  });

  // The functions of the rows' judges
  it.each([
    ['faultsTryVmaLock', '7.3', 'fault', anon, 'm-read, with the change'],
    ['vmaLockOnlyAnonymous', '6.4', 'fault', shmem, 'v-read, with the change'],
    ['vmaLockRefusesUffd', '6.4', 'fault', (k: Kernel) => anon(k, 'uffdWp'), 'v-read, with the change'],
    ['vmaLockNeedsAnonVma', '6.4', 'fault', fresh, 'v-read, with the change'],
    ['hugetlbRefusesVmaLock', '6.6', 'fault', (k: Kernel) => shmem(k, 'hugetlb'), 'v-read, with the change'],
    ['callsLockVmas', '7.3', 'mprotect', anon, 'm-write, pending, at the end'],
    ['forkLocksVmas', '6.5', 'fork', anon, 'm-write, at the end'],
    ['walksLockVmas', '7.3', 'clear-refs', anon, 'm-write, pending, at the end'],
    ['uffdFillsUnderVmaLock', '7.3', 'uffd-fill', anon, 'm-read, none'],
    ['dontneedUnderVmaLock', '7.3', 'dontneed', anon, 'm-read, pending, at the end'],
    ['guardsUnderVmaLock', '7.3', 'guard-install', anon, 'm-read, pending, at the end'],
    ['munmapDowngrades', '7.3', 'munmap', anon, 'm-write, detached, pending, at the end'],
    ['exitLocks', '7.3', 'exit', anon, 'pending, at the end'],
    ['truncateSharesRmap', '7.3', 'truncate', shmem, 'r-write, pending, at the end'],
    ['collectFlushesLocked', '7.3', 'to-device', anon, 'm-read, at the end'],
    ['splitDefersFlush', '7.3', 'split', anon, 'r-write, with the change'],
    ['migrationDefersFlush', '7.3', 'migrate', anon, 'r-read, with the change'],
  ] as const)('without %s, %s: %s', (row, version, call, of, expected) => {
    const k = without(version, row);
    expect(word(locksOf(k, call, of(k)))).toBe(expected);
  });

  // zap_pte_range() of 4.19.0, 5.10.0, 6.1.4, 6.2.12, 6.12.0, 7.3.4: force_flush, tlb_flush_mmu_tlbonly() before pte_unmap_unlock()
  it.each(['4.19', '6.1', '7.3'])('%s: dirty pages of files are flushed at once where they are zapped', (version) => {
    const flushOf = (call: LockCall) => locksOf(kernel(version), call, { dirtyFile: true });
    for (const call of ['dontneed', 'munmap', 'exit', 'truncate'] as const)
      expect(flushOf(call)).toMatchObject({ flush: 'with the change', pending: true });
    expect(flushOf('mprotect').flush).toBe('at the end');
  });

  // flush_tlb_batched_pending() in mm/memory.c, mprotect.c, mremap.c, madvise.c of 4.19.0, 5.10.0, 6.1.4, 6.12.0, 6.19.0, 7.3.4
  it.each(['5.4', '6.12', '7.3'])(
    '%s: who changes entries under the page-table lock drains batches first',
    (version) => {
      const drains = (call: LockCall) => locksOf(kernel(version), call).drains === true;
      expect((['mprotect', 'uffd-wp', 'dontneed', 'munmap', 'mremap', 'cold'] as const).map(drains)).not.toContain(
        false,
      );
      expect((['fault', 'fork', 'clear-refs', 'to-device', 'reclaim'] as const).map(drains)).not.toContain(true);
    },
  );

  it('has a plan for every call on every release, and names those it has', () => {
    for (const version of ['4.19', '5.10', '6.4', '7.3'])
      for (const call of lockCalls) expect(locksOf(kernel(version), call)).toHaveProperty('flush');
    expect(() => locksOf(kernel('7.3'), 'sync' as LockCall)).toThrow('expected one of fault, uffd-wp');
  });
});
