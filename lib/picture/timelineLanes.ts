/** The lanes beside the boxes of a kernel: which CPU acts, holds locks, waits, flushes, and whose TLB is stale; processes are next to them. */
import { processOf } from '../world/entryName.ts';
import { locksHeld, type TlbSeen } from '../world/told/around.ts';
import type { ShownRow } from './shownRows.ts';
import { drawCall, drawEntries, drawLife, type ProcessSeen, processWidth } from './timelineProcesses.ts';

/** The width of a CPU's lane. */
const laneWidth = 38;

/** Who gets a lane, from left to right: CPUs, then processes. */
export interface Lanes {
  readonly cpus: readonly string[];
  readonly processes: readonly string[];
}

/** The lanes of a life beside those of its processes, which are the same for every kernel; no CPU has one where it is alone with one process. */
export function lanesOf(rows: readonly ShownRow[], processes: readonly string[]): Lanes {
  if (processes.length === 0 && !rows.some(({ around }) => around !== undefined)) return { cpus: [], processes };
  const names = new Set(rows.flatMap(({ cpu, world }) => [cpu, ...world.cpus.map(({ name }) => name)]));
  return { cpus: [...names].sort(), processes };
}

/** How wide all lanes are together. */
export const lanesWide = ({ cpus, processes }: Lanes): number =>
  cpus.length * laneWidth + processes.length * processWidth;

/** The middle of a CPU's lane. */
const cpuAt = ({ cpus }: Lanes, x: number, cpu: string): number => x + laneWidth * (cpus.indexOf(cpu) + 0.5);

/** The middle of a process's lane. */
const processAt = ({ cpus, processes }: Lanes, x: number, process: string): number =>
  x + laneWidth * cpus.length + processWidth * (processes.indexOf(process) + 0.5);

/** What the lanes of processes show during one row, from `y` down; `apart` says where kernels differ. */
export function drawProcesses(
  lanes: Lanes,
  { row, processes }: { readonly row: ShownRow; readonly processes: readonly ProcessSeen[] },
  x: number,
  y: number,
  height: number,
  apart: (process: string) => boolean,
): string {
  const middle = (process: string) => processAt(lanes, x, process);
  const isThere = processes.some(({ name }) => name === row.process);
  const calls = isThere && row.result !== 'cannot';
  return [
    ...processes.map((seen) => drawLife(seen, middle(seen.name), y, height)),
    calls ? drawCall(cpuAt(lanes, x, row.cpu), middle(row.process), y, row.result === 'waits') : '',
    ...processes.map((seen) => drawEntries(seen, middle(seen.name), y, apart(seen.name))),
  ].join('');
}

/** What the lanes of CPUs show during one row, from `y` down. */
export function drawLanes(lanes: Lanes, row: ShownRow, x: number, y: number, height: number): string {
  const at = (cpu: string) => cpuAt(lanes, x, cpu);
  const line = (cpu: string, kind: string, dash: string) =>
    `<line x1="${at(cpu)}" y1="${y}" x2="${at(cpu)}" y2="${y + height}" class="${kind}"${dash} stroke-width="${kind === 'lane' ? 1 : 2.5}"/>`;
  const waiting = new Set(row.world.held.map((held) => held.at.cpu));
  const locks = locksHeld(row.world);
  const bars = locks.map(
    ({ cpu, mode }) =>
      `<rect x="${at(cpu) - 4}" y="${y}" width="8" height="${height}" class="${mode === 'read' ? 'reads' : 'writes'}"/>`,
  );
  const stale = (row.around?.tlbs ?? []).filter((tlb) => tlb.stale && tlb.writable);
  return [
    ...lanes.cpus.map((cpu) =>
      waiting.has(cpu) ? line(cpu, 'waits', ' stroke-dasharray="4 4"') : line(cpu, 'lane', ''),
    ),
    ...bars,
    `<circle cx="${at(row.cpu)}" cy="${y + 15}" r="6" class="dot"/>`,
    ...arrows(row, at, y + 15),
    ...rings(stale, lanes, x, y + 34),
  ].join('');
}

/** Stale TLBs, with the letter of the process whose entry they hold where there are several. */
function rings(stale: readonly TlbSeen[], lanes: Lanes, x: number, y: number): readonly string[] {
  const several = lanes.processes.length > 0;
  const each = lanes.cpus.flatMap((cpu) => {
    const its = stale.filter((tlb) => tlb.cpu === cpu).map(({ process }) => processOf(process));
    return [...new Set(its)].map((process, i) => ({ cx: cpuAt(lanes, x, cpu), cy: y + 15 * i, process }));
  });
  const letter = (cx: number, cy: number, process: string) =>
    several ? `<text x="${cx}" y="${cy + 3}" font-size="8" text-anchor="middle" class="ink">${process}</text>` : '';
  return each.map(
    ({ cx, cy, process }) =>
      `<circle cx="${cx}" cy="${cy}" r="6" fill="none" class="tlb" stroke-width="2"/>${letter(cx, cy, process)}`,
  );
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
export function drawLaneNames(lanes: Lanes, x: number, y: number): string {
  const name = (middle: number, text: string) =>
    `<text x="${middle}" y="${y}" font-size="10" text-anchor="middle" class="soft">${text}</text>`;
  return [
    ...lanes.cpus.map((cpu) => name(cpuAt(lanes, x, cpu), cpu)),
    ...lanes.processes.map((process) => name(processAt(lanes, x, process), `process ${process}`)),
  ].join('');
}
