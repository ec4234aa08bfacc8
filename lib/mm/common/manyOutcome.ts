/** What functions give back that take the entries of consecutive pages of one folio. */
import type { Effect, Outcome, Step } from './outcome.ts';

/** What became of entries of consecutive pages of one folio. */
export interface ManyOutcome {
  /** The entries at return. */
  readonly ptes: bigint[];
  /** What else happened, in order of the entries. */
  readonly effects: readonly Effect[];
  /** What was done to each entry in turn. */
  readonly steps: readonly Step[];
}

/** Outcomes of single entries as one, without what each function tells besides. */
export const together = (outcomes: readonly Outcome[]): ManyOutcome => ({
  ptes: outcomes.map(({ pte }) => pte),
  effects: outcomes.flatMap(({ effects }) => effects),
  steps: outcomes.flatMap(({ steps }) => steps),
});
