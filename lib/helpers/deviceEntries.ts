/** Entries for device memory, and for pages that a device uses alone: linux/swapops.h. */
import type { Kernel } from '../kernel/kernel.ts';
import { isType, make } from './entryTypes.ts';
import type { Pfn, SwpEntry } from './marks.ts';

const devicePrivate = ['deviceRead', 'deviceWrite'] as const;
/** The types of entries for pages that a device uses alone. */
export const deviceExclusive = ['deviceExclusive', 'deviceExclusiveRead', 'deviceExclusiveWrite'] as const;

/** is_device_private_entry() of linux/swapops.h: the page is in device memory that the processor cannot reach. */
export const isDevicePrivateEntry = (k: Kernel, entry: SwpEntry): boolean => isType(k, entry, devicePrivate);
/** is_writable_device_private_entry() of linux/swapops.h (is_write_device_private_entry() to 5.13): and its mapping is writable. */
export const isWritableDevicePrivateEntry = (k: Kernel, entry: SwpEntry): boolean => isType(k, entry, ['deviceWrite']);
/** make_readable_device_private_entry() of linux/swapops.h (make_device_private_entry(page, false) to 5.13): `pfn` in pages. */
export const makeReadableDevicePrivateEntry = (k: Kernel, pfn: Pfn): SwpEntry => make(k, 'deviceRead', pfn);
/** make_writable_device_private_entry() of linux/swapops.h (make_device_private_entry(page, true) to 5.13): `pfn` in pages. */
export const makeWritableDevicePrivateEntry = (k: Kernel, pfn: Pfn): SwpEntry => make(k, 'deviceWrite', pfn);

/** is_device_exclusive_entry() of linux/swapops.h: a device uses the page alone. False before 5.14. */
export const isDeviceExclusiveEntry = (k: Kernel, entry: SwpEntry): boolean => isType(k, entry, deviceExclusive);
/** is_writable_device_exclusive_entry() of linux/swapops.h: and its mapping is writable, as 5.14 to 6.14 tell. False elsewhere. */
export const isWritableDeviceExclusiveEntry = (k: Kernel, entry: SwpEntry): boolean =>
  isType(k, entry, ['deviceExclusiveWrite']);
/** The one entry that later kernels have for a page that a device uses alone; `pfn` in pages. */
export const makeDeviceExclusiveEntry = (k: Kernel, pfn: Pfn): SwpEntry => make(k, 'deviceExclusive', pfn);
/** The entry for a read-only mapping of a page that a device uses alone; `pfn` in pages. */
export const makeReadableDeviceExclusiveEntry = (k: Kernel, pfn: Pfn): SwpEntry => make(k, 'deviceExclusiveRead', pfn);
/** The entry for a writable mapping of a page that a device uses alone; `pfn` in pages. */
export const makeWritableDeviceExclusiveEntry = (k: Kernel, pfn: Pfn): SwpEntry => make(k, 'deviceExclusiveWrite', pfn);
