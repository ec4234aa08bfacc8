/** Words of a line that no format knows. */
import type { LineRead, TextWord } from './format.ts';
import { type Told, toldBy } from './labels.ts';
import { hasHighBits, isKernelAddress, isObject, isPoison, isTime, isUserAddress } from './looks.ts';
import { numbersAlone } from './numbersAlone.ts';
import { isCommand } from './prefixes.ts';

/** What a line holds, but for facts. */
export type LooseWords = Pick<LineRead, 'words' | 'unread'>;

/** What begins as a word does, up to where it ends. */
const token = /(?<![\w.])(?:0x(?:[\da-z_]|'(?=[\da-z]))*|[\da-f](?:[_']?[\da-f])*)(?![\w])/gi;
const sixteen = /^[\da-f](?:[_']?[\da-f]){15}$/i;
/** What C and JavaScript put behind a constant. */
const suffix = /(?:u?l{1,2}|u|n)$/i;
const hasMark = (digits: string) => /^0x/i.test(digits);

const valueIn = (digits: string): bigint | undefined => {
  const plain = digits.replace(/^0x/i, '').replace(/[_']/g, '');
  return /^[\da-f]{1,16}$/i.test(plain) && !/(?:^|[^\da-z])[_']|[_']{2}|[_']$/i.test(digits.replace(/^0x/i, ' '))
    ? BigInt(`0x${plain}`)
    : undefined;
};

/** What cannot be read as a number of 64 bits though it begins as one does. */
const isStray = (digits: string): boolean => hasMark(digits) && valueIn(digits) === undefined;

/** More digits than a word has in hexadecimal, though as many as one can have in decimal: it might have been meant as one. */
const isTooLong = (digits: string, told: Told | 'other' | undefined, isLog: boolean): boolean =>
  /^\d{17,20}$/.test(digits) && told !== 'other' && (told !== undefined || !isLog);

/** Words of English that are hex digits: `pte: bad`. No number of eight digits is one. */
const english =
  /^(?:a|ad|be|ab|bad|bed|bee|cab|dab|dad|add|ace|fed|fee|fad|ebb|bead|dead|deaf|face|fade|feed|deed|beef|cafe|babe|decaf|added|faced|faded|ceded|decade|facade|accede|acceded|defaced|effaced)$/i;

/** A bare number after a label and nothing but white space: `PTE 67`, not `pmd bad` or `pte 3`. */
function isSure(digits: string, before: string, after: string): boolean {
  if (hasMark(digits) || digits.length >= 8) return true;
  if (digits.length >= 5) return /\d/.test(digits);
  if (/^0+$/.test(digits) && /^\s*(?:$|[,;.)])/.test(after)) return true;
  return /^\d/.test(digits) && /(?:PTE|PMD|PUD|P4D|PGD)\s*$/.test(before);
}

/** A number after a label and a mark: `pte:67`, `pte = dead0`, `pte: a`; not `pte: bad`, `pte: a table`. */
function isMarked(digits: string, before: string, after: string): boolean {
  if (/\d/.test(digits) || digits.length >= 8 || /[:=]$/.test(before)) return true;
  return /^\s*(?:$|[,;)\]}]|[\w ]{1,12}[:=])/.test(after) && (digits.length === 1 || !english.test(digits));
}

/** Parts of something else: `foo+0x12/0x30`, `7f00-7f10`, `[<ffffffff81000000>]`, `1.5`, an address before a colon or an arrow. */
const isPart = (before: string, after: string): boolean =>
  /(?:[\da-f] +- +|[+\-/@#$%~^\\]|\[<|\bR[IS]P:\s*[\da-f]{4}:)$/i.test(before) ||
  /^(?: +- +(?:0x)?[\da-f]{4}|[+\-/]\w|>\]|\.\d|\s*=>|\s*:(?!:)|::|\([\da-f]{16}\))/i.test(after);

/** `0x7fd84bb1c000 -> 0x12345000`: the address of a page behind the address that is translated. */
const isTranslated = (word: bigint, before: string): boolean =>
  (word & 0xfffn) === 0n && word !== 0n && word >> 52n === 0n && /[\da-f] *[-=]+> *$/i.test(before);

/** One number of running text: a word, none, or one that might have been (`unread`). */
function judge(line: string, digits: string, from: number, isLog: boolean): TextWord | 'none' | 'unread' {
  const to = from + digits.length;
  const before = line.slice(Math.max(0, from - 60), from);
  const after = line.slice(to, to + 20).replace(/^(?:u?l{1,2}|u|n)\b/i, '');
  const word = valueIn(digits);
  const label = toldBy(before);
  const place = { from, to };
  if (word !== undefined && label && label.told !== 'other' && !/^\s*=>|^\([\da-f]{16}\)/i.test(after)) {
    const isNamed = label.told.level !== undefined || label.told.as !== 'entry';
    const isWord =
      (isNamed && label.joint === 'mark' && isMarked(digits, before, after)) || isSure(digits, before, after);
    const isPointer = isObject(word) && label.told.as === 'entry' && !/(?:PTE|PMD|PUD|P4D|PGD)\s+$/.test(before);
    if (isWord && !isPointer) return { word, ...label.told, ...place };
  }
  if (isPart(before, after)) return before.endsWith('-') && isStrayMinus(before, digits) ? 'unread' : 'none';
  if (word !== undefined && label === undefined && isTranslated(word, before)) return 'none';
  if (isStray(digits) || isTooLong(digits, label?.told, isLog)) return 'unread';
  if (word === undefined || (!hasMark(digits) && !sixteen.test(digits)) || label?.told === 'other') return 'none';
  if (isKernelAddress(word) || isPoison(word) || isUserAddress(word) || isTime(digits)) return 'unread';
  if (word === 0n && !hasMark(digits)) return 'none';
  if (isLog && !hasHighBits(word)) return sixteen.test(digits) ? 'unread' : 'none';
  return { word, as: 'entry', ...place };
}

/** A sign, where a number cannot be a part of a range. */
const isStrayMinus = (before: string, digits: string): boolean => hasMark(digits) && !/\w-$/.test(before);

/** Words of running text: those that a label names, and those with 0x or 16 digits that nothing says to be something else. */
function amongText(line: string, begins: number, isLog: boolean): LooseWords {
  const words: TextWord[] = [];
  const unread: string[] = [];
  token.lastIndex = begins;
  for (let match = token.exec(line); match; match = token.exec(line)) {
    const digits = hasMark(match[0]) ? match[0].replace(suffix, '') : match[0];
    const judged = judge(line, digits, match.index, isLog);
    if (judged === 'unread') unread.push(line[match.index - 1] === '-' && hasMark(digits) ? `-${digits}` : digits);
    else if (judged !== 'none') words.push(judged);
  }
  return { words, unread };
}

const none: LooseWords = { words: [], unread: [] };

/** Lines of an oops or a boot whose numbers are no entries, whatever they look like. */
const noise =
  /^(?:raw|head|Code|Modules linked in|Hardware name|Kernel Offset|Call Trace|Command line|Kernel command line|page dumped because|Stack|BIOS-e820|Memory|RIP|R[A-Z0-9]{2}|[CDEFG]S|CR\d|DR\d|Workqueue|Disabling|mce):|^\[Hardware Error\]/;

/** The words of a line that no format knows; `begins` is where its text does. A line of a log has to say what is an entry. */
export const looseWords = (line: string, begins: number, isLog: boolean): LooseWords =>
  noise.test(line.slice(begins, begins + 40)) || isCommand(line, begins)
    ? none
    : (numbersAlone(line, begins, isLog) ?? amongText(line, begins, isLog));
