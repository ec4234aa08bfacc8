/** Which operations a search tries: those that are asked for, and what they need to come to anything. */
import { rangeError, shown } from '../base/errors.ts';
import { halfOf, type ScriptName, sayables } from '../world/operations/names.ts';
import { parseScript, type ScriptLine, sayLine } from '../world/script.ts';
import type { MappingName } from '../world/start/mappings.ts';

/** What every process does. */
const base = ['read', 'write', 'write-tlb'] as const;

/** What is tried where nothing is asked for. */
const usual = [
  ...['mprotect r', 'mprotect rw', 'uffd-wp', 'clear-refs', 'pageout', 'swapoff', 'migrate', 'numa-hint'],
  ...['fork', 'dontneed', 'mremap', 'to-device', 'from-device'],
];

/** What comes to nothing without another, or is answered by it. */
const answers: Readonly<Partial<Record<string, readonly string[]>>> = {
  'uffd-wp': ['uffd-wp-resolve', 'uffd-unregister'],
  'uffd-rwp': ['uffd-rwp-resolve', 'uffd-unregister'],
  'to-device': ['from-device'],
  migrate: ['migrate-begin', 'migrate-end'],
  pin: ['unpin'],
  splice: ['unsplice'],
  'read-wait': ['uffd-wake'],
  'write-wait': ['uffd-wake'],
  'guard-install': ['guard-remove'],
};

/** Words that are tried where none is given, of operations that must have one. */
const wordsFor: Readonly<Partial<Record<string, readonly string[]>>> = {
  mprotect: ['r', 'rw'],
  'uffd-register': ['wp'],
  'pkey-mprotect': ['1'],
};

/** `mprotect` alone stands for it with each of its words. */
function withWords(text: string): readonly string[] {
  const name = text.trim().split(/\s+/).at(-1) ?? '';
  const sayable = Object.hasOwn(sayables, name) ? sayables[name as ScriptName] : undefined;
  if (!sayable || sayable.words.length === 0 || sayable.wordMayLack) return [text];
  return (wordsFor[name] ?? sayable.words).map((word) => `${text} ${word}`);
}

/** What a search cannot say: its own parts are made of whole operations. */
function checked(line: ScriptLine): ScriptLine {
  const isHalf = line.name === 'flush' || line.name === 'uffd-wp-deferred' || halfOf(line.name) !== undefined;
  if (isHalf || line.cpu !== undefined)
    throw rangeError(
      `expected whole operations, whose halves are tried on every CPU, got ${shown(sayLine(line))}`,
      'ERR_PTE_INPUT',
    );
  return line;
}

const linesIn = (mapping: MappingName, texts: readonly string[]): readonly ScriptLine[] =>
  texts.length === 0 ? [] : parseScript(`${mapping}; ${texts.join('; ')}`).lines.map(checked);

/**
 * The lines that a search tries, each once: accesses, what is asked for, and what answers that.
 *
 * @param asked operations as a script has them, `mprotect r`; the usual ones if it is empty.
 * @param only the list is taken as it stands.
 * @throws RangeError (ERR_PTE_INPUT) for what is none, with the nearest name.
 */
export function linesFor(mapping: MappingName, asked: readonly string[], only = false): readonly ScriptLine[] {
  linesIn(mapping, asked.flatMap(withWords)); // an error points at what was asked, not at what is added
  const named = asked.length === 0 && !only ? usual : asked;
  const needed = only ? named : [...base, ...named.flatMap((text) => [text, ...(answers[text.trim()] ?? [])])];
  const lines = linesIn(mapping, needed.flatMap(withWords));
  const seen = new Set<string>();
  return lines.filter((line) => {
    const text = sayLine(line);
    return !seen.has(text) && seen.add(text);
  });
}
