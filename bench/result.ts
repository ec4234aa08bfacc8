/** What a measurement says of a task, beside what moves as many bytes or reads as many words in the same turns. */
import { byTurns, median, type Run, spread } from './byTurns.ts';

/** One thing to be measured on arrays of one size. */
export interface Task {
  /** What is done: copy, sum, decode, encode, census, find, map, or a kernel function. */
  readonly name: string;
  /** With what: an instruction set or engine of ours, or what a user would otherwise have. */
  readonly target: string;
  readonly threads: number;
  /** Bytes read and written for each word; 8 for a pass that only reads. */
  readonly bytes: number;
  /** A pass that only reads is compared with a plain sum, all others with memcpy. */
  readonly beside: 'copy' | 'sum';
  readonly run: Run;
}

/** What a task took. `ratioToMemcpy` is the time of a memcpy of as many bytes, reads plus writes, or of a sum of as many words, over the task's. */
export interface Result {
  readonly name: string;
  readonly target: string;
  readonly threads: number;
  readonly words: number;
  readonly nsPerWord: number;
  readonly ratioToMemcpy: number;
  /** Half of the distance between the quartiles of the ratio, as a part of it. */
  readonly spread: number;
}

/**
 * Measures tasks on `words` words each. Those that are the measure (`copy` and `sum` on one thread) come first among them; of two
 * such, the faster one is it.
 */
export async function measured(tasks: readonly Task[], words: number, rounds: number): Promise<readonly Result[]> {
  const times = await byTurns(
    tasks.map(({ run }) => run),
    rounds,
  );
  const beside = { copy: best(tasks, times, 'copy'), sum: best(tasks, times, 'sum') };
  return tasks.map((task, i) => {
    const measure = beside[task.beside];
    const ours = times[i] as readonly number[];
    const ratios = ours.map((ns, round) => ((measure.times[round] as number) * task.bytes) / measure.bytes / ns);
    const { name, target, threads } = task;
    return {
      name,
      target,
      threads,
      words,
      nsPerWord: median(ours) / words,
      ratioToMemcpy: median(ratios),
      spread: spread(ratios),
    };
  });
}

function best(tasks: readonly Task[], times: readonly (readonly number[])[], name: Task['beside']) {
  const all = tasks.flatMap((task, i) =>
    task.name === name && task.threads === 1 ? [{ bytes: task.bytes, times: times[i] as readonly number[] }] : [],
  );
  return all.reduce((a, b) => (median(b.times) < median(a.times) ? b : a));
}
