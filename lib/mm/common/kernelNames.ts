/** What the kernel at hand calls a helper or a function: from rows, for traces. */
import { functionNames } from '../../../spec/functionNames.ts';
import { functions } from '../../../spec/functions.ts';
import { commonHelpers, helpers } from '../../../spec/helpers.ts';
import type { Row } from '../../../spec/schema.ts';
import { nameOf } from '../../kernel/inForce.ts';
import type { Kernel } from '../../kernel/kernel.ts';

const all = [...commonHelpers, ...helpers, ...functions, ...functionNames];
/** A helper or a function that a trace can name. */
export type NameId = (typeof all)[number]['id'];

/** Later rows win: those of functionNames are there for the new names of helpers. */
const rows = new Map<string, Row>(all.map((row) => [row.id, row]));

/** The row that has the names of a helper or a function. */
export const rowOfName = (id: NameId): Row => rows.get(id) as Row;

/** The C name in a row in the release of `k`. */
export const nameIn = (k: Kernel, row: Row): string => (row.renamed ? nameOf(row, k.release) : row.kernel);

/** nameIn() of one row, which remembers the release that it was asked about last: comparing releases takes longer than most helpers. */
export function namesOf(row: Row): (k: Kernel) => string {
  let [release, name]: [Kernel['release'] | undefined, string] = [undefined, ''];
  return (k) => {
    if (k.release !== release) [release, name] = [k.release, nameIn(k, row)];
    return name;
  };
}

/** The C name of a helper or a function in the release of `k`. */
export const called = (k: Kernel, id: NameId): string => nameIn(k, rowOfName(id));
