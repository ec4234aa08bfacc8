/** Guard regions: mm/madvise.c. */
import type { Row } from '../schema.ts';

/** Where guard regions can be. */
export const madviseBehaviours = [
  {
    id: 'guardsAnyMapping', since: '6.15', kernel: 'is_valid_guard_vma',
    judge: 'source: 6.14.0, 6.17.0, mm/madvise.c, is_valid_guard_vma',
    says: 'guard regions can be in mappings of files and read-only ones, too; before, in anonymous memory that may be written. Over uffd-wp markers, which a zap leaves in file mappings, MADV_GUARD_INSTALL starts again for ever',
  },
] as const satisfies readonly Row[];
