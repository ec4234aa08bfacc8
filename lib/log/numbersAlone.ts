/** Lines of numbers and nothing else, which are words whatever they look like. */
import type { TextWord } from './format.ts';
import { isKernelAddress, isPointer, isUserAddress } from './looks.ts';
import { couldBeDecimal, parseWord } from './words.ts';

/** An address with a colon before the numbers, and a symbol perhaps; a remark behind them. */
const address = /^(?:0x)?[\da-f]{1,16}(?:\s*<[^<>]{1,200}>)?:(?=\s)/i;
const remark = /(?:^|\s)(?:#|\/\/)/;
const number = /[^\s,]+/g;
/** Digits past those of any word, with whatever zeros in front: what is asked of each of them takes memory for each. */
const endless = /[\da-fx_']{4097}/i;
const inQuotes = /[\dA-Fa-fx]+/g;
/** A log holds lines of small numbers, which are no words. */
const isWhole = (digits: string): boolean => /^(?:0x.*|[\da-f]{16})$/i.test(digits);
const looksRight = /^(?:0[xd])?[\da-f]+(?:[_'][\da-f]+)*$/i;

/** Strings and nothing else, as JSON and Python print a list of them. */
const quoted = /^[[({]?\s*(?:(["'])[\dA-Fa-fx]{1,18}\1\s*(?:,\s*)?){1,4096}[\])}]?,?$/;

/** The columns of a dump are of one width; numbers of any width beside pointers are a table of something else. */
const isRagged = (found: readonly string[]): boolean => new Set(found.map((digits) => digits.length)).size > 1;

/** In a log such lines are pieces of a stack, or of a struct, where pointers are among them. */
const isStack = (found: readonly string[]): boolean =>
  found.length > 1 && found.some((digits) => isPointer(wordOrNone(digits) ?? 0n));

function wordOrNone(digits: string): bigint | undefined {
  try {
    return parseWord(digits);
  } catch {
    return undefined;
  }
}

/** The words of a line of numbers alone (behind an address one that is too large shows that they are decimal or octal), and those that are none of 64 bits; undefined for any other line. */
export function numbersAlone(
  line: string,
  begins: number,
  isLog = false,
): { readonly words: readonly TextWord[]; readonly unread: readonly string[] } | undefined {
  const from = begins + (address.exec(line.slice(begins, begins + 250))?.[0].length ?? 0);
  const ends = remark.exec(line.slice(from))?.index;
  const text = line.slice(from, ends === undefined ? undefined : from + ends);
  if (endless.test(text)) return { words: [], unread: [text] };
  const found = [...text.matchAll(quoted.test(text.trim()) ? inQuotes : number)];
  if (found.length === 0 || !found.every(([digits]) => looksRight.test(digits))) return undefined;
  if (isLog && !found.every(([digits]) => isWhole(digits))) return undefined;
  if (isLog && isStack(found.map(([digits]) => digits))) return { words: [], unread: found.map(([digits]) => digits) };
  const indexAt = isCounted(found) ? found[0]?.index : undefined;
  const ragged = isRagged(found.map(([digits]) => digits));
  const words: TextWord[] = [];
  const unread: string[] = [];
  const isHex = from === begins || found.every(([digits]) => wordOrNone(digits) !== undefined);
  for (const { 0: digits, index } of found) {
    const word = isHex ? wordOrNone(digits) : undefined;
    if (word === undefined || (ragged && isPlace(word)) || index === indexAt) unread.push(digits);
    else words.push(wordAt(word, digits, from + index));
  }
  return { words, unread };
}

/** An address in a table of addresses and words. */
const isPlace = (word: bigint): boolean => isKernelAddress(word) || (isUserAddress(word) && (word & 0xfffn) === 0n);

/** Whether the first column only counts: `12,0x8000000012345067`. */
const isCounted = ([first, ...rest]: readonly RegExpExecArray[]): boolean =>
  first !== undefined &&
  /^\d{1,4}$/.test(first[0]) &&
  rest.length > 0 &&
  first.input[first.index + first[0].length] === ',' &&
  rest.every(([other]) => /^0x/i.test(other));

const wordAt = (word: bigint, digits: string, from: number): TextWord => ({
  word,
  as: 'entry',
  from,
  to: from + digits.length,
  ...(couldBeDecimal(digits) && { couldBeDecimal: true }),
});

const whole = /(?:0x)?([\da-f]{16})/gi;

/** The words of a line of whole ones, which nothing has to be asked about. */
export const wholeWordsOf = (line: string): TextWord[] =>
  Array.from(line.matchAll(whole), ({ 0: text, 1: digits, index }) => ({
    word: BigInt(`0x${digits}`),
    as: 'entry' as const,
    from: index,
    to: index + text.length,
  }));
