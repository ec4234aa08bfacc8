/** Results as the lines of a table. */

import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import type { Result } from './result.ts';

const git = (...args: readonly string[]): string | undefined => {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
};

/** Which machine, which Node, which commit. */
export function where(): string {
  const commit = git('rev-parse', '--short', 'HEAD') ?? 'none';
  return `${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, Node ${process.version}, commit ${commit}`;
}

const size = (words: number): string => {
  const bytes = words * 8;
  return bytes < 1 << 20 ? `${bytes / 1024} KiB` : `${bytes / (1 << 20)} MiB`;
};

/** A line of Markdown for each result. */
export const tableOf = (results: readonly Result[]): string =>
  [
    '| words | of | by | threads | ns a word | ratio | ± |',
    '|---|---|---|---|---|---|---|',
    ...results.map(
      (r) =>
        `| ${size(r.words)} | ${r.name} | ${r.target} | ${r.threads} | ${r.nsPerWord.toFixed(3)} | ${r.ratioToMemcpy.toFixed(3)} | ${(100 * r.spread).toFixed(0)} % |`,
    ),
  ].join('\n');
