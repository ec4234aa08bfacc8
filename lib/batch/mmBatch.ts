/** Kernel logic over arrays in one call: one mapping, many entries. */
import type { Kernel } from '../kernel/kernel.ts';
import type { Fault } from '../mm/common/fault.ts';
import type { Vma } from '../mm/common/vma.ts';
import { migrationTable } from './migrationTable.ts';
import type { MmBatch, MmInto } from './mmTable.ts';
import { swapInTable } from './swapInTable.ts';

export { MIGRATION_PAGE } from './migrationTable.ts';
export type { MmBatch, MmInto } from './mmTable.ts';
export { SWAP_PAGE } from './swapInTable.ts';

const same = (a: object, b: object): boolean => {
  const [x, y] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return x.length === y.size && x.every(([field, v]) => y.get(field) === v);
};

/** Keeps what was made last for each kernel, and copies of the flat objects it was made of: one table a kernel, never more. */
function lastMade<Of extends readonly object[], Table>(make: (k: Kernel, ...of: Of) => Table) {
  const last = new WeakMap<Kernel, { readonly of: readonly object[]; readonly table: Table }>();
  return (k: Kernel, ...of: Of): Table => {
    const kept = last.get(k);
    if (kept?.of.every((one, i) => same(one, of[i] ?? {}))) return kept.table;
    const table = make(k, ...of);
    last.set(k, { of: of.map((one) => ({ ...one })), table });
    return table;
  };
}
const migration = lastMade(migrationTable);
const swapIn = lastMade(swapInTable);

/**
 * removeMigrationPte() over arrays: `migrationTable(k, vma).run(ptes, pages, pfns, into)`, with the table that this function
 * made last for the kernel if the mapping is the same. With many mappings in turn, hold their tables yourself.
 * `pages` has bits of MIGRATION_PAGE, `pfns` count pages.
 *
 * @throws RangeError with the index of the first entry that is no migration entry, before which all are written; for arrays
 *   as decodeBatch() does.
 */
export const removeMigrationPteBatch = (
  k: Kernel,
  ptes: BigUint64Array,
  vma: Vma,
  pages: Uint8Array,
  pfns: BigUint64Array,
  into?: MmInto,
): MmBatch => migration(k, vma).run(ptes, pages, pfns, into);

/** What a fault on many entries has in common. */
export interface SwapInBatch {
  readonly fault: Fault;
  /** The pages that do_wp_page() takes for copies, needed where one is made. */
  readonly copyPfns?: BigUint64Array;
}

/**
 * doSwapPage() for ordinary swap-in over arrays: `swapInTable(k, vma, fault).run(ptes, pages, pfns, copyPfns, into)`, with
 * the table that this function made last for the kernel if mapping and fault are the same. `pages` has bits of SWAP_PAGE,
 * `pfns` count pages.
 *
 * @throws RangeError with the index of the first entry that is no swap entry, or whose page is copied where there are no
 *   `copyPfns`; before it all are written. For arrays as decodeBatch() does.
 */
export const doSwapPageBatch = (
  k: Kernel,
  ptes: BigUint64Array,
  vma: Vma,
  pages: Uint8Array,
  pfns: BigUint64Array,
  { fault, copyPfns }: SwapInBatch,
  into?: MmInto,
): MmBatch => swapIn(k, vma, fault).run(ptes, pages, pfns, copyPfns, into);
