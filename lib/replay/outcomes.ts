/** Outcomes that no function of mm/ gives, because the kernel does not get as far as calling one. */
import type { Outcome } from '../mm/common/outcome.ts';

/** The entry stays as it is, and nothing was done to it. */
export const unchanged = (pte: bigint): Outcome => ({ pte, effects: [], steps: [] });

/** What two functions made of an entry, one after the other: the entry of the second, the effects and steps of both. */
export const inTurn = (first: Outcome, second: Outcome): Outcome => ({
  pte: second.pte,
  effects: [...first.effects, ...second.effects],
  steps: [...first.steps, ...second.steps],
});
