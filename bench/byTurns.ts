/** Measures by turns, so that a machine that drifts drifts for all. */
const now = () => Number(process.hrtime.bigint());

/** What is measured, once: to its end, where it goes on elsewhere. */
export type Run = () => unknown;

/** A turn takes at least so long, in nanoseconds: a clock and a call are nothing beside it. */
const leastTurn = 1e6;

/** Nanoseconds of each task in each round; every task first runs twice, unmeasured: the second run says how often a turn repeats it. */
export async function byTurns(tasks: readonly Run[], rounds: number): Promise<readonly (readonly number[])[]> {
  for (const task of tasks) await task();
  const repeats: number[] = [];
  for (const task of tasks) repeats.push(Math.max(1, Math.ceil(leastTurn / (await timed(task, 1)))));
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, task] of tasks.entries()) times[i]?.push(await timed(task, repeats[i] as number));
  return times;
}

async function timed(task: Run, repeats: number): Promise<number> {
  const start = now();
  for (let n = 0; n < repeats; n++) {
    const end = task();
    if (end instanceof Promise) await end;
  }
  return (now() - start) / repeats;
}

/** The value that so large a part of the values does not pass: 0.5 for the median. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]] as [number, number];
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Half of the distance between the quartiles, as a part of the median: what one measurement is good to. */
export const spread = (values: readonly number[]): number =>
  (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values);
