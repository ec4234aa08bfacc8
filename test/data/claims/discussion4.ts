/** The discussion of stale TLB entries and mm_tlb_flush_pending(), claim by claim. */
import type { Discussion } from './claim.ts';

const race = "'anon; write; pin; uffd-wp-deferred; uffd-wp-resolve; write'";
const inParts = "'anon; cpu0: write; cpu0: pin; cpu1: uffd-wp-begin; cpu1: flush; cpu2: uffd-wp-resolve; cpu3: write'";
const walk =
  "'anon; cpu1: write; cpu0: pin; cpu0: clear-refs-begin; cpu2: copy-begin; cpu1: write-tlb; cpu2: copy-end; cpu0: flush'";

export const discussion4: Discussion = {
  title: 'Who pays for a TLB flush that is put off?',
  from: 'stale TLB entries and mm_tlb_flush_pending(), December 2020',
  argument:
    'One thread write-protects a page and has not flushed the TLB yet. A second ends the protection. A third writes, and its ' +
    'fault may copy the page. The TLB of a fourth CPU still holds the old, writable entry: what it writes after the copy is ' +
    'lost. Either the protecting thread keeps all others out until it has flushed, or the fault that would copy flushes for it.',
  settled:
    'For userfaultfd, 6ce64428d620 in 5.12, 5.11.7 and 5.10.24: the fault flushes. For soft-dirty, 29a951dfb3c3 in 5.11 and 5.10.9, ' +
    'clear_refs takes the lock for writing, and from 5.12, 5.11.3 and 5.10.20 on it flushes at its end. From 5.19 on ' +
    '(6c287605fd56) pages that belong to one process alone are not copied at all.',
  open:
    'The rule is written down in one comment, and covers mappings registered for uffd-wp only. Protection from every access (7.3) ' +
    'puts a flush off outside of it; no write is known to be lost by that (C4.15).',
  claims: [
    {
      claim: 'C4.1',
      title: 'would flushing in the fault do?',
      says: 'Would it mend userfaultfd and clear_refs both, if the fault flushed while a flush is due?',
      answer:
        'It mends userfaultfd, where 5.9 to 5.11.6 lose writes, and the race during the walk of clear_refs. What clear_refs does after its walk is another matter (C4.2).',
      shows: [
        {
          run: `pte run -k 5.11 -k 5.11:flushInHandlePteFault -k 5.12 ${race}`,
          see: [
            ['5.11', 'write #2', '…346867', 'LOST'],
            ['5.11:flushInHandlePteFault 5.12', 'write #2', 'flush_tlb_page', 'not LOST'],
          ],
        },
        {
          run: `pte run -k 5.11 -k 5.12 ${race}`,
          see: [
            ['5.11', 'write #2', 'LOST'],
            ['5.12', 'write #2', 'flush_tlb_page', 'not LOST'],
          ],
          prints: ['6ce64428d620'],
        },
        {
          run: `pte run --keep-going -k 5.10 -k 5.10:flushInHandlePteFault ${walk}`,
          see: [
            ['5.10', '*', 'LOST'],
            ['5.10:flushInHandlePteFault', 'cpu2: copy-begin', 'flush_tlb_page'],
            ['5.10:flushInHandlePteFault', '*', 'not LOST'],
          ],
        },
      ],
    },
    {
      claim: 'C4.2',
      title: 'yes, it mends both',
      says: 'It does.',
      answer:
        'Not all of clear_refs: from 5.6 to 5.11 its walk ends without any flush, and a stale entry outlives the counter. Its writes set no soft-dirty bit. ' +
        'The kernel took other ways: the lock for writing, and a flush at the end.',
      refuted: true,
      shows: [
        {
          run: "pte run -k 5.11 -k 5.12 'anon; write; clear-refs; write'",
          see: [
            ['5.11', 'clear-refs', 'not flush_tlb_mm'],
            ['5.12', 'clear-refs', 'flush_tlb_mm'],
          ],
        },
        {
          run: "pte run --keep-going -k 5.10 -k 5.10:flushInHandlePteFault -k 5.12 'anon; cpu1: write; cpu0: clear-refs; cpu1: write-tlb'",
          see: [
            ['5.10 5.10:flushInHandlePteFault', 'cpu1: write-tlb', '…065', 'soft-dirty'],
            ['5.12', '*', 'holds nothing|nothing in'],
          ],
        },
        {
          run: "pte run --interleave -k 5.10:flushInHandlePteFault 'anon; cpu1: write; cpu0: clear-refs-begin; cpu0: clear-refs-end; cpu1: write-tlb'",
          see: [['*', '*', 'soft-dirty', 'not none of']],
        },
      ],
    },
    {
      claim: 'C4.3',
      title: 'stale entries under mmap_lock for reading',
      says: 'The rule would be: those who hold mmap_lock for reading may meet stale entries, as long as the counter was raised while it was held.',
      answer:
        'Faults are such readers and enter. fork(), unregistering, closing, and clear_refs from 5.11 on want the lock for writing, and wait for the flush.',
      shows: [
        {
          run: "pte run -k 5.11 'anon; cpu0: write; cpu1: uffd-wp-begin; cpu0: fork; cpu1: flush'",
          see: [
            ['5.11', 'cpu0: fork', 'waits for mmap_lock', 'cpu1 holds it for reading'],
            ['5.11', 'cpu1: flush', 'cpu0: fork'],
          ],
        },
        {
          run: "pte run -k 5.11 'anon; cpu0: write; cpu1: uffd-wp-begin; cpu0: uffd-unregister; cpu1: flush'",
          see: [
            ['5.11', 'cpu0: uffd-unregister', 'waits for mmap_lock', 'cpu1 holds it for reading'],
            ['5.11', 'cpu1: flush', 'cpu0: uffd-unregister'],
          ],
        },
        {
          run: "pte run -k 5.11 'anon; cpu0: write; cpu1: uffd-wp-begin; cpu0: uffd-close; cpu1: flush'",
          see: [
            ['5.11', 'cpu0: uffd-close', 'waits for mmap_lock', 'cpu1 holds it for reading'],
            ['5.11', 'cpu1: flush', 'cpu0: uffd-close'],
          ],
        },
        {
          // the first clear_refs of 5.10 takes the lock for writing too, to take VM_SOFTDIRTY from the mappings
          run: "pte run -k 5.10 -k 5.11 'anon; cpu0: clear-refs; cpu0: write; cpu1: uffd-wp-begin; cpu0: clear-refs; cpu1: flush'",
          see: [
            ['5.10', 'cpu0: clear-refs #2', 'not waits', 'not LOST'],
            ['5.11', 'cpu0: clear-refs #2', 'waits for mmap_lock', 'cpu1 holds it for reading'],
          ],
        },
        {
          run: "pte run -k 5.11 'anon; write; uffd-wp-deferred; uffd-wp-resolve; fork; write'",
          see: [['5.11', '*', 'not LOST']],
        },
        {
          run: "pte run -k 5.12 'anon; write; pin; uffd-wp-deferred; uffd-unregister; write'",
          see: [['5.12', '*', 'not LOST']],
        },
      ],
    },
    {
      claim: 'C4.4',
      title: 'sparing uffd-wp the write lock',
      says: 'Anything that spares uffd-wp the lock for writing is welcome.',
      answer:
        'It has taken the lock for reading from 5.7 on. With the lock for writing no fault comes between, and no order loses a write.',
      shows: [
        {
          run: `pte run -k 5.11 -k 5.11:uffdWpWriteLock --interleave ${inParts}`,
          see: [
            ['5.11', '*', 'LOST|loses', 'not none of'],
            ['5.11:uffdWpWriteLock', '*', 'none of', 'orders loses a write'],
          ],
        },
      ],
    },
    {
      claim: 'C4.5',
      title: 'a rule one can enforce',
      says: 'The suggestion looks easy to enforce and to understand.',
      answer: 'The kernel has it in do_wp_page(), with a comment.',
      opinion: 'What is easy to understand is a view.',
      shows: [],
    },
    {
      claim: 'C4.6',
      title: 'less complex than 5.10',
      says: 'At the least it is less complex than 5.10, and would be documented.',
      answer: 'What changed between 5.11 and 5.12 can be listed.',
      opinion: 'Complexity is a view; `pte diff` shows the effects.',
      shows: [{ run: 'pte diff 5.11 5.12', prints: ['wpFlushesPending', 'clearRefsFlushes'] }],
    },
    {
      claim: 'C4.7',
      title: 'resting on the map count: no',
      says: 'What would not do is to depend on what do_wp_page() happens to do, such as its look at the map count.',
      answer:
        'The result does hang on it: with the map count 5.9 writes to the page in place and loses nothing, with the reference count it copies.',
      shows: [
        {
          run: `pte run -k 5.9 -k 5.9:reuseByMapcount ${race}`,
          see: [
            ['5.9', 'write #2', '…346867', 'LOST'],
            ['5.9:reuseByMapcount', 'write #2', '…345867', 'not LOST'],
          ],
        },
      ],
    },
    {
      claim: 'C4.8',
      title: 'clear_refs rested on it',
      says: 'clear_refs rested on it until now.',
      answer:
        'Up to 5.8 a page with one mapping is written to in place, even if it is pinned, and a stale entry writes to the same page. From 5.9 to 5.10.8 ' +
        'it is copied, and the write through the stale entry is lost. 5.10.9 and 5.11 leave pinned pages alone.',
      shows: [
        {
          run: "pte run -k 5.8 -k 5.9 -k 5.10.8 -k 5.10.9 'anon; write; pin; clear-refs; write'",
          see: [
            ['5.8', 'write #2', '…345867'],
            ['5.9 5.10.8', 'write #2', '…346867'],
            ['5.10.9', 'clear-refs', '…345867'],
            ['5.10.9', 'write #2', '…345867'],
          ],
        },
        {
          run: "pte run --keep-going -k 5.8 -k 5.10 -k 5.12 'anon; cpu1: write; cpu0: pin; cpu0: clear-refs-begin; cpu2: copy-begin; cpu1: write-tlb; cpu2: copy-end; cpu0: clear-refs-end'",
          see: [
            ['5.8', '*', 'not LOST'],
            ['5.8', 'cpu2: copy-end', 'pfn 0x12345'],
            ['5.10', '*', 'cpu1 wrote pfn 0x12345, the entry maps 0x12346: LOST'],
            ['5.12', 'cpu0: clear-refs-begin', '…345867'],
            ['5.12', '*', 'not LOST'],
          ],
        },
      ],
    },
    {
      claim: 'C4.9',
      title: 'uffd-wp too, in a smaller window',
      says: 'uffd-wp rested on it too, but only where protecting raced with ending the protection, a far smaller window.',
      answer:
        'Nothing is lost up to 5.8; from 5.9 to 5.11.6 and 5.10.23 writes are; then the fault flushes, and from 5.19 on it does not copy. ' +
        'As long as nobody ends the protection the write is trapped.',
      shows: [
        {
          run: `pte run -k 5.8 -k 5.9 -k 5.10.23 -k 5.10.24 -k 5.12 -k 5.19 ${race}`,
          see: [
            ['5.8', 'write #2', '…345867', 'not LOST'],
            ['5.9 5.10.23', 'write #2', '…346867', 'LOST'],
            ['5.10.24 5.12', 'write #2', '…346867', 'flush_tlb_page', 'not LOST'],
            ['5.19', 'write #2', '…345867', 'not LOST'],
          ],
        },
        {
          run: `pte run -k 5.11.6 -k 5.11.7 ${race}`,
          see: [
            ['5.11.6', 'write #2', 'LOST'],
            ['5.11.7', 'write #2', 'flush_tlb_page', 'not LOST'],
          ],
        },
        {
          run: "pte run -k 5.8 -k 5.9 -k 5.10.23 -k 5.10.24 -k 5.12 -k 5.19 'anon; write; pin; uffd-wp-deferred; write'",
          see: [['*', 'write #2', 'trapped', 'not LOST']],
        },
      ],
    },
    {
      claim: 'C4.10',
      title: 'raise the counter before the lock',
      says: 'Write permission may be taken away with the flush put off, if the counter was raised before the page-table lock was taken.',
      answer: 'With the rule no order of 5.12 loses a write. With the counter raised after the lock one does.',
      shows: [
        {
          run: `pte run --interleave -k 5.12 -k 5.12:pendingAfterLock ${inParts}`,
          see: [
            ['5.12', '*', 'none of', 'orders loses a write'],
            ['5.12:pendingAfterLock', '*', 'LOST|loses', 'not none of'],
          ],
        },
      ],
    },
    {
      claim: 'C4.11',
      title: 'the map count broke',
      says: 'The dependence on the map count was fragile, and has just broken.',
      answer: 'In 5.9 (09854ba94c6a): any other reference makes the fault copy, and a pin is one.',
      shows: [
        { run: 'pte diff 5.8 5.9', prints: ['wpCountsMappings', '09854ba94c6a'] },
        {
          run: `pte run -k 5.8 -k 5.9 ${race}`,
          see: [
            ['5.8', 'write #2', '…345867'],
            ['5.9', 'write #2', '…346867'],
          ],
          prints: ['09854ba94c6a'],
        },
      ],
    },
    {
      claim: 'C4.12',
      title: 'comments should point to the rule',
      says: 'Comments in userfaultfd_writeprotect() and clear_refs_write() should point to the rule.',
      answer: 'Only do_wp_page() has one.',
      opinion: 'Comments leave no trace in a run.',
      shows: [],
    },
    {
      claim: 'C4.13',
      title: 'hidden under three options',
      says: 'In a header the rule could stand under the three options soft-dirty, uffd-wp and userfaultfd.',
      answer:
        'On x86-64 that is a trap: uffd-wp follows from userfaultfd, so that a kernel with soft-dirty and without userfaultfd would not flush, and clear_refs would lose writes. ' +
        'What was merged asks at run time whether the mapping is registered.',
      shows: [
        {
          run: `pte run --keep-going -k 5.10 -k 5.10:flushIfThreeOptions ${walk}`,
          see: [
            ['5.10', '*', 'LOST'],
            ['5.10:flushIfThreeOptions', '*', 'not LOST'],
          ],
        },
        {
          run: `pte run -k 5.10:flushIfThreeOptions --off uffd-wp ${walk}`,
          see: [['*', '*', 'LOST']],
        },
        {
          // there is no userfaultfd to ask: its options go together on x86-64
          run: `pte run --keep-going -k 5.12 --off uffd-wp ${race}`,
          see: [
            ['*', '*', 'not flush_tlb_page'],
            ['*', 'uffd-wp-deferred', '…867', 'CONFIG_USERFAULTFD|-ENOSYS|userfaultfd'],
          ],
        },
      ],
    },
    {
      claim: 'C4.14',
      title: 'or compiled in for everybody',
      says: 'Or it is there for everybody, which is less work.',
      answer:
        'It has its price: while any other thread has a flush to do, such as NUMA balancing that looks at other pages, every write fault flushes. The merged form flushes in registered mappings only.',
      shows: [
        {
          // of the page itself: the write finds no entry, and no flush is needed
          run: "pte run --count -k 5.12 -k 5.12:flushInHandlePteFault 'anon; cpu0: write; cpu0: fork; cpu1: dontneed-begin; cpu0: write'",
          see: [['*', 'cpu0: write #2', '…346867', 'not flush_tlb_page']],
        },
        {
          // NUMA balancing passes over the page, which is shared, but it has raised the counter
          run: "pte run --count -k 5.12 -k 5.12:flushInHandlePteFault 'anon; cpu0: write; cpu0: fork; cpu1: numa-hint-begin; cpu0: write'",
          see: [
            ['*', 'cpu0: write #2', '…346867'],
            ['5.12', 'cpu0: write #2', 'not flush_tlb_page'],
            ['5.12', '*', 'flushes 2'],
            ['5.12:flushInHandlePteFault', 'cpu0: write #2', 'flush_tlb_page'],
            ['5.12:flushInHandlePteFault', '*', 'flushes 3'],
          ],
        },
      ],
    },
    {
      claim: 'C4.15',
      title: 'others must sign up',
      says: 'He himself would tie it to the options, so that whoever else depends on it has to say so.',
      answer:
        'Nobody has to: protection from every access (7.3) puts its flush off, and do_wp_page() does not ask for it. No order loses a write by that, since what a TLB holds writable belongs to one process alone, and such pages are not copied since 5.19.',
      shows: [
        {
          run: "pte run -k 7.3 'anon; cpu0: write; cpu1: uffd-rwp-begin; cpu2: uffd-rwp-resolve; cpu0: write'",
          see: [['7.3', '*', 'not LOST']],
        },
        {
          run: "pte run --interleave -k 7.3 'anon; cpu0: write; cpu0: pin; cpu1: uffd-rwp-begin; cpu1: flush; cpu2: uffd-rwp-resolve; cpu3: write'",
          see: [['7.3', '*', 'none of', 'orders loses a write']],
        },
        {
          run: 'pte explore -k 7.3 uffd-rwp --cpus 3 --invariant no-write-lost',
          prints: ['exhausted: there are no more', 'holds no-write-lost in', 'premise met in'],
        },
      ],
    },
    {
      claim: 'C4.16',
      title: 'code: flush in handle_pte_fault()',
      says: 'In handle_pte_fault(), on a write to a read-only entry, flush the page if a flush is due, then go to do_wp_page().',
      answer:
        'It was merged narrower (6ce64428d620): in do_wp_page(), after the test of uffd-wp, in registered mappings. So a protected entry traps without a flush, where the proposal flushes first.',
      shows: [
        {
          run: "pte run -k 5.11 -k 5.12 -k 5.12:flushInHandlePteFault 'anon; write; uffd-wp-deferred; write'",
          see: [
            ['*', 'write #2', 'trapped'],
            ['5.11 5.12', 'write #2', 'not flush_tlb_page'],
            ['5.12:flushInHandlePteFault', 'write #2', 'flush_tlb_page'],
          ],
        },
      ],
    },
  ],
};
