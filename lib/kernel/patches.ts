/** What a kernel has more or less than its release: rows of the spec, and proposals that no release has, by name. */
import { type ProposalRow, proposals } from '../../spec/proposals.ts';
import { tables } from '../../spec/tables.ts';
import { rangeError, shown } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Config } from './config.ts';

/** The id of a row of proposals, such as `wrprotectIfUffd`: what stands after a colon in the name of a kernel. */
export type ProposalId = (typeof proposals)[number]['id'];

const rowKeys: readonly string[] = Object.entries(tables).flatMap(([table, rows]) => [
  ...new Set(rows.map((row) => `${table}.${row.id}`)),
]);
const idOf = (key: string): string => key.slice(key.indexOf('.') + 1);

/** The proposal of a name. */
export const proposalOf = (name: string): ProposalRow | undefined => proposals.find(({ id }) => id === name);

/** Splits `6.0:wrprotectIfUffd:-numaSavedwrite` into the release and what stands after each colon. */
export function splitName(text: string): readonly [release: string, patches: readonly string[]] {
  const [release = '', ...patches] = text.split(':');
  return [release, patches];
}

/** The row, as `table.id`, or the proposal that a name stands for. @throws RangeError for a name of none or of several. */
function resolved(name: string): string {
  if (proposalOf(name) || rowKeys.includes(name)) return name;
  const found = rowKeys.filter((key) => idOf(key) === name);
  if (found.length === 1) return found[0] as string;
  const wanted = found.length > 1 ? `one of ${found.join(', ')}` : 'a row or a proposal such as wrprotectIfUffd';
  const near = found.length > 1 ? undefined : nearest(name, [...proposals.map(({ id }) => id), ...rowKeys.map(idOf)]);
  throw rangeError(`expected ${wanted}, got ${shown(name)}${near ? ` (did you mean ${near}?)` : ''}`);
}

type Changes = Pick<Config, 'backports' | 'without' | 'proposals'>;

const others = (list: readonly string[], key: string): readonly string[] =>
  list.filter((name) => name !== key && name !== idOf(key));

function added({ backports, without, proposals: taken }: Changes, name: string): Changes {
  const key = resolved(name);
  if (proposalOf(key)) return { backports, without, proposals: [...others(taken, key), key] };
  return { backports: [...others(backports, key), key], without: others(without, key), proposals: taken };
}

function removed({ backports, without, proposals: taken }: Changes, name: string): Changes {
  const key = resolved(name);
  if (!proposalOf(key))
    return { backports: others(backports, key), without: [...others(without, key), key], proposals: taken };
  if (taken.includes(key)) return { backports, without, proposals: others(taken, key) };
  throw rangeError(`expected a row after "-", since no release has the proposal ${key}, got ${shown(`-${name}`)}`);
}

/**
 * A configuration with a row or a proposal more for each name, and without the row for one that `-` precedes; the last name wins.
 * @throws RangeError for a name of no row and no proposal, for one of several rows, and for a proposal after `-` that is not there.
 */
export function patchedConfig(config: Config, patches: readonly string[]): Config {
  if (patches.length === 0) return config;
  let changes: Changes = config;
  for (const name of patches) changes = name.startsWith('-') ? removed(changes, name.slice(1)) : added(changes, name);
  const { backports, without, proposals: taken } = changes;
  return Object.freeze({
    ...config,
    backports: Object.freeze(backports),
    without: Object.freeze(without),
    proposals: Object.freeze(taken),
  });
}
