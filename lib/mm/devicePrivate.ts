/** The entry for a page in device memory that the processor cannot reach: mm/migrate.c, mm/huge_memory.c. */
import type { Kernel } from '../kernel.ts';
import { pteMkuffdWp } from '../pgtable.ts';
import {
  makeReadableDevicePrivateEntry,
  makeWritableDevicePrivateEntry,
  pteSwpSoftDirty,
  pteSwpUffdWp,
  swpEntryToPte,
} from '../swapops.ts';
import type { Trace } from '../trace.ts';
import { called } from './names.ts';
import { mkswpSoftDirty, mkswpUffdWp, type Table } from './swapFlags.ts';

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
