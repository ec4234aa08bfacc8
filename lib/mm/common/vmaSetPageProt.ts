/** The protection that a mapping's entries get by default. */

import { hasAny } from '../../base/bits.ts';
import { pgprotModify, vmGetPageProt } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Vma } from './vma.ts';

type Mapping = Pick<Vma, 'vmFlags' | 'vmPageProt' | 'pageMkwrite' | 'fsWriteback'>;
const vmPgprotModify = (k: Kernel, old: bigint, vmFlags: bigint) => pgprotModify(k, old, vmGetPageProt(k, vmFlags));

/** mm/internal.h, vma_soft_dirty_enabled() (inside vma_wants_writenotify() to 5.19): writes are being tracked, since clear_refs has cleared VM_SOFTDIRTY. */
export const vmaSoftDirtyEnabled = (k: Kernel, vma: Pick<Vma, 'vmFlags'>): boolean =>
  k.config.softDirty && !hasAny(vma.vmFlags, k.vm.softdirty);

/** Why the kernel must hear of the first write to a page of a shared mapping. */
export type Writenotify = 'page_mkwrite' | 'soft-dirty' | 'uffd-wp' | 'writeback';

/** The first of the reasons that vma_wants_writenotify() finds, in its order; undefined where it finds none. */
export function whyWritenotify(k: Kernel, vma: Mapping, prot: bigint): Writenotify | undefined {
  if (!hasAny(vma.vmFlags, k.vm.write) || !hasAny(vma.vmFlags, k.vm.shared)) return undefined;
  if (vma.pageMkwrite) return 'page_mkwrite';
  if (prot !== vmPgprotModify(k, prot, vma.vmFlags)) return undefined; // a driver chose its own
  const exempt = k.does('writenotifyExemptsHugetlb') && hasAny(vma.vmFlags, k.vm.hugetlb);
  if (vmaSoftDirtyEnabled(k, vma) && !exempt) return 'soft-dirty';
  if (k.does('writenotifyForUffdWp') && hasAny(vma.vmFlags, k.vm.uffdWp)) return 'uffd-wp';
  return !hasAny(vma.vmFlags, k.vm.pfnmap) && vma.fsWriteback ? 'writeback' : undefined;
}

/**
 * mm/mmap.c, vma_wants_writenotify(): the kernel must hear of the first write to a page, so shared entries start read-only. `prot`
 * is the protection the mapping would have otherwise.
 */
export const vmaWantsWritenotify = (k: Kernel, vma: Mapping, prot: bigint): boolean =>
  whyWritenotify(k, vma, prot) !== undefined;

/** Why vm_page_prot of a mapping lacks RW, if vma_wants_writenotify() is the reason: what it finds when vma_set_page_prot() asks. */
export const whyNotified = (k: Kernel, vma: Mapping): Writenotify | undefined =>
  whyWritenotify(k, vma, vmPgprotModify(k, vma.vmPageProt, vma.vmFlags));

/** The reason where vmaWantsWritenotify() is false. */
export function whyNoWritenotify(k: Kernel, vma: Mapping, prot: bigint): string {
  if (!hasAny(vma.vmFlags, k.vm.write) || !hasAny(vma.vmFlags, k.vm.shared))
    return 'the mapping is not shared and writable';
  return prot === vmPgprotModify(k, prot, vma.vmFlags) ? 'nobody waits for a write' : 'vpp is not what the flags give';
}

/** mm/mmap.c, vma_set_page_prot(): vm_page_prot after vm_flags have changed; the bits pgprot_modify() keeps stay as they are. */
export function vmaSetPageProt(k: Kernel, vma: Mapping): bigint {
  const prot = vmPgprotModify(k, vma.vmPageProt, vma.vmFlags);
  return vmaWantsWritenotify(k, vma, prot) ? vmPgprotModify(k, prot, vma.vmFlags & ~k.vm.shared) : prot;
}

/** The mapping with another word of vm_flags, and the protection that follows from it. */
export const withVmFlags = (k: Kernel, vma: Vma, vmFlags: bigint): Vma => {
  const changed = { ...vma, vmFlags };
  return { ...changed, vmPageProt: vmaSetPageProt(k, changed) };
};
