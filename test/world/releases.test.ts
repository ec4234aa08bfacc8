/**
 * Dates that only certain scripts show: what the last operation does in the last release of one side, and in the first of the other. Right
 * sides are typed from the sources that stand above each row, the event is the first that is told.
 */
import { expect, it } from 'vitest';
import { kernel } from '../../lib/kernel/kernel.ts';
import { play } from '../../lib/world/scenario.ts';
import { parseScript } from '../../lib/world/script.ts';

type Told = readonly [entry: string, event?: string];
type Side = readonly [release: string, told: Told];

const table: readonly (readonly [row: string, script: string, ...sides: readonly Side[]])[] = [
  // mm/memory.c: 5.8.1, copy_one_pte() write-protects both; 5.9.1, copy_present_page(): mk_pte(), pte_mkdirty(), maybe_mkwrite() of a copy
  [
    'forkCopiesPinned',
    'anon; write; pin; fork',
    ['5.8', ['8000000012345865', "the child's entry: 0x8000000012345845"]],
    ['5.9', ['8000000012345867', "the child's entry: 0x8000000012346867"]],
  ],
  // mm/userfaultfd.c, 5.19.0, mfill_atomic_install_pte(): dirty; with wp_copy marked and not writable, of a shared mapping by pte_wrprotect()
  [
    'copyWrprotects',
    'shmem; uffd-register missing-wp; uffd-copy-wp',
    ['5.19', ['8000000012345c65']],
    ['6.2', ['8000000012345c65']],
  ],
  // mm/memory.c, 5.19.0, vma_needs_copy(): userfaultfd_wp(dst_vma); copy_present_pte(): pte_mkclean() of a shared mapping, pte_mkold()
  [
    'forkCopiesForUffdWp',
    'shmem; uffd-register wp event-fork; write; uffd-wp; fork',
    ['5.19', ['8000000012345c65', "the child's entry: 0x8000000012345c05"]],
  ],
  // mm/memory.c, set_pte_range(): 6.17.0 has pte_mkdirty() of a writable entry over a dirty page, 6.14.0 not; shmem_swapin_folio() of
  // 4.19.0 (shmem_getpage_gfp()) and 6.17.0 marks the page dirty. Recorded on 7.3.4: lives-7.3, uffd-rwp-shmem, `then read`
  [
    'setPteDirtiesWritable',
    'shmem; write; pageout; read',
    ['4.19', ['8000000012346027']],
    ['6.14', ['8000000012346027']],
    ['6.16', ['8000000012346867']],
    ['7.3', ['8000000012346867']],
  ],
  // mm/userfaultfd.c, move_present_pte(): 6.14.0 mk_pte(), pte_mkdirty(), pte_mkwrite(); 6.17.0 pte_mksoft_dirty(), pte_mkdirty() of what was
  // dirty, pte_mkwrite(); move_swap_pte(): 6.17.0 pte_swp_mksoft_dirty()
  [
    'moveMarksSoftDirty',
    'anon; write; pageout; read; clear-refs; uffd-move',
    ['6.14.7', ['8000000012346867']],
    ['6.14.8', ['8000000012346827']],
    ['6.15', ['8000000012346827']],
  ],
  [
    'moveMarksSoftDirty',
    'anon; write; pageout; clear-refs; uffd-move',
    ['6.14.7', ['7ffffffffdffe08']],
    ['6.14.8', ['7ffffffffdffe0a']],
  ],
  // mm/ksm.c, replace_page(): mk_pte() with vm_page_prot, in 6.12.118 with pte_mksoft_dirty() of what was soft-dirty
  [
    'ksmKeepsSoftDirty',
    'anon; write; ksm-merge',
    ['6.12.117', ['8000000012346025']],
    ['6.12.118', ['8000000012346825']],
    ['6.13', ['8000000012346025']],
  ],
  // mm/userfaultfd.c, uffd_wp_range(): 6.2.12 takes vm_get_page_prot(vm_flags), 6.3.8 vm_page_prot, which wants to hear of writes
  [
    'uffdWpProtFromFlags',
    'shmem; write; uffd-wp; uffd-wp-resolve',
    ['6.2', ['8000000012345867']],
    ['6.3', ['8000000012345865']],
  ],
  // mm/userfaultfd.c, mfill_atomic_install_pte(): 6.18.35 asks pte_none_mostly(), 6.19.0 for none or a marker of userfaultfd
  [
    'copyReplacesMarkers',
    'anon; guard-install; uffd-copy',
    ['6.18', ['8000000012345867']],
    ['6.19', ['fffffffffffff600', '-EEXIST: pte_none(): something is there already']],
  ],
  // mm/hmm.c: hmm_vma_do_fault() of 5.2.1 allows retry always, of 5.3.0 if the driver does not block, hmm_vma_fault() of 5.7.14 and 7.2.13 never,
  // hmm_do_fault() of 7.3.4 where the caller lends its lock; handle_userfault() gives VM_FAULT_SIGBUS without it
  [
    'hmmAlwaysRetries',
    'anon; uffd-register missing; device-write kept',
    ['5.2', ['0', 'trapped: a message to userfaultfd, the task sleeps']],
    ['5.3', ['0', 'fault: VM_FAULT_SIGBUS']],
  ],
  [
    'hmmFaultsMayRetry',
    'anon; write; uffd-wp; device-write',
    ['7.2', ['8400000012345c25', 'fault: VM_FAULT_SIGBUS']],
    ['7.3', ['8400000012345c25', 'trapped: a message to userfaultfd, the task sleeps']],
  ],
];

const rows = table.flatMap(([row, script, ...sides]) =>
  sides.map(([release, told]) => ({ row, script, release, told })),
);

it.each(rows)('$row, $release: $script', ({ script, release, told: [entry, event] }) => {
  const last = play(kernel(release), parseScript(script)).at(-1);
  expect(last?.after.toString(16)).toBe(entry);
  if (event !== undefined) expect(last?.events[0]).toBe(event);
});
