/** What an operation makes of a huge entry: most have a form for it, or do not touch the entry; some have the page split first. */

import { small, splitPage } from '../access/hugeEntry.ts';
import { inOrder, quietly } from '../happened.ts';
import { isHugetlb, type Life } from '../life.ts';
import { ofHugetlb } from './hugetlbRuns.ts';
import type { LifeOperation } from './operation.ts';

type Run = LifeOperation['run'];

/** Operations by the names of a script for which the kernel splits the huge page, with the function that does. */
const splits: Readonly<Record<string, string>> = {
  'ksm-merge': 'try_to_merge_one_page',
  hwpoison: 'try_to_split_thp_page',
};

/** Operations that know huge entries, or that change nothing of an entry. */
const knows: readonly string[] = [
  ...['read', 'write', 'read-tlb', 'write-tlb', 'unshare', 'mprotect', 'pkey-mprotect', 'mlock', 'munlock'],
  ...['uffd-register', 'uffd-wp', 'uffd-wp-resolve', 'uffd-rwp', 'uffd-rwp-resolve', 'uffd-unregister', 'uffd-close'],
  ...['uffd-copy', 'uffd-copy-wp', 'uffd-zeropage', 'uffd-continue', 'uffd-poison', 'uffd-move'],
  ...['read-wait', 'write-wait', 'uffd-wake', 'compact', 'splice', 'unsplice'],
  ...['pageout', 'swapoff', 'migrate', 'migrate-begin', 'migrate-end', 'to-device', 'from-device'],
  ...['device-read', 'device-write', 'device-exclusive', 'fork', 'child-exit', 'map', 'exit'],
  ...['dontfork', 'dofork', 'wipeonfork', 'keeponfork', 'ksm-unmerge', 'clear-refs'],
  ...['mmap-next', 'vma-merge', 'mprotect-merge', 'pagemap-scan', 'numa-hint', 'numa-fault'],
  ...['dontneed', 'truncate', 'munmap', 'mremap', 'mremap-dontunmap', 'guard-install', 'guard-remove', 'pin', 'unpin'],
  ...['free', 'cold', 'writeback', 'write-no-space', 'split', 'collapse'],
];

/** Where a fault, fork or a driver find out themselves that there is no table yet. */
const walks: readonly string[] = [
  'read',
  'write',
  'read-tlb',
  'write-tlb',
  'unshare',
  'read-wait',
  'write-wait',
  'fork',
  'to-device',
  'split',
  'collapse',
  'device-read',
  'device-write',
  'device-exclusive',
];

/** The run of an operation on the entry of a life. */
export function atLevel(name: string | undefined, life: Life, run: Run): Run {
  if (isHugetlb(life)) return ofHugetlb(name, run);
  if (!life.level || name === undefined) return run;
  if (life.pte === 0n && !walks.includes(name)) return (now, word) => onNothing(now, word, run);
  if (knows.includes(name)) return run;
  const by = splits[name];
  if (by === undefined)
    return (now) =>
      quietly(now, { kind: 'impossible', why: `${name} is not modelled for a huge page: split it first` });
  return (now, word) => {
    const first = splitPage(now);
    return inOrder(first, run(first.life, word));
  };
}

/** A table comes only if something is to stand in it. */
function onNothing(life: Life, word: string, run: Run) {
  const after = run(small(life), word);
  return after.life.pte === 0n ? { ...after, life: { ...after.life, level: 'pmd' as const } } : after;
}
