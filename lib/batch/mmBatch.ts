/** Kernel logic over arrays: one mapping, many entries. */

import { rangeError } from '../base/errors.ts';
import { hex } from '../base/hex.ts';
import {
  makeMigrationEntryDirty,
  makeMigrationEntryYoung,
  makeReadableMigrationEntry,
} from '../helpers/migrationEntries.ts';
import { swpEntry, swpEntryToPte } from '../helpers/swapEntry.ts';
import { pteSwpMkexclusive, pteSwpMksoftDirty, pteSwpMkuffdWp } from '../helpers/swapFlags.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { familyOf } from '../mm/common/family.ts';
import type { Fault } from '../mm/common/fault.ts';
import { folio } from '../mm/common/folio.ts';
import type { Vma } from '../mm/common/vma.ts';
import { doSwapPage } from '../mm/memory/doSwapPage.ts';
import { removeMigrationPte } from '../mm/migrate/removeMigrationPte.ts';
import { apart, checkedBytes, checkedNumbers, checkedWords, holding } from './checkArrays.ts';
import { type Decided, type Decisions, tabulate } from './decisionTable.ts';
import { engine } from './engine/engine.ts';
import { noDecision } from './engine/types.ts';

/** Facts of a page for removeMigrationPteBatch(), one bit each. */
export const MIGRATION_PAGE = Object.freeze({ anon: 1, dirty: 2, devicePrivate: 4 });
/** Facts of a page for doSwapPageBatch(), one bit each. */
export const SWAP_PAGE = Object.freeze({ reusable: 1, ksm: 2, fresh: 4 });

/** What became of the entries. */
export interface MmBatch {
  readonly ptes: BigUint64Array;
  /** For each entry the number of the case that it is: `decided(rows[i])` says what else happened. */
  readonly rows: Uint32Array;
  decided(row: number): Decided;
}

/** Arrays that are used again. */
export interface MmInto {
  readonly ptes: BigUint64Array;
  readonly rows: Uint32Array;
}

const bits = (facts: number, names: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(names).map(([name, bit]) => [name, (facts & bit) !== 0]));

/** What a flag changes in the word of an entry. */
const changed = (word: bigint, flagged: bigint): bigint => word ^ flagged;

/** The bits of a swap entry that functions of mm/ look at, but for the page frame number. */
function swapFlags(k: Kernel, word: bigint): bigint {
  const exclusive = k.does('anonExclusive') ? changed(word, pteSwpMkexclusive(k, word)) : 0n;
  return changed(word, pteSwpMksoftDirty(k, word)) | changed(word, pteSwpMkuffdWp(k, word)) | exclusive;
}

function ageFlags(k: Kernel): bigint {
  if (!k.does('migrationKeepsYoungDirty')) return 0n;
  const entry = makeReadableMigrationEntry(k, 0n);
  const of = (e: bigint) => changed(swpEntryToPte(k, entry), swpEntryToPte(k, e));
  return of(makeMigrationEntryYoung(k, entry)) | of(makeMigrationEntryDirty(k, entry));
}

const tables = new WeakMap<Kernel, Map<string, Decisions>>();

function tableOf(k: Kernel, key: string, make: () => Decisions): Decisions {
  const known = tables.get(k) ?? new Map<string, Decisions>();
  tables.set(k, known);
  const table = known.get(key) ?? make();
  known.set(key, table);
  return table;
}
const keyOf = (...parts: readonly unknown[]): string =>
  JSON.stringify(parts, (_, v) => (typeof v === 'bigint' ? `${v}n` : v));

/**
 * removeMigrationPte() over arrays. `pages` has bits of MIGRATION_PAGE, `pfns` count pages.
 * @throws RangeError with the index of the first entry that is no migration entry, before which all are written; for arrays
 *   as decodeBatch() does.
 */
export function removeMigrationPteBatch(
  k: Kernel,
  ptes: BigUint64Array,
  vma: Vma,
  pages: Uint8Array,
  pfns: BigUint64Array,
  into?: MmInto,
): MmBatch {
  const table = tableOf(k, keyOf('remove_migration_pte', vma), () => {
    const rest = swpEntryToPte(k, makeReadableMigrationEntry(k, 0n));
    const mask =
      k.mask.swpType | (swapFlags(k, rest) & ~(k.does('anonExclusive') ? k.mask.swpExclusive : 0n)) | ageFlags(k);
    return tabulate(k, mask, rest, 3, (word, facts, pfn) =>
      familyOf(k, word) === 'migration'
        ? { ...removeMigrationPte(k, word, vma, folio(bits(facts, MIGRATION_PAGE)), pfn), returned: [] }
        : undefined,
    );
  });
  return decideAll(k, table, { ptes, pages, pfns, wanted: 'a migration entry' }, into);
}

/** What a fault on many entries has in common. */
export interface SwapInBatch {
  readonly fault: Fault;
  /** The pages that do_wp_page() takes for copies, needed where one is made. */
  readonly copyPfns?: BigUint64Array;
}

/**
 * doSwapPage() for ordinary swap-in over arrays. `pages` has bits of SWAP_PAGE, `pfns` count pages.
 * @throws RangeError with the index of the first entry that is no swap entry, or whose page is copied where there are no
 *   `copyPfns`; before it all are written. For arrays as decodeBatch() does.
 */
export function doSwapPageBatch(
  k: Kernel,
  ptes: BigUint64Array,
  vma: Vma,
  pages: Uint8Array,
  pfns: BigUint64Array,
  { fault, copyPfns }: SwapInBatch,
  into?: MmInto,
): MmBatch {
  const table = tableOf(k, keyOf('do_swap_page', vma, fault, copyPfns !== undefined), () => {
    const rest = swpEntryToPte(k, swpEntry(k, 0, 0n));
    return tabulate(k, k.mask.swpType | swapFlags(k, rest), rest, 3, (word, facts, pfn, copyPfn) => {
      if (familyOf(k, word) !== 'swap') return undefined;
      const { fresh, ...page } = bits(facts, SWAP_PAGE);
      const done = doSwapPage(k, word, vma, folio(page), pfn, fault, { fresh: fresh === true, copyPfn });
      return copyPfns === undefined && done.effects.includes('copy page') ? undefined : done;
    });
  });
  return decideAll(k, table, { ptes, pages, pfns, copyPfns, wanted: 'a swap entry' }, into);
}

interface Given {
  readonly ptes: BigUint64Array;
  readonly pages: Uint8Array;
  readonly pfns: BigUint64Array;
  readonly copyPfns?: BigUint64Array | undefined;
  readonly wanted: string;
}

function decideAll(k: Kernel, table: Decisions, given: Given, into: MmInto | undefined): MmBatch {
  const words = checkedWords('ptes', given.ptes);
  const n = words.length;
  const pages = checkedBytes('pages', given.pages);
  const pfns = checkedWords('pfns', given.pfns);
  const copies = given.copyPfns ? checkedWords('copyPfns', given.copyPfns) : pfns;
  const out = into ? checkedWords('into.ptes', into.ptes) : new BigUint64Array(n);
  const rows = into ? checkedNumbers('into.rows', into.rows) : new Uint32Array(n);
  const read = [
    { name: 'ptes', array: words },
    { name: 'pages', array: pages },
    { name: 'pfns', array: pfns },
    { name: 'copyPfns', array: copies },
  ];
  const written = [
    { name: 'into.ptes', array: out },
    { name: 'into.rows', array: rows },
  ];
  holding(n, [...read, ...written]);
  apart(n, read, written);
  const bad = engine().decide(table, words, pages, pfns, copies, out, rows);
  if (bad !== -1)
    throw rangeError(`expected ${given.wanted} of ${k.name} at index ${bad}, got ${hex(words[bad] as bigint)}`);
  return { ptes: out, rows, decided: (row) => decidedOf(table, row) };
}

function decidedOf(table: Decisions, row: number): Decided {
  const decided = table.source[row] === noDecision ? undefined : table.decided[row];
  if (!decided) throw rangeError(`expected a row of this batch, got ${row}`);
  return decided;
}
