/** mprotect() and pkey_mprotect(): the flags that a mapping is to have. */
import { rangeError, shown } from '../../base/errors.ts';
import { checkKernel, type Kernel, type VmFlagId } from '../../kernel/kernel.ts';
import { type Vma, vmFlagsOf, vmHas } from '../common/vma.ts';

/** What a call asks for: PROT_READ, PROT_WRITE and PROT_EXEC; none of them is PROT_NONE. */
export type Prot = readonly ('read' | 'write' | 'exec')[];

/** What the call and the process say about protection keys. */
export interface PkeyInputs {
  /** The key that pkey_mprotect() sets, 0 to 15; absent for mprotect(). */
  readonly pkey?: number;
  /** pkey_alloc() has given that key to the process. True if absent. */
  readonly allocated?: boolean;
  /** mm->context.execute_only_pkey, or the free key that will be that; absent where no key is free. */
  readonly executeOnlyPkey?: number;
}

/** The word of vm_flags for mprotect_fixup(), or why there is none. */
export type MprotectFlags =
  | { readonly vmFlags: bigint; readonly refused?: never }
  | { readonly vmFlags?: never; readonly refused: '-EINVAL' | '-EACCES' };

const access = ['read', 'write', 'exec'] as const;
const may: { readonly [A in (typeof access)[number]]: VmFlagId } = {
  read: 'mayread',
  write: 'maywrite',
  exec: 'mayexec',
};
const keyBits = ['pkeyBit0', 'pkeyBit1', 'pkeyBit2', 'pkeyBit3'] as const;
const executeOnly = (flags: Prot): boolean => flags.length === 1 && flags[0] === 'exec';

/** asm/pkeys.h, vma_pkey(): the protection key of a mapping, 0 to 15; 0 is the key that everyone has. */
export const vmaPkey = (k: Kernel, vma: Pick<Vma, 'vmFlags'>): number =>
  keyBits.reduce((key, bit, i) => (vmHas(vma, k.vm[bit]) ? key + 2 ** i : key), 0);

/** asm/pkeys.h, arch_override_mprotect_pkey(): memory that may only be run gets a key that denies reading, and loses it again. */
function overridden(k: Kernel, vma: Vma, prot: Prot, { pkey, executeOnlyPkey }: PkeyInputs): number {
  if (pkey !== undefined) return pkey;
  if (executeOnly(prot)) return executeOnlyPkey || vmaPkey(k, vma);
  const wasExecuteOnly = executeOnly(access.filter((flag) => vmHas(vma, k.vm[flag])));
  return wasExecuteOnly && vmaPkey(k, vma) === executeOnlyPkey ? 0 : vmaPkey(k, vma);
}

/**
 * mm/mprotect.c, do_mprotect_pkey(): the flags that mprotectFixup() takes, with the protection key in them, which vm_get_page_prot() puts
 * into vm_page_prot and pte_modify() into each entry. Where there are no keys, pkey_mprotect() takes none. Not modelled: PROT_GROWSDOWN,
 * READ_IMPLIES_EXEC, security modules, and what a driver says (vm_ops->mprotect).
 * @throws RangeError for a key that is none.
 */
export function doMprotectPkey(k: Kernel, vma: Vma, prot: Prot, keys: PkeyInputs = {}): MprotectFlags {
  checkKernel(k);
  const { pkey, allocated = true } = keys;
  if (pkey !== undefined && !(Number.isInteger(pkey) && pkey >= 0 && pkey < 2 ** keyBits.length))
    throw rangeError(`expected a protection key from 0 to 15, got ${shown(pkey)}`);
  if (pkey !== undefined && !(k.config.pkeys && allocated)) return { refused: '-EINVAL' };
  const key = k.config.pkeys ? overridden(k, vma, prot, keys) : 0;
  if (prot.some((flag) => !vmHas(vma, k.vm[may[flag]]))) return { refused: '-EACCES' };
  const masked = [...access, ...keyBits].reduce((word, flag) => word & ~k.vm[flag], vma.vmFlags);
  const set = keyBits.filter((_, i) => Math.floor(key / 2 ** i) % 2 === 1);
  return { vmFlags: masked | vmFlagsOf(k, [...prot, ...set]) };
}
