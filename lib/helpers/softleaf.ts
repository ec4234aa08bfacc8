/** What linux/leafops.h asks of any entry. */
import type { Kernel } from '../kernel/kernel.ts';
import type { TypeId } from '../kernel/layout.ts';
import { deviceExclusive, isDeviceExclusiveEntry, isDevicePrivateEntry } from './deviceEntries.ts';
import { isType, nonSwapEntry } from './entryTypes.ts';
import { isHwpoisonEntry } from './markers.ts';
import type { SwpEntry } from './marks.ts';
import { isMigrationEntry } from './migrationEntries.ts';

/** Whether an entry counts as having a page frame number. */
export const softleafHasPfn = (k: Kernel, entry: SwpEntry): boolean =>
  isMigrationEntry(k, entry) ||
  isDevicePrivateEntry(k, entry) ||
  isDeviceExclusiveEntry(k, entry) ||
  (k.does('hwpoisonHasPfn') && isHwpoisonEntry(k, entry));

/** The kernel's enum softleaf_type, by the place of each name. */
const softleafOrder: readonly (readonly TypeId[])[] = [
  [],
  [],
  ['migrationRead'],
  ['migrationReadExclusive'],
  ['migrationWrite'],
  ['deviceRead'],
  ['deviceWrite'],
  deviceExclusive,
  ['hwpoison'],
  ['pteMarker'],
];
/** The number of an entry's kind in enum softleaf_type. */
export function softleafType(k: Kernel, entry: SwpEntry): number {
  if (entry === 0n) return 0;
  if (!nonSwapEntry(k, entry)) return 1;
  return Math.max(
    0,
    softleafOrder.findIndex((ids) => isType(k, entry, ids)),
  );
}
