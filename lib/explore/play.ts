/** One line of a search is played: what scripts have, and operations of one's own. */
import type { Kernel } from '../kernel/kernel.ts';
import { type Performed, perform } from '../world/run/perform.ts';
import { rowsOf, type ScenarioRow } from '../world/scenario.ts';
import type { Script, ScriptLine } from '../world/script.ts';
import { born } from '../world/start/born.ts';
import type { World } from '../world/world.ts';
import { checkOwn, type OwnOperation, type OwnOperations, ownOperations } from './own.ts';

/** The world, in which operations of one's own are known. */
export const knowing = (w: World, own: OwnOperations | undefined): World => (w.own === own || !own ? w : { ...w, own });

/** What comes of a line in a world that a search has reached; nobody waits there, so that nobody is let go on. */
export const playLine = (w: World, line: ScriptLine, own?: OwnOperations): Performed | undefined =>
  perform(knowing(w, own), line)[0];

/**
 * Plays a script in which operations of one's own may stand, as play() does those that `pte run` has.
 *
 * @param operations those that the search had; names among them are passed over.
 */
export function playOwn(
  k: Kernel,
  { mapping, lines }: Script,
  operations: readonly (string | OwnOperation)[],
): readonly ScenarioRow[] {
  const given = operations.filter((one) => typeof one !== 'string');
  checkOwn(given);
  const rows: ScenarioRow[] = [];
  let w = knowing(born(k, mapping), ownOperations(given));
  for (const [number, line] of lines.entries()) {
    rows.push(...rowsOf(w, line, number));
    w = rows.at(-1)?.world ?? w;
  }
  return rows;
}
