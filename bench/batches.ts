/** Arrays of one size: everything that is measured on them, in turns. */
import { columns } from '../lib/batch/columns.ts';
import type { Beside, KernelLoop } from './beside.ts';
import { nativeForms, nativeTargets, reference } from './engines.ts';
import { measured, type Result } from './result.ts';
import { codecTasks } from './subjects/codec.ts';
import { findTasks } from './subjects/find.ts';
import { mapTasks } from './subjects/map.ts';
import { measures } from './subjects/measures.ts';
import { mmTasks } from './subjects/mm.ts';
import { others } from './subjects/others.ts';
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
    ...findTasks(targets, words),
    ...mapTasks(n > mostForSlow ? [...targets, ...nativeForms()] : targets, words),
    ...mmTasks(targets, n),
    ...(n >= leastForThreads ? threadTasks(threads, words) : []),
  ];
  return measured(tasks, n, rounds);
}

/** What grows with the array: the measures, and the codec with the best instruction set and with the one that any machine has. */
export function growthResults({ beside }: Means, n: number, rounds: number): Promise<readonly Result[]> {
  const words = someWords(n);
  const targets = nativeTargets();
  return measured([...measures(beside, words, []), ...codecTasks(targets.slice(-1), words)], n, rounds);
}
