/** The library's helpers as functions on columns of words, as the probe has the kernel's. */
import { camel } from '../lib/base/spelling.ts';
import * as library from '../lib/index.ts';
import type { HelperId, Kernel } from '../lib/kernel/kernel.ts';

type Helper = (k: Kernel, ...args: (bigint | number)[]) => bigint | number | boolean;

/** Arguments that are numbers in the library; the others are bigints. */
const numberKinds: ReadonlySet<string> = new Set(['type', 'index', 'nr', 'count']);

/** The library's name for a helper of the kernel: `pteMkdirty` for pte_mkdirty. */
export const ourName = (helper: string): string => camel(helper);

const named = library as unknown as Readonly<Record<string, Helper | undefined>>;

/** Whether the library has the helper on this kernel: its rows say so. */
export const hasHelper = (k: Kernel, helper: string): boolean =>
  ourName(helper) in library && k.has(ourName(helper) as HelperId);

/** What the library answers; undefined where the kernel lacks the helper. */
export function ourAnswers(
  k: Kernel,
  helper: string,
  kinds: readonly string[],
  columns: readonly BigUint64Array[],
): BigUint64Array<ArrayBuffer> | undefined {
  const ask = named[ourName(helper)];
  if (!ask || !hasHelper(k, helper)) return undefined;
  const count = columns[0]?.length ?? 1;
  const results = new BigUint64Array(count);
  const asNumber = kinds.map((kind) => numberKinds.has(kind));
  for (let i = 0; i < count; i++) {
    const args = columns.map((column, j) => (asNumber[j] ? Number(column[i]) : (column[i] as bigint)));
    results[i] = BigInt(ask(k, ...args));
  }
  return results;
}
