/** The functions of the kernel that are compared over arrays, each with the entries that it takes and the pages behind them. */
import type { Decisions } from '../lib/batch/decisionTable.ts';
import { migrationDecisions } from '../lib/batch/migrationTable.ts';
import { swapInDecisions } from '../lib/batch/swapInTable.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { fault } from '../lib/mm/common/fault.ts';
import { folio } from '../lib/mm/common/folio.ts';
import type { Outcome } from '../lib/mm/common/outcome.ts';
import type { Vma } from '../lib/mm/common/vma.ts';
import { doSwapPage } from '../lib/mm/memory/doSwapPage.ts';
import { removeMigrationPte } from '../lib/mm/migrate/removeMigrationPte.ts';
import { blockWords } from './blocks.ts';

/** Every page of a block has another number and another mixture of three facts: those of page i. */
const pfnOf = (i: number): bigint => BigInt(i) * 0x9e37n;
/** Combinations of three facts. */
export const mixtures = 8;
const factsOf = (i: number): number => (i + (i >> 4)) % mixtures; // all of them in a row, and also among each sixteenth
/** The numbers of pages, in pages. */
export const pfns = BigUint64Array.from({ length: blockWords }, (_, i) => pfnOf(i));
/** The facts of pages, one bit each. */
export const facts = Uint8Array.from({ length: blockWords }, (_, i) => factsOf(i));

/** For each mixture of facts what `of` makes of them by name, bit 0 first. */
const byFacts = <N extends string, T>(names: readonly N[], of: (given: Record<N, boolean>) => T): readonly T[] =>
  Array.from({ length: mixtures }, (_, facts) => {
    const given = names.map((name, bit) => [name, ((facts >> bit) & 1) === 1] as const);
    return of(Object.fromEntries(given) as Record<N, boolean>);
  });

/** A function of the kernel that brings pages back, and the table made from it. */
export interface Side {
  readonly name: string;
  readonly family: 'migration' | 'swap';
  tableOf(k: Kernel, mapping: Vma): Decisions;
  /** What the function makes of the entry of page i. */
  run(k: Kernel, mapping: Vma, word: bigint, i: number): Outcome;
}

const moved = byFacts(['anon', 'dirty', 'devicePrivate'], folio);
const migration: Side = {
  name: 'remove_migration_pte',
  family: 'migration',
  tableOf: migrationDecisions,
  run: (k, mapping, word, i) =>
    removeMigrationPte(k, word, mapping, moved[factsOf(i)] as (typeof moved)[number], pfnOf(i)),
};

const write = fault({ write: true });
const cameIn = byFacts(['reusable', 'ksm', 'fresh'], ({ fresh, ...page }) => ({ fresh, page: folio(page) }));
const swapIn: Side = {
  name: 'do_swap_page',
  family: 'swap',
  tableOf: (k, mapping) => swapInDecisions(k, mapping, write),
  run: (k, mapping, word, i) => {
    const { fresh, page } = cameIn[factsOf(i)] as (typeof cameIn)[number];
    return doSwapPage(k, word, mapping, page, pfnOf(i), write, { fresh, copyPfn: pfnOf(i) });
  },
};

/** Migration entries and swap entries. */
export const sides: readonly Side[] = [migration, swapIn];
