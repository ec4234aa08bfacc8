/** The codec with each engine and instruction set of ours. */
import { columns } from '../../lib/batch/columns.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import type { Forced } from '../engines.ts';
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
  return engines.flatMap(({ target, engine, force }) => {
    const task = (name: string, run: () => void): Task => ({
      name,
      target,
      threads: 1,
      bytes: codecBytes,
      beside: 'copy',
      run: () => {
        force();
        run();
      },
    });
    return [
      task('decode', () => engine.decode(layout, words, out)),
      task('encode', () => void engine.encode(layout, out, back)),
    ];
  });
}
