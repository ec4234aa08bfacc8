/** The entry for a page in device memory that the processor cannot reach: mm/migrate.c, mm/huge_memory.c. */

import { makeReadableDevicePrivateEntry, makeWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import { pteMkuffdWp } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from './folio.ts';
import { setSwapFlags, swapFlagsOf } from './swapFlags.ts';
import type { Trace } from './trace.ts';

/** is_device_private_page(): false in a kernel without CONFIG_DEVICE_PRIVATE. */
export const isDevicePrivate = (k: Kernel, folio: Pick<Folio, 'devicePrivate'>): boolean =>
  folio.devicePrivate && k.config.devicePrivate;

/** The entry becomes one for device memory, without flags. `pfn` in pages. */
export function setDevicePrivateEntry(t: Trace, pfn: bigint, writable: boolean): void {
  const maker = writable ? makeWritableDevicePrivateEntry : makeReadableDevicePrivateEntry;
  t.become(maker, pfn, `the page is in device memory, ${writable ? 'writable' : 'read-only'}`);
}

/** A restored entry becomes one for device memory, with the flags of the migration entry `old`; `pfn` in pages. */
export function restoreDevicePrivate(k: Kernel, t: Trace, old: bigint, pfn: bigint, writable: boolean): void {
  setDevicePrivateEntry(t, pfn, writable);
  const { softDirty, uffdWp: marked } = swapFlagsOf(k, old);
  const uffdWp = marked && !k.does('uffdSwapV3');
  const wrongHelper = k.does('restoreDeviceMarksPresentBit');
  setSwapFlags(t, { softDirty: softDirty && k.does('restoreDeviceSoftDirty'), uffdWp: uffdWp && !wrongHelper });
  if (uffdWp && wrongHelper) t.apply(pteMkuffdWp, 'the helper for present entries: it hits the page frame number');
}
