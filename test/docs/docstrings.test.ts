/** Every public name says what it is where an editor shows it: on the export itself. */
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { functionNames } from '../../spec/functionNames.ts';
import { commonHelpers } from '../../spec/helpers.ts';
import { kernels } from '../../spec/kernels.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { root, textOf } from '../support/tree.ts';

const doors = ['lib/index.ts', 'lib/fastCheck.ts'].map((door) => join(root, door));
const program = ts.createProgram(doors, {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  noLib: true, // no type is looked at
  types: [],
});
const checker = program.getTypeChecker();

interface PublicName {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

const names: readonly PublicName[] = doors.flatMap((door) => {
  const source = program.getSourceFile(door);
  const module = source && checker.getSymbolAtLocation(source);
  return (module ? checker.getExportsOfModule(module) : []).map((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const said = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    const tags = symbol.getJsDocTags(checker).map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`);
    return {
      name: exported.name,
      file: relative(root, symbol.declarations?.[0]?.getSourceFile().fileName ?? ''),
      text: [said, ...tags].join('\n').trim(),
    };
  });
});

const all: readonly Row[] = [...Object.values(tables).flat(), ...commonHelpers, ...functionNames];
const series = new Set<string>(kernels.map((k) => k.series));
const oldest = kernels[0].series;
const newest = kernels.at(-1)?.series;

/** The release before another one, the last that still has what the other lost: "to 7.2" is "until 7.3". */
const before = (release: string): string => kernels[kernels.findIndex((k) => k.series === release) - 1]?.series ?? '';

/** Every release that a row speaks of. */
const datesOf = (row: Row): string[] => [
  row.since,
  ...(row.until === undefined ? [] : [row.until, before(row.until)]),
  ...(row.renamed ?? []).flatMap((r) => [r.since, before(r.since)]),
  ...Object.entries({ ...row.sinceStable, ...row.untilStable }).map(([tree, patch]) => `${tree}.${patch}`),
];

/** pte_mkuffd_wp and pmd_mkuffd_wp are one fact, told by one row. */
const atPte = (kernelName: string): string => kernelName.replace(/^(pmd|pud)_/, 'pte_');
const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** Rows that a docstring may speak of: its own, those it names, and those that its file asks for. */
function rowsAbout({ name, file, text }: PublicName): readonly Row[] {
  const code = textOf(file);
  const asked = (id: string) => code.includes(`'${id}'`) || code.includes(`.${id}`);
  const named = (row: Row) => atPte(row.kernel) === atPte(snake(name)) || text.includes(row.kernel);
  return all.filter((row) => row.id === name || named(row) || asked(row.id));
}

/** Releases that a text names, `6.1` or `6.1.192`, but for those in quotes: they are examples. */
const releasesIn = (text: string): string[] =>
  [...text.replace(/'[^']*'|`[^`]*`/g, '').matchAll(/(?<![\w.])\d\.\d{1,2}(\.\d+)?(?![\w.]*\d)/g)]
    .map(([said]) => said)
    .filter((said) => series.has(said.split('.', 2).join('.')));

describe('the public names', () => {
  it('are all found', () => {
    expect(names.length).toBeGreaterThan(300);
  });

  it('have a docstring each', () => {
    expect(names.filter(({ text }) => text === '').map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  });

  it('have no two docstrings alike', () => {
    const byText = grouped();
    const alike = [...byText.values()].filter((list) => new Set(list.map(({ file, name }) => file + name)).size > 1);
    expect(alike.map((list) => list.map(({ name }) => name).join(', '))).toEqual([]);
  });

  it('name no release that no row confirms', () => {
    const unconfirmed = names.flatMap((name) => {
      const dates = new Set<string | undefined>([oldest, newest, ...rowsAbout(name).flatMap(datesOf)]);
      return releasesIn(name.text)
        .filter((date) => !dates.has(date))
        .map((date) => `${name.file}: ${name.name}: ${date}`);
    });
    expect(unconfirmed).toEqual([]);
  });
});

function grouped(): Map<string, PublicName[]> {
  const map = new Map<string, PublicName[]>();
  for (const name of names) map.set(name.text, [...(map.get(name.text) ?? []), name]);
  return map;
}
