/** Words as people write them, and where they stand in lines of text. */
import { rangeError, shown } from '../base/errors.ts';

const notAWord = (text: string, why: string) =>
  rangeError(
    `expected a 64-bit word as hex (0x8000000012345067) or decimal, got ${shown(text)}${why}`,
    'ERR_PTE_INPUT',
  );

/**
 * One word: `0x...` or 16 hex digits are hex, digits alone decimal; `_` and `'` may group digits.
 *
 * @throws RangeError (ERR_PTE_INPUT) for anything else, and for a number of more than 64 bits.
 */
export function parseWord(text: string): bigint {
  const plain = text.trim().replace(/[_'](?=[\da-f])/gi, '');
  const isHex = /^0x[\da-f]+$/i.test(plain) || /^[\da-f]{16}$/i.test(plain);
  if (!isHex && !/^\d+$/.test(plain)) throw notAWord(text, '');
  const word = BigInt(isHex && !/^0x/i.test(plain) ? `0x${plain}` : plain);
  if (word !== BigInt.asUintN(64, word)) throw notAWord(text, `, which has ${word.toString(2).length} bits`);
  return word;
}

/** One way in which lines of text hold words. */
export interface WordForm {
  readonly says: string;
  /** Finds every word of a line; its first group is the word as parseWord() takes it. */
  readonly pattern: RegExp;
  /** A line, and the words in it. */
  readonly example: { readonly line: string; readonly words: readonly bigint[] };
}

/** The ways in which lines hold words; the first that finds any in a line is the one. */
export const wordForms: readonly WordForm[] = [
  {
    says: 'a line that is one number and no more, which may be decimal',
    pattern: /^\s*(0x[\da-f]+|\d+)\s*$/gi,
    example: { line: ' 4096', words: [4096n] },
  },
  {
    says: 'hex with 0x, or 16 hex digits, among anything else; what a colon follows is an address',
    pattern: /(?<![\w.])(0x[\da-f]{1,16}|[\da-f]{16})(?![\w:.]|\s*:)/gi,
    example: {
      line: 'ffff888012345000: 0x0ffffffffdb9740a 8000000012345027 4096 # note',
      words: [0x0ffffffffdb9740an, 0x8000000012345027n],
    },
  },
];

/**
 * The words of a line of text, such as a line of a dump; none where it holds none.
 *
 * @throws RangeError (ERR_PTE_INPUT) for a line that is one number of more than 64 bits.
 */
export function wordsOfLine(line: string): bigint[] {
  const found = wordForms.map(({ pattern }) => [...line.matchAll(pattern)]).find((matches) => matches.length > 0) ?? [];
  return found.map((match) => parseWord(match[1] ?? ''));
}
