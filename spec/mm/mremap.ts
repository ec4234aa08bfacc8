/** Moving a mapping: mm/mremap.c. */
import type { Row } from '../schema.ts';

/** What an entry loses on its way to another address. */
export const mremapBehaviours = [
  {
    id: 'mremapClearsUffdWp', since: '6.13', sinceStable: { '6.1': 191, '6.12': 11 }, kernel: 'move_ptes', cite: '0cef0bb836e3',
    judge: ['source: 6.12.8, 6.13.0, mm/mremap.c, move_ptes', 'source: 6.1.190, 6.1.192, mm/mremap.c, move_ptes'],
    says: 'moving memory that userfaultfd does not follow (no UFFD_FEATURE_EVENT_REMAP) drops uffd-wp; before, it stays behind in a mapping that knows nothing of it (H16)',
  },
  {
    id: 'dontunmapTakesFiles', since: '5.13', kernel: 'vma_to_resize', cite: 'a4609387859f',
    judge: 'source: 5.12.9, 5.14.2, mm/mremap.c, vma_to_resize',
    says: 'MREMAP_DONTUNMAP takes mappings of files and shared memory too; before, private anonymous ones alone',
  },
  {
    id: 'dontunmapUnlinksAnonVma', since: '5.12', kernel: 'move_vma', cite: '1583aa278f5f',
    judge: 'source: 5.11.14, 5.12.9, mm/mremap.c, move_vma',
    says: 'the mapping that MREMAP_DONTUNMAP has emptied is without an anon_vma again',
  },
] as const satisfies readonly Row[];
