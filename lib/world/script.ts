/** The text of a scenario: operations with a semicolon between, the mapping first. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import type { MappingName } from './life.ts';
import { nearest } from './nearest.ts';
import { type OperationName, operations } from './operations/list.ts';
import type { LifeOperation } from './operations/operation.ts';

/** One operation of a script. */
export interface ScriptLine {
  readonly name: OperationName;
  /** The word after it, such as the protection of mprotect; empty for most. */
  readonly word: string;
}

/** A script that has been read: parseScript() makes one, play() plays it. */
export interface Script {
  readonly mapping: MappingName;
  readonly lines: readonly ScriptLine[];
}

/** The usual mappings that a script can start with, in the order of the help. */
export const mappingNames: readonly MappingName[] = ['anon', 'shmem', 'file', 'file-private'];

/** Mappings that differ from those by what the kernel refuses: shared memory mapped privately, a file opened for reading only. */
export const rareMappingNames: readonly MappingName[] = ['shmem-private', 'file-readonly'];
const allMappingNames: readonly MappingName[] = [...mappingNames, ...rareMappingNames];

interface Word {
  readonly text: string;
  /** Its place in the script. */
  readonly at: number;
}

/** Points at a place of a script and says what may stand there, and if it can, what was meant. */
function wrong(expected: string, { text, at }: Word, script: string, hint = ''): Error {
  const got = text ? `${shown(text)}${hint}` : 'nothing';
  const pointer = `${' '.repeat(at)}${'^'.repeat(Math.max(1, text.length))}`;
  const line = script.replaceAll(/\p{C}/gu, '\ufffd'); // one sign each, so that the pointer points where it should
  return rangeError(`expected ${expected}, got ${got}\n  ${line}\n  ${pointer}`, 'ERR_PTE_INPUT');
}
/** No word that is longer was meant for a name. */
const longestName = 40;
function notIn(names: readonly string[], word: Word, script: string): Error {
  const meant = word.text.length > longestName ? undefined : nearest(word.text, names);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return wrong(`one of ${names.join(', ')}`, word, script, misplaced(word.text, names) ?? hint);
}

/** A name that is right in another place. */
function misplaced(text: string, names: readonly string[]): string | undefined {
  if (isOperation(text) && names === mappingNames) return ' (the mapping comes first)';
  return allMappingNames.some((name) => name === text) ? ' (the mapping comes first, and only once)' : undefined;
}
const between = "';' between operations";

/** The words of each operation, with their places; an operation without words is one empty word. */
function wordsOf(script: string): readonly (readonly [Word, ...Word[]])[] {
  let from = 0;
  return script.split(';').map((part) => {
    const [first, ...rest] = [...part.matchAll(/\S+/g)].map((m) => ({ text: m[0], at: from + m.index }));
    from += part.length + 1;
    return [first ?? { text: '', at: Math.min(from - 1, script.length) }, ...rest];
  });
}

/**
 * Reads a script such as `anon; write; mprotect r`: a mapping such as anon or shmem, then operations, with ';'
 * between. White space does not matter, and a ';' may end it.
 *
 * @throws TypeError unless it is a string, RangeError (ERR_PTE_INPUT) that points at the word which is wrong.
 */
export function parseScript(text: string): Script {
  if (typeof text !== 'string') throw typeError(`expected a script as a string, got ${shown(text)}`);
  const script = text.replaceAll(/\s+/g, ' ').replace(/[; ]+$/, '');
  const [[first, more] = [{ text: '', at: 0 }], ...rest] = wordsOf(script);
  const mapping = allMappingNames.find((name) => name === first.text);
  if (!mapping) throw notIn(mappingNames, first, script);
  if (more) throw wrong(between, more, script);
  return { mapping, lines: rest.map((words) => lineOf(script, words)) };
}

function lineOf(script: string, [name, word, more]: readonly [Word, ...Word[]]): ScriptLine {
  if (!isOperation(name.text)) throw notIn(Object.keys(operations), name, script);
  const words = wordsAfter(name.text);
  const given = word ?? { text: '', at: name.at + name.text.length + 1 };
  if (words.length > 0 && !words.includes(given.text)) throw notIn(words, given, script);
  const extra = words.length > 0 ? more : word;
  if (extra) throw wrong(between, extra, script);
  return { name: name.text, word: words.length > 0 ? given.text : '' };
}

const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);

/** The words that may follow an operation; none for most. */
export const wordsAfter = (name: OperationName): readonly string[] => {
  const { words = [] }: LifeOperation = operations[name];
  return words;
};
