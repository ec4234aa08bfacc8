/**
 * The library's helpers as C functions over masks with names. CBMC compares them with the kernel's own code for all words, so
 * what is proved is what runs: each function of lib/helpers becomes one of C, expression by expression, and the masks become
 * numbers for the kernel at hand (masks.ts). Whatever has no such translation is refused; nothing is written by hand. What is written
 * for speed (lib/base/bits.ts) is taken as plain.ts has it, which tests compare for every bit.
 *
 * Words, numbers and booleans are u64. C wraps at 64 bits where the library does so by asUintN() or a mask. What is no word
 * stands fixed in the text: the kernel, names of types and lists of them. A function that takes such a name is written once
 * for each that it is called with: isType(k, entry, ['hwpoison']) is isType_hwpoison(entry). Calls on lists are written out.
 *
 * Loads the compiler, which is no package of users: only writeFormulas.ts and the tests import it.
 */
import ts from 'typescript';
import { valueIn, wordIn } from './expression.ts';
import { type Declaration, Modules, refuse } from './modules.ts';
import { entry, ids, isFunction, parameterOf, type Scope, type SourceFunction, type Value, word } from './value.ts';

/** A function of C. */
interface CFunction {
  readonly signature: string;
  readonly lines: readonly string[];
}

/** What a function takes that is no parameter of C: a name or a list for each such parameter. */
type Fixed = readonly Value[];

class Translator {
  /** By their names in C. */
  readonly functions = new Map<string, CFunction>();
  /** Names that stand for another function's. */
  readonly aliases = new Map<string, string>();
  readonly #origins = new Map<string, Declaration>();
  readonly #modules: Modules;

  constructor(modules: Modules) {
    this.#modules = modules;
  }

  /** The name in C of a function; it and all that it calls are translated if they are not there yet. */
  readonly take = (declaration: Declaration, fixed: Fixed): string => {
    const { node, module } = declaration;
    const inner = isFunction(node) ? undefined : this.#aliased(declaration);
    if (inner?.name === declaration.name) return this.take(inner, fixed);
    const name = [declaration.name, ...fixed.flatMap(ids)].join('_');
    const before = this.#origins.get(name);
    if (before && before !== declaration)
      throw new Error(`expected one function of each name, got ${name} of ${before.module.file} and ${module.file}`);
    if (before) return name;
    this.#origins.set(name, declaration);
    if (inner) this.aliases.set(name, this.take(inner, []));
    else if (isFunction(node)) this.functions.set(name, this.#translated(name, declaration, node, fixed));
    return name;
  };

  /** The function that a name stands for: `const pmdMkold = pteMkold`. */
  #aliased({ node, module }: Declaration): Declaration {
    return this.#modules.find(module, node.getText()) ?? refuse(node, 'a function or the name of one');
  }

  #translated(name: string, { module }: Declaration, fn: SourceFunction, fixed: Fixed): CFunction {
    const given = [...fixed];
    const names = new Map<string, Value>();
    for (const p of fn.parameters)
      names.set(p.name.getText(), parameterOf(p) ?? given.shift() ?? refuse(p, 'a kernel or a word'));
    const parameters = [...names].flatMap(([own, { kind }]) => (kind === 'word' ? [`u64 ${own}`] : []));
    const scope: Scope = { modules: this.#modules, module, names, lines: [], callee: this.take };
    if (!fn.body) return refuse(fn, 'a function with a body');
    if (ts.isBlock(fn.body)) for (const statement of fn.body.statements) translateStatement(statement, scope, names);
    else scope.lines.push(`  return ${wordIn(fn.body, scope)};`);
    return { signature: `static u64 ${name}(${parameters.join(', ') || 'void'})`, lines: scope.lines };
  }
}

/** Adds the lines of a statement, and to `names` what it declares. */
function translateStatement(node: ts.Statement, scope: Scope, names: Map<string, Value>): void {
  if (ts.isReturnStatement(node)) scope.lines.push(`  ${returned(node, scope)}`);
  else if (ts.isIfStatement(node) && !node.elseStatement) {
    const condition = wordIn(node.expression, scope);
    scope.lines.push(`  if (${condition}) ${returned(node.thenStatement, scope)}`);
  } else if (ts.isVariableStatement(node))
    for (const one of node.declarationList.declarations) translateConstant(one, scope, names);
  else refuse(node, 'a return, a constant, or an if that returns');
}

const returned = (node: ts.Statement, scope: Scope): string =>
  ts.isReturnStatement(node) && node.expression
    ? `return ${wordIn(node.expression, scope)};`
    : refuse(node, 'a return of a word');

/** `const now = ...;` and `const { read, write } = k.vm;`. */
function translateConstant(node: ts.VariableDeclaration, scope: Scope, names: Map<string, Value>): void {
  const value = node.initializer ? valueIn(node.initializer, scope) : refuse(node, 'a constant with a value');
  const name = node.name.getText();
  if (ts.isObjectBindingPattern(node.name))
    for (const part of node.name.elements) {
      const id = (part.propertyName ?? part.name).getText();
      names.set(part.name.getText(), value.kind === 'table' ? entry(value.table, id) : refuse(node, 'a table'));
    }
  else if (value.kind === 'word') {
    scope.lines.push(`  u64 ${name} = ${value.c};`);
    names.set(name, word(name));
  } else names.set(name, value);
}

/**
 * The text of C for the functions of these names and all that they call, by name: where each stands in the library changes
 * nothing. `read` gives a file's text; a name that none of `files` declares is left out.
 * @throws Error for a function that has no translation.
 */
export function translate(read: (file: string) => string, files: readonly string[], names: readonly string[]): string {
  const modules = new Modules(read);
  const translator = new Translator(modules);
  for (const name of names) {
    const found = files.map((file) => modules.load(file).declared.get(name)).filter((d) => d !== undefined);
    for (const declaration of found) translator.take(declaration, []);
  }
  const byName = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const functions = byName(translator.functions).map(([, fn]) => fn);
  return [
    ...byName(translator.aliases).map(([name, of]) => `#define ${name} ${of}`),
    '',
    ...functions.map(({ signature }) => `${signature};`),
    '',
    ...functions.map(({ signature, lines }) => `${signature} {\n${lines.join('\n')}\n}`),
    '',
  ].join('\n');
}
