/** Words as people write them, and where they stand in lines of text. */
import { rangeError, shown } from '../base/errors.ts';

const notAWord = (text: string, why: string) =>
  rangeError(
    `expected a 64-bit word as hex (0x8000000012345067) or decimal, got ${shown(text)}${why}`,
    'ERR_PTE_INPUT',
  );

/** More digits than a word has in any base, zeros in front apart. */
const longestNumber = 64;
/** Digits in groups, with one `_` or `'` between two. */
const grouped = (digit: string) => `${digit}+(?:[_']${digit}+)*`;
/** 16 hex digits, in groups or not. */
const sixteen = "[\\da-f](?:[_']?[\\da-f]){15}";

const hexWord = new RegExp(`^(?:0x${grouped('[\\da-f]')}|${sixteen})$`, 'i');
const decimalWord = new RegExp(`^${grouped('\\d')}$`);

/**
 * One word: `0x...` or 16 hex digits are hex, digits alone decimal; `_` and `'` may stand between two digits.
 *
 * @throws RangeError (ERR_PTE_INPUT) for anything else, and for a number of more than 64 bits.
 */
export function parseWord(text: string): bigint {
  const given = text.trim();
  const isHex = hexWord.test(given);
  if (!isHex && !decimalWord.test(given)) throw notAWord(text, '');
  const plain = given.replace(/[_']/g, '');
  // BigInt() takes time in the square of the length
  const digits = plain.replace(/^(?:0x)?0*/i, '') || '0';
  if (digits.length > longestNumber) throw notAWord(text, `, which has ${digits.length} digits`);
  const word = BigInt(isHex ? `0x${digits}` : digits);
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
    pattern: new RegExp(`^\\s*(0x${grouped('[\\da-f]')}|${grouped('\\d')})\\s*$`, 'gi'),
    example: { line: ' 4096', words: [4096n] },
  },
  {
    says: 'hex with 0x, or 16 hex digits, among anything else; what a colon follows is an address, what a minus precedes is none',
    pattern: new RegExp(
      `(?<![\\w.]|(?<!\\w)-)(0x[\\da-f](?:[_']?[\\da-f]){0,15}|${sixteen})(?![\\w:.]|['][\\da-f]|\\s*:)`,
      'gi',
    ),
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

/** What begins as a word does: a number with 0x, up to where a colon, white space or another mark ends it. */
const attempt = /(?<![\w.])-?0x[\w']*(?![\w:.]|\s*:)/gi;

/** The numbers with 0x in a line that wordsOfLine() leaves out although no colon makes them addresses: `0x`, `0x1g`, -0x1. */
export function strayWords(line: string): readonly string[] {
  const attempts = line.match(attempt) ?? [];
  return attempts.filter((text) => !hexWord.test(text) || BigInt(text.replace(/[_']/g, '')) >> 64n !== 0n);
}
