/** What a line of a log means, in one line of text. */
import { short } from '../base/hex.ts';
import { isFolded, type LogFact, type LogWord } from './annotate.ts';
import { checkLogLine } from './checkArgs.ts';
import type { LogLine } from './logReader.ts';

/** A piece of what is said: a name, and what it is. */
export interface LogSaying {
  readonly name: string;
  readonly says: string;
  /** Whether something in the entry has no meaning on its kernel. */
  readonly isStrange: boolean;
}

const nameOfWord = ({ as, level }: LogWord): string =>
  as === 'swp-entry' ? 'swp_entry_t' : as === 'pagemap' ? 'pagemap' : (level ?? 'entry').toUpperCase();

function ofWord(word: LogWord, before: LogWord | undefined): LogSaying {
  const says = isFolded(word, before) ? 'the same' : word.says;
  return { name: nameOfWord(word), says, isStrange: (word.decoded?.unexplained ?? 0n) !== 0n };
}

function ofFact({ fact, value, names, says }: LogFact): LogSaying[] {
  if (fact === 'address') return [];
  if (fact === 'vmFlags') return [{ name: 'vm_flags', says: says || short(value), isStrange: false }];
  return [{ name: 'error code', says: `${names.join(' | ') || '0'}: ${says}`, isStrange: names.includes('RSVD') }];
}

const ofCause = (cause: string | undefined): LogSaying[] =>
  cause === undefined ? [] : [{ name: 'fault', says: cause, isStrange: false }];

/** What a line means, piece by piece; empty where it holds nothing. @throws TypeError for what is no line of LogReader. */
export function sayings(line: LogLine): readonly LogSaying[] {
  checkLogLine(line);
  const { words, facts, cause } = line;
  return [...words.map((word, i) => ofWord(word, words[i - 1])), ...facts.flatMap(ofFact), ...ofCause(cause)];
}
