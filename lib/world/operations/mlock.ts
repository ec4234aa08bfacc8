/** mlock2() and munlock(): mm/mlock.c, mlock_fixup(). */
import type { VmFlagId } from '../../kernel/kernel.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

/** Mappings of drivers (VM_SPECIAL) and of hugetlb are not counted as locked, nor what may be dropped: mlock_fixup(). */
const unlockable: readonly VmFlagId[] = ['io', 'dontexpand', 'pfnmap', 'mixedmap', 'hugetlb', 'droppable'];

const locked = (life: Life, on: boolean) => {
  const { k, vma } = life;
  if (unlockable.some((flag) => vmHas(vma, k.vm[flag]))) return quietly(life, { kind: 'sameFlags' });
  const vmFlags = on ? vma.vmFlags | k.vm.locked : vma.vmFlags & ~k.vm.locked;
  return quietly({ ...life, vma: { ...vma, vmFlags } });
};

const gone = { call: 'madvise-flags', unmapped: { kind: 'failed', returned: '-ENOMEM' } } as const;

/** Pages that must stay in memory. */
export const mlockOperations = {
  mlock: {
    ...gone,
    says: 'mlock2(MLOCK_ONFAULT): pages stay in memory once they are there',
    run: (life) => locked(life, true),
  },
  munlock: { ...gone, says: 'munlock()', run: (life) => locked(life, false) },
} as const satisfies LifeOperations;
