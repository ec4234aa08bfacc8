/** What a campaign came by: kinds of entry, what words said of themselves, and the ways that kernel logic took. */
import type { Columns } from '../lib/batch/columns.ts';
import type { Outcome } from '../lib/mm/common/outcome.ts';
import { flagColumn, kinds } from '../spec/kinds.ts';

/** What is looked at: see Seen. */
const aspects = ['target', 'kind', 'form', 'way'] as const;

/**
 * target: the comparisons that compared something. kind: `swap`. form: a kind and the flags that say something, in hex, `swap 90`. way: a kernel function, what it did to the
 * entry, and what came of it, `do_swap_page pte_mkold ...`.
 */
export type Seen = Readonly<Record<(typeof aspects)[number], Set<string>>>;

/** To begin with. */
export const nothingSeen = (): Seen => ({ target: new Set(), kind: new Set(), form: new Set(), way: new Set() });

/** Adds what another one came by. */
export function addSeen(into: Seen, more: Seen): void {
  for (const aspect of aspects) for (const one of more[aspect]) into[aspect].add(one);
}

/** As files and --json have it: one text for each, `kind swap`. */
export const seenLabels = (seen: Seen): string[] =>
  aspects.flatMap((aspect) => [...seen[aspect]].map((one) => `${aspect} ${one}`)).sort();

/** Whether a text out of a file is a label. */
export const isLabel = (value: unknown): value is string =>
  typeof value === 'string' && aspects.some((aspect) => value.startsWith(`${aspect} `));

/** Adds labels out of a file. */
export function addLabels(into: Seen, labels: readonly string[]): void {
  for (const label of labels) {
    const aspect = aspects.find((name) => label.startsWith(`${name} `));
    if (aspect) into[aspect].add(label.slice(aspect.length + 1));
  }
}

/** Words of a block that are looked at. */
const looked = 256;
const firstSaid = Math.min(...flagColumn.map(({ bit }) => bit));

/** Adds the kinds and forms among the first rows of columns. */
export function seeColumns(seen: Seen, { kind, flags }: Columns): void {
  for (let i = 0; i < Math.min(looked, kind.length); i++) {
    const name = kinds[kind[i] as number] as string;
    seen.kind.add(name);
    seen.form.add(`${name} ${((flags[i] as number) >>> firstSaid).toString(16)}`);
  }
}

/** Adds the way that a kernel function took. */
export function seeWay(seen: Seen, name: string, { steps, effects, next }: Outcome & { readonly next?: string }): void {
  const way = [...steps.map(({ did }) => did), ...effects, ...(next === undefined ? [] : [next])];
  seen.way.add(`${name} ${way.join(' ')}`);
}

/** How much was seen, in a few words; empty where nothing was looked at. */
export function coverage({ kind, form, way }: Seen): string {
  const parts = [
    ...(kind.size > 0 ? [`${kind.size} kinds of entry in ${form.size} forms`] : []),
    ...(way.size > 0 ? [`${way.size} ways through kernel logic`] : []),
  ];
  return parts.length === 0 ? '' : `${parts.join(' and ')} seen`;
}
