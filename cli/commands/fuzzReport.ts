/** The options of `pte fuzz` on one machine and on a fleet, and how both print a difference and a sum. */

import type { DecisionCounts } from '../../fuzz/comparison.ts';
import type { ComparisonName } from '../../fuzz/comparisons.ts';
import type { Difference } from '../../fuzz/corpus.ts';
import { hex } from '../../lib/base/hex.ts';
import { printable } from '../../lib/base/printable.ts';
import { dashed } from '../../lib/base/spelling.ts';
import { difference, fail } from '../fail.ts';
import { many } from '../many.ts';
import { shellWord } from '../shellWord.ts';
import { statusOf } from '../untilSignal.ts';

/** The options of `pte fuzz`. */
export interface FuzzOptions {
  readonly seed: number;
  readonly shard: string;
  readonly time?: number;
  readonly count?: number;
  readonly target: readonly ComparisonName[];
  readonly threads: number;
  readonly kernel?: string;
  readonly corpus: string;
  readonly checkpoint?: string;
  readonly replay?: string;
  readonly headers?: string;
  readonly source?: string;
  /** A Redis or Valkey server, for a fleet. */
  readonly queue?: string;
  readonly json?: boolean;
}

/** A difference as a command that shows it. */
export function printDifference(d: Difference, kept?: string): void {
  const off = Object.entries(d.config).flatMap(([key, value]) => (value === false ? [dashed(key)] : []));
  const options = [
    `--kernel ${shellWord(d.version)}`,
    ...(d.config.pagingLevels === 5 ? ['--paging 5'] : []),
    ...(off.length > 0 ? [`--off ${off.map(shellWord).join(',')}`] : []),
  ];
  console.log(`${d.target}: ${printable(d.how)}`);
  console.log(`  pte decode ${hex(d.word)} ${options.join(' ')}`);
  if (kept !== undefined) printKept(kept);
}

/** Where a difference is kept, and how to run it again. */
export const printKept = (path: string): void =>
  console.log(`  kept in ${printable(path)}; pte fuzz --replay ${shellWord(path)}`);

/** How a run ended. */
interface End {
  /** Whether it found a difference. */
  readonly differs: boolean;
  readonly failures: readonly unknown[];
  /** The signal that ended it. */
  readonly by?: NodeJS.Signals;
}

/** Says what went wrong, and sets the exit status: that of a difference above all. */
export function conclude({ differs, failures, by }: End): void {
  for (const failure of failures) fail(failure);
  if (differs) process.exitCode = difference;
  else if (failures.length === 0 && by !== undefined) process.exitCode = statusOf(by);
}

/** The end of the line that sums up: what was found, and until what, where that is not the end. */
export function verdict(inputs: number, { differs, failures, by }: End): string {
  if (differs) return 'one difference';
  const found = inputs === 0 ? 'nothing compared' : 'no difference';
  if (by !== undefined) return `${found} until ${by}`;
  return failures.length > 0 ? `${found} until it failed` : found;
}

/** Millions a second. */
export const rate = (inputs: number, seconds: number): string =>
  `${(inputs / Math.max(seconds, 1e-3) / 1e6).toFixed(1)} M/s`;

/** What kernel logic decided, in words; none where nothing was decided. */
export function decidedText({ compared, run }: DecisionCounts, seconds?: number): readonly string[] {
  if (compared === 0) return [];
  const speed = seconds === undefined ? '' : ` (${rate(compared, seconds)})`;
  const of = `${compared.toLocaleString('en')} decisions compared${speed}`;
  return [of, `${run.toLocaleString('en')} of them run through the function as well`];
}

/** How far a run is, over the line before. */
export const progressLine = (inputs: number, seconds: number): void =>
  void process.stderr.write(`\r${many(inputs, 'word')}, ${rate(inputs, seconds)}, ${Math.round(seconds)} s\x1b[K`);

/** Takes that line away. */
export function clearLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

/** What went wrong, for JSON. */
export const messages = (failures: readonly unknown[]): string[] =>
  failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
