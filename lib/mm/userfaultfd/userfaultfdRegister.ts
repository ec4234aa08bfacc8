/** Registration of a mapping with a userfaultfd. */
import type { Kernel, VmFlagId } from '../../kernel/kernel.ts';
import { uffdFlags, type Vma, vmaIsAccessible, vmHas } from '../common/vma.ts';
import { userfaultfdSetVmFlags } from './userfaultfdSetVmFlags.ts';
import { vmaCanUserfault } from './vmaCanUserfault.ts';

/** What UFFDIO_REGISTER answers. */
export interface RegisterOutcome {
  readonly returned: 0 | '-EINVAL' | '-EPERM' | '-EBUSY';
  /** The mapping afterwards; as it was where the kernel refuses. */
  readonly vma: Vma;
  /** The kernel function that decides, and the reason; empty where the mapping is registered. */
  readonly why: string;
}

type Refusal = readonly [Exclude<RegisterOutcome['returned'], 0>, why: string];

/** The modes of a registered mapping, in the order of their bits. */
export const uffdModes = (k: Kernel, vma: Vma): readonly VmFlagId[] => uffdFlags.filter((id) => vmHas(vma, k.vm[id]));

/**
 * mm/userfaultfd.c (fs/userfaultfd.c before), userfaultfd_register(): UFFDIO_REGISTER asks for `modes`, flags of vm_flags, in the
 * context that the mapping is registered with, if it is. The features that the context has are those of `vma`.
 *
 * Modelled are modes that the kernel does not know, mappings that it does not take (-EINVAL, -EPERM) and 7.3's -EBUSY. The range, its
 * alignment to huge pages, the context of another and a lack of memory have no input.
 */
export function userfaultfdRegister(k: Kernel, vma: Vma, modes: readonly VmFlagId[]): RegisterOutcome {
  const refusal = badModes(k, modes) ?? badMapping(k, vma, modes) ?? dropsProtection(k, vma, modes);
  if (refusal) return { returned: refusal[0], vma, why: refusal[1] };
  const registered = modes.every((mode) => vmHas(vma, k.vm[mode])); // nothing to do, whatever else there is
  return { returned: 0, vma: registered ? vma : userfaultfdSetVmFlags(k, vma, modes), why: '' };
}

function badModes(k: Kernel, modes: readonly VmFlagId[]): Refusal | undefined {
  const lacks = (mode: VmFlagId) => k.vm[mode] === 0n || (mode === 'uffdWp' && !k.has('UFFDIO_WRITEPROTECT'));
  if (modes.length === 0 || modes.some(lacks)) return ['-EINVAL', 'userfaultfd_register() does not know that mode'];
  if (modes.includes('uffdWp') && modes.includes('uffdRwp'))
    return ['-EINVAL', 'userfaultfd_register(): write and access protection share a bit'];
  return undefined;
}

function badMapping(k: Kernel, vma: Vma, modes: readonly VmFlagId[]): Refusal | undefined {
  if (!vmaCanUserfault(k, vma, modes)) return ['-EINVAL', 'vma_can_userfault() does not allow that for this mapping'];
  if (modes.includes('uffdRwp') && !vmaIsAccessible(k, vma))
    return ['-EINVAL', 'userfaultfd_register(): the mapping is PROT_NONE, access could not be given back'];
  if (k.does('registerNeedsMaywrite') && !vmHas(vma, k.vm.maywrite))
    return ['-EPERM', 'userfaultfd_register(): the mapping can never become writable'];
  return undefined;
}

/** A mapping that is write- or access-protected by userfaultfd stays so until it is unregistered (7.3). */
function dropsProtection(k: Kernel, vma: Vma, modes: readonly VmFlagId[]): Refusal | undefined {
  const dropped = (['uffdWp', 'uffdRwp'] as const).some((flag) => vmHas(vma, k.vm[flag]) && !modes.includes(flag));
  if (!dropped || !k.does('registerKeepsProtection')) return undefined;
  return ['-EBUSY', 'userfaultfd_register(): the mapping has a protection that was not asked for again'];
}
