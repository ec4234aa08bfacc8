/** The mappings that a script can start with, by name. */
import type { BehaviourId, Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { type VmaParts, vma } from '../../mm/common/makeVma.ts';
import type { Vma } from '../../mm/common/vma.ts';

/** The mappings that a script can start with: private anonymous, shared memory, and the same private; a file shared, private, and shared
 * but opened for reading only; page frames of a device, which a driver maps; anonymous and shared memory that get huge pages; four pages that get a large folio. */
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
  | 'anon-folio'
  | 'shmem-folio'
  | 'file-folio';

interface Mapping {
  readonly flags: readonly VmFlagId[];
  readonly parts?: Partial<VmaParts>;
  /** A fault that finds nothing brings a huge page. */
  readonly huge?: true;
  /** A fault that finds nothing brings a large folio of so many pages, each with an entry of its own. */
  readonly pages?: number;
  /** What a release must do to have such folios. */
  readonly since?: BehaviourId;
}
/** The smallest order of an anonymous large folio is 2. */
const four = 4;
const writable: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite', 'mayexec'];
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
  pfnmap: { flags: [...writable, 'shared', 'mayshare', 'io', 'pfnmap'], parts: { anonymous: false, shmem: false } },
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
  const { since } = mappings[name];
  return since === undefined || k.does(since)
    ? undefined
    : `${k.name} has no large folios there but huge pages, whose entries are small once they are split (thp; write; split)`;
}

/** How many pages a mapping has, each with an entry of its own. */
export const pagesOf = (name: MappingName): number => mappings[name].pages ?? 1;

/** The page cache has the page of such a mapping from the beginning: a file on a disk. */
export const isCachedFirst = (name: MappingName): boolean => mappings[name].parts?.shmem === false;
