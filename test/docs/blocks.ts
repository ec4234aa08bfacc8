/** The code blocks of a page, and what they promise. */
import ts from 'typescript';

export interface Block {
  readonly language: string;
  readonly line: number;
  readonly code: string;
}

/** Fenced blocks with a language. */
export function blocksOf(markdown: string): Block[] {
  const found: Block[] = [];
  for (const match of markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    const [, language = '', code = ''] = match;
    found.push({ language, code, line: markdown.slice(0, match.index).split('\n').length + 1 });
  }
  return found;
}

export interface Command {
  readonly command: string;
  /** What follows it in the block; a line of three dots stands for any lines. */
  readonly output: readonly string[];
}

/** The commands of a shell block: lines after a `$`, each with the lines that it prints. */
export function commandsOf(code: string): Command[] {
  const commands: { command: string; output: string[] }[] = [];
  for (const line of code.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) commands.push({ command: line.slice(2), output: [] });
    else commands.at(-1)?.output.push(line);
  }
  return commands;
}

/** Whether text is what a block shows of it. */
export function shows(output: readonly string[], text: string): boolean {
  const lines = (block: string) => block.split('\n').map((line) => line.trimEnd());
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = lines(output.join('\n').trimEnd())
    .map((line) => (line.trim() === '...' ? '[\\s\\S]*?' : literal(line)))
    .join('\n');
  return new RegExp(`^${pattern}$`).test(lines(text.trimEnd()).join('\n'));
}

/** A comment behind an expression that says its value: a literal, and after a comma anything. */
const valueComment = /^\/\/\s*('[^']*'|-?\d[\w.]*|true|false|undefined)(?:,.*)?$/;

/**
 * A TypeScript block as the body of an async function of `library` and `check`: imports from the package become reads of
 * `library`, and an expression with a value behind it becomes `check(line, value, expected)`.
 */
export function bodyOf({ code, line }: Block, packageName: string): string {
  const file = ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022, true);
  const statements = file.statements.map((statement) => {
    const place = line + file.getLineAndCharacterOfPosition(statement.getStart()).line;
    if (ts.isImportDeclaration(statement)) return importOf(statement, packageName);
    if (!ts.isExpressionStatement(statement)) return statement.getText();
    const [range] = ts.getTrailingCommentRanges(code, statement.end) ?? [];
    const value = range && valueComment.exec(code.slice(range.pos, range.end))?.[1];
    const expression = statement.expression.getText();
    return value === undefined ? `${expression};` : `check(${place}, ${expression}, ${value});`;
  });
  return ts.transpileModule(statements.join('\n'), { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText;
}

function importOf(statement: ts.ImportDeclaration, packageName: string): string {
  const names = statement.importClause?.namedBindings;
  const from = (statement.moduleSpecifier as ts.StringLiteral).text;
  if (from !== packageName || !names || !ts.isNamedImports(names))
    throw new Error(`expected names from ${packageName}, got ${statement.getText()}`);
  const values = names.elements.filter((name) => !name.isTypeOnly).map((name) => name.getText().replace(' as ', ': '));
  return `const { ${values.join(', ')} } = library;`;
}
