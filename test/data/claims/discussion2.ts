/** The review of "userfaultfd: wp: support swap and page migration", version 3, claim by claim. */
import type { Discussion } from './claim.ts';

const toDevice = {
  run: "pte run -k 5.7 -k 5.8.7 -k 5.8.8 -k 5.9 'anon; write; uffd-wp; to-device'",
  see: [
    ['5.7 5.8.7', 'to-device', '…7600', 'pfn 0x12344'],
    ['5.8.8', 'to-device', '…7204', 'pfn 0x12346', 'uffd-wp'],
    ['5.9', 'to-device', '…7206', 'pfn 0x12346', 'uffd-wp', 'soft-dirty'],
  ],
} as const;

export const discussion2: Discussion = {
  title: 'Which places must a uffd-wp flag pass through?',
  from: 'the review of uffd-wp for swap and migration, version 3, April 2019',
  argument:
    'A page that userfaultfd write-protects is swapped out, migrates, is copied by fork(), or moves to the memory of a device. ' +
    'Its entry is then not present, and a flag of that entry has to keep the protection. The reviewer found places that were forgotten.',
  settled:
    'f45ec5ff16a7 in 5.7, with what patch 25 of the series did inside. What concerned device memory was wrong there and mended by ' +
    'ebdf8321eeeb, ad7df764b7e1 and 3d321bf82c4b (5.9; the first two in 5.8.8), fork() by 8f34f1eac382 (5.14), swapoff by ' +
    '099dd6878b9b (5.13) and 14a762dd1977 (5.19).',
  open:
    'Up to 7.2 a write of a device to a protected page fails instead of being told of; 7.3 can wait where the caller allows it ' +
    '(C2.9). Huge entries for device memory lost the flag from 6.19 to 7.1. PAGEMAP_SCAN can make the pair that cannot be, a ' +
    'writable migration entry with the flag.',
  claims: [
    {
      claim: 'C2.1',
      title: 'bit 2 for swap and migration alike',
      says: 'One flag, bit 2, marks uffd-wp in swap entries and in migration entries.',
      answer:
        'So it is from 5.7 on (f45ec5ff16a7). In the words below the last digit holds it, beside soft-dirty, and from 5.19 on exclusive.',
      shows: [
        {
          run: "pte run -k 5.7 -k 7.3 'anon; write; uffd-wp; pageout'",
          see: [
            ['5.7', 'pageout', '…fe06', 'uffd-wp'],
            ['7.3', 'pageout', '…fe0e', 'uffd-wp', 'exclusive'],
          ],
        },
        {
          run: "pte run -k 5.7 -k 7.3 'anon; write; uffd-wp; migrate-begin'",
          see: [['*', 'migrate-begin', '…7406', 'uffd-wp']],
        },
        { run: 'pte diff 5.6 5.7', prints: ['_PAGE_SWP_UFFD_WP', 'f45ec5ff16a7'] },
      ],
    },
    {
      claim: 'C2.2',
      title: 'it does what soft-dirty does',
      says: 'It does what the soft-dirty flag does in swap entries, for entries of pages and of huge pages.',
      answer:
        'Both flags travel and come back. Of huge pages soft-dirty does, and uffd-wp only from 6.3 on: before, the huge migration entry does not get it.',
      shows: [
        {
          run: "pte run -k 5.7 -k 7.3 'anon; write; uffd-wp; migrate'",
          see: [
            ['5.7', 'migrate', '…c05'],
            ['7.3', 'migrate', '…c25'],
          ],
        },
        {
          run: "pte run -k 6.2 -k 6.3 'thp; write; uffd-wp; migrate-begin; migrate-end'",
          see: [
            ['*', 'uffd-wp', 'uffd-wp'],
            ['6.2', 'migrate-begin', 'migration entry', 'soft-dirty', 'not , uffd-wp'],
            ['6.2', 'migrate-end', 'soft-dirty', 'not , uffd-wp'],
            ['6.3', 'migrate-begin', 'migration entry', 'soft-dirty', ', uffd-wp'],
            ['6.3', 'migrate-end', 'soft-dirty', ', uffd-wp', 'read-only'],
          ],
        },
      ],
    },
    {
      claim: 'C2.3',
      title: 'restoring it must clear RW too',
      says: 'When the flag goes back into a present entry, RW must be cleared too, or no write is ever trapped.',
      answer:
        'After swap-in it is, on every release. Shared memory on 6.0 shows the "or": a migrated entry with both, and no trap.',
      shows: [
        {
          run: "pte run -k 5.7 -k 7.3 'anon; write; uffd-wp; pageout; read; write'",
          see: [
            ['*', 'read', '…c25', 'read-only'],
            ['*', 'write #2', 'trapped'],
          ],
        },
        {
          run: "pte run -k 6.0 'shmem; read; uffd-wp; migrate; write'",
          see: [
            ['6.0', 'migrate', '…407', 'writable', 'uffd-wp'],
            ['6.0', 'write', 'not trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C2.4',
      title: 'swap-in keeps the write flag',
      says: 'Two lines of an earlier patch, which took the write flag away at swap-in in protected mappings, are dropped: the flag is kept.',
      answer:
        'From 5.7 to 6.10 the write reuses the page, sets it dirty, and is trapped when it is tried again. With the two lines the ' +
        'entry is read-only and clean. From 6.11 on (20dfa5b7adc5) the first fault traps.',
      shows: [
        {
          run: "pte run -k 5.7 -k 5.7:swapInClearsWriteFlag -k 6.10 -k 6.11 'anon; write; uffd-wp; pageout; write'",
          see: [
            ['5.7', 'write #2', '…c65', 'VM_FAULT_WRITE', 'trapped'],
            ['5.7:swapInClearsWriteFlag', 'write #2', '…c25', 'trapped', 'not VM_FAULT_WRITE', 'not young, dirty'],
            ['6.10', 'write #2', 'fault', 'young, dirty', 'trapped'],
            ['6.11', 'write #2', '…c25', 'not young, dirty', 'trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C2.5',
      title: 'fork: migration entries keep it',
      says: 'A writable migration entry that fork() makes read-only keeps uffd-wp.',
      answer:
        'A migration entry with uffd-wp is read-only already, so these lines wait for a word that cannot arise; started with one, ' +
        '5.7 keeps the flag in parent and child. A read-only one is copied as it is, and from 5.14 on (8f34f1eac382) a child that is not registered loses it.',
      shows: [
        {
          run: "pte run -k 5.12 -k 5.14 'anon; write; uffd-wp; migrate-begin; fork; migrate-end; write'",
          see: [
            ['*', 'fork', '…7406'],
            ['5.12', 'fork', 'child …7406'],
            ['5.14', 'fork', 'child …7402'],
            ['*', 'write #2', 'trapped'],
          ],
        },
        {
          run: "pte run --from 0xeffffffffdb97406 -k 5.7 'anon; fork'",
          see: [['5.7', 'fork', 'e7…7406', 'child e7…7406']],
        },
      ],
    },
    {
      claim: 'C2.6',
      title: 'fork: device entries need the same',
      says: 'fork() has to treat entries for device memory like migration entries.',
      answer:
        'It does: writable becomes read-only in both, uffd-wp stays with the parent, and soft-dirty is dropped on purpose. The third version of the patch lost uffd-wp.',
      shows: [
        {
          run: "pte run -k 5.7 -k 5.14 -k 7.3 'anon; write; to-device; fork'",
          see: [
            ['5.14 7.3', 'to-device', '…202', 'writable'],
            ['*', 'fork', '…200', 'read-only'],
          ],
        },
        {
          run: "pte run -k 5.7 -k 5.14 -k 7.3 'anon; write; to-device; uffd-wp; fork'",
          see: [
            ['*', 'fork', '…204'],
            ['5.7', 'fork', 'child …204'],
            ['5.14 7.3', 'fork', 'child …200'],
          ],
        },
        {
          run: "pte run -k 5.7 -k 5.7:uffdSwapV3 --from 0xf7fffffffdb97204 'anon; fork'",
          see: [
            ['5.7', 'fork', 'ff…7204', 'child ff…7204'],
            ['5.7:uffdSwapV3', 'fork', 'ff…7200', 'child ff…7200'],
          ],
        },
      ],
    },
    {
      claim: 'C2.7',
      title: 'where does uffd-wp meet devices?',
      says: 'What is a general case in which uffd-wp meets device memory?',
      answer:
        'A protected page moves to a device, which reads it, and back: from 5.8.8 and 5.9 on the next write of the processor is trapped.',
      shows: [
        {
          run: "pte run -k 5.8.8 -k 5.9 -k 7.3 'anon; write; uffd-wp; to-device; from-device; write'",
          see: [
            ['*', 'to-device', 'device-private', 'uffd-wp'],
            ['*', 'from-device', 'uffd-wp', 'read-only'],
            ['*', 'write #2', 'trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C2.8',
      title: 'device memory is a passing state',
      says: 'A page is in device memory for a while only, while a device works with it.',
      answer: 'A touch by the processor brings it back (`migrate_to_ram`), and the access goes on.',
      shows: [
        {
          run: "pte run -k 5.9 -k 7.3 'anon; write; to-device; read'",
          see: [['*', 'read', 'migrate_to_ram', 'present page']],
        },
      ],
    },
    {
      claim: 'C2.9',
      title: 'a device faults like a processor',
      says: 'To memory management the device is like a processor: to write it faults, and goes through the ordinary fault.',
      answer:
        'hmm_range_fault() takes that fault for it. On a protected page it fails up to 7.2, since it may not wait: -EFAULT, and ' +
        'userfaultfd is told nothing. 7.3 can wait where the caller lends its lock, and cannot where it keeps it. What is in the memory of the device itself is only reported, as read-only.',
      refuted: true,
      shows: [
        {
          run: "pte run -k 7.2 -k 7.3 'anon; write; uffd-wp; device-write'",
          see: [
            ['7.2', 'device-write', '-EFAULT', 'not trapped'],
            ['7.3', 'device-write', 'trapped', 'not -EFAULT'],
          ],
        },
        {
          // hmm_do_fault() of 7.3 allows the wait only with the caller's lock: hmm_range_fault_unlocked_timeout()
          run: "pte run -k 7.3 'anon; write; uffd-wp; device-write kept'",
          see: [['7.3', 'device-write kept', '-EFAULT', 'not trapped']],
        },
        {
          run: "pte run -k 7.2 -k 7.3 'anon; write; uffd-wp; device-write locked'",
          see: [
            ['7.2', 'device-write locked', '-EFAULT', 'not trapped'],
            ['7.3', 'device-write locked', 'trapped', 'not -EFAULT'],
          ],
        },
        {
          run: "pte run -k 7.2 -k 7.3 'anon; write; uffd-wp; to-device; device-write'",
          see: [['*', 'device-write', 'device-private', 'not -EFAULT', 'not trapped']],
        },
        {
          run: "pte run -k 7.2 'anon; write; uffd-wp; to-device; device-write other'",
          see: [['7.2', 'device-write other', '-EFAULT', 'not trapped']],
        },
      ],
    },
    {
      claim: 'C2.10',
      title: 'a reading device may have it',
      says: 'A write-protected page may still go to a device that only reads.',
      answer: 'It may: the entry becomes a read-only one for device memory with the flag, and nothing refuses.',
      shows: [
        {
          run: "pte run -k 5.9 -k 7.3 'anon; write; uffd-wp; to-device'",
          see: [['*', 'to-device', '…7206', 'read-only device-private', 'uffd-wp']],
        },
      ],
    },
    {
      claim: 'C2.11',
      title: 'the flag must survive the way there',
      says: 'The flag must survive the way to the device.',
      answer:
        'Up to 5.8.7 it is lost and damages the page number, since the bit of a present entry is set (ebdf8321eeeb). 5.8.8 keeps it, ' +
        'and 5.9 soft-dirty too (3d321bf82c4b).',
      shows: [toDevice],
    },
    {
      claim: 'C2.12',
      title: 'and the way back',
      says: 'And the way back.',
      answer:
        '5.7 reads it from bits of the page number (ad7df764b7e1): with one page it is right by accident, with another the protection is gone. From 5.9 on it comes back.',
      shows: [
        {
          run: "pte run -k 5.9 -k 7.3 'anon; write; uffd-wp; to-device; from-device; write'",
          see: [
            ['5.9', 'from-device', '…c05'],
            ['*', 'write #2', 'trapped'],
          ],
        },
        {
          run: "pte run -k 5.7 -k 5.9 'anon; write; to-device; uffd-wp; from-device; write'",
          see: [
            ['5.7', 'write #2', '…867', 'not trapped'],
            ['5.9', 'write #2', 'trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C2.13',
      title: 'to userfaultfd, a page like any',
      says: 'For userfaultfd it is a page like any other; only the processor cannot reach it.',
      answer:
        'Protecting and resolving work on the entry where it is. The write permission of the device is lost on the way.',
      shows: [
        {
          run: "pte run -k 5.9 -k 7.3 'anon; write; to-device; uffd-wp; uffd-wp-resolve; from-device; write'",
          see: [
            ['*', 'to-device', '…202', 'writable'],
            ['*', 'uffd-wp', '…204', 'read-only'],
            ['*', 'uffd-wp-resolve', '…200', 'read-only'],
            ['*', 'write #2', 'not trapped', 'writable'],
          ],
        },
      ],
    },
    {
      claim: 'C2.14',
      title: 'do_swap_page(): mark, then protect',
      says: 'If the swap entry has the flag, do_swap_page() marks the new entry and then write-protects it.',
      answer:
        'In this order up to 6.2. From 6.3 on the helper that marks does both, and from 6.11 on before write permission is decided.',
      shows: [
        {
          run: "pte run --trace -k 5.7 -k 6.3 -k 6.11 'anon; write; uffd-wp; pageout; write'",
          see: [
            ['5.7', 'write #2', 'step pte_mkuffd_wp then pte_wrprotect'],
            ['6.3', 'write #2', 'step pte_mkuffd_wp', 'not step pte_mkuffd_wp then pte_wrprotect'],
            ['6.11', 'write #2', 'step pte_mkuffd_wp', 'not step pte_mkwrite', 'not step pte_mkdirty'],
          ],
        },
      ],
    },
    {
      claim: 'C2.15',
      title: 'remove_migration_pte(): writable, or marked',
      says: 'remove_migration_pte() makes the entry writable if the migration entry is, and else marks it if that has the flag.',
      answer:
        'So it did from 5.7 to 6.1.12. A writable entry with the flag, were there one, would come back writable and not marked.',
      shows: [
        {
          run: "pte run --trace -k 5.7 'anon; write; uffd-wp; migrate'",
          see: [['5.7', 'migrate', 'step pte_mkuffd_wp', 'not step pte_mkwrite', 'not step pte_wrprotect']],
        },
        {
          run: "pte run --trace -k 5.7 'anon; write; migrate'",
          see: [['5.7', 'migrate', 'step pte_mkwrite|step maybe_mkwrite', 'not step pte_mkuffd_wp']],
        },
        {
          run: "pte run --from 0xeffffffffdb97406 -k 5.7 'anon; migrate-end'",
          see: [['5.7', 'migrate-end', 'present page', 'writable', 'not , uffd-wp']],
        },
      ],
    },
    {
      claim: 'C2.16',
      title: 'device destinations need it as well',
      says: 'Where the destination is device memory, it must mark the new entry too.',
      answer: 'That was merged with the helper for present entries, and mended in 5.8.8 and 5.9.',
      shows: [toDevice],
    },
    {
      claim: 'C2.17',
      title: 'agreed, it will be added',
      says: 'That is agreed and will be added.',
      answer: 'It was, in f45ec5ff16a7, wrongly (C2.16).',
      shows: [toDevice],
    },
    {
      claim: 'C2.18',
      title: 'migrate_vma_collect_pmd() passes it on',
      says: 'In migrate_vma_collect_pmd() the migration entry that takes the place of a present one gets the flag.',
      answer:
        'It does. Where the page comes from device memory, the flag was read out of a bit that only present entries have, up to 5.8.7.',
      shows: [
        {
          run: "pte run --trace -k 5.7 -k 5.9 'anon; write; uffd-wp; to-device'",
          see: [['*', 'to-device', 'migrate_vma_collect_pmd', 'step pte_swp_mkuffd_wp']],
        },
        {
          run: "pte run -k 5.8.7 -k 5.8.8 'anon; write; to-device; uffd-wp; from-device'",
          see: [
            ['5.8.7', 'from-device', 'not , uffd-wp'],
            ['5.8.8', 'from-device', ', uffd-wp'],
          ],
        },
      ],
    },
    {
      claim: 'C2.19',
      title: 'change_pte_range() keeps it, too',
      says: 'A writable migration entry that change_pte_range() makes read-only keeps the flag.',
      answer:
        'Again a word that cannot arise: up to 6.3 it keeps the flag, from 6.4 on it does not. What can happen is a writable entry that userfaultfd protects: it becomes read-only with the flag.',
      shows: [
        {
          run: "pte run -k 5.7 -k 6.4 'anon; write; migrate-begin; uffd-wp; migrate-end; write'",
          see: [
            ['*', 'uffd-wp', '…7406', 'read-only'],
            ['*', 'write #2', 'trapped'],
          ],
        },
        {
          run: "pte run --from 0xeffffffffdb97406 -k 5.7 'anon; mprotect r'",
          see: [['5.7', 'mprotect r', 'e7…7406']],
        },
        {
          // the types are others by then, and the page is anonymous: SWP_MIGRATION_READ_EXCLUSIVE
          run: "pte run --from 0xd7fffffffdb97406 -k 6.3 -k 6.4 'anon; mprotect r'",
          see: [
            ['6.3', 'mprotect r', 'cf…7406'],
            ['6.4', 'mprotect r', 'cf…7402'],
          ],
        },
      ],
    },
    {
      claim: 'C2.20',
      title: 'and so must its device branch',
      says: 'The branch for device memory, just below, needs it as well.',
      answer:
        'It was merged with 5.7: writable becomes read-only with the flag, without soft-dirty. From 5.9 on the write is trapped after the way back.',
      shows: [
        {
          run: "pte run -k 5.7 -k 5.9 -k 7.3 'anon; write; to-device; uffd-wp; from-device; write'",
          see: [
            ['*', 'uffd-wp', '…204', 'read-only'],
            ['5.9 7.3', 'write #2', 'trapped'],
          ],
        },
        {
          run: "pte run -k 5.7 -k 5.9 -k 7.3 'anon; write; to-device; mprotect r'",
          see: [['*', 'mprotect r', '…200', 'read-only']],
        },
      ],
    },
    {
      claim: 'C2.21',
      title: 'all swap entries were left out',
      says: 'Not only these: protecting left all swap and migration entries alone; patch 25 mends that.',
      answer:
        'From 5.7 on a page is protected while it is swapped out, and resolved there. Without patch 25 nothing happens to it, and the write goes through.',
      shows: [
        {
          run: "pte run -k 5.7 -k 7.3 'anon; write; pageout; uffd-wp; write'",
          see: [
            ['5.7', 'uffd-wp', '…fe06'],
            ['7.3', 'uffd-wp', '…fe0e'],
            ['*', 'write #2', 'trapped'],
          ],
        },
        {
          run: "pte run -k 5.7 -k 7.3 'anon; write; uffd-wp; pageout; uffd-wp-resolve; write'",
          see: [
            ['5.7', 'uffd-wp-resolve', '…fe02'],
            ['7.3', 'uffd-wp-resolve', '…fe0a'],
            ['*', 'write #2', 'not trapped'],
          ],
        },
        {
          run: "pte run -k 5.7 -k 5.7:uffdSwapV3 'anon; write; pageout; uffd-wp; write'",
          see: [
            ['5.7', 'write #2', 'trapped'],
            ['5.7:uffdSwapV3', 'uffd-wp', '…fe02'],
            ['5.7:uffdSwapV3', 'write #2', 'not trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C2.22',
      title: 'patch 25 could be squashed in',
      says: 'Patch 25 might be squashed into this one.',
      answer: 'It was; the message of f45ec5ff16a7 says so.',
      opinion: 'How a series is cut leaves no trace in a run.',
      shows: [],
    },
    {
      claim: 'C2.23',
      title: 'patch 25 is a fine place',
      says: 'The reviewer was reading in order, and patch 25 is a fine place.',
      answer: 'See C2.22.',
      opinion: 'How a series is cut leaves no trace in a run.',
      shows: [],
    },
  ],
};
