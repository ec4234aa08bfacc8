/** The mappings that a script can start with, by name. */
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { type VmaParts, vma } from '../../mm/common/makeVma.ts';
import type { Vma } from '../../mm/common/vma.ts';

/** The mappings that a script can start with: private anonymous, shared memory, and the same private; a file shared, private, and shared
 * but opened for reading only; page frames of a device, which a driver maps; anonymous and shared memory that get huge pages; pages of
 * hugetlb, of 2 MiB, private (MAP_HUGETLB) and shared. */
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
  | 'hugetlb'
  | 'hugetlb-shared';

interface Mapping {
  readonly flags: readonly VmFlagId[];
  readonly parts?: Partial<VmaParts>;
  /** A fault that finds nothing brings a huge page. */
  readonly huge?: true;
}
const writable: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite', 'mayexec'];
/** hugetlbfs_file_mmap(). */
const ofHugetlbfs: readonly VmFlagId[] = [...writable, 'hugetlb', 'dontexpand'];
const onDisk: Partial<VmaParts> = { pageMkwrite: true, fsWriteback: true, shmem: false };

const mappings: Readonly<Record<MappingName, Mapping>> = {
  anon: { flags: writable },
  shmem: { flags: [...writable, 'shared', 'mayshare'], parts: { shmem: true } },
  file: { flags: [...writable, 'shared', 'mayshare'], parts: onDisk },
  'file-private': { flags: writable, parts: { anonymous: false, shmem: false } },
  'shmem-private': { flags: writable, parts: { anonymous: false, shmem: true } },
  // do_mmap(): of a file without FMODE_WRITE, MAP_SHARED becomes a mapping without VM_SHARED and VM_MAYWRITE
  'file-readonly': { flags: ['read', 'mayread', 'mayexec', 'mayshare'], parts: { ...onDisk, anonymous: false } },
  thp: { flags: [...writable], huge: true },
  'shmem-thp': { flags: [...writable, 'shared', 'mayshare'], parts: { shmem: true }, huge: true },
  pfnmap: { flags: [...writable, 'shared', 'mayshare', 'io', 'pfnmap'], parts: { anonymous: false, shmem: false } },
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

/** The page cache has the page of such a mapping from the beginning: a file on a disk. */
export const isCachedFirst = (name: MappingName): boolean =>
  mappings[name].parts?.shmem === false && !mappings[name].huge;
