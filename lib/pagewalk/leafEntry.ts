/** The leaf entry of an address, read out of the machine's memory as the processor would. */

import type { Level } from '../../spec/schema.ts';
import { pteNone, ptePfn, ptePresent } from '../helpers/pgtable.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** Intel SDM volume 3, "4-Level Paging and 5-Level Paging": nine bits of the address are the index in a table of each level. */
const shiftOf = { p4d: 39n, pud: 30n, pmd: 21n, pte: 12n, pgd: 48n } as const;
const pageShift = 12n;
const entriesOfTable = 512n;
const bytesOfEntry = 8n;

/** A leaf entry, and the level of the table that it stands in. */
export interface Leaf {
  readonly level: Level;
  readonly entry: bigint;
}

/**
 * Walks the page table to the leaf entry of the address `vaddr`, as the processor does. A pud or
 * pmd that is not present but not empty (swapped, migrating) is a leaf too. Where a table is missing the entry is 0n, of level
 * pte. `root` is the physical address of the top table in bytes, `physicalWord` reads a word of physical memory.
 */
export async function leafOf(
  k: Kernel,
  root: bigint,
  vaddr: bigint,
  physicalWord: (at: bigint) => Promise<bigint>,
): Promise<Leaf> {
  const entryAt = (table: bigint, shift: bigint) =>
    physicalWord(table + ((vaddr >> shift) % entriesOfTable) * bytesOfEntry);
  let table = root;
  for (const name of [...(k.config.pagingLevels === 5 ? (['pgd'] as const) : []), 'p4d', 'pud', 'pmd'] as const) {
    const entry = await entryAt(table, shiftOf[name]);
    const huge = (entry & k.mask.pse) !== 0n;
    if ((name === 'pud' || name === 'pmd') && !pteNone(k, entry) && (huge || !ptePresent(k, entry)))
      return { level: name, entry };
    if (!ptePresent(k, entry)) return { level: 'pte', entry: 0n };
    table = ptePfn(k, entry) << pageShift;
  }
  return { level: 'pte', entry: await entryAt(table, shiftOf.pte) };
}
