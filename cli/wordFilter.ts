/** Which words are wanted, as one query out of the options that say it. */
import { rangeError, shown } from '../lib/base/errors.ts';
import { nearest } from '../lib/base/nearest.ts';
import { camel, dashed } from '../lib/base/spelling.ts';
import { parseQuery } from '../lib/query/query.ts';
import { kinds } from '../spec/kinds.ts';

/** The options as commander gives them. */
export interface FilterOptions {
  readonly select?: string;
  readonly kind?: readonly string[];
  readonly skipEmpty?: boolean;
}

/** A kind by either of its spellings, migrationRead or migration-read. @throws RangeError for what is none, with the nearest. */
export function kindOf(text: string): (typeof kinds)[number] {
  const found = kinds.find((kind) => kind === text || dashed(kind) === text);
  if (found) return found;
  const near = text.length > 40 ? undefined : nearest(dashed(camel(text)), kinds.map(dashed));
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw rangeError(`expected a kind among ${kinds.map(dashed).join(', ')}, got ${shown(text)}${hint}`, 'ERR_PTE_INPUT');
}

/** The query; undefined where all words are wanted. @throws RangeError for a kind that is none and for a query that cannot be read. */
export function filterOf({ select, kind, skipEmpty }: FilterOptions): string | undefined {
  if (select !== undefined) parseQuery(select);
  const parts = [
    ...(skipEmpty ? ['!none'] : []),
    ...(kind ? [`(${kind.map((text) => `kind = ${dashed(kindOf(text))}`).join(' | ')})`] : []),
    ...(select === undefined ? [] : [`(${select})`]),
  ];
  return parts.length <= 1 ? parts[0] && (select ?? parts[0]) : parts.join(' & ');
}
