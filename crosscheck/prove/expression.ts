/** Expressions of the library in C. Loads the compiler: for development only. */
import ts from 'typescript';
import { bare, type Declaration, refuse } from './modules.ts';
import {
  entry,
  ids,
  isFunction,
  isIdentity,
  type KernelTable,
  parameterOf,
  type Scope,
  tables,
  type Value,
  word,
  words,
} from './value.ts';

const operators: ReadonlyMap<string, string> = new Map([
  ...['&', '|', '^', '+', '-', '<<', '>>', '&&', '||', '>=', '<'].map((op) => [op, op] as const),
  ['===', '=='],
  ['!==', '!='],
]);

/** The C of an expression that is a word, a number or a boolean. @throws Error for any other. */
export function wordIn(node: ts.Expression, scope: Scope): string {
  const value = valueIn(node, scope);
  return value.kind === 'word' ? value.c : refuse(node, 'an expression over words');
}

/** What an expression is. @throws Error for one that has no translation. */
export function valueIn(given: ts.Expression, scope: Scope): Value {
  const node = bare(given);
  if (ts.isBigIntLiteral(node)) return word(`${node.text.slice(0, -1)}ULL`);
  if (ts.isNumericLiteral(node)) return word(`${node.text}ULL`);
  if (ts.isStringLiteral(node)) return { kind: 'name', id: node.text };
  if (ts.isArrayLiteralExpression(node)) return { kind: 'list', items: node.elements.map((e) => valueIn(e, scope)) };
  if (ts.isIdentifier(node)) return identifier(node, scope);
  if (ts.isBinaryExpression(node)) return word(binary(node, scope));
  if (ts.isPrefixUnaryExpression(node))
    return word(`(${ts.tokenToString(node.operator)}${wordIn(node.operand, scope)})`);
  if (ts.isConditionalExpression(node)) {
    const [condition, yes, no] = [node.condition, node.whenTrue, node.whenFalse].map((part) => wordIn(part, scope));
    return word(`(${condition} ? ${yes} : ${no})`);
  }
  if (ts.isCallExpression(node)) return word(call(node, scope));
  if (ts.isPropertyAccessExpression(node)) return property(node, scope);
  if (ts.isElementAccessExpression(node)) return element(node, scope);
  return refuse(node, 'an expression over words');
}

function identifier(node: ts.Identifier, scope: Scope): Value {
  if (node.text === 'undefined') return word('NO_TYPE');
  const own = scope.names.get(node.text);
  if (own) return own;
  const { node: value, module } = declarationOf(node, scope);
  if (isFunction(value)) return refuse(node, 'a word or a list of names');
  return valueIn(value, { ...scope, module, names: new Map() });
}

const declarationOf = (node: ts.Expression, { modules, module }: Scope): Declaration =>
  modules.find(module, node.getText()) ?? refuse(node, 'a name that a module declares');

function binary(node: ts.BinaryExpression, scope: Scope): string {
  const op = operators.get(node.operatorToken.getText()) ?? refuse(node, 'an operator of C');
  return `(${wordIn(node.left, scope)} ${op} ${wordIn(node.right, scope)})`;
}

function property(node: ts.PropertyAccessExpression, scope: Scope): Value {
  const of = valueIn(node.expression, scope);
  const { text } = node.name;
  if (of.kind === 'table') return entry(of.table, text);
  if (of.kind === 'kernel' && Object.hasOwn(tables, text)) return { kind: 'table', table: text as KernelTable };
  return refuse(node, 'a mask of the kernel');
}

/** An item of a list, or an entry of a table by a name; by an item, an array of C holds the entries. */
function element(node: ts.ElementAccessExpression, scope: Scope): Value {
  const of = valueIn(node.expression, scope);
  const place = valueIn(node.argumentExpression, scope);
  if (of.kind === 'list' && place.kind === 'word') return { kind: 'item', of: of.items, place: place.c };
  if (of.kind !== 'table') return refuse(node, "a list or a kernel's table");
  if (place.kind === 'name') return entry(of.table, place.id);
  if (place.kind !== 'item') return refuse(node, 'the name of an entry');
  const entries = place.of.flatMap(ids).map(tables[of.table]);
  return word(`((const u64[]){ ${entries.join(', ')} })[${place.place}]`);
}

function call(node: ts.CallExpression, scope: Scope): string {
  const { expression: callee, arguments: args } = node;
  const [first, second] = args;
  const name = callee.getText();
  if ((name === 'BigInt' || name === 'Number') && first) return `(${wordIn(first, scope)})`;
  if (name === 'BigInt.asUintN' && first?.getText() === '64' && second) return `(${wordIn(second, scope)})`;
  if (name === 'Math.max' && first?.getText() === '0' && second && ts.isCallExpression(second))
    return method(second, scope, '0ULL');
  return ts.isPropertyAccessExpression(callee) ? method(node, scope) : helper(node, scope);
}

/** k.does() of a behaviour, or a method of a list; `none` is what findIndex() gives where it finds nothing. */
function method(node: ts.CallExpression, scope: Scope, none?: string): string {
  const { expression: callee } = node;
  if (!ts.isPropertyAccessExpression(callee)) return refuse(node, 'a method');
  const of = valueIn(callee.expression, scope);
  const name = callee.name.text;
  const [first, start] = node.arguments;
  if (of.kind === 'kernel' && name === 'does' && first && ts.isStringLiteral(first)) return `D_${first.text}`;
  if (of.kind !== 'list' || !first || !ts.isArrowFunction(first)) return refuse(node, 'a method of a list');
  if (name === 'reduce' && start) return reduce(of.items, first, wordIn(start, scope), scope);
  const tests = of.items.map((item) => applied(first, [item], scope));
  if (name === 'some') return `(${tests.join(' || ') || '0'})`;
  if (name === 'findIndex' && none !== undefined)
    return tests.reduceRight((rest, test, i) => `(${test} ? ${i}ULL : ${rest})`, none);
  return refuse(node, 'some(), reduce(), or Math.max(0, findIndex()) of a list');
}

/** A variable that takes each item in turn, in lines before the expression. */
function reduce(items: readonly Value[], step: ts.ArrowFunction, start: string, scope: Scope): string {
  const sum = step.parameters[0]?.name.getText() ?? refuse(step, 'a function of what there is and an item');
  scope.lines.push(`  u64 ${sum} = ${start};`);
  for (const item of items) scope.lines.push(`  ${sum} = ${applied(step, [word(sum), item], scope)};`);
  return sum;
}

/** The body of a function within an expression, with values for its parameters. */
function applied(fn: ts.ArrowFunction, values: readonly Value[], scope: Scope): string {
  const own = fn.parameters.map((p, i) => [p.name.getText(), values[i] ?? refuse(p, 'no such parameter')] as const);
  if (ts.isBlock(fn.body)) return refuse(fn, 'a function that is one expression');
  return wordIn(fn.body, { ...scope, names: new Map([...scope.names, ...own]) });
}

function helper(node: ts.CallExpression, scope: Scope): string {
  const declaration = declarationOf(node.expression, scope);
  const { node: fn } = declaration;
  if (!isFunction(fn)) {
    const given = node.arguments.map((a) => valueIn(a, scope));
    return `${scope.callee(declaration, [])}(${words(given).join(', ')})`;
  }
  const values = fn.parameters.map((p, i) =>
    valueIn(node.arguments[i] ?? p.initializer ?? refuse(node, `a value for ${p.name.getText()}`), scope),
  );
  if (isIdentity(fn)) return `(${words(values).join(', ')})`;
  const fixed = values.filter((_, i) => !parameterOf(fn.parameters[i] as ts.ParameterDeclaration));
  return `${scope.callee(declaration, fixed)}(${words(values).join(', ')})`;
}
