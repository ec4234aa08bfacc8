/** The special types of linux/swap.h: what an entry is that is no page of a swap area. */
import { kindRows } from '../../spec/kinds.ts';
import { swapFields } from '../../spec/swap.ts';
import { nibble } from '../base/bits.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { TypeId } from '../kernel/layout.ts';
import type { SwpEntry } from './marks.ts';
import { swpEntry, swpType } from './swapEntry.ts';

/** Whether an entry is of one of some types; of a type that the kernel lacks none is. By kind: a type's number by name takes thrice as long. */
export const isType = (k: Kernel, entry: SwpEntry, ids: readonly TypeId[]): boolean =>
  (ids as readonly string[]).includes(kindOfType(k, swpType(k, entry)).id);
/** An entry of a type; the empty entry where the kernel is built without the type, as its stubs do. */
export const make = (k: Kernel, id: TypeId, offset: bigint): SwpEntry => {
  const type = k.type[id];
  return type === undefined ? swpEntry(k, 0, 0n) : swpEntry(k, type, offset);
};

/**
 * non_swap_entry() of linux/swapops.h: the entry is not a page of a swap area. A kernel built without any special type has a stub
 * that says no.
 */
export const nonSwapEntry = (k: Kernel, entry: SwpEntry): boolean =>
  (k.mask.pfnTypes | k.mask.markerTypes) !== 0n && swpType(k, entry) >= Number(k.mask.maxSwapfiles);

/** The types of the lower half are swap areas on every kernel. */
const upperHalf = 2 ** (swapFields[0].hi - swapFields[0].lo);
const swapRow = kindRows.find(({ id }) => id === 'swap') as (typeof kindRows)[number];

/** What an entry of a type is: the row of its kind. */
export const kindOfType = (k: Kernel, type: number): (typeof kindRows)[number] =>
  type < upperHalf ? swapRow : (kindRows[nibble(k.mask.kindOfType, type - upperHalf)] as (typeof kindRows)[number]);
