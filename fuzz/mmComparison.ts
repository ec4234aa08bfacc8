/**
 * Kernel logic over arrays. Every decision that the engine takes by a table is compared with the same table in TypeScript, and one in
 * sixteen with the function that the table was made from: which, the words say, and so the seed.
 */
import { decodeBatch } from '../lib/batch/codecBatch.ts';
import { type Columns, columns, firstEntries } from '../lib/batch/columns.ts';
import type { Decisions } from '../lib/batch/decisionTable.ts';
import { halvesOf, referenceDecide } from '../lib/batch/engine/referenceDecide.ts';
import { decideAll } from '../lib/batch/mmTable.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { quiet } from '../lib/kernel/quiet.ts';
import { vma } from '../lib/mm/common/makeVma.ts';
import type { Vma } from '../lib/mm/common/vma.ts';
import { kindRows } from '../spec/kinds.ts';
import { blockWords } from './blocks.ts';
import { type Compared, type Comparison, decidedBoth, type Mismatch, nothingDecided } from './comparison.ts';
import { type Seen, seeWay } from './coverage.ts';
import { sides as bothSides, facts, mixtures, pfns, type Side } from './mmSides.ts';

/** What a kernel is compared by. */
interface Prepared {
  readonly k: Kernel;
  readonly mapping: Vma;
  readonly tables: readonly { readonly side: Side; readonly table: Decisions }[];
}
function prepare(k: Kernel, sides: readonly Side[]): Prepared {
  const mapping = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
  return { k, mapping, tables: sides.map((side) => ({ side, table: side.tableOf(k, mapping) })) };
}

/** Of a block one entry in so many is run through the function too; of fewer words, those of a difference, each is. */
const runsOneIn = 16;

/** Arrays that are used again for each block. */
const room = { columns: columns(blockWords), entries: new BigUint64Array(blockWords), ...results(), again: results() };
function results() {
  return { ptes: new BigUint64Array(blockWords), rows: new Uint32Array(blockWords) };
}

/** Entries, each with the function that brings its page back. */
export function mmComparisonOf(sides: readonly Side[]): Comparison {
  let last: Prepared | undefined; // blocks come in the order of kernels
  return {
    words: blockWords,
    run(k, words, seen) {
      last = last?.k === k ? last : prepare(k, sides);
      return compare(last, words, seen);
    },
  };
}

/** Migration entries and swap entries. */
export const mmComparison = mmComparisonOf(bothSides);

function compare({ k, mapping, tables }: Prepared, words: BigUint64Array, seen?: Seen): Compared {
  const isBlock = words.length === blockWords;
  const all = isBlock ? words : withAllFacts(words);
  const kinds = decodeBatch(k, all, firstEntries(room.columns, all.length));
  const [from, step] = isBlock ? [Number((words[0] as bigint) % BigInt(runsOneIn)), runsOneIn] : [0, 1];
  let decisions = nothingDecided;
  for (const { side, table } of tables) {
    const entries = { k, mapping, side, table, entries: entriesOf(side.family, all, kinds), from, step };
    const mismatch = byTables(entries) ?? byFunction(entries, seen);
    const { length } = entries.entries;
    decisions = decidedBoth(decisions, { compared: length, run: Math.max(0, Math.ceil((length - from) / step)) });
    if (mismatch) return { compared: words.length, decisions, mismatch };
  }
  // All words of a block that has such entries were asked what they are; without one, nothing was compared.
  return { compared: decisions.compared > 0 ? words.length : 0, decisions };
}

/** Each of some words with every mixture of facts. */
const withAllFacts = (words: BigUint64Array): BigUint64Array =>
  BigUint64Array.from({ length: words.length * mixtures }, (_, i) => words[Math.floor(i / mixtures)] as bigint);

/** The words of the kinds of a family, in their order; copied in halves, since a word that is read is a bigint. */
function entriesOf(family: Side['family'], words: BigUint64Array, { kind }: Columns): BigUint64Array {
  const isOne = Uint8Array.from(kindRows, (row) => Number(row.family === family));
  const [from, to] = [halvesOf(words), halvesOf(room.entries)];
  let n = 0;
  for (let i = 0; i < words.length; i++) {
    if (isOne[kind[i] as number] === 0) continue;
    to[2 * n] = from[2 * i] as number;
    to[2 * n + 1] = from[2 * i + 1] as number;
    n++;
  }
  return room.entries.subarray(0, n);
}

interface Entries {
  readonly k: Kernel;
  readonly mapping: Vma;
  readonly side: Side;
  readonly table: Decisions;
  readonly entries: BigUint64Array;
  /** The first entry that is run through the function, and how far the next one is. */
  readonly from: number;
  readonly step: number;
}

/** The engine's decisions, and the same by TypeScript. */
function byTables({ k, side, table, entries }: Entries): Mismatch | undefined {
  const n = entries.length;
  const [pages, numbers] = [facts.subarray(0, n), pfns.subarray(0, n)];
  const first = <T extends BigUint64Array | Uint32Array>(array: T): T => array.subarray(0, n) as T;
  const given = { ptes: entries, pages, pfns: numbers, copyPfns: numbers, wanted: `an entry of ${side.name}` };
  decideAll(k, table, given, { ptes: first(room.ptes), rows: first(room.rows) });
  const [ptes, rows] = [first(room.again.ptes), first(room.again.rows)];
  referenceDecide(table, entries, pages, numbers, numbers, ptes, rows);
  if (same(first(room.ptes), ptes) && same(first(room.rows), rows)) return undefined;
  const at = entries.findIndex((_, i) => room.ptes[i] !== ptes[i] || room.rows[i] !== rows[i]);
  return { word: entries[at] as bigint, how: `${side.name}: the engine and TypeScript take other rows of its table` };
}

const bytes = (a: ArrayBufferView): Buffer => Buffer.from(a.buffer, a.byteOffset, a.byteLength);
const same = (a: ArrayBufferView, b: ArrayBufferView): boolean => bytes(a).equals(bytes(b));

/** The engine's decisions, and what the function itself says of some of them. */
function byFunction({ k, mapping, side, entries, from, step }: Entries, seen?: Seen): Mismatch | undefined {
  const on = seen ? k : quiet(k);
  for (let i = from; i < entries.length; i += step) {
    const word = entries[i] as bigint;
    const outcome = side.run(on, mapping, word, i);
    if (seen) seeWay(seen, side.name, outcome);
    if (outcome.pte !== room.ptes[i]) return { word, how: `${side.name}: the function and its table differ` };
  }
  return undefined;
}
