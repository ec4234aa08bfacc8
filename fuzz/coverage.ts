/** What a campaign came by: kinds of entry, what words said of themselves, and the ways that kernel logic took. */
import type { Columns } from '../lib/batch/columns.ts';
import type { Outcome } from '../lib/mm/common/outcome.ts';
import { flagColumn, kinds } from '../spec/kinds.ts';

/** Labels: `kind swap`, `form swap 90` (the flags that say something, in hex), `way do_swap_page pte_mkold ...`. */
export type Seen = Set<string>;

/** Words of a block that are looked at. */
const looked = 256;
const firstSaid = Math.min(...flagColumn.map(({ bit }) => bit));

export function seeColumns(seen: Seen, { kind, flags }: Columns): void {
  for (let i = 0; i < Math.min(looked, kind.length); i++) {
    const name = kinds[kind[i] as number] as string;
    seen.add(`kind ${name}`);
    seen.add(`form ${name} ${((flags[i] as number) >>> firstSaid).toString(16)}`);
  }
}

export function seeWay(seen: Seen, name: string, { steps, effects, next }: Outcome & { readonly next?: string }): void {
  const way = [...steps.map(({ did }) => did), ...effects, ...(next === undefined ? [] : [next])];
  seen.add(`way ${name} ${way.join(' ')}`);
}

/** In a few words; empty where nothing was looked at. */
export function coverage(seen: Iterable<string>): string {
  const labels = [...seen];
  const count = (sort: string) => labels.filter((label) => label.startsWith(`${sort} `)).length;
  const [found, forms, ways] = ['kind', 'form', 'way'].map(count);
  const parts = [
    ...(found ? [`${found} kinds of entry in ${forms} forms`] : []),
    ...(ways ? [`${ways} ways through kernel logic`] : []),
  ];
  return parts.length === 0 ? '' : `${parts.join(' and ')} seen`;
}
