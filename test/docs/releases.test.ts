/** Pages that say when something changed: each release they name is one that rows speak of, or the last before it. */
import { describe, expect, it } from 'vitest';
import { bugs } from '../../spec/bugs.ts';
import type { Row } from '../../spec/schema.ts';
import { allRows, before, datesOf, newest, oldest, releasesIn } from '../support/datedRows.ts';
import { textOf } from '../support/tree.ts';
import { blocksOf, commandsOf } from './blocks.ts';

interface Passage {
  /** Paragraphs, up to the examples. */
  readonly text: string;
  /** The commands of the examples below them. */
  readonly commands: readonly string[];
}

/** A page as text and the examples below it, again and again. */
function passagesOf(page: string): Passage[] {
  const found: Passage[] = [];
  for (const [, text = '', examples = ''] of page.matchAll(/((?:^(?!```).*\n)+)((?:^```\w+\n[\s\S]*?^```$\n*)*)/gm))
    found.push({
      text: text.replaceAll(/^#.*$/gm, ''),
      commands: blocksOf(examples).flatMap(({ code }) => commandsOf(code).map(({ command }) => command)),
    });
  return found;
}

const sentencesOf = (text: string): string[] => text.replaceAll(/\s+/g, ' ').split(/(?<=[.:?])\s(?=[A-Z0-9`])/);
const runBy = (commands: readonly string[]): string[] =>
  commands.flatMap((command) => [...command.matchAll(/-k (\S+)/g)].map(([, name = '']) => name));
const dates = new Set(allRows.flatMap(datesOf));
/** Rows that came with a commit that a text names. */
const citedIn = (text: string): readonly Row[] =>
  allRows.filter(({ cite }) => cite !== undefined && text.includes(cite));

/** The release before one of a stable tree: "up to 6.1.7" of what came with 6.1.8. */
function lastWithout(release: string): string[] {
  const [x, y, z] = release.split('.').map(Number);
  return z === undefined || z === 0 ? [] : [`${x}.${y}.${z - 1}`];
}

describe('docs/discussions.md', () => {
  const passages = passagesOf(textOf('docs/discussions.md')).filter(({ text }) => releasesIn(text).length > 0);
  const cases = passages.flatMap(({ text, commands }) =>
    sentencesOf(text)
      .filter((sentence) => releasesIn(sentence).length > 0)
      .map((sentence) => ({ sentence, commands })),
  );

  it('names releases', () => {
    expect(cases.length).toBeGreaterThan(15);
    expect(passages.filter(({ commands }) => commands.length === 0).map(({ text }) => text)).toEqual([]);
  });

  it.each(cases)('names releases of rows, or that it runs: $sentence', ({ sentence, commands }) => {
    const known = new Set([...dates, ...[...dates].flatMap(lastWithout), ...runBy(commands)]);
    expect(releasesIn(sentence).filter((release) => !known.has(release))).toEqual([]);
  });

  it.each(cases.filter(({ sentence }) => citedIn(sentence).length > 0))(
    'dates a commit as its row does: $sentence',
    ({ sentence }) => {
      const said = releasesIn(sentence);
      expect(
        citedIn(sentence)
          .flatMap(datesOf)
          .filter((date) => [date, ...lastWithout(date), before(date)].some((one) => said.includes(one))),
      ).not.toEqual([]);
    },
  );
});

describe('docs/bugs.md', () => {
  const word = (name: string, text: string) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
  /** Rows whose dates a bug tells of besides its own. */
  const also: Readonly<Record<string, readonly string[]>> = {
    H1: ['UFFD_FEATURE_WP_HUGETLBFS_SHMEM'],
    C1: ['migDirty'],
    C3: ['movePagesPte'],
    C4: ['migDirty'],
    C12: ['UFFD_FEATURE_WP_HUGETLBFS_SHMEM'],
    C14: ['UFFDIO_WRITEPROTECT'],
    C16: ['pagemapScan', 'daxMapsPages'],
  };
  /** Read in the source, of a function without rows: change_non_present_huge_pmd() of 7.1.3 drops the bit, that of 7.1.8 and 7.2.6 keeps it. */
  const read: Readonly<Record<string, readonly string[]>> = { H27: ['7.1'] };
  const rowsOf = (ids: readonly string[]) => allRows.filter(({ id }) => ids.includes(id));

  /** Rows of the bug, rows that name it, rows of what its text names: a function, an ioctl, another bug. */
  const about = (id: string, text: string, rows: readonly string[]) => {
    const others = bugs.filter((bug) => word(bug.id, text)).flatMap((bug) => [...bug.rows]);
    const named = allRows.filter((row) => word(row.kernel, text) || ('says' in row && word(id, String(row.says))));
    return [...rowsOf([...rows, ...others, ...(also[id] ?? [])]), ...named];
  };

  it.each(bugs.map((bug) => ({ ...bug })))('names releases of the rows of $id', (bug) => {
    const text = 'releases' in bug ? `${bug.says} ${bug.releases}` : bug.says;
    const dated = about(bug.id, text, bug.rows).flatMap((row) => [before(row.since), ...datesOf(row)]);
    const known = new Set<string | undefined>([oldest, newest, ...dated, ...(read[bug.id] ?? [])]);
    expect(releasesIn(text).filter((release) => !known.has(release))).toEqual([]);
  });
});
