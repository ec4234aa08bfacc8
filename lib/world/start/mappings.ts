/** The mappings that a script can start with, by name. */
import { vmFlagBits } from '../../../spec/present.ts';
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { type VmaParts, vma } from '../../mm/common/makeVma.ts';
import type { Vma } from '../../mm/common/vma.ts';

/** The mappings that a script can start with: private anonymous, shared memory, and the same private; a file shared, private, and shared
 * but opened for reading only, as shared memory can be; page frames of a device, which a driver maps; anonymous and shared memory that get
 * huge pages; memory that reclaim may drop (MAP_DROPPABLE, 6.11), and a shadow stack (map_shadow_stack(), 6.6), which CALL writes to. */
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
  | 'shadow-stack';

interface Mapping {
  readonly flags: readonly VmFlagId[];
  readonly parts?: Partial<VmaParts>;
  /** A fault that finds nothing brings a huge page. */
  readonly huge?: true;
  /** A flag without which there is no such mapping. */
  readonly needs?: VmFlagId;
}
const writable: readonly VmFlagId[] = ['read', 'write', 'mayread', 'maywrite', 'mayexec'];
const readOnly: readonly VmFlagId[] = ['read', 'mayread', 'mayexec', 'mayshare'];
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
  pfnmap: { flags: [...writable, 'shared', 'mayshare', 'io', 'pfnmap'], parts: driver },
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
export const isCachedFirst = (name: MappingName): boolean => mappings[name].parts?.shmem === false;

/** The kernel's name of a flag that such a mapping needs and the release lacks, or the kernel is built without. */
export function flagLacking(k: Kernel, name: MappingName): string | undefined {
  const { needs } = mappings[name];
  return needs === undefined || k.vm[needs] !== 0n ? undefined : vmFlagBits.find(({ id }) => id === needs)?.kernel;
}
