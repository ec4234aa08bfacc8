/** The entry for a page in device memory that the processor cannot reach: mm/migrate.c, mm/huge_memory.c. */

import { makeReadableDevicePrivateEntry, makeWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import { pteMkuffdWp } from '../../helpers/pgtable.ts';
import { swpEntryToPte } from '../../helpers/swapEntry.ts';
import { pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { called } from './functionNames.ts';
import { mkswpSoftDirty, mkswpUffdWp, type Table } from './swapFlags.ts';
import type { Trace } from './trace.ts';

/** The entry becomes one for device memory, without flags. `pfn` in pages. */
export function setDevicePrivateEntry(k: Kernel, t: Trace, pfn: bigint, writable: boolean): void {
  const why = `the page is in device memory, ${writable ? 'writable' : 'read-only'}`;
  if (writable)
    t.set(called(k, 'makeWritableDevicePrivateEntry'), swpEntryToPte(k, makeWritableDevicePrivateEntry(k, pfn)), why);
  else
    t.set(called(k, 'makeReadableDevicePrivateEntry'), swpEntryToPte(k, makeReadableDevicePrivateEntry(k, pfn)), why);
}

/** A restored entry becomes one for device memory, with the flags of the migration entry `old`. */
export function restoreDevicePrivate(
  k: Kernel,
  t: Trace,
  old: bigint,
  pfn: bigint,
  writable: boolean,
  table: Table,
): void {
  setDevicePrivateEntry(k, t, pfn, writable);
  if (pteSwpSoftDirty(k, old) && k.does('restoreDeviceSoftDirty')) mkswpSoftDirty(k, t, table);
  if (!pteSwpUffdWp(k, old)) return;
  if (k.does('restoreDeviceMarksPresentBit'))
    t.apply(
      'pte_mkuffd_wp',
      (pte) => pteMkuffdWp(k, pte),
      'the helper for present entries: it hits the page frame number',
    );
  else mkswpUffdWp(k, t, table);
}
