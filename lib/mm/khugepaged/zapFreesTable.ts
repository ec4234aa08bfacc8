import { pteNone } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** What only the caller knows of a range that is unmapped. */
export interface TableZap {
  /** The range is all of what the table maps, 2 MiB. */
  readonly whole: boolean;
  /** It is MADV_DONTNEED that unmaps; the end of the mapping frees its tables in any case. */
  readonly dontneed?: boolean;
}

/**
 * mm/memory.c, zap_pte_range() of 6.14 and later, with zap_pte_table_if_empty() (try_to_free_pte() at first): whether MADV_DONTNEED frees the
 * page table as well. `left` are the entries as zapPteRange() leaves them: one marker or swap entry that has stayed keeps the table.
 * Before, the table stays until the mapping goes.
 */
export const zapFreesTable = (k: Kernel, left: readonly bigint[], { whole, dontneed = true }: TableZap): boolean =>
  whole && dontneed && k.does('zapReclaimsTable') && left.every((pte) => pteNone(k, pte));
