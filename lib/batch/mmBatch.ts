/** Kernel logic over arrays in one call: one mapping, many entries. */
import { shown, typeError } from '../base/errors.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import type { Fault } from '../mm/common/fault.ts';
import type { Vma } from '../mm/common/vma.ts';
import { alike, checkedFault, checkedVma } from './checkMapping.ts';
import { migrationTable } from './migrationTable.ts';
import type { MmBatch, MmInto } from './mmTable.ts';
import { swapInTable } from './swapInTable.ts';

export { MIGRATION_PAGE } from './migrationTable.ts';
export type { MmBatch, MmInto } from './mmTable.ts';
export { SWAP_PAGE } from './swapInTable.ts';

/** How many tables each of the two functions keeps, of all kernels together: some MiB for mappings that come in turn. */
const keeps = 16;

interface Kept<Table> {
  readonly k: Kernel;
  /** The checked mapping, and the fault, that it was made of. */
  readonly of: readonly (Vma | Fault)[];
  readonly table: Table;
}

/** Keeps what was made last, the latest first. Nothing is kept for a kernel, so that kernels may be kept without number. */
function lastMade<Of extends readonly (Vma | Fault)[], Table>(make: (k: Kernel, ...of: Of) => Table) {
  const kept: Kept<Table>[] = [];
  return (k: Kernel, ...of: Of): Table => {
    const at = kept.findIndex((one) => one.k === k && one.of.every((object, i) => alike(object, of[i] ?? {})));
    const found = kept[at];
    if (at === 0 && found) return found.table;
    if (found) kept.splice(at, 1);
    const latest = found ?? { k, of, table: make(k, ...of) };
    kept.unshift(latest);
    kept.length = Math.min(kept.length, keeps);
    return latest.table;
  };
}
const migration = lastMade(migrationTable);
const swapIn = lastMade(swapInTable);

/**
 * removeMigrationPte() over arrays: `migrationTable(k, vma).run(ptes, pages, pfns, into)`, with a table that this function
 * has kept: the last 16, of whatever kernels. With more in turn, hold tables yourself.
 * `pages` has bits of MIGRATION_PAGE, `pfns` count pages.
 *
 * @throws TypeError for what is no kernel and no mapping as vma() gives it; RangeError with the index of the first entry that is no migration entry, before which all are written; for arrays
 *   as decodeBatch() does.
 */
export const removeMigrationPteBatch = (
  k: Kernel,
  ptes: BigUint64Array,
  vma: Vma,
  pages: Uint8Array,
  pfns: BigUint64Array,
  into?: MmInto,
): MmBatch => {
  checkKernel(k);
  return migration(k, checkedVma(vma)).run(ptes, pages, pfns, into);
};

/** What a fault on many entries has in common. */
export interface SwapInBatch {
  readonly fault: Fault;
  /** The pages that do_wp_page() takes for copies, needed where one is made. */
  readonly copyPfns?: BigUint64Array;
}

/**
 * doSwapPage() for ordinary swap-in over arrays: `swapInTable(k, vma, fault).run(ptes, pages, pfns, copyPfns, into)`, with
 * a table that this function has kept: the last 16, of whatever kernels. `pages` has bits of SWAP_PAGE,
 * `pfns` count pages.
 *
 * @throws TypeError for what is no kernel, mapping or fault; RangeError with the index of the first entry that is no swap entry, or whose page is copied where there are no
 *   `copyPfns`; before it all are written. For arrays as decodeBatch() does.
 */
export const doSwapPageBatch = (
  k: Kernel,
  ptes: BigUint64Array,
  vma: Vma,
  pages: Uint8Array,
  pfns: BigUint64Array,
  given: SwapInBatch,
  into?: MmInto,
): MmBatch => {
  checkKernel(k);
  if (typeof given !== 'object' || given === null) throw typeError(`expected { fault, copyPfns }, got ${shown(given)}`);
  const { fault, copyPfns } = given;
  return swapIn(k, checkedVma(vma), checkedFault(fault)).run(ptes, pages, pfns, copyPfns, into);
};
