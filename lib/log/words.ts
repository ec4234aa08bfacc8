/** Words as people write them. */
import { rangeError, shown } from '../base/errors.ts';

const notAWord = (text: string, why: string) =>
  rangeError(
    `expected a 64-bit word as hex (0x8000000012345067) or decimal, got ${shown(text)}${why}`,
    'ERR_PTE_INPUT',
  );

/** One argument: `0x...` or 16 hex digits are hex, digits alone decimal; `_` and `'` may group digits. */
export function parseWord(text: string): bigint {
  const plain = text.trim().replace(/[_'](?=[\da-f])/gi, '');
  const isHex = /^0x[\da-f]+$/i.test(plain) || /^[\da-f]{16}$/i.test(plain);
  if (!isHex && !/^\d+$/.test(plain)) throw notAWord(text, '');
  const word = BigInt(isHex && !/^0x/i.test(plain) ? `0x${plain}` : plain);
  if (word !== BigInt.asUintN(64, word)) throw notAWord(text, `, which has ${word.toString(2).length} bits`);
  return word;
}

/** A number option: decimal or `0x...`. */
export function parseNumber(name: string, text: string): bigint {
  if (!/^(0x[\da-f]+|\d+)$/i.test(text))
    throw rangeError(`expected ${name} as a number such as 512 or 0x200, got ${shown(text)}`, 'ERR_PTE_INPUT');
  return BigInt(text);
}

const token = /(?<![\w.])(0x[\da-f]{1,16}|[\da-f]{16})(?![\w:.]|\s*:)/gi;

/**
 * The words of a line of a dump: hex with 0x, or 16 hex digits. What a colon follows is an address, and anything else is
 * left alone; a line that is one number and no more may be decimal.
 */
export function wordsOfLine(line: string): bigint[] {
  const alone = line.trim();
  if (/^(0x[\da-f]+|\d+)$/i.test(alone)) return [parseWord(alone)];
  return [...line.matchAll(token)].map((m) => parseWord(m[0]));
}
