/** `pte run --count`: what a life cost on a kernel, in one line. */

import type { ScenarioRow } from '../../../lib/world/scenario.ts';
import { type Counts, countsOf } from '../../../lib/world/told/counts.ts';
import { many } from '../../many.ts';

/** Faults, flushes, waits, traps and copies in one line. */
export function countLine(rows: readonly ScenarioRow[]): string {
  const { faults, traps, flushesOfPages, flushesOfProcesses, flushesOfOthers, waits, copies }: Counts = countsOf(rows);
  const flushes = flushesOfPages + flushesOfProcesses;
  const kinds = [
    ...(flushesOfPages > 0 ? [`${flushesOfPages} flush_tlb_page`] : []),
    ...(flushesOfProcesses > 0 ? [`${flushesOfProcesses} flush_tlb_mm`] : []),
    `${flushesOfOthers} remote`,
  ];
  return [
    many(faults, 'fault'),
    `${many(flushes, 'flush', 'flushes')}${flushes > 0 ? ` (${kinds.join(', ')})` : ''}`,
    many(waits, 'wait'),
    many(traps, 'trap'),
    many(copies, 'copy', 'copies'),
  ].join(', ');
}
