/** What the groups of a match hold: words, facts, the offset of a line of a dump. */
import { tableLevels } from '../../spec/present.ts';
import { agrees } from './ascii.ts';
import type { GroupHeld, Reading, TextFact, TextLevel, TextWord, WordKind } from './format.ts';
import { entryOfLetters, isHugeByLetters } from './qemuFlags.ts';

/** What one match of a format gives. */
export interface Taken {
  readonly words: readonly TextWord[];
  readonly facts: readonly TextFact[];
  readonly offset?: string;
  readonly unread: readonly string[];
  /** Where the match ends in its line. */
  readonly ends: number;
}

const levels: ReadonlySet<string> = new Set(tableLevels);
const kinds: Readonly<Record<string, WordKind>> = {
  entry: 'entry',
  decimal: 'entry',
  swpEntry: 'swp-entry',
  decimalSwpEntry: 'swp-entry',
  pagemap: 'pagemap',
};
const facts: ReadonlySet<string> = new Set(['address', 'errorCode', 'vmFlags']);

/** Numbers that hold a part of an entry: how many of their digits in what base make 8 bytes. */
const parts: Readonly<Record<string, { readonly digits: number; readonly base: 8 | 16; readonly bits: number }>> = {
  words: { digits: 0, base: 16, bits: 64 },
  ints: { digits: 8, base: 16, bits: 32 },
  halves: { digits: 4, base: 16, bits: 16 },
  bytes: { digits: 2, base: 16, bits: 8 },
  octals: { digits: 6, base: 8, bits: 16 },
};

const numberOf = (text: string): bigint | undefined => {
  const digits = text.replace(/^0x/i, '');
  return /^[\da-f]{1,16}$/i.test(digits) ? BigInt(`0x${digits}`) : undefined;
};

/** One number of either base, as drgn and Python print it. */
const decimalOf = (text: string): bigint | undefined => {
  const value = /^(?:0x[\da-f]+|\d+)$/i.test(text) ? BigInt(text) : -1n;
  return value === BigInt.asUintN(64, value) ? value : undefined;
};

/** The entries that a run of numbers makes up; what is left at its end is none. */
function run(held: string, text: string, at: number): TextWord[] {
  const { digits, base, bits } = parts[held] as (typeof parts)[string];
  const pattern = digits === 0 ? /\b(?:0x)?[\da-f]{1,16}\b/gi : new RegExp(`(?:0x)?[\\da-f]{${digits}}`, 'gi');
  const found = [...text.matchAll(pattern)];
  const each = 64 / bits;
  const words: TextWord[] = [];
  for (let i = 0; i + each <= found.length; i += each) {
    const group = found.slice(i, i + each);
    const last = group.at(-1) as RegExpExecArray;
    words.push({
      word: group.reduceRight(
        (word, [digits]) =>
          (word << BigInt(bits)) | BigInt(base === 8 ? `0o${digits}` : `0x${digits.replace(/^0x/i, '')}`),
        0n,
      ),
      as: 'entry',
      from: at + (group[0]?.index as number),
      to: at + last.index + last[0].length,
    });
  }
  return words;
}

/** What one group holds, but what needs another group. */
function ofGroup(held: GroupHeld, text: string, from: number, level: TextLevel | undefined): TextWord[] {
  if (parts[held]) return run(held, text, from).map((word) => (level ? { ...word, level } : word));
  const told = levels.has(held) ? (held as TextLevel) : level;
  const as = levels.has(held) ? 'entry' : kinds[held];
  const word = as && (held.startsWith('decimal') ? decimalOf(text) : numberOf(text));
  if (as === undefined || word === undefined) return [];
  const place = { from, to: from + text.length };
  return [as === 'entry' && told ? { word, as, level: told, ...place } : { word, as, ...place }];
}

type Groups = Readonly<Record<string, string | undefined>>;

/** The level that a group names, as `PTE` or `pmd`. */
export function levelIn(holds: Reading['holds'], groups: Groups): TextLevel | undefined {
  const name = Object.keys(holds).find((group) => holds[group] === 'level');
  const text = name === undefined ? undefined : groups[name]?.toLowerCase();
  return text !== undefined && levels.has(text) ? (text as TextLevel) : undefined;
}

/** The entry that a frame and letters make up. */
function lettered(match: RegExpExecArray, at: number): TextWord[] {
  const { frame, letters } = match.groups ?? {};
  const begins = match.indices?.groups?.frame?.[0];
  const ends = match.indices?.groups?.letters?.[1];
  if (frame === undefined || letters === undefined || begins === undefined || ends === undefined) return [];
  const word = entryOfLetters(BigInt(`0x${frame}`), letters);
  return [{ word, as: 'entry', level: isHugeByLetters(letters) ? 'pmd' : 'pte', from: at + begins, to: at + ends }];
}

/** As many entries as 128 tables have, and no more, whatever a text says. */
const most = 1 << 16;

/** Words as often as a group says that they stand there. */
function repeated(words: readonly TextWord[], holds: Reading['holds'], groups: Groups): readonly TextWord[] {
  const name = Object.keys(holds).find((group) => holds[group] === 'times');
  const times = Math.min(Number((name !== undefined && groups[name]) || 1), most);
  return times === 1 ? words : Array.from({ length: times }, () => words).flat();
}

/**
 * The words and facts of one match of a format; `at` is where the text that was matched begins in its line. Undefined where the text beside
 * the bytes of a dump says that they are others.
 */
export function taken({ holds }: Reading, match: RegExpExecArray, at: number): Taken | undefined {
  const groups = match.groups ?? {};
  const level = levelIn(holds, groups);
  const words: TextWord[] = holds.letters === 'letters' ? lettered(match, at) : [];
  const told: TextFact[] = [];
  const unread: string[] = [];
  let offset: string | undefined;
  for (const [group, held] of Object.entries(holds)) {
    const text = groups[group];
    const from = match.indices?.groups?.[group]?.[0];
    if (text === undefined || from === undefined) continue;
    if (held === 'offset') offset = text;
    if (held === 'unread') unread.push(text);
    if (held === 'ascii' && !agrees(words, text)) return undefined;
    const value = facts.has(held) ? numberOf(text) : undefined;
    if (value !== undefined) told.push({ fact: held as TextFact['fact'], value });
    else words.push(...ofGroup(held, text, at + from, level));
  }
  return {
    words: repeated(words, holds, groups),
    facts: told,
    unread,
    ends: at + match.index + match[0].length,
    ...(offset !== undefined && { offset }),
  };
}
