/** What try_to_unmap() and try_to_migrate() are asked for: enum ttu_flags of include/linux/rmap.h. */
import type { BitRow } from './schema.ts';

/** TTU_...: the flags that decide what becomes of an entry. */
export const ttuFlagBits = [
  { id: 'migration', bit: 0, since: '4.19', until: '5.14', kernel: 'TTU_MIGRATION', cite: 'a98a2f0c8ce1', judge: 'source: 5.12.9, 5.14.2, include/linux/rmap.h, ttu_flags' },
  { id: 'splitHugePmd', bit: 2, since: '4.19', kernel: 'TTU_SPLIT_HUGE_PMD', judge: 'source: 4.19.1, 7.3.4, include/linux/rmap.h, ttu_flags' },
  { id: 'ignoreMlock', bit: 3, since: '4.19', kernel: 'TTU_IGNORE_MLOCK', judge: 'source: 4.19.1, 7.3.4, include/linux/rmap.h, ttu_flags' },
  { id: 'ignoreAccess', bit: 4, since: '4.19', until: '5.11', untilStable: { '5.10': 4 }, kernel: 'TTU_IGNORE_ACCESS', cite: '013339df116c', judge: 'source: 5.10.0, 5.11.0, include/linux/rmap.h, ttu_flags' },
  { id: 'ignoreHwpoison', bit: 5, since: '4.19', until: '6.3', untilStable: { '6.1': 16, '6.2': 3 }, kernel: 'TTU_IGNORE_HWPOISON', cite: '6da6b1d4a7df', judge: 'source: 6.1.8, 6.3.8, include/linux/rmap.h, ttu_flags' },
  { id: 'hwpoison', bit: 5, since: '6.3', sinceStable: { '6.1': 16, '6.2': 3 }, kernel: 'TTU_HWPOISON', cite: '6da6b1d4a7df', judge: 'source: 6.1.8, 6.3.8, include/linux/rmap.h, ttu_flags' },
] as const satisfies readonly BitRow[];
