/** What a reader sees over a name: a docstring on the export itself, which names the kernel's identifier and where it stands. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as library from '../../lib/index.ts';
import { functions } from '../../spec/functions.ts';
import { commonHelpers, helpers } from '../../spec/helpers.ts';
import type { Row } from '../../spec/schema.ts';
import { filesIn, parsed } from '../support/tree.ts';

interface Export {
  readonly file: string;
  readonly name: string;
  /** The text of the docstring on one line; empty without one. */
  readonly doc: string;
}

const isExported = (node: ts.Statement) =>
  ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword) === true;
const nameOf = (node: ts.Statement): string =>
  ts.isVariableStatement(node)
    ? node.declarationList.declarations.map((d) => d.name.getText()).join(' ')
    : ((node as ts.DeclarationStatement).name?.getText() ?? '');
const docOf = (node: ts.Statement): string =>
  ts
    .getJSDocCommentsAndTags(node)
    .map((doc) => doc.getText())
    .join(' ')
    .replace(/\s*\n\s*\*?\s*/g, ' ');

/** A function of several forms has a docstring on each: editors show that of the form that is called. Its body shows none. */
const exportsOf = (folder: string): Export[] =>
  filesIn(folder, '.ts').flatMap((file) => {
    const nodes = parsed(file).statements.filter((node) => isExported(node) && !ts.isExportDeclaration(node));
    const isBodyOfForms = (node: ts.Statement) =>
      ts.isFunctionDeclaration(node) && node.body && nodes.filter((one) => nameOf(one) === nameOf(node)).length > 1;
    return nodes.filter((node) => !isBodyOfForms(node)).map((node) => ({ file, name: nameOf(node), doc: docOf(node) }));
  });
const all = [...exportsOf('lib/helpers'), ...exportsOf('lib/mm')];

const isDoor = (file: string) => /(checked|doors)\.ts$/.test(file);
/** The docstring of a public name: of the wrapper where there is one beside the helper itself. */
const docs = new Map(
  [...all].sort((a, b) => Number(isDoor(a.file)) - Number(isDoor(b.file))).map((e) => [e.name, e.doc]),
);
/** All names that a row has had, and the place that stands beside them. */
const names = (row: Row): string[] => [row.kernel, ...(row.renamed ?? []).map((r) => r.kernel)];

/** Whether a docstring begins with what a row calls the thing, and says where it is. */
function unsaid(row: Row, place: string): string[] {
  const doc = docs.get(row.id) ?? '';
  const wanted = [names(row).at(-1) as string, place];
  return wanted.filter((word) => !doc.includes(word)).map((word) => `${row.id}: ${word}`);
}

describe('an export of the helpers and of the kernel logic', () => {
  it('has a docstring on itself', () => {
    expect(all.length).toBeGreaterThan(250);
    expect(all.filter(({ doc }) => doc === '').map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  it('has one that no other has', () => {
    const seen = new Map<string, string>();
    const alike = all.flatMap(({ name, doc }) => {
      const twin = seen.get(doc);
      seen.set(doc, name);
      return twin === undefined || twin === name
        ? []
        : // a door has that of its helper
          [`${twin}, ${name}: ${doc}`];
    });
    expect(alike).toEqual([]);
  });
});

describe('the docstring of a helper', () => {
  it('names it as the kernel does, and its header', () => {
    const rows = [...helpers, ...commonHelpers].filter(({ id }) => id !== 'makePoisonedSwpEntry');
    expect(rows.length).toBeGreaterThan(150);
    expect(rows.flatMap((row) => unsaid(row, row.header))).toEqual([]);
  });

  it('stands on a name that the library exports', () => {
    const ids = [...helpers, ...commonHelpers].map(({ id }) => id);
    expect(ids.filter((id) => !(id in library))).toEqual([]);
  });
});

describe('the docstring of a kernel function', () => {
  it('names it as the kernel does, and its file', () => {
    expect(functions.length).toBeGreaterThan(50);
    expect(functions.flatMap((row) => unsaid(row, row.file))).toEqual([]);
  });
});
