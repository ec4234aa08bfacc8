/** Text inside SVG and HTML. */
import { printableLines } from '../base/printable.ts';

/**
 * The text with the characters that markup gives a meaning (`& < > "`) as character references; those that XML does not
 * have, and those that turn the order of letters, as `\u202e`.
 */
export const escapeMarkup = (text: string): string =>
  printableLines(text)
    .replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/[\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
