/** What the words and numbers of a line mean to a kernel, a sentence for each. */
import type { MessageId } from '../../spec/messages.ts';
import { tableLevels } from '../../spec/present.ts';
import { short } from '../base/hex.ts';
import { checkEntry } from '../check/checkEntry.ts';
import { faultCause } from '../check/faultCause.ts';
import type { Checked } from '../check/finding.ts';
import { type Decoded, decode } from '../codec/decode.ts';
import { decodeHardware, hardwareHeadline, isForHardware } from '../codec/decodeHardware.ts';
import { headline } from '../codec/headline.ts';
import { swpEntryToPte, swpOffset, swpType } from '../helpers/swapEntry.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { faultErrorNames, faultErrorSays, vmFlagsByName } from './factNames.ts';
import type { LineRead, TextFact, TextWord } from './format.ts';

/** A word of a log, and what it is. */
export interface LogWord extends TextWord {
  /** In a line, as headline() has it. */
  readonly says: string;
  /** What decode() says of the entry; of a swp_entry_t, of the PTE that holds it. Without a kernel and of pagemap there is none. */
  readonly decoded?: Decoded;
  /** What checkEntry() says of it, where it was asked. */
  readonly checked?: Checked;
}

/** What is known around the words of a line. */
export interface LogCircumstances {
  /** Whether checkEntry() is asked. */
  readonly check: boolean;
  /** In bytes: the end of the machine's memory. */
  readonly memoryEnd?: bigint;
  /** That of the fault of which a line shows the walk. */
  readonly errorCode?: bigint;
  /** The release, if it is older than the rows. */
  readonly old?: string;
}

/** A number beside the entries, and what it says. */
export interface LogFact extends TextFact {
  /** The names of its bits; an address has none. */
  readonly names: readonly string[];
  readonly says: string;
}

function ofEntry(k: Kernel, word: TextWord): LogWord {
  const decoded = decode(k, word.word, { level: word.level ?? 'pte' });
  return { ...word, says: headline(k, decoded), decoded };
}

/** The one swp_entry_t that stands for a PTE of zeros: pte_to_swp_entry() makes it of one that was cleared meanwhile. */
const ofEmpty = (k: Kernel, entry: bigint): string =>
  `swap entry: type ${swpType(k, entry)}, offset ${short(swpOffset(k, entry))}, which is what a PTE of zeros gives`;

/** A swp_entry_t has no flags of its own: what the empty PTE around it would say is left out. */
function ofSwpEntry(k: Kernel, word: TextWord): LogWord {
  const decoded = decode(k, swpEntryToPte(k, word.word));
  return { ...word, says: decoded.kind === 'none' ? ofEmpty(k, word.word) : headline(k, decoded), decoded };
}

/** Of a kernel older than the rows the processor's fields are told. */
function ofOldEntry(release: string, { word, level = 'pte' }: TextWord): string {
  if (word === 0n) return 'empty entry';
  return isForHardware(word)
    ? hardwareHeadline(decodeHardware(release, word, { level }))
    : 'not explained: it is not present';
}

function ofWord(k: Kernel | undefined, word: TextWord, { old }: LogCircumstances): LogWord {
  if (k === undefined && old !== undefined && word.as === 'entry') return { ...word, says: ofOldEntry(old, word) };
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

/** Formats that show the walk of a fault. */
const walks: readonly (string | undefined)[] = ['dumpPagetable' satisfies MessageId];

/** Whether a line shows the walk of a fault. */
export const isWalk = ({ format }: LineRead): boolean => walks.includes(format);

/** With four levels of tables the P4D is the PGD. */
export const isFolded = (word: TextWord, before: TextWord | undefined): boolean =>
  word.level === 'p4d' && before?.level === 'pgd' && before.word === word.word;

/** What the cause of a fault says of its whole walk, checkEntry() would guess of its last entry alone. */
const guesses: readonly string[] = ['reserved-by-width', 'reserved-elsewhere', 'spurious-fault'];

/** The word of a line that leads to the table of another: that of the next level up. */
const aboveOf = (words: readonly LogWord[], i: number): LogWord | undefined => {
  const { level } = words[i] as LogWord;
  return level && words.find((word) => word.level === tableLevels[tableLevels.indexOf(level) + 1]);
};

/** Asks whether a word can be. The error code is about the last entry of the walk; the one before a word leads to its table. */
function checked(k: Kernel, words: readonly LogWord[], i: number, read: LineRead, around: LogCircumstances): Checked {
  const { word, as, level } = words[i] as LogWord;
  const { memoryEnd, errorCode } = around;
  const isLast = i === words.length - 1 && isWalk(read);
  const above = aboveOf(words, i);
  const found = checkEntry(k, word, {
    as,
    ...(as === 'entry' && level && { level }),
    ...(memoryEnd !== undefined && { ram: memoryEnd }),
    ...(errorCode !== undefined && isLast && { errorCode }),
    ...(above && read.format !== undefined && { above: above.word }),
  });
  return isLast ? { ...found, hints: found.hints.filter(({ name }) => !guesses.includes(name)) } : found;
}

/** Why the fault happened whose walk a line shows. */
function causeOf(k: Kernel, read: LineRead, words: readonly LogWord[], code: bigint | undefined): string | undefined {
  if (code === undefined || !isWalk(read)) return undefined;
  return faultCause(
    k,
    words.flatMap(({ decoded }) => decoded ?? []),
    code,
  );
}

const nothing: Checked = { rules: [], hints: [], needsPhysBits: 0 };

/** Words with what checkEntry() says of each; of a folded P4D it has been said as of the PGD. */
const withChecks = (k: Kernel, words: readonly LogWord[], read: LineRead, around: LogCircumstances): LogWord[] =>
  words.map((word, i) =>
    isFolded(word, words[i - 1])
      ? { ...word, checked: nothing }
      : { ...word, checked: checked(k, words, i, read, around) },
  );

/** Words that a log holds: those of known messages, and those that the text names; a number alone may be anything in a log. */
export const isOfLog = ({ format }: LineRead, { as, level }: TextWord): boolean =>
  format !== undefined || level !== undefined || as !== 'entry';

/** What a line holds, with what it means. */
export interface Annotated {
  readonly words: readonly LogWord[];
  readonly facts: readonly LogFact[];
  /** Why the fault happened whose walk it shows, where its entries and the error code tell. */
  readonly cause?: string;
}

/** The words of a line and the numbers beside them; without a kernel they stand there unexplained. */
export function annotate(k: Kernel | undefined, read: LineRead, around: LogCircumstances): Annotated {
  const words = read.words.filter((word) => isOfLog(read, word)).map((word) => ofWord(k, word, around));
  const cause = k && causeOf(k, read, words, around.errorCode);
  return {
    words: k && around.check ? withChecks(k, words, read, around) : words,
    facts: read.facts.map((fact) => ofFact(k, fact)),
    ...(cause !== undefined && { cause }),
  };
}
