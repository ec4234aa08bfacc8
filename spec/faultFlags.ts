/** Bits of vm_fault_t and of the fault flags: include/linux/mm_types.h. */
import type { BitRow } from './schema.ts';

/** VM_FAULT_...: what a fault returns. */
export const vmFaultBits = [
  { id: 'VM_FAULT_OOM', bit: 0, since: '4.19', kernel: 'VM_FAULT_OOM', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_OOM' },
  { id: 'VM_FAULT_SIGBUS', bit: 1, since: '4.19', kernel: 'VM_FAULT_SIGBUS', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_SIGBUS' },
  { id: 'VM_FAULT_MAJOR', bit: 2, since: '4.19', kernel: 'VM_FAULT_MAJOR', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_MAJOR' },
  { id: 'VM_FAULT_WRITE', bit: 3, since: '4.19', until: '6.2', kernel: 'VM_FAULT_WRITE', cite: 'cb8d86313436', judge: 'source: 6.1.192, 6.2.12, include/linux/mm_types.h, VM_FAULT_WRITE' },
  { id: 'VM_FAULT_HWPOISON', bit: 4, since: '4.19', kernel: 'VM_FAULT_HWPOISON', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_HWPOISON' },
  { id: 'VM_FAULT_HWPOISON_LARGE', bit: 5, since: '4.19', kernel: 'VM_FAULT_HWPOISON_LARGE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_HWPOISON_LARGE' },
  { id: 'VM_FAULT_SIGSEGV', bit: 6, since: '4.19', kernel: 'VM_FAULT_SIGSEGV', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_SIGSEGV' },
  { id: 'VM_FAULT_NOPAGE', bit: 8, since: '4.19', kernel: 'VM_FAULT_NOPAGE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_NOPAGE' },
  { id: 'VM_FAULT_LOCKED', bit: 9, since: '4.19', kernel: 'VM_FAULT_LOCKED', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_LOCKED' },
  { id: 'VM_FAULT_RETRY', bit: 10, since: '4.19', kernel: 'VM_FAULT_RETRY', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_RETRY' },
  { id: 'VM_FAULT_FALLBACK', bit: 11, since: '4.19', kernel: 'VM_FAULT_FALLBACK', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_FALLBACK' },
  { id: 'VM_FAULT_DONE_COW', bit: 12, since: '4.19', kernel: 'VM_FAULT_DONE_COW', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_DONE_COW' },
  { id: 'VM_FAULT_NEEDDSYNC', bit: 13, since: '4.19', kernel: 'VM_FAULT_NEEDDSYNC', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, VM_FAULT_NEEDDSYNC' },
  { id: 'VM_FAULT_COMPLETED', bit: 14, since: '6.0', kernel: 'VM_FAULT_COMPLETED', cite: 'd92725256b4f', judge: 'source: 5.19.0, 6.0.0, include/linux/mm_types.h, VM_FAULT_COMPLETED' },
] as const satisfies readonly BitRow[];

/** FAULT_FLAG_...: what a fault is asked for. */
export const faultFlagBits = [
  { id: 'write', bit: 0, since: '4.19', kernel: 'FAULT_FLAG_WRITE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, FAULT_FLAG_WRITE' },
  { id: 'mkwrite', bit: 1, since: '4.19', kernel: 'FAULT_FLAG_MKWRITE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, FAULT_FLAG_MKWRITE' },
  { id: 'allowRetry', bit: 2, since: '4.19', kernel: 'FAULT_FLAG_ALLOW_RETRY', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, FAULT_FLAG_ALLOW_RETRY' },
  { id: 'retryNowait', bit: 3, since: '4.19', kernel: 'FAULT_FLAG_RETRY_NOWAIT', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, FAULT_FLAG_RETRY_NOWAIT' },
  { id: 'killable', bit: 4, since: '4.19', kernel: 'FAULT_FLAG_KILLABLE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, FAULT_FLAG_KILLABLE' },
  { id: 'tried', bit: 5, since: '4.19', kernel: 'FAULT_FLAG_TRIED', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, FAULT_FLAG_TRIED' },
  { id: 'user', bit: 6, since: '4.19', kernel: 'FAULT_FLAG_USER', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, FAULT_FLAG_USER' },
  { id: 'remote', bit: 7, since: '4.19', kernel: 'FAULT_FLAG_REMOTE', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, FAULT_FLAG_REMOTE' },
  { id: 'instruction', bit: 8, since: '4.19', kernel: 'FAULT_FLAG_INSTRUCTION', judge: 'source: 4.19.0, 7.3.4, include/linux/mm_types.h, FAULT_FLAG_INSTRUCTION' },
  { id: 'interruptible', bit: 9, since: '5.7', kernel: 'FAULT_FLAG_INTERRUPTIBLE', cite: 'c270a7eedcf2', judge: 'source: 5.6.4, 5.7.14, include/linux/mm.h, FAULT_FLAG_INTERRUPTIBLE' },
  { id: 'unshare', bit: 10, since: '5.19', kernel: 'FAULT_FLAG_UNSHARE', cite: 'c89357e27f20', judge: 'source: 5.18.12, 5.19.0, include/linux/mm_types.h, FAULT_FLAG_UNSHARE' },
  { id: 'origPteValid', bit: 11, since: '5.19', kernel: 'FAULT_FLAG_ORIG_PTE_VALID', cite: 'f46f2adecdcc', judge: 'source: 5.18.12, 5.19.0, include/linux/mm_types.h, FAULT_FLAG_ORIG_PTE_VALID' },
  { id: 'vmaLock', bit: 12, since: '6.4', kernel: 'FAULT_FLAG_VMA_LOCK', cite: '55324e46eb8b', judge: 'source: 6.3.8, 6.4.4, include/linux/mm_types.h, FAULT_FLAG_VMA_LOCK' },
] as const satisfies readonly BitRow[];
