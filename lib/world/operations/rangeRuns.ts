/** Which operations take all entries of a mapping that has several, how, and which are not modelled for it. */
import type { LifeEvent } from '../event.ts';
import { quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import { eachEntry, eachMapping } from '../ranges.ts';
import { leftLarge } from '../run/largeSplit.ts';
import type { LifeOperation } from './operation.ts';

type Run = LifeOperation['run'];

/** Operations that hand the entries of one mapping to lib/mm together, by the names of a script. */
const together: readonly string[] = [
  ...['mprotect', 'pkey-mprotect', 'uffd-wp', 'uffd-wp-resolve', 'uffd-rwp', 'uffd-rwp-resolve'],
  ...['uffd-unregister', 'uffd-close', 'numa-hint', 'mremap'],
];

/** Operations that see all mappings of the process at once; reclaim does only after MADV_FREE. */
const atOnce: readonly string[] = ['fork', 'pageout'];

/** Operations that go over the entries one by one, or that change nothing of an entry. */
const oneByOne: readonly string[] = [
  ...['clear-refs', 'dontneed', 'munmap', 'exit', 'child-exit', 'map', 'free', 'cold', 'swapoff'],
  ...[
    'uffd-wake',
    'uffd-register',
    'mmap-next',
    'vma-merge',
    'mlock',
    'munlock',
    'dontfork',
    'dofork',
    'wipeonfork',
    'keeponfork',
    'pin',
    'unpin',
  ],
  ...[
    'guard-install',
    'guard-remove',
    'pagemap-scan',
    'migrate',
    'migrate-begin',
    'migrate-end',
    'mremap-dontunmap',
    'truncate',
    'writeback',
  ],
];

/** Operations that may be for one page. */
export const onePage: readonly string[] = [
  ...['read', 'write', 'read-tlb', 'write-tlb', 'unshare', 'numa-fault', 'hwpoison', 'read-wait', 'write-wait'],
  ...[
    'uffd-wake',
    'mprotect',
    'pkey-mprotect',
    'uffd-wp',
    'uffd-wp-resolve',
    'uffd-rwp',
    'uffd-rwp-resolve',
    'dontneed',
    'free',
    'cold',
    'pageout',
  ],
];

/** Operations that are for one page always. */
export const alwaysOnePage: readonly string[] = [
  ...['read', 'write', 'read-tlb', 'write-tlb', 'unshare', 'numa-fault', 'hwpoison', 'read-wait', 'write-wait'],
];

/** Whether an operation can be asked for where the mapping has several entries. */
const isModelled = (name: string): boolean =>
  [together, atOnce, oneByOne, onePage].some((names) => names.includes(name));

/** What is told where it cannot. */
export const notModelled = (name: string, isWide: boolean): LifeEvent | undefined =>
  !isWide || isModelled(name)
    ? undefined
    : { kind: 'impossible', why: `${name} is not modelled for the pages of a large folio` };

/** Operations on a part of a large folio for which that is split, if it can be. */
const splitsPart: readonly string[] = ['free', 'cold', 'hwpoison'];

/** The run of an operation where the mapping has several entries. */
export function overRange(name: string | undefined, life: Life, run: Run): Run {
  if (!life.range || name === undefined || atOnce.includes(name)) return run;
  if (life.index !== undefined)
    return splitsPart.includes(name) && life.large ? (one) => quietly(one, { kind: 'largeStays' }) : run;
  if (together.includes(name)) return (now, word) => eachMapping(now, (part) => run(part, word));
  if (oneByOne.includes(name)) {
    const left = leftLarge(name, life);
    const isLeft = ({ page }: Life) => page?.first !== undefined && left.includes(page.first);
    return (now, word) =>
      eachEntry(now, (one) => (isLeft(one) ? quietly(one, { kind: 'largeStays' }) : run(one, word)));
  }
  return run;
}
