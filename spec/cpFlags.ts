/** What change_protection() is asked for: MM_CP_ flags of include/linux/mm.h. Before 5.7 they were arguments of their own. */
import type { BitRow } from './schema.ts';

/** MM_CP_..., under the names that changePteRange() has for them. */
export const cpFlagBits = [
  { id: 'dirtyAcct', bit: 0, since: '5.7', until: '6.0', kernel: 'MM_CP_DIRTY_ACCT', judge: ['source: 5.6.4, 5.7.14, include/linux/mm.h, MM_CP_DIRTY_ACCT', 'source: 5.19.0, 6.0.0, include/linux/mm.h, MM_CP_TRY_CHANGE_WRITABLE'] },
  { id: 'tryChangeWritable', bit: 0, since: '6.0', kernel: 'MM_CP_TRY_CHANGE_WRITABLE', cite: '64fe24a3e05e', judge: 'source: 5.19.0, 6.0.0, include/linux/mm.h, MM_CP_TRY_CHANGE_WRITABLE' },
  { id: 'protNuma', bit: 1, since: '5.7', kernel: 'MM_CP_PROT_NUMA', judge: 'source: 5.6.4, 5.7.14, include/linux/mm.h, MM_CP_PROT_NUMA' },
  { id: 'uffdWp', bit: 2, since: '5.7', kernel: 'MM_CP_UFFD_WP', judge: 'source: 5.6.4, 5.7.14, include/linux/mm.h, MM_CP_UFFD_WP' },
  { id: 'uffdWpResolve', bit: 3, since: '5.7', kernel: 'MM_CP_UFFD_WP_RESOLVE', judge: 'source: 5.6.4, 5.7.14, include/linux/mm.h, MM_CP_UFFD_WP_RESOLVE' },
  { id: 'uffdRwp', bit: 4, since: '7.3', kernel: 'MM_CP_UFFD_RWP', judge: 'source: 7.2.13, 7.3.4, include/linux/mm.h, MM_CP_UFFD_RWP' },
  { id: 'uffdRwpResolve', bit: 5, since: '7.3', kernel: 'MM_CP_UFFD_RWP_RESOLVE', judge: 'source: 7.2.13, 7.3.4, include/linux/mm.h, MM_CP_UFFD_RWP_RESOLVE' },
] as const satisfies readonly BitRow[];
