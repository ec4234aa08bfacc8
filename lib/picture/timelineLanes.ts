/** The lanes of CPUs beside the boxes of a kernel: who acts, holds locks, waits, flushes, and whose TLB is stale. */
import { locksHeld } from '../world/told/around.ts';
import type { ShownRow } from './shownRows.ts';

/** The width of a lane. */
export const laneWidth = 38;

/** The CPUs of a life that get lanes; none where one is alone. */
export function lanesOf(rows: readonly ShownRow[]): readonly string[] {
  if (!rows.some(({ around }) => around !== undefined)) return [];
  const names = new Set(rows.flatMap(({ cpu, world }) => [cpu, ...world.cpus.map(({ name }) => name)]));
  return [...names].sort();
}

/** What the lanes show during one row, from `y` down. */
export function drawLanes(lanes: readonly string[], row: ShownRow, x: number, y: number, height: number): string {
  const at = (cpu: string) => x + laneWidth * (lanes.indexOf(cpu) + 0.5);
  const line = (cpu: string, kind: string, dash: string) =>
    `<line x1="${at(cpu)}" y1="${y}" x2="${at(cpu)}" y2="${y + height}" class="${kind}"${dash} stroke-width="${kind === 'lane' ? 1 : 2.5}"/>`;
  const waiting = new Set(row.world.held.map((held) => held.at.cpu));
  const locks = locksHeld(row.world);
  const bars = locks.map(
    ({ cpu, mode }) =>
      `<rect x="${at(cpu) - 4}" y="${y}" width="8" height="${height}" class="${mode === 'read' ? 'reads' : 'writes'}"/>`,
  );
  const stale = (row.around?.tlbs ?? []).filter((tlb) => tlb.stale && tlb.writable);
  const rings = stale.map(
    ({ cpu }) => `<circle cx="${at(cpu)}" cy="${y + 34}" r="6" fill="none" class="tlb" stroke-width="2"/>`,
  );
  return [
    ...lanes.map((cpu) => (waiting.has(cpu) ? line(cpu, 'waits', ' stroke-dasharray="4 4"') : line(cpu, 'lane', ''))),
    ...bars,
    `<circle cx="${at(row.cpu)}" cy="${y + 15}" r="6" class="dot"/>`,
    ...arrows(row, at, y + 15),
    ...rings,
  ].join('');
}

/** From who flushes to the TLBs that the row emptied. */
function arrows(row: ShownRow, at: (cpu: string) => number, y: number): readonly string[] {
  const flushes = row.flushed.length > 0;
  const emptied = (row.around?.tlbs ?? []).filter(({ cpu, word }) => word === undefined && cpu !== row.cpu);
  if (!flushes) return [];
  return emptied.map(({ cpu }) => {
    const [from, to] = [at(row.cpu), at(cpu)];
    const side = to > from ? 1 : -1;
    const tip = to - 3 * side;
    return `<line x1="${from + 7 * side}" y1="${y}" x2="${tip - 5 * side}" y2="${y}" class="flush" stroke-width="2"/><path d="M${tip} ${y}l${-8 * side} -4v8z" class="flushed"/>`;
  });
}

/** The names above the lanes. */
export const drawLaneNames = (lanes: readonly string[], x: number, y: number): string =>
  lanes
    .map(
      (cpu, i) =>
        `<text x="${x + laneWidth * (i + 0.5)}" y="${y}" font-size="10" text-anchor="middle" class="soft">${cpu}</text>`,
    )
    .join('');
