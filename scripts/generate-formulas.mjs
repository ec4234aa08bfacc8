// The library's helpers as C functions over masks with names: crosscheck/probe/formulas.h. CBMC compares them with the kernel's
// own code for all words. They are translated from lib/, expression by expression, so that what is proved is what runs; the
// masks become numbers for the kernel at hand (crosscheck/prove/prove.ts). With --check the file is compared instead.
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

const sources = [
  ...['pgtable', 'pgtableHuge', 'swapEntry', 'swapFlags', 'entryTypes', 'migrationEntries', 'deviceEntries', 'markers'],
  'softleaf',
].map((name) => `lib/helpers/${name}.ts`);
const target = 'crosscheck/probe/formulas.h';

// What is no expression over words: tables of protections and of types. Written out by hand.
const byHand = {
  protectionMap: 'static u64 protectionMap(u64 index) { return kernel_protections[index & 15]; }',
  pkeyOf: `static u64 pkeyOf(u64 vmFlags) {
  return (vmFlags & V_pkeyBit0 ? M_pkeyBit0 : 0) | (vmFlags & V_pkeyBit1 ? M_pkeyBit1 : 0) |
         (vmFlags & V_pkeyBit2 ? M_pkeyBit2 : 0) | (vmFlags & V_pkeyBit3 ? M_pkeyBit3 : 0);
}`,
  vmGetPageProt: `static u64 vmGetPageProt(u64 vmFlags) {
  return protectionMap(vmFlags & (V_read | V_write | V_exec | V_shared)) | pkeyOf(vmFlags) |
         (D_vmGetPageProtAddsEnc ? M_enc : 0);
}`,
  softleafType: `static u64 softleafType(u64 entry) {
  if (entry == 0) return 0;
  if (!nonSwapEntry(entry)) return 1;
  if (IS_TYPE(entry, migrationRead)) return 2;
  if (IS_TYPE(entry, migrationReadExclusive)) return 3;
  if (IS_TYPE(entry, migrationWrite)) return 4;
  if (IS_TYPE(entry, deviceRead)) return 5;
  if (IS_TYPE(entry, deviceWrite)) return 6;
  if (IS_TYPE(entry, deviceExclusive)) return 7;
  if (IS_TYPE(entry, hwpoison)) return 8;
  return IS_TYPE(entry, pteMarker) ? 9 : 0;
}`,
};
const left = new Set(['u64', 'isType', 'make', 'swapFrame', 'maxSwapfilesShift']);

const lists = new Map(); // names of constant arrays of types
const functions = []; // { name, parameters, body }
const aliases = [];

const fail = (node, what) => {
  throw new Error(`${node.getSourceFile().fileName}: expected ${what}, got ${node.getText()}`);
};
const operators = new Map([
  ...['&', '|', '^', '+', '-', '<<', '>>', '&&', '||', '>=', '<'].map((op) => [op, op]),
  ['===', '=='],
  ['!==', '!='],
]);
const strip = (node) => (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) ? strip(node.expression) : node);

const stringsOf = (node) => {
  const inner = strip(node);
  if (ts.isIdentifier(inner)) return lists.get(inner.text) ?? fail(node, 'a list of types');
  return inner.elements.map((e) => e.text);
};

function expression(given) {
  const node = strip(given);
  if (ts.isBigIntLiteral(node)) return `${node.text.slice(0, -1)}ULL`;
  if (ts.isNumericLiteral(node)) return `${node.text}ULL`;
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isBinaryExpression(node)) return binary(node);
  if (ts.isPrefixUnaryExpression(node)) return `(${ts.tokenToString(node.operator)}${expression(node.operand)})`;
  if (ts.isConditionalExpression(node))
    return `(${expression(node.condition)} ? ${expression(node.whenTrue)} : ${expression(node.whenFalse)})`;
  if (ts.isCallExpression(node)) return call(node);
  if (ts.isPropertyAccessExpression(node)) return property(node);
  return fail(node, 'an expression over words');
}

function binary(node) {
  const op = operators.get(node.operatorToken.getText());
  if (!op) fail(node, 'an operator of C');
  if (node.right.getText() === 'undefined') return `(${expression(node.left)} ${op} NO_TYPE)`;
  return `(${expression(node.left)} ${op} ${expression(node.right)})`;
}

function property(node) {
  const [, table, id] = /^k\.(mask|clear|vm|type)\.(\w+)$/.exec(node.getText()) ?? fail(node, 'a mask of the kernel');
  return { mask: `M_${id}`, clear: `(~M_${id})`, vm: `V_${id}`, type: `T_${id}` }[table];
}

function call(node) {
  const name = node.expression.getText();
  const args = node.arguments;
  if (['u64', 'BigInt', 'Number'].includes(name)) return `(${expression(args[0])})`;
  if (name === 'BigInt.asUintN') return `(${expression(args[1])})`;
  if (name === 'k.does') return `D_${args[0].text}`;
  if (name === 'isType')
    return `(${stringsOf(args[2])
      .map((id) => `IS_TYPE(${expression(args[1])}, ${id})`)
      .join(' || ')})`;
  if (name === 'make') return `MAKE(${args[1].text}, ${expression(args[2])})`;
  if (!ts.isIdentifier(node.expression)) fail(node, 'a call of a helper');
  const given = args.filter((a) => a.getText() !== 'k').map(expression);
  return `${name}(${given.join(', ')})`;
}

function block(body) {
  return body.statements.flatMap((s) => {
    if (ts.isReturnStatement(s)) return [`  return ${expression(s.expression)};`];
    if (ts.isVariableStatement(s))
      return s.declarationList.declarations.map((d) => `  u64 ${d.name.getText()} = ${expression(d.initializer)};`);
    if (/^k\.need\(/.test(s.getText())) return [];
    return fail(s, 'a return or a constant');
  });
}

function take(name, fn) {
  if (left.has(name)) return;
  const parameters = fn.parameters.map((p) => p.name.getText()).filter((p) => !/^_?k$/.test(p));
  if (byHand[name]) functions.push({ name, parameters, text: byHand[name] });
  else {
    const lines = ts.isBlock(fn.body) ? block(fn.body) : [`  return ${expression(fn.body)};`];
    functions.push({ name, parameters, text: `${signature(name, parameters)} {\n${lines.join('\n')}\n}` });
  }
}
const signature = (name, parameters) => `static u64 ${name}(${parameters.map((p) => `u64 ${p}`).join(', ') || 'void'})`;

function visit(statement) {
  if (ts.isFunctionDeclaration(statement)) return take(statement.name.text, statement);
  if (!ts.isVariableStatement(statement)) return;
  for (const { name, initializer } of statement.declarationList.declarations) {
    const value = strip(initializer);
    if (ts.isArrowFunction(value)) take(name.text, value);
    else if (ts.isArrayLiteralExpression(value) && value.elements.every(ts.isStringLiteral))
      lists.set(
        name.text,
        value.elements.map((e) => e.text),
      );
    else if (ts.isIdentifier(value)) aliases.push(`#define ${name.text} ${value.text}`);
  }
}

for (const file of sources)
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true).statements.forEach(visit);

const used = functions.filter((f, i) => functions.findIndex((g) => g.name === f.name) === i);
const twice = functions.filter((f) => !used.includes(f) && used.find((g) => g.name === f.name).text !== f.text);
const own = twice.map((f) => f.name); // private functions of one name in two files

const text = `// Generated from lib/ by scripts/generate-formulas.mjs. Do not edit: run npm run spec.
#define IS_TYPE(entry, id) (T_##id != NO_TYPE && swpType(entry) == T_##id)
#define MAKE(id, offset) (T_##id == NO_TYPE ? swpEntry(0, 0) : swpEntry(T_##id, offset))
${aliases.join('\n')}

${used.map((f) => `${signature(f.name, f.parameters)};`).join('\n')}

${used.map((f) => f.text).join('\n')}
`;
if (own.length > 0) throw new Error(`expected one function of each name, got two of ${own.join(', ')}`);

const current = () => {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return '';
  }
};
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (current() !== text) {
  console.error(`expected ${target} as lib/ gives it, got another text: run npm run spec`);
  process.exitCode = 2;
}
