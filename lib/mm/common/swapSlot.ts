/** Places in swap areas. */
import { rangeError, shown, typeError } from '../../base/errors.ts';
import { nonSwapEntry } from '../../helpers/entryTypes.ts';
import { genericMaxSwapfileSize, maxSwapfileSize, swpEntry, swpType } from '../../helpers/swapEntry.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** A place in a swap area; which one the kernel takes is an input from the outside world. */
export interface SwapSlot {
  /** Number of the swap area. */
  readonly type: number;
  /** In pages. */
  readonly offset: bigint;
}

/**
 * The swp_entry_t of a slot.
 * @throws TypeError where there is none, RangeError where it is not in a swap area.
 */
export function slotEntry(k: Kernel, slot: SwapSlot | undefined): bigint {
  if (slot === undefined) throw typeError('expected a swap slot { type, offset } for an anonymous page, got none');
  const { type, offset } = slot;
  if (!isSwapArea(k, type))
    throw rangeError(`expected slot.type to be the number of a swap area on ${k.name}, got ${shown(type)}`);
  if (typeof offset !== 'bigint') throw typeError(`expected slot.offset as a bigint, got ${shown(offset)}`);
  if (offset < 0n || offset >= maxSwapfileSize(k))
    throw rangeError(`expected slot.offset below ${maxSwapfileSize(k)}n${forL1tf(k)}, got ${shown(offset)}`);
  return swpEntry(k, type, offset);
}

/** Why offsets end where they do, unless the entry has no room for larger ones. */
const forL1tf = (k: Kernel): string =>
  maxSwapfileSize(k) === genericMaxSwapfileSize(k)
    ? ''
    : ` on a machine of ${k.config.physBits} physical address bits with the L1TF fault (one without it lacks the row l1tfLimitsSwapSize)`;

function isSwapArea(k: Kernel, type: number): boolean {
  if (!Number.isInteger(type) || type < 0) return false;
  const entry = swpEntry(k, type, 0n);
  return swpType(k, entry) === type && !nonSwapEntry(k, entry);
}
