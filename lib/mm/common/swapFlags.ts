/** Soft-dirty and uffd-wp of an entry that becomes one that is not present: mm/rmap.c, mm/migrate_device.c. */

import { pteSoftDirty, pteUffdWp } from '../../helpers/pgtable.ts';
import { pteSwpMksoftDirty, pteSwpMkuffdWp, pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { called } from './functionNames.ts';
import type { Trace } from './trace.ts';

export type Table = 'pte' | 'pmd';

/** Marks the entry as soft-dirty, under the name that the helper has at this level. */
export const mkswpSoftDirty = (k: Kernel, t: Trace, table: Table): Trace =>
  t.apply(`${table}_swp_mksoft_dirty`, (e) => pteSwpMksoftDirty(k, e), 'the old entry is soft-dirty');

/** Marks the entry as write-protected by userfaultfd. */
export const mkswpUffdWp = (k: Kernel, t: Trace, table: Table): Trace =>
  t.apply(
    called(k, table === 'pte' ? 'pteSwpMkuffdWp' : 'pmdSwpMkuffdWp'),
    (e) => pteSwpMkuffdWp(k, e),
    'the old entry has the uffd-wp bit',
  );

/** Carries both flags over from `old`, which is read as a present entry or as one that is not. */
export function carrySwapFlags(k: Kernel, t: Trace, old: bigint, present: boolean, table: Table = 'pte'): void {
  if (present ? pteSoftDirty(k, old) : pteSwpSoftDirty(k, old)) mkswpSoftDirty(k, t, table);
  if (present ? pteUffdWp(k, old) : pteSwpUffdWp(k, old)) mkswpUffdWp(k, t, table);
}
