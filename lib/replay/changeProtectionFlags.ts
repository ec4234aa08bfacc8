/** MM_CP_ flags of change_protection(), as a recorder tells them. */
import { cpFlagBits } from '../../spec/cpFlags.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ChangeProtection } from '../mm/mprotect/changeProtection.ts';

/** What a word of MM_CP_ flags asks for (include/linux/mm.h, from 5.7 on). */
export const changeProtectionFlags = (k: Kernel, word: bigint): ChangeProtection =>
  Object.fromEntries(cpFlagBits.map(({ id }) => [id, (word & k.cpFlag[id]) !== 0n]));
