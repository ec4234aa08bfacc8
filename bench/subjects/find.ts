/** Finding words by a query: by bits alone, and by bits and a range. */
import { findBatch } from '../../lib/batch/findBatch.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import type { Forced } from '../engines.ts';
import type { Task } from '../result.ts';

/** Queries that few words match, so that what is measured is the search. */
const queries = {
  find: 'present & global & !young & !dirty & pkey = 11',
  'find, range': 'present & dirty & pfn < 0x100',
};

/** Both with each instruction set of the core. */
export function findTasks(targets: readonly Forced[], words: BigUint64Array): readonly Task[] {
  const k = kernel('6.12');
  return targets.flatMap(({ target, force }) =>
    Object.entries(queries).map(
      ([name, query]): Task => ({
        name,
        target,
        threads: 1,
        bytes: 8,
        beside: 'sum',
        run: () => {
          force();
          findBatch(k, words, query);
        },
      }),
    ),
  );
}
