/** Mappings, made and checked at the door. */
import { rangeError, shown, typeError } from '../../base/errors.ts';
import { hex } from '../../base/hex.ts';
import { pgprotModify, vmGetPageProt } from '../../helpers/pgtable.ts';
import { checkKernel, type Kernel, type VmFlagId } from '../../kernel/kernel.ts';
import { type Vma, vmFlagNames, vmFlagsOf } from './vma.ts';
import { vmaSetPageProt } from './vmaSetPageProt.ts';

/** A mapping as a caller gives it: flags as a word or as names, the protection as it is or to be derived. */
export interface VmaParts extends Partial<Omit<Vma, 'vmFlags'>> {
  readonly vmFlags: bigint | readonly VmFlagId[];
}

/**
 * A mapping from its flags and what differs from an anonymous one. Without `vmPageProt` the protection is the one
 * vma_set_page_prot() gives.
 * @throws TypeError for parts of the wrong type, RangeError for a flag that the kernel lacks and when protection and flags contradict: the protection must be what vm_get_page_prot() gives for the
 *   flags, or for the flags without VM_SHARED (write notification), up to the bits that pgprot_modify() keeps.
 */
export function vma(k: Kernel, parts: VmaParts): Vma {
  checkKernel(k);
  if (typeof parts !== 'object' || parts === null)
    throw typeError(`expected the parts of a mapping such as { vmFlags: ['read'] }, got ${shown(parts)}`);
  const { vmFlags: flags, ...rest } = parts;
  const vmFlags = flagsWord(k, flags);
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

function flagsWord(k: Kernel, flags: VmaParts['vmFlags']): bigint {
  if (Array.isArray(flags)) return vmFlagsOf(k, flags);
  if (typeof flags !== 'bigint')
    throw typeError(`expected vma.vmFlags as a bigint or as names of flags, got ${shown(flags)}`);
  if (flags !== BigInt.asUintN(64, flags))
    throw rangeError(`expected vma.vmFlags as a 64-bit word, got ${shown(flags)}`);
  return flags;
}

/** mmap() starts from vm_get_page_prot(), and vma_set_page_prot() keeps Accessed of that. */
const freshProtection = (k: Kernel, given: Omit<Vma, 'vmPageProt'>): bigint =>
  vmaSetPageProt(k, { ...given, vmPageProt: vmGetPageProt(k, given.vmFlags) });

function checkProtection(k: Kernel, vmPageProt: bigint, vmFlags: bigint): void {
  const fits = [vmFlags, vmFlags & ~k.vm.shared].map((f) => vmGetPageProt(k, f));
  if (fits.some((prot) => pgprotModify(k, vmPageProt, prot) === vmPageProt)) return;
  const want = [...new Set(fits.map(hex))].join(' or ');
  throw rangeError(
    `expected vma.vmPageProt ${want} for the flags ${vmFlagNames(k, vmFlags).join(' ') || 'none'}, got ${hex(vmPageProt)}`,
  );
}
