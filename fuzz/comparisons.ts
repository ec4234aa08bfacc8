/** What can be compared, by name. */
import { rangeError, shown } from '../lib/base/errors.ts';
import type { Addon } from '../lib/batch/engine/native.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { Comparison } from './comparison.ts';
import { type ComparisonName, comparisonNames } from './comparisonNames.ts';
import { loadCore } from './core.ts';
import { codecComparison, engineWords, referenceComparison } from './engineComparisons.ts';
import { hasLogic, mmComparison } from './mmComparison.ts';
import { objectComparison } from './objectComparison.ts';

export { type ComparisonName, comparisonNames } from './comparisonNames.ts';

/** A comparison before it is made. */
interface Row {
  /** Words of a block that it runs. */
  readonly words: number;
  /** Whether a kernel has what it compares; every kernel where there is no test. */
  readonly has?: (k: Kernel) => boolean;
  readonly make: (addon: Addon | undefined) => Comparison;
}

const rows: Readonly<Record<ComparisonName, Row>> = {
  codec: { words: engineWords.codec, make: (addon) => codecComparison(addon ?? loadCore()) },
  reference: { words: engineWords.reference, make: (addon) => referenceComparison(addon ?? loadCore()) },
  objects: { words: objectComparison.words, make: () => objectComparison },
  mm: { words: mmComparison.words, has: hasLogic, make: () => mmComparison },
};

function rowOf(name: ComparisonName): Row {
  if (Object.hasOwn(rows, name)) return rows[name];
  throw rangeError(`expected a target among ${comparisonNames.join(', ')}, got ${shown(name)}`, 'ERR_PTE_INPUT');
}

/**
 * A comparison. Those that run the native core take `addon`, or load it where none is given.
 * @throws RangeError for a name that is none (ERR_PTE_INPUT), and where no core loads (ERR_PTE_ENGINE).
 */
export const comparisonOf = (name: ComparisonName, addon?: Addon): Comparison => rowOf(name).make(addon);

/**
 * Words of one block that some comparisons run, all together, on a kernel that has what they compare: mm has nothing to run on
 * the oldest ones. @throws RangeError (ERR_PTE_INPUT) for a name that is none.
 */
export const wordsPerBlock = (targets: readonly ComparisonName[]): number =>
  targets.reduce((sum, name) => sum + rowOf(name).words, 0);

/** @throws RangeError (ERR_PTE_INPUT) for a comparison that has nothing to compare on a kernel. */
export function expectComparable(targets: readonly ComparisonName[], k: Kernel): void {
  const lacking = targets.find((name) => rowOf(name).has?.(k) === false);
  if (lacking !== undefined)
    throw rangeError(
      `expected targets that Linux ${k.name} has, got ${lacking}, which has nothing to compare there`,
      'ERR_PTE_INPUT',
    );
}
