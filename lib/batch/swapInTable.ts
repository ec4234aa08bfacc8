/** do_swap_page() for ordinary swap-in as a table. */
import { swpEntry, swpEntryToPte } from '../helpers/swapEntry.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { quiet } from '../kernel/quiet.ts';
import { familyOf } from '../mm/common/family.ts';
import type { Fault } from '../mm/common/fault.ts';
import { plainFolio } from '../mm/common/folio.ts';
import type { Vma } from '../mm/common/vma.ts';
import { doSwapPage } from '../mm/memory/doSwapPage.ts';
import { checkedFault, checkedVma } from './checkMapping.ts';
import { type Decisions, tabulate } from './decisionTable.ts';
import { noDecision } from './engine/types.ts';
import { decideAll, type MmBatch, type MmInto, swapFlags } from './mmTable.ts';
import { noting } from './noting.ts';

/**
 * Facts of a page for swapInTable() and doSwapPageBatch(), one bit each of its byte in `pages`. `fresh`: the page is not the
 * swap cache's, it was read past it or is a copy of a KSM page.
 */
export const SWAP_PAGE = Object.freeze({ reusable: 1, ksm: 2, fresh: 4 });

/** doSwapPage() of one kernel, mapping and fault, for any number of arrays. */
export interface SwapInTable {
  /**
   * What becomes of swap entries that are faulted on.
   *
   * @param ptes the entries: words of 64 bits.
   * @param pages for each entry bits of SWAP_PAGE.
   * @param pfns for each entry the page that comes in, counted in pages.
   * @param copyPfns for each entry the page that do_wp_page() takes for a copy; may be left out where none is made.
   * @throws RangeError with the index of the first entry that is no swap entry, or whose page is copied where there are no
   *   `copyPfns`; before it all are written. For arrays as decodeBatch() does.
   */
  run(ptes: BigUint64Array, pages: Uint8Array, pfns: BigUint64Array, copyPfns?: BigUint64Array, into?: MmInto): MmBatch;
}

const pageOf = noting(plainFolio, ['reusable', 'ksm']);
const howOf = noting<{ fresh: boolean; copyPfn: bigint }, 'fresh'>({ fresh: false, copyPfn: 0n }, ['fresh']);

/** The table with no row for entries whose page is copied. */
const withoutCopies = (table: Decisions): Decisions => ({
  ...table,
  source: table.source.map((source, row) => (table.decided[row]?.effects.includes('copy page') ? noDecision : source)),
});

/**
 * Runs doSwapPage() (mm/memory.c, do_swap_page()) for swap entries once for each state that it tells apart, and keeps the
 * answers: 5 ns an entry from then on with the native engine. The table holds about 160 KiB for as long as you hold it.
 * Which swap area an entry names makes no difference to the new entry, so one area is asked for all of them.
 * @throws TypeError for what is no kernel, mapping or fault, and what doSwapPage() throws.
 */
export function swapInTable(k: Kernel, vma: Vma, fault: Fault): SwapInTable {
  checkKernel(k);
  const table = swapInDecisions(k, checkedVma(vma), checkedFault(fault));
  const copyless = withoutCopies(table);
  return {
    run: (ptes, pages, pfns, copyPfns, into) =>
      decideAll(k, copyPfns ? table : copyless, { ptes, pages, pfns, copyPfns, wanted: 'a swap entry' }, into),
  };
}

/** The rows of that table: every outcome that doSwapPage() has of swap entries in a mapping. */
export function swapInDecisions(k: Kernel, mapping: Vma, fault: Fault): Decisions {
  const calm = quiet(k);
  const rest = swpEntryToPte(k, swpEntry(k, 0, 0n));
  return tabulate(k, {
    mask: k.mask.swpType | swapFlags(k, rest),
    rest,
    facts: SWAP_PAGE,
    ask: (word) => (familyOf(k, word) === 'swap' ? (word & k.clear.swpType) | (rest & k.mask.swpType) : undefined),
    run: (facts) => {
      const [page, how] = [pageOf(facts), howOf(facts)];
      return (word, pfn, copyPfn) => {
        how.copyPfn = copyPfn;
        return doSwapPage(calm, word, mapping, page, pfn, fault, how);
      };
    },
  });
}
