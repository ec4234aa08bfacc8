/** Kernel messages that hold entries: what printk() is given, and what each number in it is. */
import type { Row } from './schema.ts';

/**
 * What a conversion of a message holds. `pte` to `pgd`: an entry of that level. `entry`: one whose level the message does not
 * tell or tells in a `level` of its own. `swpEntry`: a swp_entry_t. `address`, `number`, `text`: no entry. `errorCode`: that of
 * a page fault. `vmFlags`: those of the mapping.
 */
export type Held =
  | 'pte' | 'pmd' | 'pud' | 'p4d' | 'pgd' | 'entry' | 'level' | 'swpEntry' | 'pagemap'
  | 'address' | 'number' | 'text' | 'errorCode' | 'vmFlags';

/** A message, dated as every row: the same words under other formats are rows with one id. */
export interface MessageRow extends Row {
  /** The format as the kernel's printk() prints it, in C's conversions; `kernel` names the function that does. */
  readonly prints: string;
  /** What each conversion of `prints` holds, in order. */
  readonly holds: readonly Held[];
  /** It may end after any of its conversions, as the walk of an oops does. */
  readonly stops?: true;
}

/** Messages in the order in which a line is tried against them. */
export const messages = [
  {
    id: 'dumpPagetable', kernel: 'dump_pagetable', since: '4.19', prints: 'PGD %lx P4D %lx PUD %lx PMD %lx PTE %lx',
    holds: ['pgd', 'p4d', 'pud', 'pmd', 'pte'], stops: true,
    judge: 'source: 4.19.0, 7.3.4, arch/x86/mm/fault.c, dump_pagetable',
  },
  {
    id: 'unrecognizedSwapEntry', kernel: 'zap_nonpresent_ptes', since: '4.19', prints: 'unrecognized swap entry 0x%lx',
    holds: ['swpEntry'], judge: 'source: 4.19.0, 7.3.4, mm/memory.c, zap_pte_range',
  },
] as const satisfies readonly MessageRow[];
