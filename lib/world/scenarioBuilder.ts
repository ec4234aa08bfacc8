/** A scenario that is built by calls, operation by operation. */
import { camel } from '../base/spelling.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import { type ScriptName, sayables } from './operations/names.ts';
import { checkedLine, rowsOf, type ScenarioRow } from './scenario.ts';
import { mappingNames, rareMappingNames, type ScriptLine } from './script.ts';
import { born } from './start/born.ts';
import { type MappingName, pagesOf } from './start/mappings.ts';
import { mmOf, type World } from './world.ts';

type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;

/**
 * A scenario so far. Each mapping and each operation is a method under its script's name, such as `.uffdWp()` for
 * `uffd-wp`; it gives a longer scenario and leaves this one alone. A method throws RangeError (ERR_PTE_INPUT) for a word
 * that a script could not have there. `by` names the process, the CPU or both, as in `.write('', { cpu: 'cpu1' })`.
 */
export type Scenario = { readonly [Name in Camel<ScriptName | MappingName>]: (word?: string, by?: By) => Scenario } & {
  readonly kernel: Kernel;
  /** The entry of process A as it stands. */
  readonly pte: bigint;
  /** What happened so far, operation by operation. */
  readonly rows: readonly ScenarioRow[];
};

/** Who runs an operation: a process `A` to `H`, a CPU `cpu0` to `cpu9`; and for which page of a mapping that has several. */
export type By = Pick<ScriptLine, 'mm' | 'cpu' | 'page'>;

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

const names = Object.keys(sayables) as readonly ScriptName[];

function build(k: Kernel, w: World, rows: readonly ScenarioRow[]): Scenario {
  const starts = [...mappingNames, ...rareMappingNames].map((name) => [camel(name), () => build(k, born(k, name), [])]);
  const goes = names.map((name) => [
    camel(name),
    (word = '', by: By = {}) => {
      const more = rowsOf(w, checkedLine({ name, word, ...by }, pagesOf(w.mapping)), (rows.at(-1)?.line ?? -1) + 1);
      return build(k, more.at(-1)?.world ?? w, [...rows, ...more]);
    },
  ]);
  return { ...Object.fromEntries([...starts, ...goes]), kernel: k, pte: mmOf(w, 'A')?.pte ?? 0n, rows };
}
