/** Mappings: made and checked at the door, read inside. */
import { vmFlagBits } from '../../spec/present.ts';
import { hex, rangeError, shown, typeError } from '../errors.ts';
import type { Kernel, VmFlagId } from '../kernel.ts';
import { pgprotModify, vmGetPageProt } from '../pgtable.ts';
import type { Vma } from './types.ts';
import { vmaSetPageProt } from './vmaSetPageProt.ts';

/** A mapping as a caller gives it: flags as a word or as names, the protection as it is or to be derived. */
export interface VmaParts extends Partial<Omit<Vma, 'vmFlags'>> {
  readonly vmFlags: bigint | readonly VmFlagId[];
}

/** Whether a flag of vm_flags is set. */
export const vmHas = (k: Kernel, vma: Pick<Vma, 'vmFlags'>, flag: VmFlagId): boolean =>
  (vma.vmFlags & k.vm[flag]) !== 0n;

/** The names of the flags that are set, in bit order. */
export const vmFlagNames = (k: Kernel, vmFlags: bigint): readonly VmFlagId[] =>
  [...new Set(vmFlagBits.map((row) => row.id))].filter((id) => (vmFlags & k.vm[id]) !== 0n);

/** The word for some flags. @throws RangeError for a flag the kernel lacks. */
export function vmFlagsOf(k: Kernel, names: readonly VmFlagId[]): bigint {
  return names.reduce((word, id) => {
    if (!k.vm[id]) throw rangeError(`expected a flag of vm_flags on ${k.name}, got ${shown(id)}`);
    return word | k.vm[id];
  }, 0n);
}

/**
 * A mapping from its flags and what differs from an anonymous one. Without `vmPageProt` the protection is the one
 * vma_set_page_prot() gives.
 * @throws RangeError when protection and flags contradict: the protection must be what vm_get_page_prot() gives for the
 *   flags, or for the flags without VM_SHARED (write notification), up to the bits that pgprot_modify() keeps.
 */
export function vma(k: Kernel, parts: VmaParts): Vma {
  const { vmFlags: flags, ...rest } = parts;
  const vmFlags = typeof flags === 'bigint' ? flags : vmFlagsOf(k, flags);
  const given = {
    anonymous: !(vmFlags & k.vm.shared),
    pageMkwrite: false,
    fsWriteback: false,
    uffdWpAsync: false,
    uffdWpUnpopulated: false,
    uffdEventRemap: false,
    uffdRwpAsync: false,
    anonVma: true,
    ...rest,
    vmFlags,
  };
  if (given.vmPageProt === undefined) return { ...given, vmPageProt: freshProtection(k, given) };
  if (typeof given.vmPageProt !== 'bigint')
    throw typeError(`expected vma.vmPageProt as a bigint, got ${shown(given.vmPageProt)}`);
  checkProtection(k, given.vmPageProt, vmFlags);
  return { ...given, vmPageProt: given.vmPageProt };
}

/** mmap() starts from vm_get_page_prot(), and vma_set_page_prot() keeps Accessed of that. */
const freshProtection = (k: Kernel, given: Omit<Vma, 'vmPageProt'>): bigint =>
  vmaSetPageProt(k, { ...given, vmPageProt: vmGetPageProt(k, given.vmFlags) });

function checkProtection(k: Kernel, vmPageProt: bigint, vmFlags: bigint): void {
  const fits = [vmFlags, vmFlags & ~k.vm.shared].map((f) => vmGetPageProt(k, f));
  if (fits.some((prot) => pgprotModify(k, 0n, prot) === pgprotModify(k, 0n, vmPageProt))) return;
  const want = [...new Set(fits.map(hex))].join(' or ');
  throw rangeError(
    `expected vma.vmPageProt ${want} for the flags ${vmFlagNames(k, vmFlags).join(' ') || 'none'}, got ${hex(vmPageProt)}`,
  );
}
