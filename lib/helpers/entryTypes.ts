/** The special types of linux/swap.h: what an entry is that is no page of a swap area. */
import type { Kernel } from '../kernel/kernel.ts';
import type { TypeId } from '../kernel/layout.ts';
import { swpEntry, swpType } from './swapEntry.ts';

/** Whether an entry is of one of some types; of a type that the kernel lacks none is. */
export const isType = (k: Kernel, entry: bigint, ids: readonly TypeId[]): boolean => {
  const type = swpType(k, entry);
  return ids.some((id) => k.type[id] === type);
};
/** An entry of a type; the empty entry where the kernel is built without the type, as its stubs do. */
export const make = (k: Kernel, id: TypeId, offset: bigint): bigint => {
  const type = k.type[id];
  return type === undefined ? swpEntry(k, 0, 0n) : swpEntry(k, type, offset);
};

/**
 * non_swap_entry() of linux/swapops.h: the entry is not a page of a swap area. A kernel built without any special type has a stub
 * that says no.
 */
export const nonSwapEntry = (k: Kernel, entry: bigint): boolean =>
  (k.mask.pfnTypes | k.mask.markerTypes) !== 0n && swpType(k, entry) >= Number(k.mask.maxSwapfiles);
