/** `pte fuzz` on one machine: a campaign, and what it came to. */

import { type Campaign, type CampaignResult, campaign } from '../../fuzz/campaign.ts';
import { coverage, seenLabels } from '../../fuzz/coverage.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import { difference } from '../fail.ts';
import { many } from '../many.ts';
import { type Ended, untilSignal } from '../untilSignal.ts';
import {
  clearLine,
  conclude,
  decidedText,
  type FuzzOptions,
  messages,
  printDifference,
  printKept,
  progressLine,
  rate,
  verdict,
} from './fuzzReport.ts';

/** Seconds of a run that was given neither an end in time nor one in words. */
export const usualSeconds = 10;

/** When a run is to end; that of a count only, never by time. */
export const endOf = ({ time, count }: Pick<FuzzOptions, 'time' | 'count'>) => ({
  seconds: time ?? (count === undefined ? usualSeconds : Number.POSITIVE_INFINITY),
  inputs: count ?? Number.POSITIVE_INFINITY,
});

/** Runs a campaign to its end, or to a signal. */
export async function runCampaign(options: FuzzOptions): Promise<void> {
  const found: Campaign['found'] = (d) => {
    process.exitCode = difference; // whatever happens to the process from here on
    clearLine();
    if (!options.json) printDifference(d);
  };
  const started = campaignOf(options);
  report(await untilSignal((stop) => campaign({ ...started, found, stop })), options);
}

function campaignOf(options: FuzzOptions): Campaign {
  const { seed, target, threads, kernel: version, corpus, checkpoint } = options;
  return {
    seed,
    ...shardOf(options.shard),
    comparisons: target,
    threads,
    corpus,
    ...endOf(options),
    ...(version !== undefined && { version }),
    ...(checkpoint !== undefined && { checkpoint }),
    ...(process.stderr.isTTY && { progress: progressLine }),
  };
}

function shardOf(shard: string): Pick<Campaign, 'index' | 'count'> {
  const [, index, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(shard) ?? [];
  if (index === undefined || of === undefined || Number(index) >= Number(of))
    throw rangeError(`expected --shard as i/n with i below n, got ${shown(shard)}`, 'ERR_PTE_INPUT');
  return { index: Number(index), count: Number(of) };
}

function report({ result, by }: Ended<CampaignResult>, options: FuzzOptions): void {
  clearLine();
  const end = { differs: result.difference !== undefined, failures: result.failures, ...(by && { by }) };
  conclude(end);
  if (options.json) {
    const { seed, shard } = options;
    const failures = messages(result.failures);
    return void console.log(toJson({ seed, shard, ...result, seen: seenLabels(result.seen), failures, by }));
  }
  if (result.kept !== undefined) printKept(result.kept);
  if (result.inputs > 0 || end.differs || by) console.log(sumOf(result, options, verdict(result.inputs, end)));
}

function sumOf(
  { inputs, resumed, seconds, decisions, seen }: CampaignResult,
  options: FuzzOptions,
  end: string,
): string {
  const none = options.target.filter((name) => !seen.target.has(name));
  const parts = [
    `${many(inputs, 'word')} compared`,
    ...(none.length > 0 && inputs > 0 ? [`none of them by ${none.join(' and ')}`] : []),
    ...(resumed > 0 ? [`${resumed.toLocaleString('en')} of them before`] : []),
    rate(inputs - resumed, seconds),
    ...decidedText(decisions, seconds),
    ...[coverage(seen)].filter(Boolean),
    `${end} (seed ${options.seed}, shard ${options.shard})`,
  ];
  return parts.join(', ');
}
