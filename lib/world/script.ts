/** The text of a scenario: operations with a semicolon between, the mapping first. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { halfOf, type ScriptName, sayables } from './operations/names.ts';
import { onePage } from './operations/rangeRuns.ts';
import { type MappingName, pagesOf } from './start/mappings.ts';
import type { Line } from './world.ts';

/** One operation of a script. */
export interface ScriptLine extends Line {
  readonly name: ScriptName;
  /** The word after it, such as the protection of mprotect, or several with a space between; empty for most. */
  readonly word: string;
  /** The process it is for, `A` to `H`, if the script says so. */
  readonly mm?: string;
  /** The CPU it runs on, such as `cpu1`, if the script says so. */
  readonly cpu?: string;
  /** The page that it is for, from 0 on, if the script says so: of a mapping that has several. */
  readonly page?: number;
}

/** A script that has been read: parseScript() makes one, play() plays it. */
export interface Script {
  readonly mapping: MappingName;
  readonly lines: readonly ScriptLine[];
}

/** The usual mappings that a script can start with, in the order of the help. */
export const mappingNames: readonly MappingName[] = ['anon', 'shmem', 'file', 'file-private'];

/** Mappings that differ from those by what the kernel refuses: shared memory mapped privately, a file opened for reading only; page frames
 * without pages; by huge pages, transparent ones and those of hugetlb; shared memory that may only be read, memory that may be dropped, and a shadow stack; a large folio that
 * four entries map; a file on a DAX device. */
export const rareMappingNames: readonly MappingName[] = [
  'shmem-private',
  'file-readonly',
  'pfnmap',
  'thp',
  'shmem-thp',
  'shmem-readonly',
  'droppable',
  'shadow-stack',
  'anon-folio',
  'hugetlb',
  'hugetlb-shared',
  'shmem-folio',
  'file-folio',
  'dax',
];
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
  return wrong(oneOf(names), word, script, misplaced(word.text, names) ?? hint);
}

/** More names than fit on a few lines are in the help. */
const listed = 25;
function oneOf(names: readonly string[]): string {
  if (names.length <= listed) return `one of ${names.join(', ')}`;
  return `an operation such as ${names.slice(0, 2).join(', ')} or fork (pte run --help lists all ${names.length})`;
}

/** A name that is right in another place. */
function misplaced(text: string, names: readonly string[]): string | undefined {
  if (isName(text) && names === mappingNames) return ' (the mapping comes first)';
  return allMappingNames.some((name) => name === text) ? ' (the mapping comes first, and only once)' : undefined;
}
const between = "';' between operations";

/** The words of each operation, with their places; an operation without words is one empty word. */
function wordsOf(script: string): readonly (readonly [Word, ...Word[]])[] {
  let from = 0;
  return script.split(';').map((part) => {
    // a prefix may stand close to what follows it
    const [first, ...rest] = [...part.matchAll(/(?:cpu\d+|[A-Z]):|\S+/g)].map((m) => ({
      text: m[0],
      at: from + m.index,
    }));
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
  return { mapping, lines: rest.map((words) => lineOf(script, words, pagesOf(mapping))) };
}

type Words = readonly [Word, ...Word[]];

function lineOf(script: string, words: Words, pages: number): ScriptLine {
  const { mm, cpu, rest } = prefixed(script, words);
  const [name, ...more] = rest;
  if (!isName(name.text)) throw notIn(Object.keys(sayables), name, script);
  const page = pageIn(script, name.text, more, pages);
  const word = wordOf(script, name, page === undefined ? more : more.slice(0, -1), name.text);
  return {
    name: name.text,
    word,
    ...(page !== undefined && { page }),
    ...(mm !== undefined && { mm }),
    ...(cpu !== undefined && { cpu }),
  };
}

/** The number of a page that stands last, behind the words that the operation must have. */
function pageIn(script: string, name: ScriptName, given: readonly Word[], pages: number): number | undefined {
  const last = given.at(-1) ?? { text: '', at: 0 };
  const { words, wordMayLack } = sayables[name];
  const isWord = words.includes(last.text) && given.length === 1 && !wordMayLack;
  if (isWord || pages === 1 || !takesPage(name) || !/^\d+$/.test(last.text)) return undefined;
  const page = Number(last.text);
  if (page < pages) return page;
  throw wrong(`a page 0 to ${pages - 1}`, last, script);
}

/** Whether a name, or what it is a half of, may be for one page of several. */
export const takesPage = (name: string): boolean => {
  const half = halfOf(name);
  return half?.half === 'end' ? false : onePage.includes(half?.of ?? name);
};

/** The process and the CPU that stand before the operation, in any order. */
function prefixed(script: string, words: Words): { mm?: string; cpu?: string; rest: Words } {
  const found: { mm?: string; cpu?: string } = {};
  let [first, ...rest] = words;
  while (/^\w+:$/.test(first.text)) {
    const text = first.text.slice(0, -1);
    const part = /^cpu\d$/.test(text) ? 'cpu' : /^[A-H]$/.test(text) ? 'mm' : undefined;
    if (!part || found[part] !== undefined)
      throw wrong(
        found.mm === undefined && found.cpu === undefined
          ? 'a process such as A: or a CPU such as cpu1: (A to H, cpu0 to cpu9)'
          : 'one process and one CPU at most',
        first,
        script,
      );
    found[part] = text;
    const at = first.at + first.text.length + 1;
    [first = { text: '', at }, ...rest] = rest;
  }
  return { ...found, rest: [first, ...rest] };
}

/** The words after an operation, if it takes them. */
function wordOf(script: string, name: Word, given: readonly Word[], of: ScriptName): string {
  const { words, wordMayLack, manyWords } = sayables[of];
  const most = words.length === 0 ? 0 : manyWords ? words.length : 1;
  const extra = given[most];
  const taken = given.slice(0, most);
  for (const word of taken) if (!words.includes(word.text)) throw notIn(words, word, script);
  if (extra) throw wrong(between, extra, script);
  const repeated = taken.find((word, i) => taken.findIndex(({ text }) => text === word.text) < i);
  if (repeated) throw wrong('each word once', repeated, script);
  if (most > 0 && taken.length === 0 && !wordMayLack)
    throw notIn(words, { text: '', at: name.at + name.text.length + 1 }, script);
  return taken.map(({ text }) => text).join(' ');
}

const isName = (name: string): name is ScriptName => Object.hasOwn(sayables, name);

/** A line as a script says it. */
export const sayLine = ({ mm, cpu, name, word, page }: Line): string =>
  [
    ...(mm === undefined ? [] : [`${mm}:`]),
    ...(cpu === undefined ? [] : [`${cpu}:`]),
    name,
    ...(word ? [word] : []),
    ...(page === undefined ? [] : [String(page)]),
  ].join(' ');
