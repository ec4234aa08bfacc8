/** `pte decode --check`: which words cannot be, by which rule, and what they may be instead. */

import { rangeError, shown } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import { checkEntry } from '../../lib/check/checkEntry.ts';
import type { Checked, Finding } from '../../lib/check/finding.ts';
import { leastPhysBits } from '../../lib/check/physBits.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { kindOf } from '../blocks.ts';
import { difference, note } from '../fail.ts';
import { many, number } from '../many.ts';
import { Lines } from '../output.ts';
import { colors } from '../terminal.ts';
import { type Block, selected, type WordSource } from '../wordSource.ts';
import { inPlace, type WordText } from './decodeShow.ts';

/** The options that decide what is checked. */
export interface CheckingOptions {
  readonly check?: boolean;
  readonly file?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
  readonly select?: string;
  readonly as?: string;
  readonly errorCode?: string;
  readonly ram?: string;
}

/** Refuses options that say nothing together. @throws RangeError. */
export function refuseOdd({ check, summary, errorCode, ram, file, select }: CheckingOptions): void {
  if (check && summary) throw rangeError('expected --check or --summary, got both');
  if (check && select !== undefined && file === undefined)
    throw rangeError('expected --select beside --check for a --file, got none');
  const alone = errorCode === undefined ? (ram === undefined ? undefined : '--ram') : '--error-code';
  if (!check && alone) throw rangeError(`expected --check beside ${alone}, got none`);
  if (file !== undefined && errorCode !== undefined) throw rangeError('expected --error-code with words, got a --file');
}

/** How words are shown besides. */
interface Checking extends CheckingOptions {
  readonly text: WordText;
}

const powers = 'kmgt';
/** The end of memory that --ram gives: `0x23fffffff`, `8G`, `512M`. @throws RangeError for what is no size. */
function ramOf(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  const [, number = '', unit = ''] = /^(0x[\da-f]+|\d+)(?:([kmgt])(?:i?b)?)?$/i.exec(text) ?? [];
  if (number === '')
    throw rangeError(`expected --ram as a size such as 16G or 0x400000000, got ${shown(text)}`, 'ERR_PTE_INPUT');
  return BigInt(number) << BigInt(10 * (powers.indexOf(unit.toLowerCase() || ' ') + 1));
}

/** The error code that --error-code gives: hexadecimal, as the kernel prints it. @throws RangeError for what is none. */
function errorCodeOf(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  if (!/^(0x)?[\da-f]{1,8}$/i.test(text))
    throw rangeError(
      `expected --error-code as the kernel prints it, such as 000d, got ${shown(text)}`,
      'ERR_PTE_INPUT',
    );
  return BigInt(`0x${text.replace(/^0x/i, '')}`);
}

const ruleLine = ({ name, text, why, source }: Finding) => `    cannot be (${name}): ${text}; ${why} [${source}]`;
const hintLine = ({ name, text, why }: Finding) => `    hint (${name}): ${text}: ${why}`;

/** What was found out, a line for each rule, hint and width; none for an entry that is sane. */
export function checkLines({ rules, hints, needsPhysBits: needs }: Checked): readonly string[] {
  const { red, yellow, dim } = colors();
  const width = `    needs ${needs} bits of physical address: reserved if the width is ${needs - 1} or less`;
  return [
    ...rules.map((rule) => red(ruleLine(rule))),
    ...hints.map((one) => yellow(hintLine(one))),
    ...(needs > leastPhysBits ? [dim(width)] : []),
  ];
}

const withCheck = (text: string, checked: Checked, json: boolean): string =>
  json ? `${text.slice(0, -1)},${toJson(checked).slice(1)}` : [text.trimEnd(), ...checkLines(checked)].join('\n');
/** How many words before and after one may tell what page it stands in. */
const reach = 8;
const around = (words: ArrayLike<bigint>, at: number): readonly bigint[] =>
  Array.from({ length: 2 * reach + 1 }, (_, i) => at - reach + i)
    .filter((i) => i !== at && i >= 0 && i < words.length)
    .map((i) => words[i] as bigint);

/** One word of a check, in its place. */
interface Seen {
  readonly word: bigint;
  readonly block: Pick<Block, 'as' | 'level'>;
  readonly place: number;
  readonly neighbours: readonly bigint[];
  readonly errorCode?: bigint | undefined;
}

/** Every word. */
async function* everyWord(source: WordSource): AsyncGenerator<Seen> {
  let place = 0;
  for await (const block of source) {
    const words = block.words instanceof BigUint64Array ? block.words : [...block.words];
    for (const [i, word] of words.entries()) yield { word, block, place: place++, neighbours: around(words, i) };
  }
}

/** The last of all words has the error code, whatever blocks they came in. */
async function* withCode(words: AsyncIterable<Seen>, errorCode: bigint | undefined): AsyncGenerator<Seen> {
  let before: Seen | undefined;
  for await (const one of words) {
    if (before) yield before;
    before = one;
  }
  if (before) yield { ...before, errorCode };
}

/** The words of leaf levels that cannot be, by findBatch(); of other words every one. */
async function* suspects(k: Kernel, source: WordSource, select: string | undefined): AsyncGenerator<Seen> {
  const query = select === undefined ? 'impossible' : `(${select}) & impossible`;
  for await (const { words, places, near, ...block } of selected(k, source, query))
    for (const [i, word] of words.entries())
      yield {
        word,
        block,
        place: places[i] as number,
        neighbours: around(near.words, (places[i] as number) - near.first),
      };
}

async function* counted(source: WordSource, count: (words: number) => void): AsyncGenerator<Block> {
  for await (const block of source) {
    const words = block.words instanceof BigUint64Array ? block.words : [...block.words];
    count(words.length);
    yield { ...block, words };
  }
}

/**
 * Shows words with what is found out about each, and sets the exit code to that of a difference where one cannot be. Of a file only
 * those that cannot be are shown, each with its place.
 */
export async function showChecked(k: Kernel, source: WordSource, o: Checking): Promise<void> {
  const lines = new Lines();
  const [json, isFile] = [o.json === true, o.file !== undefined];
  const [ram, errorCode] = [ramOf(o.ram), errorCodeOf(o.errorCode)];
  let [all, impossible] = [0, 0];
  const words = counted(source, (n) => {
    all += n;
  });
  const isEntries = o.as === undefined || kindOf(o.as) === 'entry';
  const seen =
    isEntries && isFile
      ? suspects(k, words, o.select)
      : errorCode === undefined
        ? everyWord(words)
        : withCode(everyWord(words), errorCode);
  try {
    for await (const one of seen) {
      const checked = check(k, one, ram);
      if (checked.rules.length > 0) impossible += 1;
      else if (isFile) continue;
      const text = withCheck(o.text(one.word, one.block), checked, json);
      await lines.print(isFile ? inPlace(text, one.place, json) : text);
    }
  } finally {
    await lines.flush();
    if (impossible > 0) process.exitCode = difference;
    note(`checked ${many(all, 'word')}: ${impossible === 0 ? 'each can be' : `${number(impossible)} cannot be`}`);
  }
}

function check(k: Kernel, { word, block, neighbours, errorCode }: Seen, ram: bigint | undefined): Checked {
  return checkEntry(k, word, {
    as: block.as,
    ...(block.as === 'entry' && { level: block.level }),
    ...(errorCode !== undefined && { errorCode }),
    ...(ram !== undefined && { ram }),
    neighbours,
  });
}
