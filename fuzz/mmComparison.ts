/** The functions of mm/ over arrays against the functions for one entry. */
import { hasHelper } from '../crosscheck/ourHelpers.ts';
import { doSwapPageBatch, removeMigrationPteBatch } from '../lib/batch/mmBatch.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { familyOf } from '../lib/mm/common/family.ts';
import { fault } from '../lib/mm/common/fault.ts';
import { folio } from '../lib/mm/common/folio.ts';
import { vma } from '../lib/mm/common/makeVma.ts';
import type { Vma } from '../lib/mm/common/vma.ts';
import { doSwapPage } from '../lib/mm/memory/doSwapPage.ts';
import { removeMigrationPte } from '../lib/mm/migrate/removeMigrationPte.ts';
import type { Compared, Comparison, Mismatch } from './comparison.ts';
import { type Seen, seeWay } from './coverage.ts';

/** Every page of a block has another number and another mixture of facts: those of page i. */
const pfnOf = (i: number): bigint => BigInt(i) * 0x9e37n;
const factsOf = (i: number): number => i & 7;

const pfns = (count: number) => BigUint64Array.from({ length: count }, (_, i) => pfnOf(i));
const facts = (count: number) => Uint8Array.from({ length: count }, (_, i) => factsOf(i));

/** The facts of page i by name, bit 0 first. */
const named = <N extends string>(i: number, names: readonly N[]) =>
  Object.fromEntries(names.map((name, bit) => [name, ((factsOf(i) >> bit) & 1) === 1])) as Record<N, boolean>;

/** The logic is that of 5.7 and later. */
export const hasLogic = (k: Kernel): boolean => hasHelper(k, 'pte_swp_uffd_wp');

/** Migration entries and swap entries, each with the function that brings the page back. */
export const mmComparison: Comparison = {
  words: 1 << 10,
  run(k, words, seen) {
    if (!hasLogic(k)) return { compared: 0 };
    const mapping = vma(k, { vmFlags: ['read', 'write', 'mayread', 'maywrite'] });
    const migration = words.filter((w) => familyOf(k, w) === 'migration');
    const swap = words.filter((w) => familyOf(k, w) === 'swap');
    const mismatch = compareMigration(k, migration, mapping, seen) ?? compareSwap(k, swap, mapping, seen);
    return { compared: comparedOf(words, migration, swap), ...(mismatch && { mismatch }) };
  },
};

/** Of a block, all: the words that are no such entries were asked what they are. Of words without such an entry, none. */
const comparedOf = (words: BigUint64Array, ...entries: readonly BigUint64Array[]): Compared['compared'] =>
  entries.some(({ length }) => length > 0) ? words.length : 0;

function compareMigration(k: Kernel, entries: BigUint64Array, mapping: Vma, seen?: Seen): Mismatch | undefined {
  const batch = removeMigrationPteBatch(k, entries, mapping, facts(entries.length), pfns(entries.length)).ptes;
  const word = entries.find((entry, i) => {
    const page = folio(named(i, ['anon', 'dirty', 'devicePrivate']));
    const outcome = removeMigrationPte(k, entry, mapping, page, pfnOf(i));
    if (seen) seeWay(seen, 'remove_migration_pte', outcome);
    return outcome.pte !== batch[i];
  });
  return word === undefined ? undefined : { word, how: 'removeMigrationPte() and its batch differ' };
}

function compareSwap(k: Kernel, entries: BigUint64Array, mapping: Vma, seen?: Seen): Mismatch | undefined {
  const write = fault({ write: true });
  const given = { fault: write, copyPfns: pfns(entries.length) };
  const batch = doSwapPageBatch(k, entries, mapping, facts(entries.length), pfns(entries.length), given).ptes;
  const word = entries.find((entry, i) => {
    const { fresh, ...page } = named(i, ['reusable', 'ksm', 'fresh']);
    const outcome = doSwapPage(k, entry, mapping, folio(page), pfnOf(i), write, { fresh, copyPfn: pfnOf(i) });
    if (seen) seeWay(seen, 'do_swap_page', outcome);
    return outcome.pte !== batch[i];
  });
  return word === undefined ? undefined : { word, how: 'doSwapPage() and its batch differ' };
}
