/** This program and its core, for a fleet. */
import { loadCore } from './core.ts';
import { type Maker, thisMaker } from './maker.ts';
import { runnerOf } from './shard.ts';

/**
 * The version that this machine works at, after a block of what needs the core: no job is the first to find out.
 * @throws RangeError (ERR_PTE_ENGINE) where the core does not load or does not run.
 */
export function makerThatRuns(): Maker {
  loadCore();
  runnerOf({ seed: 0, index: 0, count: 1, comparisons: ['codec', 'reference'] }).run(0, 1);
  return thisMaker();
}
