/** Helpers of one word over arrays: one that moves a bit, the one that does most, and the first in place. */
import { mapBatch } from '../../lib/batch/mapBatch.ts';
import { vmGetPageProt } from '../../lib/helpers/pgtable.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { type Forced, forcedTask } from '../engines.ts';
import type { Task } from '../result.ts';
import { mapBytes } from './words.ts';

/** The three with each instruction set of the core. */
export function mapTasks(targets: readonly Forced[], words: BigUint64Array): readonly Task[] {
  const k = kernel('6.12');
  const into = new BigUint64Array(words.length);
  const place = words.slice();
  const prot = vmGetPageProt(k, k.vm.read);
  const maps = {
    map: () => mapBatch(k, 'pteMkuffdWp', words, into),
    'map, pte_modify': () => mapBatch(k, ['pteModify', prot], words, into),
    'map, in place': () => mapBatch(k, 'pteMkuffdWp', place, place),
  };
  return targets.flatMap((forced) =>
    Object.entries(maps).map(([name, run]) => forcedTask(forced, { name, bytes: mapBytes, beside: 'copy' }, run)),
  );
}
