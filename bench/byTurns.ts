/** Measures by turns, so that a machine that drifts drifts for all, and gives the median of each. */
const now = () => Number(process.hrtime.bigint());
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

/** Nanoseconds of each task, the median of `rounds` turns; every task first runs once, unmeasured. */
export function byTurns(tasks: readonly (() => void)[], rounds: number, repeats: number): readonly number[] {
  for (const task of tasks) task();
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    tasks.forEach((task, i) => {
      const start = now();
      for (let n = 0; n < repeats; n++) task();
      times[i]?.push((now() - start) / repeats);
    });
  return times.map(median);
}
