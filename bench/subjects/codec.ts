/** The codec with each engine and instruction set of ours. */
import { columns } from '../../lib/batch/columns.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { type Forced, forcedTask } from '../engines.ts';
import type { Task } from '../result.ts';
import { codecBytes } from './words.ts';

/** Decode to `out` and encode to `back` by each of `engines`. */
export function codecTasks(
  engines: readonly Forced[],
  words: BigUint64Array,
  out = columns(words.length),
  back: BigUint64Array = new BigUint64Array(words.length),
): readonly Task[] {
  const layout = layoutWords(kernel('6.12'));
  const of = (name: string) => ({ name, bytes: codecBytes, beside: 'copy' }) as const;
  return engines.flatMap((forced) => [
    forcedTask(forced, of('decode'), () => forced.engine.decode(layout, words, out)),
    forcedTask(forced, of('encode'), () => void forced.engine.encode(layout, out, back)),
  ]);
}
