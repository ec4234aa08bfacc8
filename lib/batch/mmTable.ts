/** What migrationTable() and swapInTable() have in common: arrays go in, new entries and their cases come out. */
import { rangeError, shown } from '../base/errors.ts';
import { hex } from '../base/hex.ts';
import { pteSwpMkexclusive, pteSwpMksoftDirty, pteSwpMkuffdWp } from '../helpers/swapFlags.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { apart, checkedBytes, checkedNumbers, checkedWords, holding } from './checkArrays.ts';
import { roomFor } from './columns.ts';
import type { Decided, Decisions } from './decisionTable.ts';
import { engine } from './engine/engine.ts';
import { checkLayout } from './engine/layoutWords.ts';
import { noDecision } from './engine/types.ts';

/** What became of the entries. */
export interface MmBatch {
  /** The new entries, in the order of the old ones. */
  readonly ptes: BigUint64Array;
  /** For each entry the number of the case that it is: `decided(rows[i])` says what else happened. */
  readonly rows: Uint32Array;
  /**
   * Side effects, VM_FAULT bits and the next function of one case.
   * @throws RangeError for a number that is not of this batch.
   */
  decided(row: number): Decided;
}

/** Arrays that the results go into: as long as the entries or longer, and apart from every array that is read. */
export interface MmInto {
  readonly ptes: BigUint64Array;
  readonly rows: Uint32Array;
}

/** Arrays that a table is run over, each with one element for each entry. */
export interface Given {
  readonly ptes: BigUint64Array;
  readonly pages: Uint8Array;
  readonly pfns: BigUint64Array;
  readonly copyPfns?: BigUint64Array | undefined;
  /** What the error says that an entry without a row should have been. */
  readonly wanted: string;
}

/** Takes the row of each entry. */
export function decideAll(k: Kernel, table: Decisions, given: Given, into: MmInto | undefined): MmBatch {
  checkLayout(k);
  const words = checkedWords('ptes', given.ptes);
  const n = words.length;
  const pages = checkedBytes('pages', given.pages);
  const pfns = checkedWords('pfns', given.pfns);
  const copies = given.copyPfns ? checkedWords('copyPfns', given.copyPfns) : pfns;
  const out = into ? checkedWords('into.ptes', into.ptes) : roomFor(n, () => new BigUint64Array(n));
  const rows = into ? checkedNumbers('into.rows', into.rows) : roomFor(n, () => new Uint32Array(n));
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
  const isRow = Number.isInteger(row) && table.source[row] !== noDecision;
  const decided = isRow ? table.decided[row] : undefined;
  if (!decided) throw rangeError(`expected a row of this batch, got ${shown(row)}`);
  return decided;
}

/** The flags of a swap entry that functions of mm/ look at: soft-dirty, uffd-wp and exclusive, where the kernel has them. */
export function swapFlags(k: Kernel, word: bigint): bigint {
  const exclusive = k.does('anonExclusive') ? word ^ pteSwpMkexclusive(k, word) : 0n;
  return (word ^ pteSwpMksoftDirty(k, word)) | (word ^ pteSwpMkuffdWp(k, word)) | exclusive;
}
