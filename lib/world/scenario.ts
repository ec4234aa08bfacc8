/** A life of an entry, played on a kernel. */
import { rangeError, shown } from '../base/errors.ts';
import { camel } from '../base/spelling.ts';
import type { Kernel } from '../kernel/kernel.ts';
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
 */
export const scenario = (k: Kernel): Scenario => build(k, born(k, 'anon'), []);

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

/**
 * Plays a script, which parseScript() has read, on a kernel: one row for each operation. What the kernel lacks changes
 * nothing, and its row says so.
 */
export function play(k: Kernel, { mapping, lines }: Script): readonly ScenarioRow[] {
  let life = born(k, mapping);
  return lines.map(({ name, word }) => {
    const { life: after, row } = rowOf(life, name, word);
    life = after;
    return row;
  });
}
