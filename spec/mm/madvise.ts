/** Guard regions: mm/madvise.c. */
import type { Row } from '../schema.ts';

/** Where guard regions can be. */
export const madviseBehaviours = [
  {
    id: 'guardsAnyMapping', since: '6.15', kernel: 'is_valid_guard_vma',
    says: 'guard regions can be in mappings of files and read-only ones, too; before, in anonymous memory that may be written. Over uffd-wp markers, which a zap leaves in file mappings, MADV_GUARD_INSTALL starts again for ever',
  },
  {
    id: 'dontneedTakesHugetlb', since: '5.18', kernel: 'madvise_dontneed_free_valid_vma',
    judge: 'source: 5.17.0, 5.18.1, mm/madvise.c, madvise_dontneed_free_valid_vma',
    says: 'MADV_DONTNEED drops huge pages of hugetlb; before, it refuses their mappings',
  },
] as const satisfies readonly Row[];
