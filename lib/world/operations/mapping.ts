/** A mapping and the one beside it become one: mm/vma.c (mm/mmap.c to 6.10). */
import { vmHas } from '../../mm/common/vma.ts';
import { withVmFlags } from '../../mm/common/vmaSetPageProt.ts';
import { doMprotectPkey } from '../../mm/mprotect/doMprotectPkey.ts';
import { mprotectFixup } from '../../mm/mprotect/mprotectFixup.ts';
import { vmaMerge } from '../../mm/vma/vmaMerge.ts';
import { done, failed, type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import { fixupHuge, permissions, refusesProtection } from './mprotect.ts';
import type { LifeOperation, LifeOperations } from './operation.ts';

/** mmap() of the same, with the protection that the mapping has: it has never been touched, and is soft-dirty. */
function mapNext(life: Life): Happened {
  const { k, vma } = life;
  const taken = advised.reduce((mask, id) => mask | k.vm[id], 0n);
  const fresh = withVmFlags(k, { ...vma, anonVma: false }, (vma.vmFlags & ~taken) | k.vm.softdirty);
  const merged = vmaMerge(k, vma, fresh, 'mmap');
  return merged.vma
    ? quietly({ ...life, vma: merged.vma })
    : quietly(life, { kind: 'staysApart', why: merged.refused });
}

/** Flags that no mapping is born with: registration, advice, locks and keys. */
const advised = [
  ...(['uffdMissing', 'uffdWp', 'uffdMinor', 'uffdRwp', 'locked', 'dontcopy', 'wipeonfork', 'mergeable'] as const),
  ...(['pkeyBit0', 'pkeyBit1', 'pkeyBit2', 'pkeyBit3'] as const),
];

/** Without a word the mapping may be run from afterwards, or may not if it was. */
function wanted({ k, vma }: Life, word: string) {
  const asked = permissions[word];
  if (asked) return asked;
  const now = (['read', 'write', 'exec'] as const).filter((id) => vmHas(vma, k.vm[id]));
  return now.includes('exec') ? now.filter((id) => id !== 'exec') : ([...now, 'exec'] as const);
}

/** mprotect() gives the mapping what the one beside it has, which is as it but newer, so soft-dirty; then they are one. */
function protectNext(life: Life, word: string): Happened {
  const { k, pte, vma } = life;
  const asked = doMprotectPkey(k, vma, wanted(life, word));
  if (asked.refused) return failed(life, asked.refused, refusesProtection);
  if (asked.vmFlags === vma.vmFlags) return quietly(life, { kind: 'sameProtection' });
  const neighbour = withVmFlags(k, vma, asked.vmFlags | k.vm.softdirty);
  const merged = vmaMerge(k, neighbour, { ...vma, vmFlags: asked.vmFlags }, 'mprotect');
  if (!merged.vma) return quietly(life, { kind: 'staysApart', why: merged.refused });
  if (life.level && pte !== 0n) return fixupHuge(life, merged.vma.vmFlags);
  const outcome = mprotectFixup(k, pte, vma, merged.vma.vmFlags, life.page);
  return done({ ...life, vma: outcome.vma }, outcome);
}

const next: LifeOperation = {
  call: 'mmap',
  says: 'a new mapping beside it is merged with it: soft-dirty as a whole again (VM_SOFTDIRTY)',
  run: mapNext,
};

/** Mappings that meet. */
export const mappingOperations = {
  'mmap-next': next,
  'vma-merge': { ...next, says: 'the same as mmap-next' },
  'mprotect-merge': {
    call: 'mprotect',
    says: 'mprotect() to what a newer mapping beside it has; they are merged, and soft-dirty as a whole in newer kernels',
    words: Object.keys(permissions),
    wordMayLack: true,
    unmapped: { kind: 'failed', returned: '-ENOMEM' },
    run: protectNext,
  },
} as const satisfies LifeOperations;
