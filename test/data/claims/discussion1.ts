/** The discussion of 6a56ccbcf6c6, which replaced savedwrite by can_change_pte_writable(), claim by claim. */
import type { Discussion } from './claim.ts';

export const discussion1: Discussion = {
  title: 'Where does write permission wait while a NUMA hint is on a page?',
  from: 'the message of 6a56ccbcf6c6, November 2022',
  argument:
    'A NUMA hint is a PROT_NONE entry over a page that is mapped: the next access faults, and the kernel learns who uses the ' +
    'page. Was the entry writable before? Up to 6.1 the hint keeps that in its RW bit, which it does not need (savedwrite). ' +
    'The commit lets the fault find it out anew, as mprotect() does.',
  settled:
    '6a56ccbcf6c6 in 6.2, on the ground of 64fe24a3e05e in 6.0. Nothing of it was taken back; 6.11 added a loop for large folios.',
  open:
    'Pages that NUMA balancing moves still come back read-only (C1.18 is undone in 7.3). In shared memory under uffd-wp or ' +
    'soft-dirty notification the entry never becomes writable again, be it dirty or clean (C1.13, C1.15), which the message did not say.',
  claims: [
    {
      claim: 'C1.1',
      title: 'the RW bit of a hint spares a fault',
      says: 'b191f9b106ea kept write permission in the RW bit of a PROT_NONE entry, to save the write fault after a NUMA hint.',
      answer: 'So do all releases from 4.19 to 6.1. Had the hint forgotten it, the write would fault twice.',
      shows: [
        {
          run: "pte run -k 4.19 -k 6.1.192 -k 6.2 'anon; write; numa-hint; write'",
          see: [
            ['4.19 6.1.192', 'numa-hint', '…962', 'PROT_NONE page', 'writable'],
            ['6.2', 'numa-hint', '…960', 'not writable'],
            ['*', 'write #2', '…867'],
          ],
        },
        {
          // the first write of all is one fault more
          run: "pte run --count -k 6.1 -k 6.1:numaForgetsWrite 'anon; write; numa-hint; write'",
          see: [
            ['6.1', '*', 'faults 2'],
            ['6.1:numaForgetsWrite', '*', 'faults 3'],
          ],
        },
      ],
    },
    {
      claim: 'C1.2',
      title: 'walking the tables again: slower',
      says: 'The alternative that was rejected, to walk the page tables once more after the hint, was more complicated and slower.',
      answer: 'No kernel had it.',
      opinion: 'It was judged by benchmarks of 2015 and by taste; a model has no time to measure.',
      shows: [],
    },
    {
      claim: 'C1.3',
      title: 'a write fault is no licence',
      says: 'A write fault alone does not allow to make the entry writable: it may have been read-only for copy on write.',
      answer:
        'The fault copies a page that fork() has shared. Were it made writable in place, parent and child would see what the other writes.',
      shows: [
        {
          run: "pte run -k 5.9 -k 6.1.192 -k 6.2 -k 7.3 'anon; write; numa-hint; fork; write'",
          see: [['*', 'write #2', '…346867', 'pfn 0x12346']],
        },
        {
          run: "pte run -k 6.1 -k 6.1:writableIfWriteFault 'anon; A: write; A: numa-hint; A: fork; A: write; B: read'",
          see: [
            ['6.1', 'A: write #2', 'pfn 0x12346', 'writable'],
            ['6.1:writableIfWriteFault', 'A: write #2', 'pfn 0x12345', 'writable'],
            ['6.1:writableIfWriteFault', '*', 'LOST|leak'],
            ['6.1', '*', 'not LOST|leak'],
          ],
        },
      ],
    },
    {
      claim: 'C1.4',
      title: '288bc54949fc made helpers of it',
      says: '288bc54949fc wrapped this into a family of savedwrite helpers, and it is doubtful whether that was better.',
      answer: 'On x86 they are other names of pte_write(), pte_mkwrite() and pte_wrprotect(), so that no word differs.',
      shows: [
        {
          run: "pte run --trace -k 6.1.192 'anon; write; numa-hint; ksm-merge'",
          see: [
            ['6.1.192', 'numa-hint', 'step pte_mk_savedwrite …962'],
            ['6.1.192', 'ksm-merge', 'step pte_clear_savedwrite'],
          ],
        },
      ],
    },
    {
      claim: 'C1.5',
      title: 'a saved write passes pte_write() too',
      says: 'It is confusing that a PROT_NONE entry with saved write also passes pte_write().',
      answer: 'It does: the RW bit means both.',
      shows: [
        {
          run: "pte run -k 6.1.192 'anon; write; numa-hint'",
          see: [['6.1.192', 'numa-hint', '0x000fffffedcba962', 'PROT_NONE page', 'writable']],
        },
        { run: 'pte decode 0x000fffffedcba962 -k 6.1.192', prints: ['PROT_NONE page: pfn 0x12345, writable'] },
      ],
    },
    {
      claim: 'C1.6',
      title: 'pte_mk_savedwrite() has a single caller',
      says: 'It is confusing that pte_mk_savedwrite() is called in a single place.',
      answer:
        'mm/mprotect.c calls it where NUMA balancing makes a hint. mprotect() itself, by the same function, does not.',
      shows: [
        {
          run: 'pte explore -k 6.1.192 --steps pte_mk_savedwrite',
          prints: [
            'pte_mk_savedwrite is taken by 1 operation in',
            "pte run --trace -k 6.1.192 'anon; write; numa-hint'",
          ],
        },
        {
          run: "pte run --trace -k 6.1.192 'anon; write; numa-hint; read; mprotect none; mprotect rw'",
          see: [
            ['6.1.192', 'numa-hint', 'step pte_mk_savedwrite'],
            ['6.1.192', 'read', 'not step pte_mk_savedwrite'],
            ['6.1.192', 'mprotect none', 'not step pte_mk_savedwrite'],
            ['6.1.192', 'mprotect rw', 'not step pte_mk_savedwrite'],
          ],
        },
      ],
    },
    {
      claim: 'C1.7',
      title: 'others rely on pte_wrprotect()',
      says: 'All other code that write-protects relies, without a word, on pte_wrprotect() to drop the saved bit too.',
      answer:
        'fork() and clear_refs do. One place does not: KSM asks pte_savedwrite() and calls pte_clear_savedwrite() before it merges a page.',
      refuted: true,
      shows: [
        {
          run: "pte run --trace -k 6.1.192 'anon; write; numa-hint; fork'",
          see: [
            ['6.1.192', 'numa-hint', '…962'],
            ['6.1.192', 'fork', '…960', 'step pte_wrprotect'],
          ],
        },
        {
          // clear_refs takes soft-dirty away as well
          run: "pte run --trace -k 6.1.192 'anon; write; numa-hint; clear-refs'",
          see: [['6.1.192', 'clear-refs', '…160', 'step pte_wrprotect']],
        },
        {
          run: "pte run --trace -k 6.1.192 'anon; write; numa-hint; ksm-merge'",
          see: [['6.1.192', 'ksm-merge', 'step pte_clear_savedwrite', 'not step pte_wrprotect']],
        },
      ],
    },
    {
      claim: 'C1.8',
      title: 'mprotect() can spare the fault',
      says: 'With PageAnonExclusive and its use in mprotect() (64fe24a3e05e) a change of protection can spare the write fault that would follow.',
      answer: 'From 6.0 on. 6.0 and 6.1 do so for dirty pages only, 6.2 for clean ones too.',
      shows: [
        {
          run: "pte run -k 5.19 -k 6.0 -k 6.2 'anon; write; mprotect r; mprotect rw; write'",
          see: [
            ['5.19', 'mprotect rw', '…865'],
            ['6.0 6.2', 'mprotect rw', '…867'],
            ['5.19', 'write #2', 'fault'],
            ['6.0 6.2', 'write #2', 'not fault'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 'anon; write; pageout; read; mprotect r; mprotect rw'",
          see: [
            ['6.1.192', 'mprotect rw', 'read-only'],
            ['6.2', 'mprotect rw', 'writable'],
          ],
        },
      ],
    },
    {
      claim: 'C1.9',
      title: 'let can_change_pte_writable() decide',
      says: 'The fault on the hint should decide as mprotect() does, with can_change_pte_writable().',
      answer: 'From 6.2 on the hint is not writable, and the fault asks.',
      shows: [
        {
          run: "pte run --trace -k 6.1.192 -k 6.2 'anon; write; numa-hint; read'",
          see: [
            ['6.1.192', 'numa-hint', '…962'],
            ['6.2', 'numa-hint', '…960'],
            ['*', 'read', '…867'],
            ['6.2', 'read', 'can_change_pte_writable'],
            ['6.1.192', 'read', 'not can_change_pte_writable'],
          ],
        },
      ],
    },
    {
      claim: 'C1.10',
      title: 'and can_change_pmd_writable()',
      says: 'For huge pages can_change_pmd_writable() should decide.',
      answer: 'From 6.2 on do_huge_pmd_numa_page() asks it; up to 6.1 the huge hint keeps its RW bit.',
      shows: [
        {
          run: "pte run --trace -k 6.1.192 -k 6.2 'thp; write; numa-hint; read'",
          see: [
            ['6.1.192', 'numa-hint', '…9e2'],
            ['6.2', 'numa-hint', '…9e0'],
            ['*', 'read', '…8e7'],
            ['6.2', 'read', 'can_change_pmd_writable'],
          ],
        },
      ],
    },
    {
      claim: 'C1.11',
      title: 'anonymous memory is not affected',
      says: 'For anonymous memory nothing changes at all.',
      answer:
        'It changes in both directions. A page that is read-only though it belongs to this process alone becomes writable at the hint ' +
        'from 6.2 on: after a write protection that was resolved, after the end of a registration, after clear_refs and a merge, ' +
        'after a page was swapped in by reading. And a page that NUMA balancing moves comes back writable up to 6.1, read-only from 6.2 on.',
      refuted: true,
      shows: [
        {
          run: "pte run -k 6.1.192 -k 6.2 'anon; write; uffd-wp; uffd-wp-resolve; numa-hint; read'",
          see: [
            ['6.1.192', 'read', '…865'],
            ['6.2', 'read', '…867'],
          ],
          prints: ['6a56ccbcf6c6'],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 'anon; write; uffd-wp; uffd-unregister; numa-hint; read'",
          see: [
            ['6.1.192', 'read', 'read-only'],
            ['6.2', 'read', 'writable'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 'anon; write; clear-refs; vma-merge; numa-hint; read'",
          see: [
            ['6.1.192', 'read', 'read-only'],
            ['6.2', 'read', 'writable'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 'anon; write; pageout; read; numa-hint; read'",
          see: [
            ['6.1.192', 'read #2', 'read-only'],
            ['6.2', 'read #2', 'writable'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 'anon; write; numa-hint; migrate'",
          see: [
            ['6.1.192', 'migrate', '…867'],
            ['6.2', 'migrate', '…865'],
          ],
        },
      ],
    },
    {
      claim: 'C1.12',
      title: 'write permission implies an exclusive page',
      says: 'The reason: an anonymous page is writable only if it is exclusive, so a page that is not had no permission to lose.',
      answer:
        'From 5.19 on (6c287605fd56) fork() takes PageAnonExclusive and write permission together, and the write copies.',
      shows: [
        ...(['5.19', '6.2', '7.3'] as const).map((release) => ({
          run: `pte explore -k ${release} 'fork; pageout; numa-hint' --never 'PageAnon & writable & !PageAnonExclusive'`,
          prints: ['exhausted: there are no more', 'holds in', 'premise met in'],
        })),
        {
          run: "pte run -k 5.19 -k 6.2 -k 7.3 'anon; write; fork; write'",
          see: [
            ['*', 'fork', 'read-only', 'PageAnonExclusive'],
            ['*', 'write #2', '…346867', 'pfn 0x12346', 'PageAnonExclusive'],
          ],
        },
      ],
    },
    {
      claim: 'C1.13',
      title: 'clean entries of tracked mappings may change',
      says: 'In shared mappings whose writes are told of there may be a change: an entry that is not dirty cannot be made writable.',
      answer:
        'There is one from 6.2 on, and the rule is stricter: a dirty entry is refused too where userfaultfd or soft-dirty wants the ' +
        'writes. `vm_page_prot` without write permission looks to `vma_wants_writenotify()` like a change that a driver made, ' +
        'and only mappings with page_mkwrite() get past that.',
      refuted: true,
      shows: [
        {
          run: "pte run -k 6.1.192 -k 6.2 -k 7.3 'shmem; read; uffd-register wp; numa-hint; read'",
          see: [
            ['6.1.192', 'read #2', '…027'],
            ['6.2 7.3', 'read #2', '…025'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 -k 7.3 'shmem; write; uffd-register wp; numa-hint; read'",
          see: [
            ['6.1.192', 'read', '…867'],
            ['6.2', 'read', '…865'],
            ['7.3', 'read', 'read-only', 'dirty'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 -k 7.3 'shmem; write; clear-refs; write; numa-hint; read'",
          see: [
            ['6.1.192', 'read', '…867'],
            ['6.2', 'read', '…865'],
            ['7.3', 'read', 'read-only', 'dirty'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 -k 7.3 'file; write; numa-hint; read'",
          see: [['*', 'read', '…867']],
        },
      ],
    },
    {
      claim: 'C1.14',
      title: 'real programs will hardly notice',
      says: 'In practice it may not matter.',
      answer:
        'What it costs can be counted: one write fault more for each page and hint. Whether that matters, no run says.',
      shows: [
        {
          run: "pte run --count -k 6.1.192 -k 6.2 'shmem; write; uffd-register wp; numa-hint; read; write'",
          see: [
            ['6.1.192', '*', 'faults 2'],
            ['6.2', '*', 'faults 3'],
          ],
        },
      ],
    },
    {
      claim: 'C1.15',
      title: 'another test for notification is wanted',
      says: 'Otherwise another way is needed to tell whether write notification is really required.',
      answer: 'There is none: 7.3 still refuses because of what `vma_wants_writenotify()` says of `vm_page_prot`.',
      shows: [
        {
          run: "pte run --trace -k 7.3 'shmem; write; uffd-register wp; numa-hint; read'",
          see: [['7.3', 'read', 'read-only', 'vma_wants_writenotify', 'vm_page_prot|vpp']],
        },
      ],
    },
    {
      claim: 'C1.16',
      title: 'mprotect() would gain by it too',
      says: 'mprotect() could use such a way as well.',
      answer:
        'It has the same limit: a dirty page of shared memory stays read-only after mprotect() to r and back, where uffd-wp is a reason ' +
        'for notification (6.1.8 and 6.2 on). Of a file with page_mkwrite() it becomes writable.',
      shows: [
        {
          run: "pte run -k 6.0 -k 6.1.192 -k 6.2 -k 7.3 'shmem; write; uffd-register wp; mprotect r; mprotect rw'",
          see: [
            ['6.0', 'mprotect rw', '…867'],
            ['6.1.192 6.2 7.3', 'mprotect rw', 'read-only'],
          ],
        },
        {
          run: "pte run -k 6.0 -k 6.1.192 -k 6.2 -k 7.3 'file; write; mprotect r; mprotect rw'",
          see: [['*', 'mprotect rw', '…867']],
        },
      ],
    },
    {
      claim: 'C1.17',
      title: 'moved pages come back read-only',
      says: 'Not optimised, first: after a successful move the entry is read-only, because the hint that it came from was.',
      answer:
        'For private memory so it is from 6.2 on. In shared memory whose writes nobody is told of the moved page comes back ' +
        'writable from 6.4 on, since `vm_page_prot` gives permission (C0.4); 6.2 and 6.3 write-protect for another reason.',
      refuted: true,
      shows: [
        {
          run: "pte run -k 6.1.192 -k 6.2 -k 6.4 -k 7.3 'anon; write; numa-hint; numa-fault migrated'",
          see: [
            ['6.1.192', 'numa-fault migrated', '…346867'],
            ['6.2 6.4', 'numa-fault migrated', '…346865'],
            ['7.3', 'numa-fault migrated', 'pfn 0x12346', 'read-only'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 -k 6.4 -k 7.3 'shmem; write; numa-hint; numa-fault migrated'",
          see: [
            ['6.1.192 6.4 7.3', 'numa-fault migrated', '…346867'],
            ['6.2', 'numa-fault migrated', '…346865'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 -k 6.4 -k 7.3 'anon; write; numa-hint; migrate'",
          see: [
            ['6.1.192', 'migrate', '…867'],
            ['6.2 6.4', 'migrate', '…865'],
            ['7.3', 'migrate', 'read-only'],
          ],
        },
      ],
    },
    {
      claim: 'C1.18',
      title: 'migration might ask it one day',
      says: 'Later one might ask can_change_pte_writable() when migration entries are removed.',
      answer:
        'No release does, 7.3 included. With it the page that was moved would come back writable, and the write fault would be spared.',
      shows: [
        {
          run: "pte run -k 6.2 -k 6.2:migrationAsksCanChange 'anon; write; numa-hint; numa-fault migrated; write'",
          see: [
            ['6.2', 'numa-fault migrated', '…865'],
            ['6.2', 'write #2', 'fault'],
            ['6.2:migrationAsksCanChange', 'numa-fault migrated', '…867'],
            ['6.2:migrationAsksCanChange', 'write #2', 'not fault'],
          ],
        },
        {
          run: "pte run -k 7.3 'anon; write; numa-hint; numa-fault migrated'",
          see: [['7.3', 'numa-fault migrated', 'read-only']],
        },
      ],
    },
    {
      claim: 'C1.19',
      title: 'the lock was dropped meanwhile',
      says: 'Not optimised, second: after a move that failed, "writable" would have to be worked out again, since the page-table lock was dropped.',
      answer:
        'Another CPU may change the entry in that gap, if it needs mmap_lock for reading only, as MADV_DONTNEED does: pte_same() fails, ' +
        'nothing is mapped, and the access faults anew. clear_refs must wait for the fault. Up to 6.1 the old answer was kept over the gap.',
      shows: [
        {
          // without a word the move fails. do_numa_page() holds mmap_lock for reading all the time; clear_refs wants it for writing (5.11 on)
          run: "pte run -k 6.1.192 -k 6.2 'anon; cpu0: write; cpu0: numa-hint; cpu0: numa-fault-begin; cpu1: clear-refs; cpu0: numa-fault-end'",
          see: [
            ['*', 'cpu1: clear-refs', 'waits for mmap_lock', 'cpu0 holds it for reading'],
            ['6.1.192', 'cpu0: numa-fault-end', '…867'],
            ['6.2', 'cpu0: numa-fault-end', '…865'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 'anon; cpu0: write; cpu0: numa-hint; cpu0: numa-fault-begin; cpu1: dontneed; cpu0: numa-fault-end failed'",
          see: [
            ['*', 'cpu1: dontneed', 'not waits for mmap_lock'],
            ['*', 'cpu0: numa-fault-end failed', 'pte_same', 'not pfn 0x12345'],
          ],
        },
      ],
    },
    {
      claim: 'C1.20',
      title: 'so it is set to false',
      says: 'For now "writable" is simply set to false then.',
      answer:
        'From 6.2 on a page of private memory whose move failed is read-only, up to 6.1 writable. In shared memory whose writes ' +
        'nobody is told of it stays writable: "false" does not take away what `vm_page_prot` gave.',
      shows: [
        {
          run: "pte run -k 6.1.192 -k 6.2 'anon; write; numa-hint; numa-fault failed'",
          see: [
            ['6.1.192', 'numa-fault failed', '…867'],
            ['6.2', 'numa-fault failed', '…865'],
          ],
        },
        {
          run: "pte run -k 6.1.192 -k 6.2 'shmem; write; numa-hint; numa-fault failed'",
          see: [['*', 'numa-fault failed', '…867']],
        },
      ],
    },
    {
      claim: 'C1.21',
      title: 'the rest of savedwrite goes next',
      says: 'What is left of savedwrite goes next.',
      answer: 'It went with the same release: 6.2 has none.',
      shows: [
        { run: 'pte diff 6.1 6.2', prints: ['- numaSavedwrite', '6a56ccbcf6c6'] },
        {
          run: "pte run --trace -k 6.1.192 -k 6.2 'anon; write; numa-hint; read'",
          see: [
            ['6.1.192', '*', 'savedwrite'],
            ['6.2', '*', 'not step pte_mk_savedwrite'],
          ],
        },
      ],
    },
    {
      claim: 'C1.22',
      title: 'hacky, the alternatives worse',
      says: 'b191f9b106ea said of itself that it looks hacky, and that the alternatives look worse.',
      answer: 'From 6.2 on it is gone (C1.21).',
      opinion: 'Looks are taste.',
      shows: [],
    },
  ],
};
