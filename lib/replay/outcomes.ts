/** Outcomes that no function of mm/ gives, because the kernel does not get as far as calling one. */
import type { Outcome } from '../mm/common/outcome.ts';

/**
 * The entry stays as it is, and no function of mm/ was called for it. unchanged() of mm/ is for a function that was called and
 * decided so: it leaves a step that says why, and a trace would show one here that no kernel takes.
 */
export const notCalled = (pte: bigint): Outcome => ({ pte, effects: [], steps: [] });

/** What two functions made of an entry, one after the other: the entry of the second, the effects and steps of both. */
export const inTurn = (first: Outcome, second: Outcome): Outcome => ({
  pte: second.pte,
  effects: [...first.effects, ...second.effects],
  steps: [...first.steps, ...second.steps],
});
