/** One helper on both sides: the first input on which they differ, as small as it can be made. */
import { short } from '../lib/base/hex.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { Probe, ProbeHelper } from './headers/probe.ts';
import { inputs } from './inputs.ts';
import { ourAnswers } from './ourHelpers.ts';

/** An input on which the two sides differ. */
export interface HelperDifference {
  readonly arguments: readonly bigint[];
  readonly ours: bigint;
  readonly kernels: bigint;
}

/** What came of one helper: agreement, the smallest difference found, or how the kernel's own ended. */
export type HelperVerdict =
  | { readonly helper: string; readonly verdict: 'agree'; readonly inputs: number }
  | {
      readonly helper: string;
      readonly verdict: 'differ';
      readonly inputs: number;
      readonly difference: HelperDifference;
    }
  | { readonly helper: string; readonly verdict: 'crashed'; readonly how: string };

/** A helper that does not agree, in a line: `pte_dirty(0x40): ours 0x1, the kernel's 0x0`. */
export function wrongHelper(h: HelperVerdict): string {
  if (h.verdict === 'crashed') return `${h.helper}(): the kernel's helper ended with ${h.how}`;
  if (h.verdict === 'agree') return `${h.helper}(): agree`;
  const { arguments: args, ours, kernels } = h.difference;
  const [mine, theirs, ...given] = [ours, kernels, ...args].map(short);
  return `${h.helper}(${given.join(', ')}): ours ${mine}, the kernel's ${theirs}`;
}

const block = 1 << 16;

/** Compares `count` inputs of a helper that both sides have. */
export async function compareHelper(
  k: Kernel,
  probe: Probe,
  { name, arguments: kinds }: ProbeHelper,
  seed: number,
  count: number,
): Promise<HelperVerdict> {
  const total = kinds.length === 0 ? 1 : count;
  let compared = 0;
  for (let from = 0; from < total; from += block) {
    const columns = inputs(kinds, seed, from, Math.min(block, total - from));
    const theirs = await probe.apply(name, columns);
    if (theirs.kind === 'crashed') return { helper: name, verdict: 'crashed', how: theirs.how };
    const mine = ourAnswers(k, name, kinds, columns) as BigUint64Array;
    const at = mine.findIndex((word, i) => word !== theirs.words[i]);
    compared += at < 0 ? mine.length : at + 1;
    if (at < 0) continue;
    const difference = await minimised(
      k,
      probe,
      name,
      kinds,
      columns.map((column) => column[at] as bigint),
    );
    return { helper: name, verdict: 'differ', inputs: compared, difference };
  }
  return { helper: name, verdict: 'agree', inputs: compared };
}

/** Takes bits away for as long as the two sides still differ. */
async function minimised(
  k: Kernel,
  probe: Probe,
  name: string,
  kinds: readonly string[],
  start: readonly bigint[],
): Promise<HelperDifference> {
  let smallest = start;
  for (let found: readonly bigint[] | undefined = start; found; ) {
    smallest = found;
    const tries = smallest.flatMap((word, place) => withoutOneBit(word).map((w) => smallest.with(place, w)));
    found = tries.length > 0 ? await firstDifferent(k, probe, name, kinds, tries) : undefined;
  }
  const [columns, mine, theirs] = await both(k, probe, name, kinds, [smallest]);
  return { arguments: columns.map((c) => c[0] as bigint), ours: mine[0] as bigint, kernels: theirs[0] as bigint };
}

const withoutOneBit = (word: bigint): bigint[] =>
  Array.from({ length: 64 }, (_, i) => 1n << BigInt(i)).flatMap((bit) => (word & bit ? [word ^ bit] : []));

async function both(
  k: Kernel,
  probe: Probe,
  name: string,
  kinds: readonly string[],
  rows: readonly (readonly bigint[])[],
): Promise<readonly [BigUint64Array[], BigUint64Array, BigUint64Array]> {
  const columns = kinds.map((_, place) => BigUint64Array.from(rows, (row) => row[place] as bigint));
  const theirs = await probe.apply(name, columns);
  const mine = ourAnswers(k, name, kinds, columns) as BigUint64Array;
  return [columns, mine, theirs.kind === 'done' ? theirs.words : mine];
}

async function firstDifferent(
  k: Kernel,
  probe: Probe,
  name: string,
  kinds: readonly string[],
  rows: readonly (readonly bigint[])[],
): Promise<readonly bigint[] | undefined> {
  const [, mine, theirs] = await both(k, probe, name, kinds, rows);
  const at = mine.findIndex((word, i) => word !== theirs[i]);
  return at < 0 ? undefined : rows[at];
}
