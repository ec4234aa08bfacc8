/**
 * Kernel logic as a table: what a function of mm/ makes of an entry depends on a few bits of it and a few facts of its page.
 * The function itself is run once for each state of these; the rest, the page frame number, is a shift.
 */

import type { Kernel } from '../kernel/kernel.ts';
import type { Effect, Next, VmFault } from '../mm/common/outcome.ts';
import { type DecisionTable, noDecision } from './engine/types.ts';

/** What a function says of an entry besides the new word. */
export interface Decided {
  readonly effects: readonly Effect[];
  readonly returned: readonly VmFault[];
  readonly next?: Next;
}

/** A table with what each row says besides. */
export interface Decisions extends DecisionTable {
  readonly decided: readonly (Decided | undefined)[];
}

/** Runs the function on one state; undefined where it is not for such an entry. */
export type Run = (
  word: bigint,
  facts: number,
  pfn: bigint,
  copyPfn: bigint,
) => (Decided & { readonly pte: bigint }) | undefined;

const bitsOf = (mask: bigint): readonly bigint[] =>
  Array.from({ length: 64 }, (_, i) => 1n << BigInt(i)).filter((bit) => (mask & bit) !== 0n);

/** `rest` gives the bits of the entry that are not in the mask. */
export function tabulate(k: Kernel, mask: bigint, rest: bigint, facts: number, run: Run): Decisions {
  const bits = bitsOf(mask);
  const size = 2 ** (bits.length + facts);
  const table = {
    mask,
    facts,
    base: new BigUint64Array(size),
    flip: new BigUint64Array(size),
    shift: new Uint8Array(size),
    source: new Uint8Array(size).fill(noDecision),
  };
  const decided: (Decided | undefined)[] = [];
  for (let row = 0; row < size; row++) {
    const word = bits.reduce((w, bit, i) => ((row >> i) & 1 ? w | bit : w), rest & ~mask);
    const at = (pfn: bigint, copy: bigint) => run(word, row >> bits.length, pfn, copy);
    const plain = at(0n, 0n);
    decided.push(
      plain && { effects: plain.effects, returned: plain.returned, ...(plain.next && { next: plain.next }) },
    );
    if (plain)
      Object.assign(
        table,
        fill(k, table, row, plain.pte, (pfn, copy) => at(pfn, copy)?.pte ?? plain.pte),
      );
  }
  return { ...table, decided };
}

/** Where the page frame number goes: asked with none, with all bits, and with one. */
function fill(
  k: Kernel,
  table: Pick<Decisions, 'base' | 'flip' | 'shift' | 'source'>,
  row: number,
  plain: bigint,
  at: (pfn: bigint, copy: bigint) => bigint,
): void {
  const all = k.mask.pfn >> k.mask.pageShift;
  const copies = at(all, 0n) === plain && at(0n, all) !== plain;
  const of = (pfn: bigint) => (copies ? at(0n, pfn) : at(pfn, 0n));
  const probe = 16n; // a bit of the number that every form has
  const moved = of(1n << probe) ^ plain;
  table.base[row] = plain;
  table.flip[row] = of(all) ^ plain;
  table.shift[row] = moved === 0n ? 0 : moved.toString(2).length - 1 - Number(probe);
  table.source[row] = copies ? 1 : 0;
}
