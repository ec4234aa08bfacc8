/** Who keeps whom out: mmap_lock, the lock of a mapping (6.4), and the locks of walks of the reverse map. */
import type { Row } from '../schema.ts';

/** What a call takes before it changes entries. */
export const lockBehaviours = [
  // The lock of a mapping
  {
    id: 'faultsTryVmaLock', since: '6.4', kernel: 'lock_vma_under_rcu', cite: '0bff0aaea03e',
    judge: 'source: 6.3.8, 6.4.4, arch/x86/mm/fault.c, do_user_addr_fault',
    says: 'faults of user space first try the lock of the mapping alone, which those who hold mmap_lock do not wait for; before, they take mmap_lock for reading',
  },
  {
    id: 'vmaLockOnlyAnonymous', since: '6.4', until: '6.6', kernel: 'lock_vma_under_rcu', cite: '50ee32537206',
    judge: ['source: 6.3.8, 6.4.4, mm/memory.c, lock_vma_under_rcu', 'source: 6.5.0, 6.6.9, mm/memory.c, lock_vma_under_rcu'],
    says: 'only faults in anonymous mappings get along with the lock of the mapping; later, those in files and shared memory as well',
  },
  {
    id: 'vmaLockRefusesUffd', since: '6.4', until: '6.6', kernel: 'lock_vma_under_rcu', cite: '444eeb17437a',
    judge: ['source: 6.3.8, 6.4.4, mm/memory.c, lock_vma_under_rcu', 'source: 6.5.0, 6.6.9, mm/memory.c, lock_vma_under_rcu'],
    says: 'faults in mappings that are registered with userfaultfd take mmap_lock',
  },
  {
    id: 'vmaLockNeedsAnonVma', since: '6.4', until: '6.10', kernel: 'lock_vma_under_rcu', cite: '2ac0af1b66e3',
    judge: ['source: 6.3.8, 6.4.4, mm/memory.c, lock_vma_under_rcu', 'source: 6.9.0, 6.10.0, mm/memory.c, lock_vma_under_rcu'],
    says: 'faults in anonymous mappings that have never held a page take mmap_lock',
  },
  {
    id: 'hugetlbRefusesVmaLock', since: '6.6', until: '6.9', kernel: 'hugetlb_fault',
    judge: ['source: 6.5.0, 6.6.9, mm/hugetlb.c, hugetlb_fault', 'source: 6.8.0, 6.9.0, mm/hugetlb.c, hugetlb_fault'],
    says: 'faults in hugetlb mappings take mmap_lock, though files of other kinds need only the lock of the mapping',
  },
  {
    id: 'callsLockVmas', since: '6.4', kernel: 'vma_start_write',
    judge: 'source: 6.3.8, 6.4.4, include/linux/mm.h, vm_flags_set',
    says: 'a call that changes vm_flags takes the lock of the mapping for writing too, which keeps faults out until it lets go of mmap_lock',
  },
  {
    id: 'forkLocksVmas', since: '6.5', sinceStable: { '6.4': 3 }, kernel: 'dup_mmap', cite: 'fb49c455323f',
    judge: ['source: 6.3.8, 6.5.0, kernel/fork.c, dup_mmap', 'source: 6.3.8, 6.4.4, kernel/fork.c, dup_mmap'],
    says: "fork() takes the locks of the parent's mappings for writing; in 6.4.0 to 6.4.2 faults get in under the lock of the mapping while fork() makes entries read-only and has not flushed",
  },
  {
    id: 'walksLockVmas', since: '6.5', kernel: 'PGWALK_WRLOCK', cite: '49b0638502da',
    judge: 'source: 6.4.4, 6.5.0, fs/proc/task_mmu.c, PGWALK_WRLOCK',
    says: 'the walk of clear_refs takes the lock of each mapping for writing; in 6.4, that of mappings that lose VM_SOFTDIRTY only',
  },
  {
    id: 'protectionGathers', since: '5.19', kernel: 'tlb_gather_mmu', cite: '4a18419f71cd',
    judge: 'source: 5.18.1, 5.19.0, mm/mprotect.c, change_protection',
    says: 'changes of protection flush by a gather of entries, which at its end flushes all that the process has if somebody else has a flush pending; before, they flush their range themselves',
  },
  {
    id: 'uffdFillsUnderVmaLock', since: '6.9', kernel: 'mfill_atomic', cite: '867a43a34ff8',
    judge: 'source: 6.8.0, 6.9.0, mm/userfaultfd.c, mfill_atomic',
    says: 'UFFDIO_COPY, ZEROPAGE, CONTINUE, POISON and MOVE take the lock of the mapping for reading; before, mmap_lock for reading',
  },
  {
    id: 'dontneedUnderVmaLock', since: '6.17', kernel: 'madvise_lock', cite: 'a6fde7add78d',
    judge: 'source: 6.14.0, 6.17.0, mm/madvise.c, MADVISE_VMA_READ_LOCK',
    says: 'MADV_DONTNEED and MADV_FREE take the lock of the mapping for reading where one mapping of the own process is meant and userfaultfd has no part in it, and flush after they have let go of it; before, mmap_lock for reading, until after the flush',
  },
  {
    id: 'guardsUnderVmaLock', since: '6.19', kernel: 'get_lock_mode',
    judge: 'source: 6.18.35, 6.19.0, mm/madvise.c, get_lock_mode',
    says: 'guard regions come and go under the lock of the mapping for reading; before, under mmap_lock for reading',
  },

  // mmap_lock and the locks of the reverse map
  {
    id: 'munmapDowngrades', since: '4.20', kernel: '__do_munmap', cite: 'dd2283f2605e',
    renamed: [{ since: '6.1', kernel: 'do_mas_align_munmap' }, { since: '6.3', kernel: 'do_vmi_align_munmap' }, { since: '6.12', kernel: 'vms_complete_munmap_vmas' }],
    judge: ['source: 4.19.0, 4.20.0, mm/mmap.c, __do_munmap', 'source: 6.0.0, 6.1.4, mm/mmap.c, do_mas_align_munmap', 'source: 6.2.12, 6.3.8, mm/mmap.c, do_vmi_align_munmap', 'source: 6.11.11, 6.12.0, mm/vma.c, vms_complete_munmap_vmas'],
    says: 'munmap() clears entries with mmap_lock held for reading, once the mapping is no longer found; before, for writing',
  },
  {
    id: 'exitLocks', since: '6.1', kernel: 'exit_mmap',
    judge: 'source: 6.0.1, 6.1.4, mm/mmap.c, exit_mmap',
    says: 'the end of a process clears entries with mmap_lock held for reading; before, without it, since nobody else is left',
  },
  {
    id: 'truncateSharesRmap', since: '5.18', kernel: 'unmap_mapping_pages',
    judge: 'source: 5.17.0, 5.18.1, mm/memory.c, unmap_mapping_pages',
    says: 'truncation takes the lock of the mappings of a file for reading; before, for writing',
  },
  {
    id: 'migrationDefersFlush', since: '6.3', kernel: 'try_to_migrate_one', cite: '7e12beb8ca2a',
    judge: 'source: 6.2.12, 6.3.8, mm/rmap.c, try_to_migrate_one',
    says: 'asynchronous migration flushes once for many pages, after it has let go of the page-table lock; before, and in synchronous migration, with each entry',
  },
  {
    id: 'splitDefersFlush', since: '6.8', kernel: 'unmap_folio',
    judge: 'source: 6.7.3, 6.8.0, mm/huge_memory.c, unmap_folio',
    says: 'splitting a huge page flushes once, when all its entries have become migration entries; before, with each',
  },
  {
    // Of 5.4 and 5.10 the first numbers are not known: read in 5.4.286 and 5.10.218, not in 5.4.1 and 5.10.46
    id: 'collectFlushesLocked', since: '6.0', sinceStable: { '5.4': 286, '5.10': 218, '5.15': 72 }, kernel: 'migrate_vma_collect_pmd', cite: '60bae7370896',
    judge: ['source: 5.19.0, 6.0.0, mm/migrate_device.c, migrate_vma_collect_pmd', 'source: 5.4.1, 5.4.286, mm/migrate.c, migrate_vma_collect_pmd', 'source: 5.10.46, 5.10.218, mm/migrate.c, migrate_vma_collect_pmd', 'source: 5.15.16, 5.15.100, mm/migrate.c, migrate_vma_collect_pmd'],
    says: 'migration to device memory flushes before it lets go of the page-table lock; before, after that, and without mm->tlb_flush_pending: MADV_DONTNEED finds an entry that is gone and returns while another CPU still reaches the page',
  },
] as const satisfies readonly Row[];
