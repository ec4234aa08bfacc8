/** What the words and numbers of a line mean to a kernel, a sentence for each. */
import { type Decoded, decode } from '../codec/decode.ts';
import { headline } from '../codec/headline.ts';
import { swpEntryToPte } from '../helpers/swapEntry.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { faultErrorNames, faultErrorSays, vmFlagsByName } from './factNames.ts';
import type { LineRead, TextFact, TextLevel, TextWord } from './format.ts';

/** A word of a log, and what it is. */
export interface LogWord extends TextWord {
  /** In a line, as headline() has it. */
  readonly says: string;
  /** What decode() says of the entry; of a swp_entry_t, of the PTE that holds it. Without a kernel and of pagemap there is none. */
  readonly decoded?: Decoded;
}

/** A number beside the entries, and what it says. */
export interface LogFact extends TextFact {
  /** The names of its bits; an address has none. */
  readonly names: readonly string[];
  readonly says: string;
}

/** decode() at a level that a text tells. The tables of the upper levels look as those of a PUD does. */
const decodeAt = (k: Kernel, word: bigint, level: TextLevel): Decoded =>
  decode(k, word, { level: level === 'p4d' || level === 'pgd' ? 'pud' : level });

function ofEntry(k: Kernel, word: TextWord): LogWord {
  const decoded = decodeAt(k, word.word, word.level ?? 'pte');
  return { ...word, says: headline(k, decoded), decoded };
}

/** A swp_entry_t has no flags of its own: what the empty PTE around it would say is left out. */
function ofSwpEntry(k: Kernel, word: TextWord): LogWord {
  const decoded = decode(k, swpEntryToPte(k, word.word));
  return { ...word, says: headline(k, decoded), decoded };
}

function ofWord(k: Kernel | undefined, word: TextWord): LogWord {
  if (k === undefined) return { ...word, says: 'not explained, since the rows do not cover this kernel' };
  if (word.as === 'pagemap') return { ...word, says: 'a word of /proc/PID/pagemap' };
  return word.as === 'swp-entry' ? ofSwpEntry(k, word) : ofEntry(k, word);
}

function ofFact(k: Kernel | undefined, fact: TextFact): LogFact {
  if (fact.fact === 'errorCode')
    return { ...fact, names: faultErrorNames(fact.value), says: faultErrorSays(fact.value) };
  const names = fact.fact === 'vmFlags' && k !== undefined ? vmFlagsByName(k, fact.value) : [];
  return { ...fact, names, says: names.join(' | ') };
}

/** Words that a log holds: those of known messages, and those that the text names; a number alone may be anything in a log. */
export const isOfLog = ({ format }: LineRead, { as, level }: TextWord): boolean =>
  format !== undefined || level !== undefined || as !== 'entry';

/** The words of a line and the numbers beside them; without a kernel they stand there unexplained. */
export function annotate(k: Kernel | undefined, read: LineRead): { words: LogWord[]; facts: LogFact[] } {
  return {
    words: read.words.filter((word) => isOfLog(read, word)).map((word) => ofWord(k, word)),
    facts: read.facts.map((fact) => ofFact(k, fact)),
  };
}
