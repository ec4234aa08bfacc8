/** Soft-dirty and uffd-wp of an entry that becomes one that is not present: mm/rmap.c, mm/migrate_device.c. */

import type { Pte } from '../../helpers/marks.ts';
import { pteSoftDirty, pteUffdWp } from '../../helpers/pgtable.ts';
import { pteSwpMksoftDirty, pteSwpMkuffdWp, pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Trace } from './trace.ts';

const softDirty = 'the old entry is soft-dirty';
const uffdWp = 'the old entry has the uffd-wp bit';

/** The new entry gets the flags of the old one. */
export function setSwapFlags(t: Trace, old: { readonly softDirty: boolean; readonly uffdWp: boolean }): void {
  if (old.softDirty) t.apply(pteSwpMksoftDirty, softDirty);
  if (old.uffdWp) t.apply(pteSwpMkuffdWp, uffdWp);
}

/** The flags of an entry that is not present. */
export const swapFlagsOf = (k: Kernel, pte: Pte) => ({
  softDirty: pteSwpSoftDirty(k, pte),
  uffdWp: pteSwpUffdWp(k, pte),
});

/** Carries both flags over from `old`, which is read as a present entry or as one that is not. */
export const carrySwapFlags = (k: Kernel, t: Trace, old: bigint, present: boolean): void =>
  setSwapFlags(t, present ? { softDirty: pteSoftDirty(k, old), uffdWp: pteUffdWp(k, old) } : swapFlagsOf(k, old));
