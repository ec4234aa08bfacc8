/** Preprocessed C as CBMC's parser takes it: cuts by brackets, whatever stands between them. */
import { rangeError } from '../../lib/base/errors.ts';

/** The last place of the string or character of C, in which brackets are text, that begins at `from`: at most the end of the line. */
function endOfQuoted(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at];
    if (char === text[from] || char === '\n') return at;
    if (char === '\\') at++;
  }
  return text.length;
}

/** The first place from `from` on, outside of brackets and quotes, where `isEnd` holds; the text's end if there is none. */
function scan(text: string, from: number, isEnd: (char: string) => boolean): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (depth === 0 && isEnd(char)) return at;
    if (char === '"' || char === "'") at = endOfQuoted(text, at);
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
  }
  return text.length;
}

/** The place after the bracket that closes what is open at `from`. */
const matching = (text: string, from: number): number => scan(text, from, (char) => ')]}'.includes(char)) + 1;

/** Replaces each place that `start` (global) finds, as far as `replace` says that it goes. */
function replaced(text: string, start: RegExp, replace: (found: RegExpExecArray) => [end: number, by: string]): string {
  const parts: string[] = [];
  let from = 0;
  for (let found = start.exec(text); found; found = start.exec(text)) {
    const [end, by] = replace(found);
    parts.push(text.slice(from, found.index), by);
    from = end;
    start.lastIndex = end;
  }
  return parts.join('') + text.slice(from);
}

/** Types to infer within another; what they stand in is written twice for each. Kernels have three or four. */
const mostNested = 12;

/**
 * Types that CBMC does not infer are spelt out, and assertions that the compiler has checked already go.
 *
 * @throws RangeError (ERR_PTE_INPUT) where types to infer are within one another too deep.
 */
export function plainC(text: string, nested = 0): string {
  if (nested > mostNested)
    throw rangeError(`expected __auto_type within at most ${mostNested} others, got more`, 'ERR_PTE_INPUT');
  const spelt = replaced(text, /\b__auto_type\s+(\w+)\s*=\s*/g, (found) => {
    const start = found.index + found[0].length;
    const end = scan(text, start, (char) => char === ';');
    const value = plainC(text.slice(start, end), nested + 1);
    return [end, `__typeof__(${value}) ${found[1]} = ${value}`];
  });
  return replaced(spelt, /\b_Static_assert\s*\(/g, (found) => [matching(spelt, found.index + found[0].length), '']);
}

/** The text without the body of a function: its first definition becomes a declaration. */
export function withoutBody(text: string, name: string): string {
  const call = new RegExp(`\\b${name}\\s*\\(`, 'g');
  for (let found = call.exec(text); found; found = call.exec(text)) {
    const parameters = matching(text, call.lastIndex);
    const body = afterAttributes(text, parameters);
    if (text[body] === '{') return `${text.slice(0, body)};${text.slice(matching(text, body + 1))}`;
    call.lastIndex = parameters; // within brackets nothing is defined
  }
  return text;
}

/** The place of what follows a function's parameters: `{` of a definition, `;` of a declaration. */
function afterAttributes(text: string, from: number): number {
  const word = /\s*(?:(__attribute__)\s*\()?/y;
  for (let at = from; ; ) {
    word.lastIndex = at;
    const attribute = word.exec(text)?.[1];
    if (attribute === undefined) return word.lastIndex;
    at = matching(text, word.lastIndex);
  }
}
