/** What a device driver is told of a process's entries, and what it may ask to be faulted in: mm/hmm.c. */
import type { Row } from '../schema.ts';

/** hmm_range_fault() and its forerunners hmm_vma_fault() and hmm_range_snapshot(). */
export const hmmBehaviours = [
  {
    id: 'hmmFaultsMayRetry', since: '4.19', until: '5.7', kernel: 'hmm_vma_do_fault',
    judge: 'source: 5.6.4, 5.7.14, mm/hmm.c, hmm_vma_do_fault',
    says: "a device's fault may let go of mmap_lock where the driver allows it (always, up to 5.2), so that userfaultfd sends its message",
  },
  {
    id: 'hmmFaultsMayRetry', since: '7.3', kernel: 'hmm_range_fault_unlocked_timeout',
    judge: 'source: 7.2.13, 7.3.0-rc7, mm/hmm.c, hmm_range_fault_unlocked_timeout',
    says: "a device's fault may let go of mmap_lock where the driver asks without it, so that userfaultfd sends its message; from 5.7 to then it may not: a page that userfaultfd traps is -EFAULT for the device, and no message is sent",
  },
  {
    id: 'hmmAlwaysRetries', since: '4.19', until: '5.3', kernel: 'hmm_vma_do_fault',
    judge: 'source: 5.2.1, 5.3.0, mm/hmm.c, hmm_vma_do_fault',
    says: "a device's fault may let go of mmap_lock whatever the driver says",
  },
  {
    id: 'hmmKnowsProtnone', since: '5.3', kernel: 'pte_to_hmm_pfn_flags',
    judge: 'source: 5.2.1, 5.3.0, mm/hmm.c, pte_to_hmm_pfn_flags',
    says: 'PROT_NONE entries, hints of NUMA balancing too, are not reported as valid; before, a device may use what the processor may not',
  },
  {
    id: 'hmmFaultsSwap', since: '4.19', until: '5.2', kernel: 'hmm_vma_handle_pte',
    judge: 'source: 5.1.0, 5.2.1, mm/hmm.c, hmm_vma_handle_pte',
    says: 'swap entries are faulted in for a device; in 5.2 and 5.3 they are reported as empty, whatever was asked for',
  },
  {
    id: 'hmmFaultsSwap', since: '5.4', kernel: 'hmm_vma_handle_pte',
    judge: 'source: 5.3.1, 5.4.1, mm/hmm.c, hmm_vma_handle_pte',
    says: 'swap entries are faulted in for a device again',
  },
  {
    id: 'hmmWaitsForMigration', since: '4.19', until: '5.2', kernel: 'hmm_vma_handle_pte',
    judge: 'source: 5.1.0, 5.2.1, mm/hmm.c, hmm_vma_handle_pte',
    says: 'a device waits for the end of a migration; from 5.2 to 5.6 migration entries are reported as empty, whatever was asked for',
  },
  {
    id: 'hmmWaitsForMigration', since: '5.7', kernel: 'hmm_vma_handle_pte',
    judge: 'source: 5.6.4, 5.7.14, mm/hmm.c, hmm_vma_handle_pte',
    says: 'a device waits for the end of a migration again',
  },
  {
    id: 'hmmRefusesSpecial', since: '5.2', kernel: 'hmm_vma_handle_pte',
    judge: 'source: 5.1.0, 5.2.1, mm/hmm.c, hmm_vma_handle_pte',
    says: 'entries without a struct page are an error for a device; before, they are reported as valid',
  },
  {
    id: 'hmmReportsZeroPage', since: '5.5', kernel: 'hmm_vma_handle_pte',
    judge: 'source: 5.4.286, 5.6.4, mm/hmm.c, hmm_vma_handle_pte',
    says: 'the zero page is reported like any other page; from 5.2 to 5.4 it is an error',
  },
  {
    id: 'hmmRefusesIfAsked', since: '5.7', kernel: 'hmm_vma_handle_pte',
    judge: 'source: 5.6.4, 5.7.14, mm/hmm.c, hmm_vma_handle_pte',
    says: 'what cannot be faulted in is -EFAULT only where a fault was asked for, else it is reported as an error or as empty; before, -EFAULT always',
  },
  {
    id: 'hmmAsksOwner', since: '5.7', kernel: 'hmm_vma_handle_pte', cite: '08ddddda667b',
    judge: 'source: 5.6.4, 5.7.14, mm/hmm.c, hmm_vma_handle_pte',
    says: "pages in the driver's own device memory are reported as they are, read-only ones too where writing was asked for; before, those of all devices, and they are brought back where the driver asks for that",
  },
  {
    id: 'hmmFaultsOthersDevice', since: '5.19', sinceStable: { '5.15': 59 }, kernel: 'hmm_vma_handle_pte', cite: '8a295dbbaf72',
    judge: ['source: 5.18.12, 5.19.0, mm/hmm.c, hmm_vma_handle_pte', 'source: 5.15.16, 5.15.100, mm/hmm.c, hmm_vma_handle_pte'],
    says: "pages in another device's memory are brought back for a device; from 5.7 to then they are -EFAULT",
  },
  {
    id: 'hmmTakesMixedmap', since: '5.17', sinceStable: { '5.10': 94, '5.15': 17, '5.16': 10 }, kernel: 'hmm_vma_walk_test', cite: '87c01d57fa23',
    judge: ['source: 5.14.2, 5.17.0, mm/hmm.c, hmm_vma_walk_test', 'source: 5.10.46, 5.10.218, mm/hmm.c, hmm_vma_walk_test', 'source: 5.15.16, 5.15.100, mm/hmm.c, hmm_vma_walk_test'],
    says: 'mappings of drivers that mix pages with page frames (VM_MIXEDMAP) are walked; before, they are an error for a device',
  },
  {
    id: 'hmmWalksMappings', since: '5.5', kernel: 'hmm_vma_walk_test',
    judge: 'source: 5.4.286, 5.6.4, mm/hmm.c, hmm_vma_walk_test',
    says: 'mappings that a device cannot use are -EFAULT, or an error of each page where no fault is asked for; before, the call is refused',
  },
  {
    id: 'hmmSpecialIsInvalid', since: '4.19', until: '5.2', kernel: 'hmm_vma_get_pfns',
    judge: 'source: 5.1.0, 5.2.1, mm/hmm.c, hmm_vma_get_pfns',
    says: 'a device that asks for a mapping of a driver (VM_SPECIAL) or of hugetlb is refused with -EINVAL; from 5.2 to 5.4, for fewer of them, with -EFAULT',
  },
  {
    id: 'hmmAsksWritable', since: '5.4', kernel: 'hmm_vma_walk_hole_',
    judge: 'source: 5.3.1, 5.4.1, mm/hmm.c, hmm_vma_walk_hole_',
    says: 'a device that asks to write to a read-only mapping is refused with -EPERM; before, a write fault is made all the same',
  },
  {
    id: 'hmmTellsErrors', since: '7.3', kernel: 'hmm_do_fault',
    judge: 'source: 7.2.13, 7.3.0-rc7, mm/hmm.c, hmm_do_fault',
    says: "a device's fault that finds no memory is -ENOMEM; before, -EFAULT like every other that fails",
  },
  {
    id: 'hmmKnowsPmdMigration', since: '4.20', kernel: 'hmm_vma_walk_pmd',
    judge: 'source: 4.19.255, 4.20.0, mm/hmm.c, hmm_vma_walk_pmd',
    says: 'a device waits while a huge page moves; before, it is told of an error',
  },
] as const satisfies readonly Row[];
