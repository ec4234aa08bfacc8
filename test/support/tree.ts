/** The source files of the project and what each imports, read with the compiler's own parser. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The folder of package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files below a folder that end so, by their path from the root. */
export function filesIn(folder: string, ...endings: readonly string[]): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => endings.some((ending) => name.endsWith(ending)) && statSync(join(root, name)).isFile())
    .sort();
}

/** A function of a file's path that is computed once for each file: no test changes a file of the project. */
function once<T>(compute: (file: string) => T): (file: string) => T {
  const known = new Map<string, T>();
  return (file) => {
    const found = known.get(file) ?? compute(file);
    known.set(file, found);
    return found;
  };
}

/** A file's text, by its path from the root. */
export const textOf = once((file) => readFileSync(join(root, file), 'utf8'));

/** A file of TypeScript as a tree. */
export const parsed = once((file) => ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ESNext, true));

/** What a file imports, at once or when it runs, types too: a path from the root, or a package. */
export function importsOf(file: string): string[] {
  const found: string[] = [];
  const take = (name: ts.Node | undefined) => {
    if (name && ts.isStringLiteral(name))
      found.push(name.text.startsWith('.') ? relative(root, join(root, dirname(file), name.text)) : name.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) take(node.moduleSpecifier);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) take(node.arguments[0]);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) take(node.argument.literal);
    ts.forEachChild(node, visit);
  };
  visit(parsed(file));
  return found;
}

/** Circles in a graph, each as the list of its members: Tarjan's strongly connected components. */
export function circles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (v: string): number => {
    order.set(v, order.size);
    let lowest = order.size - 1;
    stack.push(v);
    for (const w of edges.get(v) ?? []) {
      if (!order.has(w)) lowest = Math.min(lowest, visit(w));
      else if (stack.includes(w)) lowest = Math.min(lowest, order.get(w) ?? lowest);
    }
    low.set(v, lowest);
    if (lowest === order.get(v)) {
      const circle = stack.splice(stack.indexOf(v));
      if (circle.length > 1 || edges.get(v)?.includes(v)) found.push(circle);
    }
    return lowest;
  };
  for (const v of edges.keys()) if (!order.has(v)) visit(v);
  return found;
}
