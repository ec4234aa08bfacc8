/** Bits of a word of /proc/PID/pagemap: fs/proc/task_mmu.c. */
import type { BitRow } from './schema.ts';

/** The bits above the page frame number or swap slot. */
export const pagemapBits = [
  { id: 'pmSoftDirty', bit: 55, since: '4.19', kernel: 'PM_SOFT_DIRTY' },
  { id: 'pmMmapExclusive', bit: 56, since: '4.19', kernel: 'PM_MMAP_EXCLUSIVE' },
  { id: 'pmUffdWp', bit: 57, since: '5.14', kernel: 'PM_UFFD_WP', cite: 'fb8e37f35a2f' },
  { id: 'pmGuardRegion', bit: 58, since: '6.15', kernel: 'PM_GUARD_REGION' },
  { id: 'pmFile', bit: 61, since: '4.19', kernel: 'PM_FILE' },
  { id: 'pmSwap', bit: 62, since: '4.19', kernel: 'PM_SWAP' },
  { id: 'pmPresent', bit: 63, since: '4.19', kernel: 'PM_PRESENT' },
] as const satisfies readonly BitRow[];
