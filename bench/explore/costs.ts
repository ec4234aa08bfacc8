/** What explorations of the newest kernel cost, by how wide and how deep they go. */
import { linesSvg } from '../linesSvg.ts';
import { type Asked, allMeasuredApart, type MeasuredSearch, measuredApart } from './measured.ts';
import { tableLines } from './tableLines.ts';

/** How wide a world may get. */
interface Wide {
  readonly processes: number;
  readonly cpus: number;
}

const widths: readonly Wide[] = [
  { processes: 1, cpus: 1 },
  { processes: 1, cpus: 2 },
  { processes: 2, cpus: 1 },
  { processes: 2, cpus: 2 },
  { processes: 1, cpus: 3 },
];

const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`;
const sayWide = ({ processes, cpus }: Wide): string =>
  `${many(processes, 'process', 'processes')}, ${many(cpus, 'CPU', 'CPUs')}`;

/** The operations of the table and of the picture; fork() makes the second process. */
const operations = ['uffd-wp', 'migrate'];
const asked = ({ processes, cpus }: Wide, bounds: Asked['bounds']): Asked => ({
  mapping: 'shmem',
  operations: processes > 1 ? [...operations, 'fork'] : operations,
  ...{ processes, cpus },
  ...(bounds && { bounds }),
});

const rate = (transitions: number, seconds: number): string => String(Math.round(transitions / seconds));

function line(name: string, { states, transitions, depth, end, ...cost }: MeasuredSearch): readonly string[] {
  return [
    name,
    String(states),
    String(transitions),
    `${depth}${end === 'exhausted' ? ', all' : ''}`,
    cost.first.toFixed(2),
    rate(transitions, cost.first),
    String(Math.round(cost.warm)),
    cost.bytesOfState.toFixed(1),
    cost.bytesOfTransition.toFixed(1),
    (cost.peak / 2 ** 20).toFixed(0),
  ];
}

const head = [
  '',
  'states',
  'transitions',
  'depth',
  'seconds',
  'transitions a second',
  'a second once warm',
  'bytes a state',
  'a remembered transition',
  'peak MiB',
];

/** In words: the exploration of a kernel where nothing is asked for. */
export function allText(): string {
  const { settings, states, transitions, first, peak } = allMeasuredApart();
  return `${settings} settings, ${states} states, ${transitions} transitions: ${first.toFixed(1)} seconds on one thread, ${rate(transitions, first)} transitions a second, at most ${(peak / 2 ** 20).toFixed(0)} MiB`;
}

/** A table of how wide, each with at most so many milliseconds, and the exploration with nothing but a kernel given. */
export function costsTable(milliseconds: number): string {
  const usual = measuredApart({});
  return tableLines(head, [
    line('nothing given', usual),
    ...widths.map((wide) => line(sayWide(wide), measuredApart(asked(wide, { milliseconds })))),
  ]);
}

/** Milliseconds by depth, until all is explored or the next depth would take longer than a search may. */
function deeper(wide: Wide, milliseconds: number): readonly (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  for (let depth = 2; depth <= deepest; depth++) {
    const { first, end } = measuredApart(asked(wide, { depth, milliseconds }));
    if (end === 'time') break;
    points.push([depth, 1000 * first]);
    if (end === 'exhausted') break;
  }
  return points;
}
const deepest = 16;

/** The picture of it, with at most so many milliseconds for a point. */
export const growthOfCost = (where: string, milliseconds: number): string =>
  linesSvg({
    title: `An exploration: ${where}`,
    under: `operations of the longest script, ${operations.join(' and ')} of shmem; up: milliseconds, the first time`,
    along: { by: 'ones', every: 1 },
    lines: widths.map((wide) => ({ name: sayWide(wide), points: deeper(wide, milliseconds) })),
  });
