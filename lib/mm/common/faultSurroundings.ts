/** What only the running kernel knows of a fault that needs a page. */
import type { VmFault } from './outcome.ts';
import type { Mm } from './vma.ts';

/** What the kernel finds while it handles a fault; without any of it the fault goes its ordinary way. */
export interface FaultSurroundings {
  /** The address space. */
  readonly mm?: Mm;
  /** Somebody else holds the lock of the address space, so that mmap_read_trylock() fails. */
  readonly mmapLocked?: boolean;
  /** There is no memory for a page. */
  readonly oom?: boolean;
  /** Reading the page, for a copy, meets a hardware error that nobody knew of. */
  readonly copyPoisoned?: boolean;
  /** What the file system or the driver returns when it is asked before a write (page_mkwrite, pfn_mkwrite). */
  readonly mkwriteReturns?: readonly VmFault[];
}
