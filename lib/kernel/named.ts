/** Rows of the spec by the names that people have for them. */
import { kinds } from '../../spec/kinds.ts';
import { messages } from '../../spec/messages.ts';
import { type ProposalRow, proposals } from '../../spec/proposals.ts';
import { rangeError, shown } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { dashed } from '../base/spelling.ts';
import { type DatedThing, plainOf, things } from './datedThings.ts';

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Every name of a thing, without case and signs. */
const namesOf = ({ table, row, title }: DatedThing): readonly string[] =>
  [
    row.id,
    plainOf(row.id),
    row.kernel,
    ...(row.renamed ?? []).map(({ kernel }) => kernel),
    `${table}.${row.id}`,
    title,
  ].map(plain);

/** What a name names: rows, a kind of entry that no row dates, or a proposal that no release has. */
export interface NamedThings {
  readonly things: readonly DatedThing[];
  readonly kinds: readonly string[];
  readonly proposals: readonly ProposalRow[];
}

const found = (is: (names: readonly string[]) => boolean): NamedThings => {
  const dated = things.filter((each) => is(namesOf(each)));
  const ids = new Set(dated.map(({ row }) => row.id));
  return {
    things: dated,
    kinds: kinds.filter((kind) => !ids.has(kind) && is([plain(kind)])),
    proposals: proposals.filter(({ id, kernel }) => is([plain(id), plain(kernel)])),
  };
};
const isEmpty = ({ things, kinds, proposals }: NamedThings): boolean =>
  things.length + kinds.length + proposals.length === 0;

/** A commit by as many digits as git prints of one, or more. */
const isCommit = (name: string): boolean => /^[0-9a-f]{7,40}$/.test(name);
const citing = (commit: string): NamedThings => ({
  things: things.filter(
    ({ row: { cite } }) => cite !== undefined && (cite.startsWith(commit) || commit.startsWith(cite)),
  ),
  kinds: [],
  proposals: [],
});

/** What the kernel puts around the name of a flag for the number of its bit. */
const bitName = /^_PAGE_BIT_|_BIT(?=$)/i;

/** Things whose title has every word of a name, in any order: `swap-exclusive`. */
function withWords(name: string): NamedThings {
  const words = name.split(/[^a-z0-9]+/i).filter((word) => word !== '');
  return words.length < 2
    ? found(() => false)
    : {
        ...found(() => false),
        things: things.filter(({ title }) => words.every((w) => plain(title).includes(plain(w)))),
      };
}

/** The first that finds anything. */
function firstFound(...ways: readonly (() => NamedThings)[]): NamedThings | undefined {
  for (const way of ways) {
    const those = way();
    if (!isEmpty(those)) return those;
  }
  return undefined;
}

const exactly = (name: string): NamedThings => {
  const wanted = plain(name);
  return found((names) => wanted !== '' && names.includes(wanted));
};

/** Whatever has a name in its own, and messages that print it. */
function containing(name: string): NamedThings {
  const wanted = plain(name);
  if (wanted.length < 3) return found(() => false);
  const parts = found((names) => names.some((text) => text.includes(wanted)));
  const told = messages.filter(({ prints }) => plain(prints).includes(wanted));
  return {
    ...parts,
    things: [...new Set([...parts.things, ...things.filter(({ row }) => told.some((m) => m === row))])],
  };
}

/**
 * What a name stands for: a bit, a type, a helper, a behaviour, a kind, a message, as the kernel, the library or the command spells it,
 * or the commit that brought it; if it is none, whatever has it in its name, or all words of it.
 * @throws RangeError for a name of nothing, with the nearest.
 */
export function thingsNamed(name: string): NamedThings {
  const all = firstFound(
    () => exactly(name),
    () => (isCommit(name) ? citing(name) : found(() => false)),
    () => exactly(name.replace(bitName, (mark) => (mark.startsWith('_PAGE') ? '_PAGE_' : ''))),
    () => containing(name),
    () => withWords(name),
  );
  if (all) return all;
  throw rangeError(
    `expected a name of a bit, a type, a helper, a behaviour or a kind, got ${shown(name)}${meant(name)}`,
    'ERR_PTE_INPUT',
  );
}

/** No name that is longer was meant for one. */
const longest = 60;
function meant(name: string): string {
  if (name.length > longest) return '';
  const spellings = [
    ...new Set(things.flatMap(({ row }) => [dashed(plainOf(row.id)), row.kernel])),
    ...kinds.map(dashed),
  ];
  const near = nearest(name, spellings);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}
