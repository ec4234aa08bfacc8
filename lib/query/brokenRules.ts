/** Which rules one word breaks. */
import { wordRules } from '../../spec/impossible.ts';
import type { TableLevel } from '../../spec/schema.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { holdsIn } from './bits.ts';
import type { WordRuleId } from './impossible.ts';
import { type Sorts, sortOf, sortsOf } from './sorts.ts';

const known = new WeakMap<Kernel, Map<TableLevel, Sorts>>();

/** The sorts of a level, worked out once for a kernel. */
function sortsKept(k: Kernel, level: TableLevel): Sorts {
  const ofKernel = known.get(k) ?? new Map<TableLevel, Sorts>();
  known.set(k, ofKernel);
  const sorts = ofKernel.get(level) ?? sortsOf(k, level);
  ofKernel.set(level, sorts);
  return sorts;
}

/** The rules of spec/impossible.ts that a word at a level breaks, in their order there; none for an entry that can be. */
export function brokenRules(k: Kernel, word: bigint, level: TableLevel): readonly WordRuleId[] {
  const { broken } = sortOf(sortsKept(k, level), word);
  return wordRules.map(({ id }) => id).filter((id) => holdsIn(broken[id] ?? false, word));
}
