/** What an operation makes of a mapping of hugetlb: what it has of its own there, what the kernel refuses, what is not modelled. */
import { hwpoisonUserMappings } from '../../mm/memory_failure/hwpoisonUserMappings.ts';
import type { LifeEvent } from '../event.ts';
import { done, type Happened, quietly } from '../happened.ts';
import { isHugetlb, type Life, pageNow } from '../life.ts';
import type { Actor } from '../see.ts';
import { mmOf, type World } from '../world.ts';
import { fillsOfHugetlb } from './hugetlbFill.ts';
import { type LifeOperation, withPage } from './operation.ts';

type Run = LifeOperation['run'];

/** me_huge_page(): the page of a file stays in the page cache, or is dropped by older kernels. */
function hwpoison(life: Life): Happened {
  const { k } = life;
  const page = { ...pageNow(life), exclusive: false };
  const outcome = hwpoisonUserMappings(k, life.pte, life.vma, page);
  const after = done({ ...life, page: { ...page, hwpoison: true } }, outcome);
  const gone = outcome.returned && !page.anon && !k.does('hugetlbKeepsPoisoned');
  return gone ? { ...after, life: { ...after.life, cached: false } } : after;
}

/** By the names of a script. */
const own: Readonly<Record<string, Run>> = {
  ...fillsOfHugetlb,
  hwpoison: withPage(hwpoison),
  mlock: (life) => quietly(life, { kind: 'sameFlags' }), // mlock_fixup()
  munlock: (life) => quietly(life, { kind: 'sameFlags' }),
  writeback: (life) => quietly(life, { kind: 'noWriteback' }),
};

/** Operations that know hugetlb themselves, or change nothing of an entry. */
const knows: readonly string[] = [
  ...['read', 'write', 'read-tlb', 'write-tlb', 'unshare', 'mprotect', 'pkey-mprotect'],
  ...['uffd-register', 'uffd-wp', 'uffd-wp-resolve', 'uffd-rwp', 'uffd-rwp-resolve', 'uffd-unregister', 'uffd-close'],
  ...[
    'read-wait',
    'write-wait',
    'uffd-wake',
    'uffd-move',
    'migrate',
    'migrate-begin',
    'migrate-end',
    'swapoff',
    'from-device',
  ],
  ...['fork', 'child-exit', 'map', 'exit', 'dontfork', 'dofork', 'wipeonfork', 'keeponfork', 'clear-refs'],
  ...['mmap-next', 'vma-merge', 'mprotect-merge', 'pagemap-scan', 'numa-hint', 'numa-fault'],
  ...[
    'ksm-merge',
    'ksm-unmerge',
    'collapse',
    'dontneed',
    'munmap',
    'mremap',
    'mremap-dontunmap',
    'pin',
    'unpin',
    'write-no-space',
  ],
  ...['device-read', 'device-write'],
];

/** The run of an operation on an entry of hugetlb. */
export function ofHugetlb(name: string | undefined, run: Run): Run {
  if (name === undefined || knows.includes(name)) return run;
  return own[name] ?? ((life) => quietly(life, notModelled(name)));
}

const notModelled = (name: string): LifeEvent => ({
  kind: 'impossible',
  why: `${name} is not modelled for a mapping of hugetlb`,
});

const einval = (why: string): LifeEvent => ({ kind: 'failed', returned: '-EINVAL', why });
const invalid = 'madvise() does not allow that for this mapping';

/** hmm_vma_get_pfns() and hmm_vma_fault() before mm/hmm.c knew hugetlb. */
function untilWalked({ k }: Pick<Life, 'k'>): LifeEvent | undefined {
  return k.has('hmmRangeFaultHugetlb') ? undefined : einval('hmm_vma_fault() does not take hugetlb');
}

/** What the kernel answers before it looks at an entry. */
const refusals: Readonly<Record<string, (life: Pick<Life, 'k'>) => LifeEvent | undefined>> = {
  free: () => einval(invalid),
  cold: () => einval(invalid),
  pageout: ({ k }) =>
    k.has('MADV_PAGEOUT') ? einval('can_madv_lru_vma() does not allow that for this mapping') : { kind: 'cannotUnmap' }, // no page of hugetlb is on an LRU list
  'guard-install': () => einval('is_valid_guard_vma() does not allow that for this mapping'),
  'guard-remove': () => einval('is_valid_guard_vma() does not allow that for this mapping'),
  'to-device': () => einval('migrate_vma_setup() does not take hugetlb'),
  split: () => ({ kind: 'impossible', why: 'nothing splits a page of hugetlb' }),
  truncate: () => notModelled('truncate'),
  'device-read': untilWalked,
  'device-write': untilWalked,
  'device-exclusive': () => notModelled('device-exclusive'),
};

/** Why an operation comes to nothing in a mapping of hugetlb, if it does. */
export function refusedForHugetlb(w: World, at: Actor, name: string): LifeEvent | undefined {
  const mm = mmOf(w, at.mm);
  const refuses = mm?.mapped && isHugetlb({ k: w.k, vma: mm.vma }) ? refusals[name] : undefined;
  return refuses?.({ k: w.k });
}
