/** What a worker says of a job. Nothing of it is believed before it is checked, and of a difference only where to look. */
import { isDeepStrictEqual } from 'node:util';
import { rangeError } from '../lib/base/errors.ts';
import { kernelOfBlock } from './blocks.ts';
import type { DecisionCounts } from './comparison.ts';
import { wordsPerBlock } from './comparisons.ts';
import { isLabel, seenLabels } from './coverage.ts';
import { checkedDifference, type Difference, plainConfig } from './difference.ts';
import type { FleetRange } from './fleetCampaign.ts';
import { isIn } from './isCount.ts';
import type { Tally } from './shard.ts';

/** A job's result as a server keeps it: a tally in JSON's values. */
export interface FleetTally extends Omit<Tally, 'difference' | 'seen'> {
  /** Labels of coverage.ts. */
  readonly seen: readonly string[];
  readonly difference?: Omit<Difference, 'word' | 'config'> & {
    readonly word: string;
    readonly config: Record<string, unknown>;
  };
}

/** A result that can be what its job came to. */
export type CheckedTally = Omit<FleetTally, 'difference'> & { readonly difference?: Difference };

/** A tally for the server. */
export const asFleetTally = ({ difference: d, seen, ...counts }: Tally): FleetTally => ({
  ...counts,
  seen: seenLabels(seen),
  ...(d && { difference: { ...d, word: `0x${d.word.toString(16)}`, config: plainConfig(d.config) } }),
});

/** Labels of one result, and characters of one: several times what all kernels have. */
const mostLabels = 20_000;
const longestLabel = 1000;

const isShortLabel = (label: unknown): boolean =>
  isLabel(label) && label.length <= longestLabel && /^[\x20-\x7e]+$/.test(label);

const wrong = (wanted: string) => rangeError(`expected ${wanted} in its result, got another`, 'ERR_PTE_INPUT');

/**
 * A result that the blocks of a range can have: the numbers fit the range and each other, the difference its block.
 * @throws RangeError (ERR_PTE_INPUT, ERR_PTE_KERNEL) for another.
 */
export function checkedTally(value: unknown, range: FleetRange): CheckedTally {
  if (typeof value !== 'object' || value === null) throw wrong('fields');
  const { blocks, inputs, decisions, seen, difference } = value as Record<string, unknown>;
  const words = wordsPerBlock(range.targets);
  const found = difference === undefined ? undefined : differenceIn(difference, range);
  const least = found ? found.block - range.from : range.count;
  if (blocks !== least) throw wrong(`${least} blocks`);
  if (!isIn(inputs, 0, (blocks + (found ? 1 : 0)) * words)) throw wrong(`at most ${words} words of a block`);
  if (!found && !range.targets.includes('mm') && inputs !== blocks * words) throw wrong(`${blocks * words} words`);
  if (!Array.isArray(seen) || seen.length > mostLabels || !seen.every(isShortLabel))
    throw wrong('labels of what was seen');
  return { blocks, inputs, decisions: checkedDecisions(decisions, inputs), seen, ...(found && { difference: found }) };
}

function checkedDecisions(value: unknown, words: number): DecisionCounts {
  const { compared, run } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (!isIn(compared, 0, words) || !isIn(run, 0, compared)) throw wrong('decisions, at most one of a word');
  return { compared, run };
}

function differenceIn(value: unknown, range: FleetRange): Difference {
  const d = checkedDifference(value, 'its result');
  const k = isIn(d.block, range.from, range.from + range.count - 1) && kernelOfBlock(d.block, range.version);
  const fits =
    k &&
    d.seed === range.seed &&
    range.targets.includes(d.target) &&
    d.version === k.name &&
    isDeepStrictEqual(plainConfig(d.config), plainConfig(k.config));
  if (!fits) throw wrong('a difference in a block of the job');
  return d;
}
