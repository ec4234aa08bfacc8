/** A box of the timeline: what one kernel made of one operation. */
import { hex } from '../base/hex.ts';
import { isLoss } from '../world/event.ts';
import { sayAround } from '../world/told/around.ts';
import { sentence } from '../world/told/sentence.ts';
import { escapeMarkup } from './escape.ts';
import { fitted } from './measure.ts';
import type { ShownRow } from './shownRows.ts';
import { type ProcessSeen, processesHeight } from './timelineProcesses.ts';
import { classOf } from './timelineStyle.ts';

interface Line {
  readonly text: string;
  readonly fill: string;
}

/** A box that knows how high it is. */
export interface Cell {
  readonly row: ShownRow;
  /** What the lanes of processes show beside it; none where one is alone. */
  readonly processes: readonly ProcessSeen[];
  readonly lines: readonly Line[];
  readonly height: number;
}

const size = 11;
const step = 15;
/** How much wider bold letters are. */
const bold = 1.14;
const inset = 10;
const headHeight = 40;

/** The box of a row, as wide as its column. A line that had to wait says so itself; what lanes show of other processes is not repeated. */
export function cellOf(row: ShownRow, processes: readonly ProcessSeen[], width: number): Cell {
  const { explanation, came, went, happened, beside, around, taken } = row;
  const lines = (text: string, fill: string): readonly Line[] =>
    fitted(text, fill === 'lost' ? size * bold : size, width - 2 * inset).map((part) => ({ text: part, fill }));
  const beyond = around && processes.length > 0 ? { ...around, entries: [] } : around;
  const aroundText = beyond ? sayAround(beyond, row.world.mms.length) : [];
  const all = [
    ...(row.operation.endsWith('(had to wait)') ? lines(row.operation, 'event') : []),
    ...lines(explanation.headline, 'ink'),
    ...(taken === undefined ? [] : lines(taken, 'soft')),
    ...(came.length > 0 ? lines(came.map((name) => `+${name}`).join(' '), 'came') : []),
    ...(went.length > 0 ? lines(went.map((name) => `\u2212${name}`).join(' '), 'went') : []),
    ...happened.flatMap((event) => lines(sentence(event), isLoss(event) ? 'lost' : 'event')),
    ...beside.flatMap((text) => lines(text, 'soft')),
    ...aroundText.flatMap((text) => lines(text, 'soft')),
  ];
  const height = Math.max(headHeight + step * all.length, processesHeight(processes));
  return { row, processes, lines: all, height };
}

/** Draws it; `apart` where kernels differ here. */
export function drawCell(
  { row, processes, lines }: Cell,
  x: number,
  y: number,
  width: number,
  height: number,
  apart: boolean,
): string {
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" class="${classOf(row.explanation.entry.kind)} ${apart ? 'apart' : 'edge'}" stroke-width="${apart ? 2.5 : 1}"/>`;
  const word = `<text x="${x + inset}" y="${y + 19}" font-size="13" class="mono ink">${digits(row)}</text>`;
  const whose = `<text x="${x + width - inset}" y="${y + 19}" font-size="${size}" text-anchor="end" class="soft">process ${row.process}</text>`;
  const texts = lines.map(
    ({ text, fill }, i) =>
      `<text x="${x + inset}" y="${y + 37 + i * step}" font-size="${size}" class="${fill}"${fill === 'lost' ? ' font-weight="bold"' : ''}>${escapeMarkup(text)}</text>`,
  );
  return [rect, word, ...(processes.length > 0 ? [whose] : []), ...texts].join('');
}

/** The word, with the digits that changed standing out. */
function digits({ before, after }: ShownRow): string {
  const [old, now] = [hex(before), hex(after)];
  return [...now].map((d, i) => (d === old[i] ? d : `<tspan class="digit" font-weight="bold">${d}</tspan>`)).join('');
}
