/** Arrays of one size: everything that is measured on them, in turns. */
import { columns } from '../lib/batch/columns.ts';
import type { Beside, KernelLoop } from './beside.ts';
import { nativeForms, nativeTargets, portable, reference } from './engines.ts';
import { measured, type Result, type Task } from './result.ts';
import { codecTasks } from './subjects/codec.ts';
import { mapTasks } from './subjects/map.ts';
import { measures } from './subjects/measures.ts';
import { mmTasks } from './subjects/mm.ts';
import { others } from './subjects/others.ts';
import { passTasks } from './subjects/passes.ts';
import { threadCounts, threadTasks } from './subjects/threads.ts';
import { words as someWords } from './subjects/words.ts';

/** What there is to measure with on this machine. */
export interface Means {
  readonly beside: Beside;
  readonly kernelLoop?: KernelLoop;
}

/** Words beyond which engines a hundred times slower are left out: a turn of theirs would take seconds. */
const mostForSlow = 1 << 20;

/** Words from which on threads are measured. */
const leastForThreads = 1 << 17;

/** The results on `n` words: the measures, what others have, and ours with every target. */
export function batchResults({ beside, kernelLoop }: Means, n: number, rounds: number): Promise<readonly Result[]> {
  const words = someWords(n);
  const into = columns(n);
  const targets = nativeTargets();
  const threads = threadCounts();
  const tasks = [
    ...measures(beside, words, threads),
    ...others(words, into, kernelLoop),
    ...codecTasks(n > mostForSlow ? [...targets, ...nativeForms()] : [reference, ...targets], words),
    ...portableTasks(words),
    ...passTasks(targets, words),
    ...mapTasks(n > mostForSlow ? [...targets, ...nativeForms()] : targets, words),
    ...mmTasks(targets, n),
    ...(n >= leastForThreads ? threadTasks(threads, words) : []),
  ];
  return measured(tasks, n, rounds);
}

/** The portable engine on arrays in its own memory. */
function portableTasks(words: BigUint64Array): readonly Task[] {
  const { forced, memory } = portable(words.length);
  const own = memory.words(words.length);
  own.set(words);
  return [
    ...codecTasks([forced], own, memory.columns(words.length), memory.words(words.length)),
    ...passTasks([forced], own),
  ];
}

/** What grows with the array: the measures, and all that the best instruction set and the portable engine do. */
export function growthResults({ beside }: Means, n: number, rounds: number): Promise<readonly Result[]> {
  const words = someWords(n);
  const targets = nativeTargets();
  const best = targets.slice(-1);
  const tasks = [...codecTasks(best, words), ...passTasks(best, words), ...portableTasks(words)];
  return measured([...measures(beside, words, []), ...tasks.filter(({ name }) => name !== 'find, range')], n, rounds);
}
