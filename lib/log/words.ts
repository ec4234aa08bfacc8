/** One word as people write it: hexadecimal, as the kernel prints entries (%lx), unless it says that it is not. */
import { rangeError, shown } from '../base/errors.ts';
import { checkString } from './checkArgs.ts';

/** Digits in groups, with one `_` or `'` between two. */
const grouped = (digit: string) => `${digit}+(?:[_']${digit}+)*`;

const hexWord = new RegExp(`^(?:0x)?${grouped('[\\da-f]')}$`, 'i');
/** 16 digits are a whole word, whatever they begin with. */
const decimalWord = new RegExp(`^0d(?!\\d{14}$)${grouped('\\d')}$`, 'i');

const notAWord = (text: string, why = '') =>
  rangeError(
    `expected a 64-bit word in hexadecimal (0x8000000012345067 or 8000000012345067) or 0d and decimal digits, got ${shown(text)}${why}`,
    'ERR_PTE_INPUT',
  );

/** How many bits a number has; digits past those of any word cost nothing. */
function bitsOf(digits: string, isDecimal: boolean): { readonly bits: string; readonly value: bigint } {
  const most = isDecimal ? 20 : 16;
  if (digits.length > most + 1) return { bits: 'more than 64 bits', value: -1n };
  const value = BigInt(isDecimal ? digits : `0x${digits || '0'}`);
  return { bits: `${value.toString(2).length} bits`, value };
}

/**
 * One word: hex digits with or without 0x, or 0d and decimal digits; `_` and `'` may stand between two digits.
 *
 * @throws RangeError (ERR_PTE_INPUT) for any other text, and for a number of more than 64 bits; TypeError for what is no string.
 */
export function parseWord(text: string): bigint {
  checkString('a word', text);
  const given = text.trim();
  const isDecimal = decimalWord.test(given);
  if (!isDecimal && !hexWord.test(given)) throw notAWord(text);
  const digits = given
    .replace(/^0[xd](?=.)/i, (mark) => (isDecimal || /x/i.test(mark) ? '' : mark))
    .replace(/[_']/g, '');
  const { bits, value } = bitsOf(digits.replace(/^0+(?=.)/, ''), isDecimal);
  if (value !== BigInt.asUintN(64, value)) throw notAWord(text, `, which has ${bits}`);
  return value;
}

/**
 * Whether a word that parseWord() reads in hexadecimal could have been meant in decimal: `105327067`.
 * @throws TypeError for what is no string.
 */
export function couldBeDecimal(text: string): boolean {
  checkString('a word', text);
  return /^\s*[1-9][\d_']*\s*$/.test(text) && /^\D*\d(?:\D?\d){1,14}\D*$/.test(text);
}
