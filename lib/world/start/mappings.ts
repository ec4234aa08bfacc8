/** The mappings that a script can start with, by name. */
import { vmFlagBits } from '../../../spec/present.ts';
import type { BehaviourId, Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { type VmaParts, vma } from '../../mm/common/makeVma.ts';
import type { Vma } from '../../mm/common/vma.ts';

/** The mappings that a script can start with: private anonymous, shared memory, and the same private; a file shared, private, and shared
 * but opened for reading only, as shared memory can be; page frames of a device, which a driver maps; anonymous and shared memory that get
 * huge pages; memory that reclaim may drop (MAP_DROPPABLE, 6.11), and a shadow stack (map_shadow_stack(), 6.6), which CALL writes to; four
 * pages that get a large folio; pages of hugetlb, of 2 MiB, private (MAP_HUGETLB) and shared; a file on a DAX device, whose memory is mapped. */
export type MappingName =
  | 'anon'
  | 'shmem'
  | 'file'
  | 'file-private'
  | 'shmem-private'
  | 'file-readonly'
  | 'pfnmap'
  | 'thp'
  | 'shmem-thp'
  | 'shmem-readonly'
  | 'droppable'
  | 'shadow-stack'
  | 'anon-folio'
  | 'hugetlb'
  | 'hugetlb-shared'
  | 'shmem-folio'
  | 'file-folio'
  | 'dax';

interface Mapping {
  readonly flags: readonly VmFlagId[];
  readonly parts?: Partial<VmaParts>;
  /** A fault that finds nothing brings a huge page. */
  readonly huge?: true;
  /** A flag without which there is no such mapping. */
  readonly needs?: VmFlagId;
  /** A fault that finds nothing brings a large folio of so many pages, each with an entry of its own. */
  readonly pages?: number;
  /** What a release must do to have such folios. */
  readonly since?: BehaviourId;
}
/** The smallest order of an anonymous large folio is 2. */
const four = 4;
const writable: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite', 'mayexec'];
const readOnly: readonly VmFlagId[] = ['read', 'mayread', 'mayexec', 'mayshare'];
/** hugetlbfs_file_mmap(). */
const ofHugetlbfs: readonly VmFlagId[] = [...writable, 'hugetlb', 'dontexpand'];
/** vm_ops with a fault handler, and no map_pages. */
const driver: Partial<VmaParts> = { anonymous: false, shmem: false, mapPages: false };
const onDisk: Partial<VmaParts> = { pageMkwrite: true, fsWriteback: true, shmem: false };

const mappings: Readonly<Record<MappingName, Mapping>> = {
  anon: { flags: writable },
  shmem: { flags: [...writable, 'shared', 'mayshare'], parts: { shmem: true } },
  file: { flags: [...writable, 'shared', 'mayshare'], parts: onDisk },
  'file-private': { flags: writable, parts: { anonymous: false, shmem: false } },
  'shmem-private': { flags: writable, parts: { anonymous: false, shmem: true } },
  // do_mmap(): of a file without FMODE_WRITE, MAP_SHARED becomes a mapping without VM_SHARED and VM_MAYWRITE
  'file-readonly': { flags: readOnly, parts: { ...onDisk, anonymous: false } },
  'shmem-readonly': { flags: readOnly, parts: { anonymous: false, shmem: true } },
  thp: { flags: [...writable], huge: true },
  'shmem-thp': { flags: [...writable, 'shared', 'mayshare'], parts: { shmem: true }, huge: true },
  // do_mmap() of mm/mmap.c, 6.11.11; alloc_shstk() of arch/x86/kernel/shstk.c, 6.6
  droppable: { flags: [...writable, 'droppable', 'wipeonfork'], needs: 'droppable' },
  'shadow-stack': { flags: [...writable, 'shadowStack'], needs: 'shadowStack' },
  'shmem-folio': {
    flags: [...writable, 'shared', 'mayshare'],
    parts: { shmem: true },
    pages: four,
    since: 'shmemFaultBringsLarge',
  },
  'file-folio': {
    flags: [...writable, 'shared', 'mayshare'],
    parts: onDisk,
    pages: four,
    since: 'readaheadBringsLarge',
  },
  'anon-folio': { flags: writable, pages: four, since: 'anonFaultBringsLarge' },
  // ext4_dax_vm_ops and its kin: no map_pages
  dax: { flags: [...writable, 'shared', 'mayshare'], parts: { ...onDisk, mapPages: false, dax: true } },
  pfnmap: { flags: [...writable, 'shared', 'mayshare', 'io', 'pfnmap'], parts: driver },
  hugetlb: { flags: ofHugetlbfs, parts: { anonymous: false, shmem: false }, huge: true },
  'hugetlb-shared': { flags: [...ofHugetlbfs, 'shared', 'mayshare'], parts: { shmem: false }, huge: true },
};

/** A mapping for reading and writing in which nothing has been touched, by the name of a script. */
export function freshVma(k: Kernel, name: MappingName): Vma {
  const { flags, parts = {} } = mappings[name];
  const vmFlags = flags.reduce((word, id) => word | k.vm[id], k.vm.softdirty);
  return vma(k, { ...parts, vmFlags, anonVma: false });
}

/** Where a fault in a mapping in which nothing has been touched finds its entry. */
export const freshLevel = (name: MappingName): { readonly level?: 'pmd' } =>
  mappings[name].huge ? { level: 'pmd' } : {};

/** What a release lacks for a mapping, in words. */
export function lacksFor(k: Kernel, name: MappingName): string | undefined {
  const { needs, since } = mappings[name];
  if (needs !== undefined && k.vm[needs] === 0n)
    return `expected a kernel that has ${vmFlagBits.find(({ id }) => id === needs)?.kernel}, for a mapping such as ${name}, got ${k.name}`;
  return since === undefined || k.does(since)
    ? undefined
    : `${k.name} has no large folios there but huge pages, whose entries are small once they are split (thp; write; split)`;
}

/** How many pages a mapping has, each with an entry of its own. */
export const pagesOf = (name: MappingName): number => mappings[name].pages ?? 1;

/** The page cache has the page of such a mapping from the beginning: a file on a disk. */
export const isCachedFirst = (name: MappingName): boolean =>
  mappings[name].parts?.shmem === false && !mappings[name].huge;
