/** Bits of a word of /proc/PID/pagemap: fs/proc/task_mmu.c. */
import type { BitRow, FieldRow } from './schema.ts';

/** The bits above the page frame number or swap slot. */
export const pagemapBits = [
  { id: 'pmSoftDirty', bit: 55, since: '4.19', kernel: 'PM_SOFT_DIRTY', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, PM_SOFT_DIRTY' },
  { id: 'pmMmapExclusive', bit: 56, since: '4.19', kernel: 'PM_MMAP_EXCLUSIVE', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, PM_MMAP_EXCLUSIVE' },
  { id: 'pmUffdWp', bit: 57, since: '5.14', kernel: 'PM_UFFD_WP', cite: 'fb8e37f35a2f', judge: 'source: 5.12.9, 5.14.2, fs/proc/task_mmu.c, PM_UFFD_WP' },
  { id: 'pmGuardRegion', bit: 58, since: '6.15', kernel: 'PM_GUARD_REGION', cite: '8e2f2aeb8b48', judge: 'source: 6.14.0, 6.17.0-rc6, fs/proc/task_mmu.c, PM_GUARD_REGION' },
  { id: 'pmFile', bit: 61, since: '4.19', kernel: 'PM_FILE', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, PM_FILE' },
  { id: 'pmSwap', bit: 62, since: '4.19', kernel: 'PM_SWAP', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, PM_SWAP' },
  { id: 'pmPresent', bit: 63, since: '4.19', kernel: 'PM_PRESENT', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, PM_PRESENT' },
] as const satisfies readonly BitRow[];

/** The page frame number or swap slot. */
export const pagemapFields = [
  { id: 'pmFrame', hi: 54, lo: 0, since: '4.19', kernel: 'PM_PFRAME_MASK', judge: 'source: 4.19.0, 7.3.4, fs/proc/task_mmu.c, PM_PFRAME_MASK' },
] as const satisfies readonly FieldRow[];
