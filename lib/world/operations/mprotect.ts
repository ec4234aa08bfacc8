/** mprotect(): mm/mprotect.c, mprotect_fixup(). */
import { vmHas } from '../../mm/common/vma.ts';
import { mprotectFixup } from '../../mm/mprotect/mprotectFixup.ts';
import { done, failed, type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

const permissions: Readonly<Record<string, readonly Permission[]>> = {
  none: [],
  r: ['read'],
  rw: ['read', 'write'],
  rx: ['read', 'exec'],
  rwx: ['read', 'write', 'exec'],
};

/** What permits each permission: mprotect() gives none that the file or the system forbids for ever. */
const may = { read: 'mayread', write: 'maywrite', exec: 'mayexec' } as const;
type Permission = keyof typeof may;

function mprotect(life: Life, word: string): Happened {
  const { k, pte, vma } = life;
  const asked = permissions[word] ?? [];
  if (asked.some((id) => !vmHas(k, vma, may[id])))
    return failed(life, '-EACCES', 'do_mprotect_pkey(): the mapping may never have that permission');
  const wanted = asked.reduce((flags, id) => flags | k.vm[id], 0n);
  const vmFlags = (vma.vmFlags & ~(k.vm.read | k.vm.write | k.vm.exec)) | wanted;
  if (vmFlags === vma.vmFlags) return quietly(life, { kind: 'sameProtection' });
  const outcome = mprotectFixup(k, pte, vma, vmFlags, life.page);
  return done({ ...life, vma: outcome.vma }, outcome);
}

/** Changes of the protection. */
export const mprotectOperations = {
  mprotect: {
    says: 'mprotect()',
    words: Object.keys(permissions),
    run: mprotect,
    call: 'mprotect',
    unmapped: { kind: 'failed', returned: '-ENOMEM' },
  },
} as const satisfies LifeOperations;
