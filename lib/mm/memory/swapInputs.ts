/** The inputs of swap-in. */
import type { MissingFault } from './missing.ts';
import type { SwapCached } from './shouldTryToFreeSwap.ts';
import type { WriteFault } from './writeFault.ts';

/** What only the running kernel knows of a page that comes in from swap. */
export interface SwapIn extends WriteFault, MissingFault, SwapCached {
  /** The page had to be read from the device. */
  readonly major?: boolean;
  /** The page is not the swap cache's: read past it (to 6.19), or a copy of a KSM page. */
  readonly fresh?: boolean;
  /** Reading worked. */
  readonly uptodate?: boolean;
  /** Somebody else has locked the page. */
  readonly locked?: boolean;
  /** The swap area is being turned off (get_swap_device() finds none). */
  readonly swapoff?: boolean;
  /** Another fault reads the same slot past the swap cache at the moment. */
  readonly raced?: boolean;
}

/** SwapIn for several entries at once. */
export interface SwapInMany extends SwapIn {
  /** Which of the entries the fault is on; the first if absent. */
  readonly index?: number;
}
