/** A thread of `npm run bugs`: tries the lines that it is given. */
import { parentPort } from 'node:worker_threads';
import { explored, lineName } from '../spec/explored.ts';
import type { Said } from './crew.ts';
import { type LineFound, type Tried, tryLine } from './tryLine.ts';

/** A line by its name, where to try it, and what is known of it. */
export interface LineJob {
  readonly line: string;
  readonly releases: readonly string[];
  readonly known: readonly Tried[];
}

const say = (said: Said<Tried, LineFound>): void => parentPort?.postMessage(said);

parentPort?.on('message', ({ line: name, releases, known }: LineJob) => {
  const line = explored.find((one) => lineName(one) === name);
  if (line) say({ result: tryLine(line, releases, known, (part) => say({ part })) });
});
