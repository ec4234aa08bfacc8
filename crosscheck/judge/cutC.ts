/**
 * Cuts what a name stands for out of C text that the user has: a function, a macro, a declaration, a constant of an enum. It is
 * compared and, if asked for, shown at the time; nothing of it is kept.
 */

/** A top-level piece of a file, without comments, and the conditions of the preprocessor that it stands under. */
export interface Piece {
  readonly text: string;
  /** What stands before its first brace, by which a piece is known. */
  readonly head: string;
  readonly under: readonly string[];
}

/** Comments become a space; strings stay, since a comment can seem to begin in one. */
const withoutComments = (text: string): string =>
  text.replace(/"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[\s\S]*?(?:\*\/|$)|\/\/.*/g, (found) =>
    found.startsWith('/') ? ' ' : found,
  );

/** A directive with its continued lines, a literal, one character that matters, or a run of what does not. */
const token = /^[ \t]*#(?:\\\r?\n|.)*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[{}();\n]|[^{}();\n"']+|["']/gm;

/** A macro called at top level, as PAGEFLAG(...), which needs no semicolon. */
const isCalledMacro = (text: string): boolean => /^\s*[A-Z_\d]+\s*\([^{;]*\)\s*$/.test(text);
/** A type, or a variable with its value: it ends with a semicolon and not with its brace. */
const needsSemicolon = (head: string): boolean =>
  /=\s*$/.test(head) || /^[^(]*\b(struct|union|enum)\b[^(]*$/.test(head);

/** Include guards and the test for assembler say nothing of Linux. */
const isPlain = (condition: string): boolean => /_H_*\b|__ASSEMBL/.test(condition);

/** One walk over a file: where it is, and what it has found. */
class Walk {
  readonly pieces: Piece[] = [];
  private text = '';
  private head: string | undefined;
  private braces = 0;
  private parens = 0;
  /** Of each open condition: what it says, and how deep the walk was at its #if, where its other branches start too. */
  private conditions: { says: string; braces: number; parens: number }[] = [];

  take(found: string): void {
    if (/^[ \t]*#/.test(found)) this.directive(found.trim());
    else this.code(found);
  }

  private directive(line: string): void {
    const [, word = '', rest = ''] = /^#\s*(\w+)\s*([\s\S]*)/.exec(line) ?? [];
    if (isCalledMacro(this.text)) this.end();
    if (word === 'define') this.add(line, line);
    else if (this.text.trim()) this.text += `\n${line}`;
    const open = this.conditions.at(-1);
    if (/^if/.test(word)) this.conditions.push({ says: `${word} ${rest}`, braces: this.braces, parens: this.parens });
    else if (/^el/.test(word) && open) {
      this.conditions.splice(-1, 1, { ...open, says: `${open.says} ${word} ${rest}` });
      ({ braces: this.braces, parens: this.parens } = open);
    } else if (word === 'endif') this.conditions.pop();
  }

  private code(found: string): void {
    if (found === '{' && this.braces++ === 0 && this.parens === 0) this.head ??= this.text;
    if (found === '}') this.braces = Math.max(0, this.braces - 1);
    if (found === '(') this.parens++;
    if (found === ')') this.parens = Math.max(0, this.parens - 1);
    if (this.text.endsWith('\n') && /^\s*\w/.test(found) && isCalledMacro(this.text)) this.end();
    this.text += found;
    if (this.braces > 0 || this.parens > 0) return;
    if (found === ';' || (found === '}' && !needsSemicolon(this.head ?? ''))) this.end();
  }

  private add(text: string, head: string): void {
    const under = this.conditions.map(({ says }) => says).filter((says) => !isPlain(says));
    this.pieces.push({ text, head, under });
  }

  /** The piece is complete. */
  end(): void {
    if (this.text.trim()) this.add(this.text.trim(), (this.head ?? this.text).trim());
    this.text = '';
    this.head = undefined;
  }
}

/** The top-level pieces of a file, macros apart from what they stand in. */
export function piecesOf(file: string): readonly Piece[] {
  const walk = new Walk();
  for (const [found] of withoutComments(file).matchAll(token)) walk.take(found);
  walk.end();
  return walk.pieces;
}

/** What makes a piece the definition of a name; a mere declaration counts where there is no more. */
const isMacro = ({ text }: Piece, name: string) => new RegExp(`^#\\s*define\\s+${name}\\b`).test(text);
const isBody = ({ text, head }: Piece, name: string) =>
  head !== text && bodyHeads.some((form) => new RegExp(form.replace('NAME', name)).test(head));
/** A function, one that a macro makes (SYSCALL_DEFINE5(mremap, ...)), a type, a variable with its value. */
const bodyHeads = [
  '\\bNAME\\s*\\(',
  '\\b[A-Z][A-Z_\\d]+\\s*\\(\\s*NAME\\b',
  '\\b(?:struct|union|enum)\\s+NAME$',
  '\\bNAME\\s*(?:\\[[^\\]]*\\])*[\\w\\s()]*=$',
];
const isConstant = ({ text, head }: Piece, name: string) =>
  /\benum\b/.test(head) && new RegExp(`[{,(]\\s*${name}\\s*[=,})]`).test(text.slice(head.length));
const isDeclared = ({ text, head }: Piece, name: string) =>
  head === text && new RegExp(`^[\\w\\s*]+\\b${name}\\s*[([;=]`).test(text);

/** An enum up to the constant, which says its place, and the constant itself. */
function constantIn({ text }: Piece, name: string): string {
  const [before = '', own = ''] = [
    text.split(new RegExp(`\\b${name}\\b`))[0],
    new RegExp(`\\b${name}\\b[^,}]*`).exec(text)?.[0],
  ];
  return /=/.test(own) ? own : `${before}${own}`;
}

const shown = ({ under }: Piece, text: string) => [...under.map((says) => `#${says}`), text].join('\n');
const joined = (texts: readonly string[]) => (texts.length > 0 ? texts.join('\n') : undefined);

/** The text that a name stands for in a file; undefined where it stands for nothing there. */
export function cut(pieces: readonly Piece[], name: string): string | undefined {
  return joined(
    pieces.flatMap((piece) => {
      if (isMacro(piece, name) || isBody(piece, name)) return [shown(piece, piece.text)];
      return isConstant(piece, name) ? [shown(piece, constantIn(piece, name))] : [];
    }),
  );
}

/** How a file declares a name that another defines. */
export const cutDeclaration = (pieces: readonly Piece[], name: string): string | undefined =>
  joined(pieces.filter((piece) => isDeclared(piece, name)).map((piece) => shown(piece, piece.text)));

/** A text as it is compared: no difference of white space counts. */
export const compared = (text: string): string =>
  text
    .replace(/\\\r?\n/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ?([^\w ]) ?/g, '$1')
    .trim();
