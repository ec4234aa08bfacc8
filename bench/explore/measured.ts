/** One exploration, measured in a process of its own: what it costs first, what it costs once all is remembered, and the most memory that it has. */
import { execFileSync } from 'node:child_process';
import { defaultsFor } from '../../lib/explore/defaults.ts';
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
  /** Transitions a second once everything is remembered and the compiler has seen it: of the last of some explorations. */
  readonly warm: number;
  /** Bytes of a remembered transition. */
  readonly bytesOfTransition: number;
  /** The most bytes that the process had. */
  readonly peak: number;
}

/** Bytes that a state takes. */
export const bytesOf = ({ bytesOfState }: Explored): number => bytesOfState;

const seconds = (since: number): number => (performance.now() - since) / 1000;

/** How often everything is looked up before it is timed. */
const warming = 5;

function measure(asked: Asked): MeasuredSearch {
  const tables = new ExploreTables();
  const k = kernel(newest);
  const start = performance.now();
  const found = explore(k, { ...asked, tables });
  const first = seconds(start);
  const peak = process.resourceUsage().maxRSS * 1024;
  const { states, transitions, depth, end } = found;
  const bounds = { ...asked.bounds, ...(end === 'time' && { depth: depth - 1 }) }; // what has been tried whole
  for (let i = 0; i < warming; i++) explore(k, { ...asked, bounds, tables });
  const later = performance.now();
  const again = explore(k, { ...asked, bounds, tables });
  const warm = again.transitions / seconds(later);
  const bytesOfTransition = tables.bytes / tables.transitions;
  return { states, transitions, depth, end, bytesOfState: bytesOf(found), bytesOfTransition, first, peak, warm };
}

/** The same in another process. */
export const measuredApart = (asked: Asked): MeasuredSearch =>
  JSON.parse(execFileSync(process.execPath, [import.meta.filename, JSON.stringify(asked)], { encoding: 'utf8' }));

/** What the exploration of a kernel costs where nothing is asked for. */
export type MeasuredAll = Pick<MeasuredSearch, 'states' | 'transitions' | 'first' | 'peak'> & {
  readonly settings: number;
};

/** `pte explore` of a kernel alone, in another process. */
export const allMeasuredApart = (): MeasuredAll =>
  JSON.parse(execFileSync(process.execPath, [import.meta.filename], { encoding: 'utf8' }));

function measureAll(): MeasuredAll {
  const k = kernel(newest);
  const settings = defaultsFor(k);
  const start = performance.now();
  const found = settings.map(({ held: _, ...setting }) => explore(k, setting));
  const first = seconds(start);
  const sum = (of: (one: Explored) => number) => found.reduce((all, one) => all + of(one), 0);
  const peak = process.resourceUsage().maxRSS * 1024;
  const size = { states: sum(({ states }) => states), transitions: sum(({ transitions }) => transitions) };
  return { ...size, first, peak, settings: settings.length };
}

if (process.argv[1] === import.meta.filename) {
  const asked = process.argv[2];
  console.log(JSON.stringify(asked === undefined ? measureAll() : measure(JSON.parse(asked))));
}
