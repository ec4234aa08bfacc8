/** Passes that only read: a census, and finding words by bits alone and by bits and a range. */
import { newCounts } from '../../lib/batch/censusBatch.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { compileQuery } from '../../lib/query/compile.ts';
import { stepsOf } from '../../lib/query/steps.ts';
import { type Forced, forcedTask } from '../engines.ts';
import type { Task } from '../result.ts';

/** Queries that few words match, so that what is measured is the search. */
const queries = {
  find: 'present & global & !young & !dirty & pkey = 11',
  'find, range': 'present & global & pfn < 0x100',
};

/** The places that are written at once. */
const places = 1 << 16;

/** The passes with each of `engines`. */
export function passTasks(engines: readonly Forced[], words: BigUint64Array): readonly Task[] {
  const k = kernel('6.12');
  const layout = layoutWords(k);
  const [counts, found] = [newCounts(), new Uint32Array(places)];
  const steps = Object.entries(queries).map(([name, query]) => {
    const tests = compileQuery(k, query, 'pte');
    if (tests === false) throw new Error(`no word of ${k.name} can match ${query}`);
    return [name, stepsOf(tests)] as const;
  });
  const of = (name: string) => ({ name, bytes: 8, beside: 'sum' }) as const;
  return engines.flatMap((forced) => [
    forcedTask(forced, of('census'), () => forced.engine.census(layout, words, false, counts)),
    ...steps.map(([name, all]) => forcedTask(forced, of(name), () => void forced.engine.find(all, words, 0, found))),
  ]);
}
