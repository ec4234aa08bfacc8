/** Words out of text, line by line. */
import type { Format, LineRead, TextFact, TextLevel, TextWord, WordKind } from './format.ts';
import { kernelMessages } from './kernelMessages.ts';

type Reader = Omit<Format, 'example'>;

const levels: ReadonlySet<string> = new Set(['pte', 'pmd', 'pud', 'p4d', 'pgd']);
const kinds: Readonly<Record<string, WordKind>> = { entry: 'entry', swpEntry: 'swp-entry', pagemap: 'pagemap' };
const facts: ReadonlySet<string> = new Set(['address', 'errorCode', 'vmFlags']);

const numberOf = (text: string): bigint => BigInt(/^0x/i.test(text) ? text : `0x${text}`);

/** The words and facts of one match of a format. */
function taken({ holds }: Reader, match: RegExpExecArray): { words: TextWord[]; facts: TextFact[] } {
  const words: TextWord[] = [];
  const told: TextFact[] = [];
  for (const [group, held] of Object.entries(holds)) {
    const text = match.groups?.[group];
    const place = match.indices?.groups?.[group];
    if (text === undefined || place === undefined) continue;
    const [from, to] = place;
    if (levels.has(held)) words.push({ word: numberOf(text), as: 'entry', level: held as TextLevel, from, to });
    else if (kinds[held]) words.push({ word: numberOf(text), as: kinds[held], from, to });
    else if (facts.has(held)) told.push({ fact: held as TextFact['fact'], value: numberOf(text) });
  }
  return { words, facts: told };
}

/** Reads lines in their order: what one line is can depend on the one before it. */
export class TextReader {
  /** The words of the next line. */
  read(line: string): LineRead {
    for (const format of kernelMessages) {
      const match = format.pattern.exec(line);
      if (match) return { format: format.id, ...taken(format, match), unread: [] };
    }
    return { words: [], facts: [], unread: [] };
  }
}
