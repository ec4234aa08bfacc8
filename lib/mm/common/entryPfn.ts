import { swpOffset, swpOffsetPfn } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** The page frame number of an entry that has one, in pages; before 6.1 it is the whole offset. */
export const entryPfn = (k: Kernel, entry: bigint): bigint =>
  k.does('swpOffsetPfnMasked') ? swpOffsetPfn(k, entry) : swpOffset(k, entry);
