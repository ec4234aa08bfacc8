/** The discussion of _PAGE_PROTNONE against a swap-like marker, claim by claim. */
import type { Discussion } from './claim.ts';

const dropped = {
  run: "pte run -k 5.19 -k 7.3 'shmem; write; uffd-wp; dontneed'",
  see: [
    ['5.19', 'dontneed', 'f7…fc00', 'marker'],
    ['7.3', 'dontneed', 'ff…fc00', 'marker'],
  ],
} as const;

const asPage = [
  {
    // do_numa_page() takes it for a hint
    run: "pte run --from 0x000ffffffffff500 -k 5.10 'shmem; read'",
    see: [['5.10', 'read', 'do_numa_page', 'present page: pfn 0x0']],
  },
  {
    run: "pte run --from 0x000ffffffffff500 -k 5.10 'shmem; dontneed'",
    see: [
      ['5.10', 'dontneed', '0x0000000000000000', 'zap_pte_range()', 'pfn 0x0', 'drops its mapping and its reference'],
    ],
  },
  {
    run: "pte run --from 0x000ffffffffff500 -k 5.10 'shmem; fork'",
    see: [['5.10', 'fork', '0x000ffffffffff500', 'child 0x0000000000000000', 'not maps it']],
  },
  {
    // copy_page_range() leaves shared memory to the child's own faults: only an anonymous mapping shows it
    run: "pte run --from 0x000ffffffffff500 -k 5.10 'anon; fork'",
    see: [['5.10', 'fork', 'copy_present_pte()', 'pfn 0x0', 'maps it a second time', 'child 0x000ffffffffff100']],
  },
] as const;

export const discussion3: Discussion = {
  title: 'What stays in the page table when a protected file page goes?',
  from: '_PAGE_PROTNONE, or an entry like a swap entry, December 2020',
  argument:
    'Pages of shared memory are unmapped all the time: by MADV_DONTNEED, by reclaim, by truncation. Their write protection by ' +
    'userfaultfd has to outlive that, for this address and this process alone. A PROT_NONE pattern, a special entry, a bit in ' +
    'migration entries, or something new?',
  settled:
    'A type of swap entry of its own, SWP_PTE_MARKER (679d10331910), which unmapping leaves behind (999dad824c39), for shared memory ' +
    'and hugetlb (b1f9e876862d): 5.19. Of the design all was taken but the encoding.',
  open:
    'Anonymous memory has no marker. Protection from every access (7.3) does use PROT_NONE, and nothing of it outlives the page. ' +
    'Who may clear a marker beside munmap() has become more with many a release (C3.13).',
  claims: [
    {
      claim: 'C3.1',
      title: 'the bit must survive invalidation',
      says: 'How can one bit of protection for each address and each process survive that its entry is invalidated?',
      answer: 'From 5.19 on a marker stays, reading brings a read-only entry with the bit, and a write is trapped.',
      shows: [
        {
          run: "pte run -k 5.19 -k 6.12 -k 7.3 'shmem; write; uffd-wp; dontneed; read; write'",
          see: [
            ['5.19', 'dontneed', 'f7…fc00'],
            ['6.12 7.3', 'dontneed', 'ff…fc00'],
            ['*', 'read', '…425'],
            ['*', 'write #2', 'trapped'],
          ],
        },
        {
          run: "pte run -k 5.19 -k 6.12 -k 7.3 'shmem; write; uffd-wp; dontneed; write'",
          see: [['*', 'write #2', 'trapped']],
        },
        {
          run: "pte run -k 5.19 -k 6.12 -k 7.3 'shmem; A: write; B: map; A: uffd-wp; A: dontneed; B: write; A: write'",
          see: [
            ['*', 'A: dontneed', '…fc00'],
            ['*', 'B: write', 'not trapped'],
            ['*', 'A: write #2', 'trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C3.2',
      title: 'it must not disturb other processes',
      says: 'It may hurt its own process only, never others that share the file.',
      answer:
        'Of two processes that map the page one is protected. Reclaim leaves a marker there and nothing with the other, which writes freely.',
      shows: [
        {
          run: "pte run -k 6.12 'shmem; A: write; B: map; A: uffd-wp; pageout; B: write; A: write'",
          see: [
            ['6.12', 'pageout', '…fc00'],
            ['6.12', 'B: write', 'not trapped', 'writable'],
            ['6.12', 'A: write #2', 'trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C3.3',
      title: 'only another kind of swap entry',
      says: 'Only another kind of entry that is no swap entry, but in its format, will do.',
      answer:
        'That is what came: SWP_PTE_MARKER, with what it marks in place of the offset. 6.2 moved its type by one.',
      shows: [
        { run: 'pte decode 0xfffffffffffffc00 -k 7.3', prints: ['PTE marker: uffd-wp'] },
        { run: 'pte diff 5.18 5.19', prints: ['SWP_PTE_MARKER', '679d10331910'] },
        {
          run: "pte run -k 5.19 -k 6.2 'shmem; write; uffd-wp; dontneed'",
          see: [
            ['5.19', 'dontneed', 'f7…fc00'],
            ['6.2', 'dontneed', 'ff…fc00'],
          ],
        },
      ],
    },
    {
      claim: 'C3.4',
      title: 'less trouble than bitmaps',
      says: 'To change how entries are unmapped is trouble, but less than bitmaps in the mapping that merging and splitting must carry.',
      answer: 'No such bitmap was ever written.',
      opinion: 'It weighs the work of two designs, one of which does not exist.',
      shows: [],
    },
    {
      claim: 'C3.5',
      title: 'PROT_NONE is present, and needs a pfn',
      says: 'An entry made with PROT_NONE counts as present, so it needs a page frame number.',
      answer:
        'The kernel takes such a word for a mapping of page 0: a fault maps it, unmapping drops a reference on it, and fork() maps it once more.',
      shows: [
        { run: 'pte decode 0x000ffffffffff500 -k 5.10', prints: ['PROT_NONE page: pfn 0x0, uffd-wp'] },
        ...asPage,
      ],
    },
    {
      claim: 'C3.6',
      title: 'could I ask why?',
      says: 'Why must it?',
      answer: 'These are the functions that would find page 0 behind it: the fault on a hint, zapping, and fork().',
      shows: [...asPage],
    },
    {
      claim: 'C3.7',
      title: 'what PROT_NONE is there for',
      says: 'PROTNONE exists so that pte_present() says yes while the Present bit is clear: page and number are real and mapped.',
      answer:
        'mprotect() to PROT_NONE leaves the page number, which is stored inverted, and takes Present, User and NX.',
      shows: [
        {
          run: "pte run -k 5.7 -k 6.12 'shmem; write; mprotect none'",
          see: [
            ['5.7', 'mprotect none', '0x000fffffedcba960'],
            ['*', 'mprotect none', 'PROT_NONE page: pfn 0x12345'],
          ],
        },
      ],
    },
    {
      claim: 'C3.8',
      title: 'the page stays mapped, accesses fault',
      says: 'The page stays mapped; accesses fault, and that is all.',
      answer: 'fork(), migration and reclaim find the page behind such an entry.',
      shows: [
        {
          run: "pte run -k 5.10 -k 6.12 'anon; write; mprotect none; migrate'",
          see: [['*', 'migrate', 'PROT_NONE page: pfn 0x12346']],
        },
        {
          run: "pte run -k 5.10 -k 6.12 'anon; write; mprotect none; fork'",
          see: [
            ['5.10', 'fork', 'child 0x000fffffedcba940'],
            ['6.12', 'fork', 'PROT_NONE page: pfn 0x12345', 'child …900'],
          ],
        },
        {
          run: "pte run -k 5.10 -k 6.12 'anon; write; mprotect none; pageout'",
          see: [['*', 'pageout', 'swap entry']],
        },
      ],
    },
    {
      claim: 'C3.9',
      title: 'swapping Present for PROTNONE changes nothing',
      says: 'To set PROTNONE and clear Present changes nothing for all common code, only faults appear.',
      answer:
        'Nearly. Reclaim gives the same swap entry, but does not flush the TLB: no processor can hold such an entry, unless a flush is due.',
      refuted: true,
      shows: [
        {
          run: "pte run -k 5.10 -k 6.12 'anon; write; pageout'",
          see: [['*', 'pageout', 'swap entry', 'flush_tlb_page']],
        },
        {
          run: "pte run -k 5.10 -k 6.12 'anon; write; mprotect none; pageout'",
          see: [['*', 'pageout', 'swap entry', 'not flush_tlb_page']],
        },
      ],
    },
    {
      claim: 'C3.10',
      title: 'NUMA hints are a perfect fit',
      says: 'NUMA hints use exactly that, and it suits them.',
      answer: 'After the access the entry is what it was before the hint.',
      shows: [
        {
          run: "pte run -k 5.10 -k 6.12 'anon; write; numa-hint; read'",
          see: [
            ['*', 'numa-hint', 'PROT_NONE page: pfn 0x12345'],
            ['*', 'read', '…345867'],
          ],
        },
      ],
    },
    {
      claim: 'C3.11',
      title: 'here the page must really go',
      says: 'Here the page must really go, with its number and reference, and one bit has to outlive it.',
      answer:
        'What stays after MADV_DONTNEED holds no page number, only what it marks, and so it does after PROT_NONE.',
      shows: [
        {
          run: "pte run -k 5.19 -k 6.12 'shmem; write; uffd-wp; dontneed'",
          see: [['*', 'dontneed', '…fc00', 'PTE marker: uffd-wp', 'not pfn']],
        },
        {
          run: "pte run -k 5.19 -k 6.12 'shmem; write; uffd-wp; mprotect none; dontneed'",
          see: [['*', 'dontneed', '…fc00', 'PTE marker: uffd-wp']],
        },
      ],
    },
    {
      claim: 'C3.12',
      title: 'like a migration entry, or new',
      says: 'So it should be like a migration entry, or a new means to keep state of a mapping whose pages are zapped.',
      answer: 'The marker is that means: it stays over reclaim, and the page comes back protected.',
      shows: [
        {
          run: "pte run -k 5.19 -k 7.3 'shmem; write; uffd-wp; pageout; read'",
          see: [
            ['*', 'pageout', '…fc00'],
            ['*', 'read', '…425'],
          ],
        },
      ],
    },
    {
      claim: 'C3.13',
      title: 'only munmap() may clear it',
      says: 'Only munmap() may clear such an entry for good.',
      answer:
        'munmap() does, and so do others: resolving it, UFFDIO_COPY into a hole, unregistering (6.0), closing the userfaultfd (6.9), ' +
        'mremap() (6.13), and a fault once the mapping is no longer registered.',
      refuted: true,
      shows: [
        {
          run: "pte run -k 5.19 -k 6.12 'shmem; write; uffd-wp; dontneed; munmap'",
          see: [
            ['*', 'dontneed', '…fc00'],
            ['*', 'munmap', '0x0000000000000000'],
          ],
        },
        {
          run: "pte run -k 5.19 -k 6.12 'shmem; write; uffd-wp; dontneed; uffd-wp-resolve'",
          see: [['*', 'uffd-wp-resolve', '0x0000000000000000']],
        },
        {
          // a page in the page cache would refuse the copy: -EEXIST
          run: "pte run -k 5.19 -k 6.12 'shmem; write; uffd-wp; truncate; uffd-copy'",
          see: [
            ['*', 'truncate', '…fc00'],
            ['*', 'uffd-copy', 'present page'],
          ],
        },
        {
          run: "pte run -k 5.19 -k 6.0 'shmem; write; uffd-wp; dontneed; uffd-unregister'",
          see: [
            ['5.19', 'uffd-unregister', '…fc00'],
            ['6.0', 'uffd-unregister', '0x0000000000000000'],
          ],
        },
        {
          run: "pte run -k 6.8 -k 6.9 'shmem; write; uffd-wp; dontneed; uffd-close'",
          see: [
            ['6.8', 'uffd-close', '…fc00'],
            ['6.9', 'uffd-close', '0x0000000000000000'],
          ],
        },
        {
          run: "pte run -k 6.12.0 -k 6.13 'shmem; write; uffd-wp; dontneed; mremap'",
          see: [
            ['6.12.0', 'mremap', 'PTE marker: uffd-wp'],
            ['6.13', 'mremap', '0x0000000000000000'],
          ],
        },
        {
          run: "pte run -k 5.19 'shmem; write; uffd-wp; dontneed; uffd-unregister; read'",
          see: [['5.19', 'read', 'present page', 'not , uffd-wp']],
        },
      ],
    },
    {
      claim: 'C3.14',
      title: 'not even MADV_DONTNEED may zero it',
      says: 'Not even MADV_DONTNEED may zero the entry; it may drop all but the bit.',
      answer:
        'Of a file or of shared memory a marker stays. In anonymous memory nothing does, in any release: the protection is gone.',
      refuted: true,
      shows: [
        dropped,
        {
          run: "pte run -k 5.19 -k 7.3 'anon; write; uffd-wp; dontneed; write'",
          see: [
            ['*', 'dontneed', '0x0000000000000000'],
            ['*', 'write #2', '…867', 'not trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C3.15',
      title: '_PAGE_SPECIAL has the better name',
      says: 'Another choice is _PAGE_SPECIAL, whose name fits.',
      answer:
        'With that bit alone the word is a swap entry to every kernel. With PROTNONE it is present, and vm_normal_page() reports a bad page map.',
      shows: [
        {
          run: 'pte decode 0x0000000000000200 0x000ffffffffff700 -k 5.10',
          prints: [
            '0x0000000000000200  swap entry: type 0',
            '0x000ffffffffff700  PROT_NONE page: pfn 0x0, uffd-wp, special',
          ],
        },
        {
          run: "pte run --from 0x000ffffffffff700 -k 5.10:markerAsSpecial 'shmem; fork'",
          see: [['*', 'fork', '0x000ffffffffff700', 'child 0x0000000000000000', 'not print_bad_pte']],
        },
        {
          run: "pte run --from 0x000ffffffffff700 -k 5.10:markerAsSpecial 'anon; fork'",
          see: [['*', 'fork', 'print_bad_pte|bad page map']],
        },
      ],
    },
    {
      claim: 'C3.16',
      title: 'tests of pte_special() could serve',
      says: 'The tests of pte_special() that exist could serve, as they do for pte_devmap().',
      answer:
        'They report a bad page map where the entry is zapped again. A fault would not test at all: do_numa_page() maps page 0.',
      shows: [
        {
          run: "pte run -k 5.10 -k 5.10:markerAsSpecial 'shmem; write; uffd-wp; dontneed; fork; read'",
          see: [
            ['5.10', 'uffd-wp', '-EINVAL'],
            ['5.10:markerAsSpecial', 'dontneed', '0x000ffffffffff700'],
            ['5.10:markerAsSpecial', 'read', 'pfn 0x0', 'do_numa_page'],
          ],
        },
        {
          run: "pte run -k 5.10:markerAsSpecial 'shmem; write; uffd-wp; dontneed; dontneed'",
          see: [['*', 'dontneed #2', 'print_bad_pte|bad page map']],
        },
      ],
    },
    {
      claim: 'C3.17',
      title: 'special is for mapped pages too',
      says: 'Special is for mapped pages too, of PFNMAP mappings and the like.',
      answer: 'The zero page is special and present, and so is what a PFNMAP mapping maps.',
      shows: [
        {
          run: "pte run -k 5.10 -k 6.12 'anon; read'",
          see: [['*', 'read', '…225', 'present page', 'special']],
        },
        {
          run: "pte run -k 5.10 -k 6.12 'pfnmap; read'",
          see: [['*', 'read', 'present page', 'special']],
        },
      ],
    },
    {
      claim: 'C3.18',
      title: 'file mappings know migration entries only',
      says: 'In mappings of files an entry that is not present can only be a migration entry.',
      answer:
        'From memory, says the author; but a page with a hardware error leaves an entry too, and so does a copied page of a private mapping that is swapped out.',
      refuted: true,
      shows: [
        {
          run: "pte run -k 5.11 'shmem; write; hwpoison'",
          see: [['5.11', 'hwpoison', 'df…7400', 'poisoned page']],
        },
        {
          run: "pte run -k 5.11 'file-private; write; pageout'",
          see: [['5.11', 'pageout', 'swap entry']],
        },
      ],
    },
    {
      claim: 'C3.19',
      title: 'one branch more tells them apart',
      says: 'So one more branch there can tell a migration entry from one that says uffd-wp.',
      answer:
        'A kernel of that sort does what 5.19 does. The kernel took a type of its own, so that no reader of migration entries had to change.',
      shows: [
        {
          run: "pte run -k 5.11:markerAsMigrationBit 'shmem; write; uffd-wp; dontneed; read'",
          see: [
            ['*', 'dontneed', '0xe7fffffffffffe10', 'uffd-wp'],
            ['*', 'read', '…425'],
          ],
        },
      ],
    },
    {
      claim: 'C3.20',
      title: 'one bit of migration entries is free',
      says: 'One bit of migration entries can be set aside, which is zero in every real one.',
      answer:
        'In 5.11 bits 3 and 4 are, and those above the page number. But bit 3 became _PAGE_SWP_EXCLUSIVE in 5.19, and 6.1 put young and dirty above the page number.',
      shows: [
        {
          run: "pte run -k 5.11 'anon; write; uffd-wp; migrate-begin'",
          see: [['5.11', 'migrate-begin', 'e7…7406']],
        },
        {
          run: "pte run -k 5.11 'shmem; write; uffd-wp; migrate-begin'",
          see: [
            ['5.11', 'uffd-wp', '-EINVAL'],
            ['5.11', 'migrate-begin', 'ef…7402'],
          ],
        },
        { run: 'pte diff 5.11 5.11:markerAsMigrationBit', prints: ['markerAsMigrationBit'] },
        { run: 'pte diff 5.11 7.3', prints: ['_PAGE_SWP_EXCLUSIVE', '1493a1913e34', 'SWP_MIG_YOUNG', '2e3468778dbe'] },
      ],
    },
    {
      claim: 'C3.21',
      title: 'that bit then means uffd-wp',
      says: 'That bit in an entry of a file mapping that is not present means uffd-wp for this address in this process.',
      answer:
        'To a kernel that was taught so. A released 5.11 sees a migration entry and waits for the migration to end, for ever.',
      shows: [
        {
          run: "pte run --from 0xe7fffffffffffe10 -k 5.11 -k 5.11:markerAsMigrationBit 'shmem; read'",
          see: [
            ['5.11', 'read', 'waits for the migration to end|migration_entry_wait'],
            ['5.11:markerAsMigrationBit', 'read', 'present page', 'not waits'],
          ],
        },
      ],
    },
    {
      claim: 'C3.22',
      title: 'zapping must be told why',
      says: 'Every zap must be told whether the mapping itself goes, or something else happens.',
      answer: 'It is, from 5.19 on (999dad824c39): munmap() leaves nothing, truncation a marker.',
      shows: [
        {
          run: "pte run --trace -k 5.19 -k 7.3 'shmem; write; uffd-wp; munmap'",
          see: [['*', 'munmap', '0x0000000000000000']],
        },
        {
          run: "pte run --trace -k 5.19 -k 7.3 'shmem; write; uffd-wp; truncate'",
          see: [['*', 'truncate', '…fc00']],
        },
      ],
    },
    {
      claim: 'C3.23',
      title: 'truncation of pages leaves the marker',
      says: 'When pages are truncated, a present entry with the bit turns into the marker.',
      answer:
        'It does. There is one corner: a page that is mapped again before truncation has taken it from the page cache is unmapped once more, and that leaves nothing.',
      shows: [
        {
          run: "pte run -k 5.19 -k 7.3 'shmem; write; uffd-wp; truncate; write'",
          see: [
            ['*', 'truncate', '…fc00'],
            ['*', 'write #2', 'trapped'],
          ],
        },
        {
          run: "pte run -k 5.19 -k 7.3 'shmem; cpu0: write; cpu0: uffd-wp; cpu0: truncate-begin; cpu1: read; cpu0: truncate-end'",
          see: [
            ['*', 'cpu0: truncate-begin', '…fc00'],
            ['*', 'cpu1: read', '…425'],
            ['*', 'cpu0: truncate-end', '0x0000000000000000'],
          ],
        },
      ],
    },
    {
      claim: 'C3.24',
      title: 'MADV_DONTNEED likewise',
      says: 'MADV_DONTNEED does the same.',
      answer: 'It does.',
      shows: [dropped],
    },
    {
      claim: 'C3.25',
      title: 'reclaim likewise',
      says: 'So does reclaim under memory pressure.',
      answer: 'It does; the next write is trapped.',
      shows: [
        {
          run: "pte run -k 5.19 -k 7.3 'shmem; write; uffd-wp; pageout; write'",
          see: [
            ['*', 'pageout', '…fc00'],
            ['*', 'write #2', 'trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C3.26',
      title: 'without the bit all is as ever',
      says: 'An entry without the bit is zapped as ever, be the mapping registered or not.',
      answer: 'Registered, but not protected: nothing stays, and the next write goes through.',
      shows: [
        {
          run: "pte run -k 5.19 -k 7.3 'shmem; write; uffd-register wp; dontneed; write'",
          see: [
            ['*', 'dontneed', '0x0000000000000000'],
            ['*', 'write #2', 'not trapped'],
          ],
        },
        {
          run: "pte run -k 5.19 -k 7.3 'shmem; write; uffd-register wp; pageout; write'",
          see: [
            ['*', 'pageout', '0x0000000000000000'],
            ['*', 'write #2', 'not trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C3.27',
      title: 'with the mapping the bit goes',
      says: 'When the mapping goes, the bit of a present entry is ignored and the entry zeroed.',
      answer: 'It is.',
      shows: [
        {
          run: "pte run -k 5.19 -k 7.3 'shmem; write; uffd-wp; munmap'",
          see: [
            ['5.19', 'uffd-wp', '…c65'],
            ['*', 'munmap', '0x0000000000000000'],
          ],
        },
      ],
    },
    {
      claim: 'C3.28',
      title: 'tables are freed afterwards, not before',
      says: 'Tables are freed afterwards as needed, and not before.',
      answer:
        'khugepaged leaves the table of a protected mapping alone from 5.19 on (deb4c93a9871), and MADV_DONTNEED, which frees empty tables from 6.14 on, leaves one with a marker.',
      shows: [
        {
          run: "pte run -k 5.19 -k 6.14 'shmem; write; uffd-wp; dontneed; collapse; write'",
          see: [
            ['*', 'dontneed', '…fc00'],
            ['*', 'collapse', '…fc00'],
            ['*', 'write #2', 'trapped'],
          ],
        },
      ],
    },
  ],
};
