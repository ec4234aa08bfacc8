/** mlock2() and munlock(): mm/mlock.c, mlock_fixup(). */
import { quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

const locked = (life: Life, on: boolean) => {
  const { k, vma } = life;
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
