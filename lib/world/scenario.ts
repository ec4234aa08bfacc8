/** A life of an entry, played on a kernel. */
import { camel } from '../base/spelling.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Step } from '../mm/common/trace.ts';
import { born, type Happened, type Life, type MappingName } from './life.ts';
import { type Operation, type OperationName, operations } from './operations.ts';
import { mappingNames, parseScript, type Script } from './script.ts';

/** What one operation did. */
export interface ScenarioRow {
  /** As a script says it. */
  readonly operation: string;
  readonly before: bigint;
  readonly after: bigint;
  /** What trapped and why, results of faults, flushes. */
  readonly events: readonly string[];
  /** Helper by helper. */
  readonly steps: readonly Step[];
}

type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;

/** A scenario so far. Each operation is a method under its script's name, such as `.uffdWp()` for `uffd-wp`. */
export type Scenario = { readonly [Name in Camel<OperationName | MappingName>]: (word?: string) => Scenario } & {
  readonly kernel: Kernel;
  /** The entry as it stands. */
  readonly pte: bigint;
  readonly rows: readonly ScenarioRow[];
};

/** Starts a scenario: name the mapping first, `scenario(k).anon().write().pageout()`. */
export const scenario = (k: Kernel): Scenario => build(k, undefined, []);

function build(k: Kernel, life: Life | undefined, rows: readonly ScenarioRow[]): Scenario {
  const starts = mappingNames.map((name) => [camel(name), () => build(k, born(k, name), [])]);
  const goes = Object.keys(operations).map((name) => [
    camel(name),
    (word = '') => {
      const at = life ?? born(k, 'anon');
      const { life: after, row } = runOne(at, name as OperationName, checked(name as OperationName, word));
      return build(k, after, [...rows, row]);
    },
  ]);
  return { ...Object.fromEntries([...starts, ...goes]), kernel: k, pte: life?.pte ?? 0n, rows };
}

/** The word of an operation, as a script would have it checked. */
const checked = (name: OperationName, word: string): string =>
  parseScript(`anon; ${name} ${word}`).lines[0]?.word ?? '';

function runOne(life: Life, name: OperationName, word: string): { life: Life; row: ScenarioRow } {
  const operation = word ? `${name} ${word}` : name;
  const { life: after, events, steps } = attempt(life, operations[name], word);
  return { life: after, row: { operation, before: life.pte, after: after.pte, events, steps } };
}

/** An operation that the kernel does not have changes nothing. */
function attempt(life: Life, { run }: Operation, word: string): Happened {
  try {
    return run(life, word);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { life, events: [`not possible: ${error.message}`], steps: [] };
  }
}

/** Plays a script on a kernel. */
export function play(k: Kernel, { mapping, lines }: Script): readonly ScenarioRow[] {
  let life = born(k, mapping);
  return lines.map(({ name, word }) => {
    const { life: after, row } = runOne(life, name, word);
    life = after;
    return row;
  });
}
