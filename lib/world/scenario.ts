/** A life of an entry, played on a kernel. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { camel } from '../base/spelling.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import type { Step } from '../mm/common/outcome.ts';
import { sentence } from './event.ts';
import { born, type Life, type MappingName } from './life.ts';
import { operate } from './operate.ts';
import { type OperationName, operations } from './operations/list.ts';
import { mappingNames, rareMappingNames, type Script, wordsAfter } from './script.ts';

/** What one operation did. */
export interface ScenarioRow {
  /** As a script says it, with its word: `mprotect r`. */
  readonly operation: string;
  /** The entry before, a word. */
  readonly before: bigint;
  /** The entry after, a word. */
  readonly after: bigint;
  /** What trapped and why, results of faults, flushes: sentences for a reader. */
  readonly events: readonly string[];
  /** Helper by helper. */
  readonly steps: readonly Step[];
}

type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;

/**
 * A scenario so far. Each mapping and each operation is a method under its script's name, such as `.uffdWp()` for
 * `uffd-wp`; it gives a longer scenario and leaves this one alone. A method throws RangeError (ERR_PTE_INPUT) for a word
 * that a script could not have there.
 */
export type Scenario = { readonly [Name in Camel<OperationName | MappingName>]: (word?: string) => Scenario } & {
  readonly kernel: Kernel;
  /** The entry as it stands. */
  readonly pte: bigint;
  /** What happened so far, operation by operation. */
  readonly rows: readonly ScenarioRow[];
};

const names = Object.keys(operations) as readonly OperationName[];

/**
 * Starts a scenario on a kernel. Name the mapping first, then operations: `scenario(k).anon().write().pageout()`. Without a
 * mapping it is anonymous memory.
 *
 * @throws TypeError unless it is a kernel as kernel() gives it.
 */
export function scenario(k: Kernel): Scenario {
  checkKernel(k);
  return build(k, born(k, 'anon'), []);
}

function build(k: Kernel, life: Life, rows: readonly ScenarioRow[]): Scenario {
  const starts = [...mappingNames, ...rareMappingNames].map((name) => [camel(name), () => build(k, born(k, name), [])]);
  const goes = names.map((name) => [
    camel(name),
    (word = '') => {
      const { life: after, row } = rowOf(life, name, checkedWord(name, word));
      return build(k, after, [...rows, row]);
    },
  ]);
  return { ...Object.fromEntries([...starts, ...goes]), kernel: k, pte: life.pte, rows };
}

/** The word of an operation, if it may have that one. */
function checkedWord(name: OperationName, word: string): string {
  const words = wordsAfter(name);
  if (words.length === 0 ? word === '' : words.includes(word)) return word;
  const expected = words.length === 0 ? `no word after ${name}` : `one of ${words.join(', ')}`;
  throw rangeError(`expected ${expected}, got ${word === '' ? 'nothing' : shown(word)}`, 'ERR_PTE_INPUT');
}

function rowOf(life: Life, name: OperationName, word: string): { life: Life; row: ScenarioRow } {
  const operation = word ? `${name} ${word}` : name;
  const { life: after, events, steps } = operate(life, name, word);
  return { life: after, row: { operation, before: life.pte, after: after.pte, events: events.map(sentence), steps } };
}

/** The script, once it has the shape that parseScript() gives; its words are those that a script could have. */
function checkedScript(given: Script): Script {
  if (typeof given !== 'object' || given === null || !Array.isArray(given.lines))
    throw typeError(`expected a script as parseScript() gives it, got ${shown(given)}`);
  const { mapping, lines } = given;
  if (![...mappingNames, ...rareMappingNames].includes(mapping))
    throw rangeError(`expected a mapping as a script has it, got ${shown(mapping)}`, 'ERR_PTE_INPUT');
  for (const line of lines) {
    if (!names.includes(line?.name))
      throw rangeError(`expected an operation of a script, got ${shown(line?.name)}`, 'ERR_PTE_INPUT');
    checkedWord(line.name, line.word);
  }
  return given;
}

/**
 * Plays a script, which parseScript() has read, on a kernel: one row for each operation. What the kernel lacks changes
 * nothing, and its row says so.
 *
 * @throws TypeError for what is no kernel and no script, RangeError (ERR_PTE_INPUT) for a word that no script has.
 */
export function play(k: Kernel, script: Script): readonly ScenarioRow[] {
  checkKernel(k);
  const { mapping, lines } = checkedScript(script);
  let life = born(k, mapping);
  return lines.map(({ name, word }) => {
    const { life: after, row } = rowOf(life, name, word);
    life = after;
    return row;
  });
}
