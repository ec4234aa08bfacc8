/** Modules of TypeScript as trees, and where a name that one of them uses is declared. Loads the compiler: for development only. */
import { posix } from 'node:path';
import ts from 'typescript';

/** A declaration at the top of a module. */
export interface Declaration {
  readonly module: SourceModule;
  readonly name: string;
  /** A function, or the value of a constant without brackets and casts around it. */
  readonly node: ts.FunctionDeclaration | ts.Expression;
}

/** One file: what it declares, and what it has from other files, by the names that it uses for them. */
export interface SourceModule {
  readonly file: string;
  readonly declared: ReadonlyMap<string, Declaration>;
  readonly imported: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
  /** Files that it imports as a whole: `import * as pgtable`. */
  readonly spaces: ReadonlyMap<string, string>;
}

/** The expression without what says nothing of its value: brackets and `as`. */
export const bare = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
    ? bare(node.expression)
    : node;

/** @throws Error that names the file and shows the text that cannot be translated. */
export function refuse(node: ts.Node, wanted: string): never {
  throw new Error(`${node.getSourceFile().fileName}: expected ${wanted}, got ${node.getText()}`);
}

/** Whether a function is written for speed, so that its plain form stands in `plain`. */
const isFast = (file: string, name: string | undefined): boolean =>
  file === 'lib/base/bits.ts' || (file === 'lib/helpers/entryTypes.ts' && name === 'isType');
const plain = 'crosscheck/prove/plain.ts';

/** Reads files as they are asked for, each once. `read` gives a file's text by its path from the root of the project. */
export class Modules {
  readonly #loaded = new Map<string, SourceModule>();
  readonly #read: (file: string) => string;

  constructor(read: (file: string) => string) {
    this.#read = read;
  }

  /** A file, by its path from the root of the project. */
  load(file: string): SourceModule {
    const module = this.#loaded.get(file) ?? parsed(file, this.#read(file));
    this.#loaded.set(file, module);
    return module;
  }

  /** The declaration of a name that a module uses, wherever it stands; undefined for what is no module's, such as BigInt. */
  find(module: SourceModule, name: string): Declaration | undefined {
    const [space = '', member] = name.split('.');
    const file = module.spaces.get(space);
    if (member !== undefined) return file === undefined ? undefined : this.find(this.load(file), member);
    const own = module.declared.get(name);
    if (own) return own;
    const from = module.imported.get(name);
    return from && this.find(this.load(from.file), from.name);
  }
}

function parsed(file: string, text: string): SourceModule {
  const declared = new Map<string, Declaration>();
  const imported = new Map<string, { file: string; name: string }>();
  const spaces = new Map<string, string>();
  const module = { file, declared, imported, spaces };
  const declare = (name: string, node: Declaration['node']) => declared.set(name, { module, name, node });
  for (const statement of ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true).statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) declare(statement.name.text, statement);
    else if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (initializer && ts.isIdentifier(name)) declare(name.text, bare(initializer));
    for (const { own, name, from } of borrowed(statement)) {
      const there = posix.join(posix.dirname(file), from);
      const other = isFast(there, name) ? plain : there;
      if (name === undefined) spaces.set(own, other);
      else imported.set(own, { file: other, name });
    }
  }
  return module;
}

interface Borrowed {
  readonly own: string;
  /** Its name in the other file; none for the file as a whole. */
  readonly name: string | undefined;
  readonly from: string;
}

/** What an import or an `export ... from` brings in from another file of the project. */
function borrowed(statement: ts.Statement): readonly Borrowed[] {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
  const from = statement.moduleSpecifier;
  const names = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
  if (!from || !ts.isStringLiteral(from) || !from.text.startsWith('.')) return [];
  if (names && ts.isNamespaceImport(names)) return [{ own: names.name.text, name: undefined, from: from.text }];
  if (!names || ts.isNamespaceExport(names)) return [];
  return names.elements.map((e) => ({ own: e.name.text, name: (e.propertyName ?? e.name).text, from: from.text }));
}
