/** The inputs of a write fault. */
import type { FaultSurroundings } from '../common/faultSurroundings.ts';

/** What only the running kernel knows of a write to a read-only entry. */
export interface WriteFault extends FaultSurroundings {
  /** The page that the kernel takes for a copy, in pages. Needed where it copies. */
  readonly copyPfn?: bigint;
  /**
   * The page is in the swap cache and on its way to a device that must not see it change (SWP_STABLE_WRITES): no count makes it
   * this process's alone then.
   */
  readonly stableWriteback?: boolean;
}
