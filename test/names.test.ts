/** One word, one meaning: a type that files share has its name to itself in the whole project. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesIn, parsed } from './support/tree.ts';

const files = ['spec', 'lib', 'crosscheck', 'fuzz', 'record', 'cli'].flatMap((top) => filesIn(top, '.ts'));

const isExported = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);

/** Names of the types, interfaces and classes that a file exports. */
const exportedTypes = (file: string): string[] =>
  parsed(file).statements.flatMap((node) =>
    (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node)) &&
    node.name &&
    isExported(node)
      ? [node.name.text]
      : [],
  );

describe('exported types', () => {
  it('have names that no other has', () => {
    const homes = new Map<string, string[]>();
    for (const file of files)
      for (const name of exportedTypes(file)) homes.set(name, [...(homes.get(name) ?? []), file]);
    expect(homes.size).toBeGreaterThan(100);
    expect([...homes].filter(([, list]) => list.length > 1)).toEqual([]);
  });
});
