/** One exploration, measured in a process of its own: what it costs first, what it costs again, and the most memory that it has. */
import { execFileSync } from 'node:child_process';
import { type Explored, type Exploring, explore } from '../../lib/explore/explore.ts';
import type { SearchEnd } from '../../lib/explore/searched.ts';
import { ExploreTables } from '../../lib/explore/tables.ts';
import { kernel } from '../../lib/kernel/kernel.ts';
import { newest } from '../../lib/kernel/newest.ts';

/** What is explored, on the newest kernel. */
export type Asked = Pick<Exploring, 'mapping' | 'operations' | 'cpus' | 'processes' | 'bounds'>;

/** What it came to. */
export interface MeasuredSearch {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly end: SearchEnd;
  readonly bytesOfState: number;
  /** Seconds of the first exploration of a process. */
  readonly first: number;
  /** Seconds of the same once more, with what is known by then; absent where the first one took long. */
  readonly again?: number;
  /** The most bytes that the process had. */
  readonly peak: number;
}

/** Bytes that a state takes. */
export const bytesOf = ({ bytesOfState }: Explored): number => bytesOfState;

const seconds = (since: number): number => (performance.now() - since) / 1000;

/** An exploration that takes longer, in seconds, is not made again. */
const longest = 6;

function measure(asked: Asked): MeasuredSearch {
  const tables = new ExploreTables();
  const once = () => explore(kernel(newest), { ...asked, tables });
  const start = performance.now();
  const found = once();
  const first = seconds(start);
  const peak = process.resourceUsage().maxRSS * 1024;
  const { states, transitions, depth, end } = found;
  const measured = { states, transitions, depth, end, bytesOfState: bytesOf(found), first, peak };
  if (first > longest) return measured;
  const later = performance.now();
  once();
  return { ...measured, again: seconds(later) };
}

/** The same in another process. */
export const measuredApart = (asked: Asked): MeasuredSearch =>
  JSON.parse(execFileSync(process.execPath, [import.meta.filename, JSON.stringify(asked)], { encoding: 'utf8' }));

if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(measure(JSON.parse(process.argv[2] ?? '{}'))));
