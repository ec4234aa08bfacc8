/** The discussion of remove_migration_pte() and vm_page_prot, claim by claim. */
import type { Discussion } from './claim.ts';

const bothForms = '6.0:wrprotectIfUffd 6.0:wrprotectUnlessWritable';
const merged = "'shmem; read; clear-refs; vma-merge; migrate'";

export const discussion0: Discussion = {
  title: 'May a read-only entry come back from migration writable?',
  from: 'remove_migration_pte() and vm_page_prot, November 2022',
  argument:
    'A page of shared memory is write-protected by userfaultfd. It migrates, `remove_migration_pte()` makes the new entry from ' +
    '`vma->vm_page_prot`, and that allows writing: the entry is writable and carries the uffd-wp bit at once, and no write is ' +
    'ever trapped. One patch write-protects every entry that was read-only before, another only those that carry uffd-wp.',
  settled:
    'By neither patch. 6.2 and 6.1.8 take write permission out of `vm_page_prot` while the mapping is registered for write ' +
    'protection (51d3d5eb74ff), and 6.3 lets the helper that sets the bit write-protect too (f1eb1bacfba9). The wide form came ' +
    'with 6.2 and 6.1.13 for another reason (96a9c287e25d), and 6.4 took it out again.',
  open:
    '7.3 still gives write permission to read-only migration entries of shared mappings, on purpose. Soft-dirty is still lost ' +
    'over a writable migration entry (C0.14), the case that was guessed to be right.',
  claims: [
    {
      claim: 'C0.1',
      title: 'write-protect only what carries uffd-wp',
      says: 'The new entry should be write-protected and marked if the migration entry carries uffd-wp, and not because it was read-only.',
      answer:
        'Either patch mends it: the entry is read-only and the write is trapped. Kernels took a third way, so that ' +
        '`vm_page_prot` has no write permission to give.',
      shows: [
        {
          run: "pte run -k 6.0 -k 6.0:wrprotectIfUffd -k 6.0:wrprotectUnlessWritable 'shmem; read; uffd-wp; migrate; write'",
          see: [
            ['6.0', 'migrate', '…407', 'writable', 'uffd-wp'],
            ['6.0', 'write', 'not trapped'],
            ['6.0:wrprotectIfUffd 6.0:wrprotectUnlessWritable', 'migrate', '…405'],
            ['6.0:wrprotectIfUffd 6.0:wrprotectUnlessWritable', 'write', 'trapped'],
          ],
        },
        {
          run: "pte run -k 6.1.7 -k 6.1.7:wrprotectIfUffd -k 6.1.8 -k 6.2 'shmem; read; uffd-wp; migrate; write'",
          see: [
            ['6.1.7', 'migrate', '…427'],
            ['6.1.7', 'write', 'not trapped'],
            ['6.1.7:wrprotectIfUffd 6.1.8 6.2', 'migrate', '…425'],
            ['6.1.7:wrprotectIfUffd 6.1.8 6.2', 'write', 'trapped'],
          ],
          prints: ['51d3d5eb74ff'],
        },
      ],
    },
    {
      claim: 'C0.2',
      title: 'only uffd-wp needs the special case',
      says: 'Among the entries that are not writable, only those with uffd-wp need anything done.',
      answer:
        'Where the two patches differ, no trap is wanted: in a shared mapping whose writes nobody is told of, and where the entry ' +
        'does not carry uffd-wp. They differ nowhere else.',
      shows: [
        {
          run: `pte run -k 6.0 -k 6.0:wrprotectIfUffd -k 6.0:wrprotectUnlessWritable ${merged}`,
          see: [
            ['6.0 6.0:wrprotectIfUffd', 'migrate', '…007'],
            ['6.0:wrprotectUnlessWritable', 'migrate', '…005'],
          ],
        },
        {
          run: `pte explore --compare ${bothForms} 'shmem; migrate; uffd-wp; clear-refs; vma-merge'`,
          exits: 2,
          prints: [
            'exhausted: there are no more',
            'vma.protWritable, vma.write, vma.shared',
            'never write, uffdWp',
            '6.0:wrprotectIfUffd: write; 6.0:wrprotectUnlessWritable: nothing of it',
          ],
        },
        {
          run: `pte explore --compare ${bothForms} 'anon; migrate; uffd-wp; clear-refs'`,
          prints: ['exhausted: there are no more', 'the same in'],
        },
        {
          run: `pte explore --compare ${bothForms} 'file; migrate; uffd-wp; clear-refs'`,
          prints: ['exhausted: there are no more', 'the same in'],
        },
      ],
    },
    {
      claim: 'C0.3',
      title: 'f45ec5ff16a7 ought to have done it',
      says: 'That special case is what the commit which took uffd-wp through swap and migration should have contained.',
      answer:
        'In 5.7 `do_swap_page()` marks the entry and write-protects it, `remove_migration_pte()` only marks it. Private memory ' +
        'takes no harm (C0.10), and shared memory could not be protected before 5.19.',
      shows: [
        {
          run: "pte run --trace -k 5.7 'anon; write; uffd-wp; migrate'",
          see: [['5.7', 'migrate', 'step pte_mkuffd_wp', 'not step pte_wrprotect']],
        },
        {
          run: "pte run --trace -k 5.7 'anon; write; uffd-wp; pageout; write'",
          see: [['5.7', 'write #2', 'step pte_mkuffd_wp then pte_wrprotect']],
        },
        {
          run: "pte run -k 5.18 -k 5.19 'shmem; read; uffd-wp'",
          see: [
            ['5.18', 'uffd-wp', '-EINVAL'],
            ['5.19', 'uffd-wp', '…425'],
          ],
        },
      ],
    },
    {
      claim: 'C0.4',
      title: 'read-only before, writable after',
      says: 'An entry that was not writable before a migration may be writable after it.',
      answer:
        'So it is in a shared mapping whose writes nobody is told of: up to 6.1.12, and again from 6.4 on. Between, every page that ' +
        'a read-only migration entry stood for is write-protected (96a9c287e25d).',
      shows: [
        {
          run: `pte run -k 6.0 -k 6.1.12 -k 6.1.13 -k 6.3 -k 6.4 -k 7.3 ${merged}`,
          see: [
            ['*', 'vma-merge', '…025'],
            ['6.0', 'migrate', '…007'],
            ['6.1.12', 'migrate', '…027'],
            ['6.1.13 6.3', 'migrate', '…025'],
            ['6.4 7.3', 'migrate', '…027'],
          ],
        },
      ],
    },
    {
      claim: 'C0.5',
      title: 'giving back the same is safest',
      says: 'The safest course is to give the entry back exactly as it was.',
      answer:
        'From 6.1.13 to 6.3 no permission comes that was not there. Before and after, one comes, from 6.4 on purpose.',
      shows: [
        ...(['6.1.13', '6.3'] as const).map((release) => ({
          run: `pte explore -k ${release} 'shmem; migrate; clear-refs; vma-merge' --never 'before.migration-read & writable'`,
          prints: ['exhausted: there are no more', 'holds in', 'premise met in'],
        })),
        ...(['6.1.12', '6.4', '7.3'] as const).map((release) => ({
          run: `pte explore -k ${release} 'shmem; migrate; clear-refs; vma-merge' --never 'before.migration-read & writable'`,
          exits: 2,
          prints: ["'shmem; read; clear-refs; migrate-begin; vma-merge; migrate-end'"],
        })),
        {
          run: `pte run -k 6.3 -k 6.4 ${merged}`,
          see: [
            ['*', 'vma-merge', '…025'],
            ['6.3', 'migrate', '…025'],
            ['6.4', 'migrate', '…027'],
          ],
        },
      ],
    },
    {
      claim: 'C0.6',
      title: 'can granting write permission go wrong?',
      says: 'Is it always right to grant write permission here? Whoever grants it should say why.',
      answer:
        'It was not: from 5.19 to 6.1.7 write permission comes back over an entry that userfaultfd protects, by migration, by a ' +
        'NUMA hint, and by mprotect(). From 6.1.8 on these three are right.',
      shows: [
        {
          run: "pte explore -k 6.1.7 'shmem; migrate; numa-hint; mprotect' --never 'uffd-wp & writable'",
          exits: 2,
          prints: ["pte run -k 6.1.7 'shmem; read; uffd-wp; migrate'"],
        },
        ...(['6.1.8', '7.3'] as const).map((release) => ({
          run: `pte explore -k ${release} 'shmem; migrate; numa-hint; mprotect' --never 'uffd-wp & writable'`,
          prints: ['exhausted: there are no more', 'holds in', 'premise met in'],
        })),
        {
          run: "pte run -k 6.0 -k 6.1.8 'shmem; read; uffd-wp; migrate; write'",
          see: [
            ['6.0', 'write', 'not trapped'],
            ['6.1.8', 'write', 'trapped'],
          ],
        },
        {
          run: "pte run -k 6.0 -k 6.1.8 'shmem; read; uffd-wp; numa-hint; read; write'",
          see: [
            ['6.0', 'read #2', '…427'],
            ['6.0', 'write', 'not trapped'],
            ['6.1.8', 'read #2', '…425'],
            ['6.1.8', 'write', 'trapped'],
          ],
        },
        {
          run: "pte run -k 6.0 -k 6.1.8 'shmem; write; uffd-wp; mprotect r; mprotect rw; write'",
          see: [
            ['6.0', 'mprotect rw', '…c67'],
            ['6.0', 'write #2', 'not trapped'],
            ['6.1.8', 'mprotect rw', 'read-only'],
            ['6.1.8', 'write #2', 'trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C0.7',
      title: 'the wide form changes other things',
      says: 'Write-protecting every entry that was read-only changes what has nothing to do with the fault that was reported.',
      answer:
        'It does: a mapping that no userfaultfd knows comes back read-only. 6.2 and 6.1.13 did just that, and 6.4 took it back.',
      shows: [
        {
          run: `pte run -k 6.0 -k 6.0:migrationWrprotectsReadEntry ${merged}`,
          see: [
            ['6.0', 'migrate', '…007'],
            ['6.0:migrationWrprotectsReadEntry', 'migrate', '…005'],
          ],
        },
        {
          run: `pte run -k 6.1.12 -k 6.2 -k 6.4 ${merged}`,
          see: [
            ['6.1.12 6.4', 'migrate', '…027'],
            ['6.2', 'migrate', '…025'],
          ],
        },
      ],
    },
    {
      claim: 'C0.8',
      title: 'a wider fault deserves its own fix',
      says: 'If the wider matter is a fault, it deserves a fix and a backport of its own.',
      answer: 'What came of it was one change of `vm_page_prot`, in 6.2 and 6.1.8.',
      opinion: 'How to cut patches is a matter of taste; `pte diff` has the history.',
      shows: [
        { run: 'pte diff 6.1.7 6.1.8', prints: ['writenotifyForUffdWp', '51d3d5eb74ff'] },
        { run: 'pte diff 6.1.12 6.1.13', prints: ['migrationWrprotectsReadEntry', '96a9c287e25d'] },
      ],
    },
    {
      claim: 'C0.9',
      title: 'vm_page_prot is the default protection',
      says: '`vm_page_prot` always holds the protection that an entry of the mapping has by default.',
      answer:
        'Every new entry is made from it. Registering for write protection takes write permission out of it from 6.1.8 on; before, ' +
        'it was not the strictest protection that was needed (C0.12).',
      shows: [
        {
          run: "pte run --trace -k 6.1.7 -k 6.1.8 'shmem; read; uffd-wp; migrate'",
          see: [
            ['6.1.7', 'uffd-wp', 'not vm_page_prot 0x8000000000000027 ->'],
            ['6.1.8', 'uffd-wp', 'vm_page_prot', 'vma_wants_writenotify'],
            ['6.1.7', 'migrate', 'step mk_pte …027'],
            ['6.1.8', 'migrate', 'step mk_pte …025'],
          ],
        },
      ],
    },
    {
      claim: 'C0.10',
      title: 'private mappings: never writable by default',
      says: 'In a private mapping `vm_page_prot` never allows writing, because of copy on write.',
      answer: 'A page that migrates there comes back read-only on every release, and the write copies it.',
      shows: [
        {
          run: "pte run -k 5.7 -k 6.0 -k 7.3 'file-private; read; migrate; write'",
          see: [
            ['*', 'read', '…025'],
            ['*', 'migrate', '…346005|…346025', 'read-only'],
            ['*', 'write', 'pfn 0x12347', 'writable', 'fault'],
          ],
        },
        ...(['5.7', '7.3'] as const).map((release) => ({
          run: `pte explore -k ${release} 'file-private; mprotect; migrate; clear-refs; vma-merge' --never 'VM_WRITE & vma.prot-writable' --seconds 600`,
          prints: ['exhausted: there are no more', 'holds in', 'premise met in'],
        })),
      ],
    },
    {
      claim: 'C0.11',
      title: 'nor where the file hears of writes',
      says: 'In a shared mapping of a file that wants to hear of writes, `vm_page_prot` does not allow writing either.',
      answer:
        'A file system with page_mkwrite() is such a file: the entry is read-only before and after, and the write faults.',
      shows: [
        {
          run: "pte run -k 5.7 -k 6.0 -k 7.3 'file; read; migrate; write'",
          see: [
            ['*', 'read', '…025'],
            ['*', 'migrate', 'read-only'],
            ['5.7', 'write', 'VM_FAULT_RETRY'],
            ['6.0 7.3', 'write', 'VM_FAULT_COMPLETED'],
          ],
        },
        ...(['5.7', '7.3'] as const).map((release) => ({
          run: `pte explore -k ${release} 'file; mprotect; migrate; clear-refs; vma-merge' --never 'VM_SHARED & vma.prot-writable'`,
          prints: ['exhausted: there are no more', 'holds in', 'premise met in'],
        })),
      ],
    },
    {
      claim: 'C0.12',
      title: 'uffd-wp is the exception',
      says: 'With uffd-wp the default may allow writing while single entries must not, so it has to be removed by hand.',
      answer:
        'So it was from 5.19 to 6.1.7: a page of a registered mapping is read in writable. 6.2 and 6.1.8 removed the exception: ' +
        '`vma_wants_writenotify()` asks for uffd-wp.',
      shows: [
        {
          run: "pte run -k 6.1.7 -k 6.1.8 'shmem; uffd-register wp; read; write'",
          see: [
            ['6.1.7', 'read', '…027'],
            ['6.1.8', 'read', '…025'],
            ['6.1.7', 'write', 'not fault'],
            ['6.1.8', 'write', 'fault'],
          ],
        },
      ],
    },
    {
      claim: 'C0.13',
      title: 'soft-dirty is on for whole mappings',
      says: 'Soft-dirty tracking is another exception, but one that is switched on for a whole mapping.',
      answer:
        'clear_refs takes VM_SOFTDIRTY from the mapping and write permission from `vm_page_prot`, so that a page which nobody had ' +
        'touched is read in read-only too.',
      shows: [
        {
          run: "pte run -k 6.12 'shmem; clear-refs; read'",
          see: [
            ['6.12', 'clear-refs', 'VM_SOFTDIRTY', 'vm_page_prot'],
            ['6.12', 'read', '…025'],
          ],
        },
      ],
    },
    {
      claim: 'C0.14',
      title: 'soft-dirty ought to be all right',
      says: 'With soft-dirty `remove_migration_pte()` should be right, since `vm_page_prot` has no write permission while writes are tracked.',
      answer:
        'For read-only migration entries it is. A writable one stays so when clear_refs comes by, and its type alone makes the page ' +
        'writable: the next write is not seen, from 5.7 to 6.0 and from 6.9 to 7.3. 6.1 to 6.8 hide it, since they make every ' +
        'dirty entry that comes back soft-dirty.',
      refuted: true,
      shows: [
        {
          run: "pte run -k 6.0 -k 6.8 -k 6.9 -k 7.3 'shmem; write; migrate-begin; clear-refs; migrate-end; write'",
          see: [
            ['*', 'migrate-end', 'writable'],
            ['6.0 6.9 7.3', 'write #2', '…067', 'not fault'],
            ['6.8', 'write #2', '…867'],
          ],
        },
        {
          run: "pte run -k 6.0 -k 6.8 -k 6.9 -k 7.3 'shmem; write; clear-refs; migrate; write'",
          see: [
            ['*', 'migrate', 'read-only'],
            ['*', 'write #2', '…867', 'fault'],
          ],
        },
      ],
    },
    {
      claim: 'C0.15',
      title: 'step 1: clear_refs protects the entry',
      says: 'clear_refs takes VM_SOFTDIRTY away, write-protects the entry, and `vm_page_prot` follows.',
      answer: 'All three, on every release. From 6.6 on the Dirty bit of a read-only entry waits in a bit of its own.',
      shows: [
        {
          run: "pte run -k 5.7 -k 6.0 -k 7.3 'shmem; write; clear-refs'",
          see: [
            ['*', 'write', '…867'],
            ['*', 'clear-refs', 'VM_SOFTDIRTY', 'vm_page_prot'],
            ['5.7 6.0', 'clear-refs', '…065'],
            ['7.3', 'clear-refs', '84…025'],
          ],
        },
      ],
    },
    {
      claim: 'C0.16',
      title: 'step 2: a merge sets VM_SOFTDIRTY',
      says: 'A merge of mappings in mmap_region() sets VM_SOFTDIRTY again, and `vm_page_prot` follows.',
      answer:
        'A new mapping that merges with this one makes the whole soft-dirty, on every release. A merge by mprotect() does so from ' +
        '6.19 on, when the flag became sticky.',
      shows: [
        {
          run: "pte run -k 6.0 -k 7.3 'shmem; read; clear-refs; mmap-next; migrate'",
          see: [
            ['*', 'mmap-next', 'VM_SOFTDIRTY', 'vm_page_prot'],
            ['6.0', 'migrate', '…007'],
            ['7.3', 'migrate', '…027'],
          ],
        },
        {
          run: "pte run -k 6.0 -k 6.18 -k 6.19 -k 7.3 'shmem; read; clear-refs; mprotect-merge; migrate'",
          see: [
            ['6.19 7.3', 'mprotect-merge', 'VM_SOFTDIRTY', 'vm_page_prot'],
            ['6.0', 'migrate', '…005'],
            ['6.18', 'migrate', '…025'],
            ['6.19 7.3', 'migrate', '…027'],
          ],
        },
      ],
    },
    {
      claim: 'C0.17',
      title: 'then the page migrates: writable?',
      says: 'Then the page migrates while its entry is write-protected: not writable before, and perhaps writable after.',
      answer: 'It is (C0.4), and it harms nobody: writes are not tracked any more, since the flag covers the mapping.',
      shows: [
        {
          run: "pte run -k 6.0 -k 6.1.12 -k 6.1.13 -k 6.3 -k 6.4 -k 7.3 'shmem; read; clear-refs; vma-merge; migrate; write'",
          see: [
            ['6.0', 'migrate', '…007'],
            ['6.1.12 6.4 7.3', 'migrate', '…027'],
            ['6.0 6.1.12 6.4 7.3', 'write', 'not fault'],
            ['6.1.13 6.3', 'write', 'fault'],
          ],
        },
      ],
    },
    {
      claim: 'C0.18',
      title: 'must swapoff be as careful?',
      says: 'Does unuse_pte(), which swapoff uses, need the same care?',
      answer:
        'For write permission, no. But up to 5.18 it lost soft-dirty and uffd-wp (14a762dd1977), so that the write was not trapped, ' +
        'and up to 5.12.12 swapoff did not even find an entry with uffd-wp (099dd6878b9b).',
      shows: [
        {
          run: "pte run -k 5.12 -k 5.18 -k 5.19 'anon; write; uffd-wp; pageout; swapoff; write'",
          see: [
            ['5.12', 'swapoff', '…fe06', 'swapoff does not find the entry'],
            ['5.18', 'swapoff', '…005'],
            ['5.18', 'write #2', '…867', 'not trapped'],
            ['5.19', 'swapoff', '…c05'],
            ['5.19', 'write #2', 'trapped'],
          ],
        },
      ],
    },
    {
      claim: 'C0.19',
      title: 'unuse_pte() marks, and does not protect',
      says: 'unuse_pte() makes an old entry from `vm_page_prot`, adds uffd-wp if the swap entry has it, and sets it.',
      answer: 'These are the steps of 5.19, with no write protection among them. Up to 5.18 both flags are missing.',
      shows: [
        {
          run: "pte run --trace -k 5.18 -k 5.19 'anon; write; uffd-wp; pageout; swapoff'",
          see: [
            ['5.19', 'swapoff', 'step mk_pte then pte_mkold then pte_mkuffd_wp', 'step pte_mksoft_dirty'],
            ['5.19', 'swapoff', 'not step pte_wrprotect'],
            ['5.18', 'swapoff', 'step mk_pte', 'not step pte_mkuffd_wp', 'not step pte_mksoft_dirty'],
          ],
        },
      ],
    },
    {
      claim: 'C0.20',
      title: 'unuse is safe: private mappings only',
      says: 'unuse_pte() is right, because it serves private mappings alone, where mk_pte() gives no write permission.',
      answer:
        'After swapoff the entry is read-only and a write is trapped. It is the same for copied pages of private file mappings.',
      shows: [
        {
          run: "pte run -k 5.19 -k 6.2 -k 7.3 'anon; write; uffd-wp; pageout; swapoff; write'",
          see: [
            ['*', 'swapoff', '…c05', 'read-only'],
            ['*', 'write #2', 'trapped'],
          ],
        },
        {
          run: "pte run -k 5.19 -k 6.2 -k 7.3 'file-private; write; pageout; swapoff'",
          see: [
            ['*', 'pageout', 'swap entry'],
            ['*', 'swapoff', 'present page', 'read-only'],
          ],
        },
      ],
    },
    {
      claim: 'C0.21',
      title: 'swapped shmem does not go that way',
      says: 'How shared memory is swapped is confusing, but it may not come this way.',
      answer:
        'It does not: its swap entry is in the page cache. The entry is empty, or a marker from 5.19 on, and unuse_pte() never sees it.',
      shows: [
        {
          run: "pte run -k 5.18 -k 5.19 -k 7.3 'shmem; write; uffd-wp; pageout; swapoff'",
          see: [
            ['5.18', 'uffd-wp', '-EINVAL'],
            ['5.18', 'pageout', '0x0000000000000000'],
            ['5.19', 'pageout', 'f7…fc00'],
            ['7.3', 'pageout', 'ff…fc00'],
            ['*', 'swapoff', 'this is no swap entry'],
          ],
        },
        ...(['5.18', '7.3'] as const).map((release) => ({
          run: `pte explore -k ${release} 'shmem; uffd-wp; pageout; swapoff; fork' --never 'VM_SHARED & swap' --seconds 600`,
          prints: ['exhausted: there are no more', 'holds in', 'premise met in'],
        })),
      ],
    },
  ],
};
