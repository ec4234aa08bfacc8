/** The options of `pte fuzz` on one machine and on a fleet, and how both print a difference. */
import type { ComparisonName } from '../../fuzz/comparisons.ts';
import type { Difference } from '../../fuzz/corpus.ts';
import { hex } from '../../lib/base/hex.ts';
import { dashed } from '../../lib/base/spelling.ts';

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
export function printDifference(d: Difference, kept: string | undefined): void {
  const off = Object.entries(d.config).flatMap(([key, value]) => (value === false ? [dashed(key)] : []));
  const options = [
    `--kernel ${d.version}`,
    ...(d.config.pagingLevels === 5 ? ['--paging 5'] : []),
    ...(off.length > 0 ? [`--off ${off.join(',')}`] : []),
  ];
  console.log(`${d.target}: ${d.how}`);
  console.log(`  pte decode ${hex(d.word)} ${options.join(' ')}`);
  if (kept !== undefined) console.log(`  kept in ${kept}; pte fuzz --replay ${kept}`);
}
