/** What the proposals that a kernel has come to: which of them hold, and the layout that one of them gives it. */
import { type MarkerPattern, type ProposalRow, proposals } from '../../spec/proposals.ts';
import { rangeError } from '../base/errors.ts';
import type { Circumstances } from './inForce.ts';
import type { Layout, Types } from './layout.ts';
import { placeOf, type Release, releaseName } from './release.ts';

/** The form that a proposed layout gives to a marker of write protection by userfaultfd. */
export interface ProposedMarker {
  /** The word: it is the only one. */
  readonly word: bigint;
  /** The id of the proposal. */
  readonly proposal: string;
  /** Functions that meet it take it for a marker; else they go on with the tests that their release has. */
  readonly taught: boolean;
}

const fits = ({ since, until }: ProposalRow, { series }: Release): boolean =>
  !(since && placeOf(series) < placeOf(since)) && !(until && placeOf(series) >= placeOf(until));

/**
 * The proposals of some names that do something with the options of a kernel.
 * @throws RangeError for one that does not fit the release, and for two layouts.
 */
export function proposalsHeld({ release, needs }: Circumstances, ids: readonly string[]): readonly ProposalRow[] {
  if (ids.length === 0) return [];
  const rows: readonly ProposalRow[] = proposals.filter(({ id }) => ids.includes(id));
  for (const row of rows)
    if (!fits(row, release))
      throw rangeError(
        `expected a release from ${row.since} to before ${row.until} for ${row.id}, got ${releaseName(release)}`,
      );
  const held = rows.filter((row) => (row.needs ?? []).every((need) => needs.has(need)));
  const layouts = held.filter(({ pattern }) => pattern).map(({ id }) => id);
  if (layouts.length > 1) throw rangeError(`expected one layout of a marker, got ${layouts.join(' and ')}`);
  return held;
}

/** Page frame number 0 and offset 0 are stored inverted. */
function wordOf({ type, bits }: MarkerPattern, mask: Layout, types: Types): bigint {
  const [number, rest] =
    type === undefined ? [0n, mask.pfn] : [BigInt(types[type] ?? 0) << mask.swpTypeShift, mask.swpOffset];
  return bits.reduce((word, id) => word | mask[id], number | rest);
}

/** The form of a marker by the layout among some proposals, if there is one. */
export function proposedMarker(held: readonly ProposalRow[], mask: Layout, types: Types): ProposedMarker | undefined {
  const row = held.find(({ pattern }) => pattern);
  if (!row?.pattern) return undefined;
  return Object.freeze({ word: wordOf(row.pattern, mask, types), proposal: row.id, taught: row.pattern.taught });
}
