/** Mappings, as the functions of mm/ read them. */
import { vmFlagBits } from '../../../spec/present.ts';
import { hasAny } from '../../base/bits.ts';
import { rangeError, shown } from '../../base/errors.ts';
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';

/** A mapping: what of vm_area_struct the logic of one entry depends on. Make one with vma(). */
export interface Vma {
  /** vm_page_prot, a word. */
  readonly vmPageProt: bigint;
  /** vm_flags, a word. */
  readonly vmFlags: bigint;
  /** vma_is_anonymous(): there are no vm_ops. */
  readonly anonymous: boolean;
  /** vm_ops has page_mkwrite or pfn_mkwrite. */
  readonly pageMkwrite: boolean;
  /** The file system writes dirty pages back and must hear of the first write (false for shmem). */
  readonly fsWriteback: boolean;
  /** UFFD_FEATURE_WP_ASYNC of the context the mapping is registered with. */
  readonly uffdWpAsync: boolean;
  /** UFFD_FEATURE_WP_UNPOPULATED of that context. */
  readonly uffdWpUnpopulated: boolean;
  /** UFFD_FEATURE_EVENT_REMAP of that context. */
  readonly uffdEventRemap: boolean;
  /** UFFD_FEATURE_RWP_ASYNC of that context (7.3). */
  readonly uffdRwpAsync: boolean;
  /** The mapping has held anonymous pages: anon_vma is there. */
  readonly anonVma: boolean;
  /** vm_ops has map_pages, as those of files and of shared memory have; drivers may lack it. True if absent. */
  readonly mapPages?: boolean;
  /** UFFD_FEATURE_EVENT_FORK of that context: the mapping of a child of fork() is registered as well. */
  readonly uffdEventFork?: boolean;
  /** UFFD_FEATURE_SIGBUS of the context the mapping is registered with: a fault is a signal, and no message is sent. */
  readonly uffdSigbus?: boolean;
  /** UFFD_FEATURE_RWP of that context (7.3): no mapping is registered for RWP without. */
  readonly uffdRwpFeature?: boolean;
  /** UFFD_USER_MODE_ONLY of that context (5.11). */
  readonly uffdUserModeOnly?: boolean;
  /** That context is being closed. */
  readonly uffdReleased?: boolean;
  /** False where the mapping has the flags of a registration and no context any more. */
  readonly uffdContext?: boolean;
  /** vma_is_shmem(): the file is one of shared memory. Left out, a shared mapping is one unless its file is written back or told of writes. */
  readonly shmem?: boolean;
  /** vma_is_dax(): the file is on a DAX device, whose memory is mapped itself. */
  readonly dax?: boolean;
}

/** What of mm_struct matters. */
export interface Mm {
  /** mm->tlb_flush_pending. */
  readonly tlbFlushPending: number;
  /** MMF_UNSTABLE: the OOM reaper or process_mrelease() takes the memory away. */
  readonly unstable?: boolean;
}

/** Whether a flag of vm_flags is set, one of `k.vm`: by name it would take seven times as long. */
export const vmHas = (vma: Pick<Vma, 'vmFlags'>, flag: bigint): boolean => hasAny(vma.vmFlags, flag);

/** include/linux/mm.h, vma_is_shmem(): the file is one of shared memory, also where the mapping is private. */
export const vmaIsShmem = (k: Kernel, vma: Vma): boolean =>
  vma.shmem ?? (!vma.anonymous && vmHas(vma, k.vm.shared) && !vma.pageMkwrite && !vma.fsWriteback);

/** The names of the flags that are set, in bit order. */
export const vmFlagNames = (k: Kernel, vmFlags: bigint): readonly VmFlagId[] =>
  [...new Set(vmFlagBits.map((row) => row.id))].filter((id) => (vmFlags & k.vm[id]) !== 0n);

/** The word for some flags. @throws RangeError for a flag the kernel lacks. */
export function vmFlagsOf(k: Kernel, names: readonly VmFlagId[]): bigint {
  return names.reduce((word, id) => {
    if (!Object.hasOwn(k.vm, id) || !k.vm[id])
      throw rangeError(`expected a flag of vm_flags on ${k.name}, got ${shown(id)}`);
    return word | k.vm[id];
  }, 0n);
}

/** The flags that registration with userfaultfd sets: __VM_UFFD_FLAGS of include/linux/userfaultfd_k.h. */
export const uffdFlags: readonly VmFlagId[] = ['uffdMissing', 'uffdWp', 'uffdMinor', 'uffdRwp'];

/** include/linux/userfaultfd_k.h, userfaultfd_armed(): the mapping is registered with userfaultfd, in whatever mode. */
export const isUffdArmed = (k: Kernel, vma: Pick<Vma, 'vmFlags'>): boolean =>
  uffdFlags.some((flag) => vmHas(vma, k.vm[flag]));

/** include/linux/mm.h, vma_is_cow_mapping() (is_cow_mapping() to 6.18): private, and may become writable. */
export const isCowMapping = (k: Kernel, vma: Pick<Vma, 'vmFlags'>): boolean =>
  vmHas(vma, k.vm.maywrite) && !vmHas(vma, k.vm.shared);

/** include/linux/mm.h, vma_is_accessible(): the mapping is not PROT_NONE. */
export const vmaIsAccessible = (k: Kernel, vma: Pick<Vma, 'vmFlags'>): boolean =>
  (['read', 'write', 'exec'] as const).some((flag) => vmHas(vma, k.vm[flag]));

/** include/linux/userfaultfd_k.h, userfaultfd_protected(): userfaultfd traps writes, or from 7.3 on every access. */
export const isUffdProtected = (k: Kernel, vma: Pick<Vma, 'vmFlags'>): boolean =>
  vmHas(vma, k.vm.uffdWp) || vmHas(vma, k.vm.uffdRwp);
