/** The names of helpers and functions of the kernel as traces have them. */
import { functionNames } from '../../spec/functionNames.ts';
import { commonHelpers } from '../../spec/helpers.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { rangeError, shown } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { dashed } from '../base/spelling.ts';
import { nameOf } from '../kernel/inForce.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Performed } from '../world/run/perform.ts';
import type { ScriptLine } from '../world/script.ts';

const rows: readonly Row[] = [...functionNames, ...tables.helpers, ...tables.functions, ...commonHelpers];
const namesOf = ({ id, kernel, renamed = [] }: Row): readonly string[] => [
  id,
  kernel,
  ...renamed.map((later) => later.kernel),
];

const known: readonly string[] = [...new Set(rows.flatMap(namesOf))];

const dashedName = (name: string): string => name.replaceAll('_', '-');

/**
 * What traces call a helper or function on a kernel, by any of its names: `pteMkuffdWp`, `pte_mkuffd_wp`, and `pte_mkuffd` from 7.3 on.
 *
 * @throws RangeError (ERR_PTE_INPUT) for a name that is none, with the nearest.
 */
export function tracedName(k: Kernel, name: string): string {
  const row = rows.find((one) => namesOf(one).includes(name));
  if (row) return nameOf(row, k.release);
  const near = nearest(dashed(name), known.filter((one) => one.includes('_')).map(dashedName));
  const hint = near === undefined ? '' : ` (did you mean ${near.replaceAll('-', '_')}?)`;
  throw rangeError(`expected a helper or a function such as pte_mkuffd_wp, got ${shown(name)}${hint}`, 'ERR_PTE_INPUT');
}

/** An operation that takes the helper that was asked for. */
export interface Taking {
  /** In how many transitions. */
  times: number;
  /** The shortest way there. */
  readonly lines: readonly ScriptLine[];
}

/** Which operations take a helper, of those that are noted. */
export class Takings {
  readonly #helper: string;
  readonly found = new Map<string, Taking>();
  constructor(helper: string) {
    this.#helper = helper;
  }

  /** Looks at the trace of a transition. */
  note(operation: string, { moved }: Performed, way: () => readonly ScriptLine[]): void {
    if (!moved.steps.some(({ did }) => did === this.#helper)) return;
    const known = this.found.get(operation);
    if (known) known.times++;
    else this.found.set(operation, { times: 1, lines: way() });
  }
}
