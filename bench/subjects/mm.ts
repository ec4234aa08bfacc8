/** Kernel logic over arrays, for the same harness: entries of every kind that the function is for, in no order. */

import { doSwapPageBatch, removeMigrationPteBatch } from '../../lib/batch/mmBatch.ts';
import * as swp from '../../lib/index.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { vma } from '../../lib/mm/common/makeVma.ts';
import { type Forced, forcedTask } from '../engines.ts';
import type { Task } from '../result.ts';

/** 8 of the entry, 1 of the page and 8 of its number read, 8 of the entry and 4 of the case written. */
const bytesPerEntry = 29;

const k = kernel('6.12');
const mapping = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite', 'softdirty'] });

const migrating = [
  swp.makeReadableMigrationEntry,
  swp.makeReadableExclusiveMigrationEntry,
  swp.makeWritableMigrationEntry,
].flatMap((make) => {
  const entry = make(k, 0x12345n);
  return [entry, swp.makeMigrationEntryYoung(k, entry), swp.makeMigrationEntryDirty(k, entry)].map((e) =>
    swp.swpEntryToPte(k, e),
  );
});
const swapped = [swp.swpEntryToPte(k, swp.swpEntry(k, 0, 0x1000n)), swp.swpEntryToPte(k, swp.swpEntry(k, 1, 0x2000n))];
const flagged = (words: readonly bigint[]) =>
  words.flatMap((w) => [w, swp.pteSwpMksoftDirty(k, w), swp.pteSwpMkuffdWp(k, w)]);

/** `n` of the words without an order; after 64 Ki of them the same again. */
function mixed(words: readonly bigint[], n: number): BigUint64Array {
  let x = 1;
  const next = () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x >>> 8;
  };
  const some = BigUint64Array.from({ length: 1 << 16 }, () => words[next() % words.length] as bigint);
  const all = new BigUint64Array(n);
  for (let at = 0; at < n; at += some.length) all.set(some.subarray(0, n - at), at);
  return all;
}

/** Kernel logic over `n` entries with each instruction set of the core. */
export function mmTasks(targets: readonly Forced[], n: number): readonly Task[] {
  const into = { ptes: new BigUint64Array(n), rows: new Uint32Array(n) };
  const pages = new Uint8Array(n).map((_, i) => i & 3);
  const pfns = new BigUint64Array(n).fill(0x12345n);
  const copyPfns = new BigUint64Array(n).fill(0x23456n);
  const migration = mixed(flagged(migrating), n);
  const swap = mixed(flagged(swapped), n);
  const given = { fault: fault({ write: true }), copyPfns };
  const functions = {
    remove_migration_pte: () => removeMigrationPteBatch(k, migration, mapping, pages, pfns, into),
    do_swap_page: () => doSwapPageBatch(k, swap, mapping, pages, pfns, given, into),
  };
  return targets.flatMap((forced) =>
    Object.entries(functions).map(([name, run]) =>
      forcedTask(forced, { name, bytes: bytesPerEntry, beside: 'copy' }, run),
    ),
  );
}
