import type { Series } from './schema.ts';

/** One series of releases. */
export interface KernelRow {
  readonly series: Series;
  readonly longterm?: true;
  readonly last?: number;
  readonly newest?: number;
}

/**
 * Every mainline release the rows cover, in order. `longterm` marks the series with a long stable tree. A series has one of two numbers:
 * `last`, the third number of its last release, where it has ended (announced with that release); `newest`, that of the newest release
 * that rows were compared with, where more may have come since.
 */
export const kernels = [
  { series: '4.19', longterm: true, last: 325 }, { series: '4.20', last: 17 }, { series: '5.0', last: 21 },
  { series: '5.1', last: 21 }, { series: '5.2', last: 21 }, { series: '5.3', last: 18 },
  { series: '5.4', longterm: true, last: 302 }, { series: '5.5', last: 19 }, { series: '5.6', last: 19 },
  { series: '5.7', last: 19 }, { series: '5.8', last: 18 }, { series: '5.9', last: 16 },
  { series: '5.10', longterm: true, newest: 262 }, { series: '5.11', last: 22 }, { series: '5.12', last: 19 },
  { series: '5.13', last: 19 }, { series: '5.14', last: 21 }, { series: '5.15', longterm: true, newest: 212 },
  { series: '5.16', last: 20 }, { series: '5.17', last: 15 }, { series: '5.18', last: 19 }, { series: '5.19', last: 17 },
  { series: '6.0', last: 19 }, { series: '6.1', longterm: true, newest: 192 }, { series: '6.2', last: 16 },
  { series: '6.3', last: 13 }, { series: '6.4', last: 16 }, { series: '6.5', last: 13 },
  { series: '6.6', longterm: true, newest: 158 }, { series: '6.7', last: 12 }, { series: '6.8', last: 12 },
  { series: '6.9', last: 12 }, { series: '6.10', last: 14 }, { series: '6.11', last: 11 },
  { series: '6.12', longterm: true, newest: 118 }, { series: '6.13', last: 12 }, { series: '6.14', last: 11 },
  { series: '6.15', last: 11 }, { series: '6.16', last: 12 }, { series: '6.17', newest: 13 },
  { series: '6.18', longterm: true, newest: 53 }, { series: '6.19', newest: 11 }, { series: '7.0', newest: 0 },
  { series: '7.1', newest: 13 }, { series: '7.2', newest: 13 }, { series: '7.3', newest: 4 },
] as const satisfies readonly KernelRow[];
