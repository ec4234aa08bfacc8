/** mremap() with MREMAP_DONTUNMAP: the pages move to another address, and the mapping stays where it is, and is what is followed. */
import { pteNone } from '../../helpers/pgtable.ts';
import { dontunmapped, mayDontunmap } from '../../mm/mremap/dontunmap.ts';
import { failed, type Happened, quietly } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

/** move_ptes() clears the entry, whatever it was. */
function moveAway(life: Life): Happened {
  const { k, pte, vma } = life;
  if (!mayDontunmap(k, vma))
    return failed(life, '-EINVAL', 'vma_to_resize() does not allow MREMAP_DONTUNMAP for this mapping');
  const left = { ...life, vma: dontunmapped(k, vma) };
  if (pteNone(k, pte)) return quietly(left);
  const steps = [{ did: 'move_ptes', why: 'the entry goes on at the other address', value: 0n }];
  return { ...quietly({ ...left, pte: 0n }), steps, set: [0n], flushes: ['flush_tlb_page'] };
}

/** What moves pages away from a mapping. */
export const dontunmapOperations = {
  'mremap-dontunmap': {
    says: 'mremap() with MREMAP_DONTUNMAP: the pages go to another address, and the mapping stays',
    has: ['MREMAP_DONTUNMAP'],
    run: moveAway,
    call: 'mremap',
    unmapped: { kind: 'failed', returned: '-EFAULT' },
  },
} as const satisfies LifeOperations;
