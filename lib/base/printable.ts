/** Strings of others on a terminal: nothing in them moves the cursor, changes a title or turns the order of letters. */

/**
 * C0, DEL and C1; the marks that turn or hide text (bidirectional controls, zero width, the byte order mark); line and
 * paragraph separators; halves of surrogate pairs.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text with everything escaped that a terminal or a reader would take for something else: `\u001b[31m`. */
export const printable = (text: string): string => text.replace(unprintable, escaped);

/** The same, line by line: line feeds and tabs stay. */
export const printableLines = (text: string): string =>
  text.replace(unprintable, (character) => (character === '\n' || character === '\t' ? character : escaped(character)));
