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

/** How many tables are kept for each kernel: some MiB for mappings that come in turn. */
const keeps = 8;

interface Kept<Table> {
  /** Copies of the flat objects that it was made of. */
  readonly of: readonly object[];
  readonly table: Table;
}

/** Keeps what was made last for each kernel, the latest first. */
function lastMade<Of extends readonly object[], Table>(make: (k: Kernel, ...of: Of) => Table) {
  const last = new WeakMap<Kernel, Kept<Table>[]>();
  return (k: Kernel, ...of: Of): Table => {
    const kept = last.get(k) ?? [];
    last.set(k, kept);
    const at = kept.findIndex((one) => one.of.every((object, i) => same(object, of[i] ?? {})));
    const found = kept[at];
    if (at === 0 && found) return found.table;
    if (found) kept.splice(at, 1);
    const latest = found ?? { of: of.map((one) => ({ ...one })), table: make(k, ...of) };
    kept.unshift(latest);
    kept.length = Math.min(kept.length, keeps);
    return latest.table;
  };
}
const migration = lastMade(migrationTable);
const swapIn = lastMade(swapInTable);

/**
 * removeMigrationPte() over arrays: `migrationTable(k, vma).run(ptes, pages, pfns, into)`, with a table that this function
 * has kept, of the last 8 mappings of the kernel. With more in turn, hold their tables yourself.
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
 * a table that this function has kept, of the last 8 pairs of mapping and fault of the kernel. `pages` has bits of SWAP_PAGE,
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
