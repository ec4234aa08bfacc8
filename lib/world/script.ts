/** The text of a scenario: operations with a semicolon between, the mapping first. */
import { rangeError } from '../base/errors.ts';
import type { MappingName } from './life.ts';
import { type Operation, type OperationName, operations } from './operations.ts';

export interface Line {
  readonly name: OperationName;
  /** The word after it, such as the protection of mprotect; empty for most. */
  readonly word: string;
}
export interface Script {
  readonly mapping: MappingName;
  readonly lines: readonly Line[];
}

export const mappingNames: readonly MappingName[] = ['anon', 'shmem', 'file', 'file-private'];

interface Word {
  readonly text: string;
  readonly at: number;
}

/** Points at a place of the script and lists what may stand there. */
function wrong(script: string, { text, at }: Word, allowed: readonly string[]): Error {
  const got = text ? `"${text}"` : 'nothing';
  const pointer = `${' '.repeat(at)}${'^'.repeat(Math.max(1, text.length))}`;
  return rangeError(`expected one of ${allowed.join(', ')}, got ${got}\n  ${script}\n  ${pointer}`, 'ERR_PTE_INPUT');
}

/** The words of each operation, with their places. */
function wordsOf(script: string): readonly (readonly Word[])[] {
  let from = 0;
  return script.split(';').map((part) => {
    const words = [...part.matchAll(/\S+/g)].map((m) => ({ text: m[0], at: from + m.index }));
    from += part.length + 1;
    return words.length > 0 ? words : [{ text: '', at: Math.min(from - 1, script.length) }];
  });
}

/** @throws RangeError (ERR_PTE_INPUT) that points at the word which is wrong. */
export function parseScript(text: string): Script {
  const script = text.replaceAll(/\s+/g, ' ').replace(/[; ]+$/, '');
  const [first, ...rest] = wordsOf(script) as [readonly Word[], ...(readonly Word[])[]];
  const mapping = mappingNames.find((name) => name === first[0]?.text);
  if (!mapping) throw wrong(script, first[0] as Word, mappingNames);
  if (first[1]) throw wrong(script, first[1], [';']);
  return { mapping, lines: rest.map((words) => lineOf(script, words)) };
}

function lineOf(script: string, [name, word, more]: readonly Word[]): Line {
  const { text, at } = name as Word;
  if (!Object.hasOwn(operations, text)) throw wrong(script, { text, at }, Object.keys(operations));
  const { words = [] }: Operation = operations[text as OperationName];
  const given = word ?? { text: '', at: at + text.length + 1 };
  if (words.length > 0 && !words.includes(given.text)) throw wrong(script, given, words);
  const extra = words.length > 0 ? more : word;
  if (extra) throw wrong(script, extra, [';']);
  return { name: text as OperationName, word: words.length > 0 ? given.text : '' };
}
