/** Every public name says what it is where an editor shows it: on the export itself. */
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../spec/schema.ts';
import { allRows, datesOf, newest, oldest, releasesIn } from '../support/datedRows.ts';
import { filesIn, parsed, root, textOf } from '../support/tree.ts';

const doors = ['lib/index.ts', 'lib/fastCheck.ts'].map((door) => join(root, door));
const options = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  noLib: true, // no type is looked at
  types: [],
};
const host = ts.createCompilerHost(options);
/** Files that other tests have read as well are read once. */
host.getSourceFile = (name, how) => {
  const format = typeof how === 'object' ? how.impliedNodeFormat : undefined;
  return Object.assign(parsed(relative(root, name)), { impliedNodeFormat: format });
};
const program = ts.createProgram(doors, options, host);
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

/** pte_mkuffd_wp and pmd_mkuffd_wp are one fact, told by one row. */
const atPte = (kernelName: string): string => kernelName.replace(/^(pmd|pud)_/, 'pte_');
const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** Rows that a docstring may speak of: its own, those it names, and those that its file asks for. */
function rowsAbout({ name, file, text }: PublicName): readonly Row[] {
  // doors have the docstrings of the helpers that they call
  const code = file === 'lib/helpers/doors.ts' ? filesIn('lib/helpers', '.ts').map(textOf).join('\n') : textOf(file);
  const asked = (id: string) => code.includes(`'${id}'`) || code.includes(`.${id}`);
  const own = atPte(snake(name));
  const named = (row: Row) => atPte(row.kernel) === own || text.includes(row.kernel);
  return allRows.filter((row) => row.id === name || named(row) || asked(row.id));
}

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
      const said = releasesIn(name.text);
      if (said.length === 0) return [];
      const dates = new Set<string | undefined>([oldest, newest, ...rowsAbout(name).flatMap(datesOf)]);
      return said.filter((date) => !dates.has(date)).map((date) => `${name.file}: ${name.name}: ${date}`);
    });
    expect(unconfirmed).toEqual([]);
  });
});

function grouped(): Map<string, PublicName[]> {
  const map = new Map<string, PublicName[]>();
  for (const name of names) map.set(name.text, [...(map.get(name.text) ?? []), name]);
  return map;
}
