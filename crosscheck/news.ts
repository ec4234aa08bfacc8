/** What it means that only one side has a name. */
import { dated, nameOf } from '../lib/kernel/inForce.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { leftOut } from '../spec/leftOut.ts';
import type { Row } from '../spec/schema.ts';

/** The row that says why the library leaves out what the headers of a kernel have under a name, `f()` for a helper. */
export const knownOnly = (k: Kernel, name: string): Row | undefined =>
  (leftOut as readonly Row[]).find((row) => dated(row, k.release) && nameOf(row, k.release) === name.replace('()', ''));

/** What a cross-check comes to: a difference, a name that nobody knew of, or neither. */
export type CrosscheckVerdict = 'differ' | 'news' | 'agree';

/** The verdict on a report: a difference counts for more than a name on one side. */
export const verdictOf = (report: { readonly agree: boolean; readonly news: readonly string[] }): CrosscheckVerdict =>
  report.agree ? (report.news.length > 0 ? 'news' : 'agree') : 'differ';
