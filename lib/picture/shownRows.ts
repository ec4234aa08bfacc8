/** The rows of a scenario with what pictures and tables of it show: each entry is explained once. */
import { type Explanation, explain } from '../codec/explain.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { entryName } from '../world/entryName.ts';
import type { ScenarioRow } from '../world/scenario.ts';
import { type Around, aroundOf, isWide } from '../world/told/around.ts';
import { type PagemapSeen, pagemapOf } from '../world/told/pagemapOf.ts';
import { sayPages } from '../world/told/pages.ts';
import { sayBeside } from '../world/told/seen.ts';

/** A row, the entry after it in words, and its named bits that came and went, short: `RW` for `_PAGE_RW`. */
export interface ShownRow extends ScenarioRow {
  readonly explanation: Explanation;
  readonly came: readonly string[];
  readonly went: readonly string[];
  /** What changed of the mapping and of PageAnonExclusive, and the entries of all pages where there are several, in sentences. */
  readonly beside: readonly string[];
  /** TLBs, locks, the counter and other entries; absent where one CPU and one process are alone. */
  readonly around?: Around;
  /** What /proc/PID/pagemap says. */
  readonly pagemap?: PagemapSeen;
}

/** One kernel's play of a script, ready to be shown. */
export interface Played {
  readonly kernel: Kernel;
  readonly rows: readonly ShownRow[];
}

const setBits = ({ parts }: Explanation): readonly string[] =>
  parts.filter((part) => part.state === 'set').map((part) => part.name.replace(/^_PAGE_/, ''));

/** Explains the rows of one scenario on the kernel that played it; the entry after a row is most often that before the next. */
export function shownRows(k: Kernel, rows: readonly ScenarioRow[]): readonly ShownRow[] {
  let last = explain(k, rows[0]?.before ?? 0n, { level: rows[0]?.levelBefore ?? 'pte' });
  let level = rows[0]?.levelBefore ?? 'pte';
  const wide = isWide(rows);
  return rows.map((row, i) => {
    if (row.before !== last.entry.raw || row.levelBefore !== level)
      last = explain(k, row.before, { level: row.levelBefore });
    const same = row.after === last.entry.raw && row.level === row.levelBefore;
    const explanation = same ? last : explain(k, row.after, { level: row.level });
    level = row.level;
    const [old, now] = [setBits(last), setBits(explanation)];
    last = explanation;
    const pagemap = pagemapOf(row.world, entryName(row.process, row.page));
    return {
      ...row,
      explanation,
      came: now.filter((name) => !old.includes(name)),
      went: old.filter((name) => !now.includes(name)),
      beside: [...sayBeside(k, row), ...sayPages(row)],
      ...(wide && { around: aroundOf(row, rows[i - 1]?.world) }),
      ...(pagemap && { pagemap }),
    };
  });
}
