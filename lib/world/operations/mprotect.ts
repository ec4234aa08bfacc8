/** mprotect(): mm/mprotect.c, mprotect_fixup(). */
import type { VmFlagId } from '../../kernel/kernel.ts';
import { mprotectFixup } from '../../mm/mprotect/mprotectFixup.ts';
import { done, type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

const permissions: Readonly<Record<string, readonly VmFlagId[]>> = {
  none: [],
  r: ['read'],
  rw: ['read', 'write'],
  rx: ['read', 'exec'],
  rwx: ['read', 'write', 'exec'],
};

function mprotect(life: Life, word: string): Happened {
  const { k, pte, vma } = life;
  const wanted = (permissions[word] ?? []).reduce((flags, id) => flags | k.vm[id], 0n);
  const vmFlags = (vma.vmFlags & ~(k.vm.read | k.vm.write | k.vm.exec)) | wanted;
  if (vmFlags === vma.vmFlags) return quietly(life, { kind: 'sameProtection' });
  const outcome = mprotectFixup(k, pte, vma, vmFlags, life.page);
  return done({ ...life, vma: outcome.vma }, outcome);
}

/** Changes of the protection. */
export const mprotectOperations = {
  mprotect: { says: 'mprotect()', words: Object.keys(permissions), run: mprotect },
} as const satisfies LifeOperations;
