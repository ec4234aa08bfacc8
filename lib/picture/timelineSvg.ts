/** A life as an SVG picture: time goes down, kernels stand side by side, with lanes for CPUs and processes where there are several. */
import { escapeMarkup } from './escape.ts';
import { fitted, measureMono } from './measure.ts';
import type { Played, ShownRow } from './shownRows.ts';
import { type Cell, cellOf, drawCell } from './timelineCell.ts';
import { drawLaneNames, drawLanes, drawProcesses, type Lanes, lanesOf, lanesWide } from './timelineLanes.ts';
import { legend } from './timelineLegend.ts';
import { chipsText, processesOf, processesSeen, processWidth } from './timelineProcesses.ts';
import { style } from './timelineStyle.ts';

const left = 150;
const boxWidth = 384;
/** Lanes of processes take their room from the box, up to this. */
const narrowBox = 240;
const gap = 16;
const between = 10;

/** A kernel's part of the picture. */
interface Column {
  readonly played: Played;
  readonly lanes: Lanes;
  readonly x: number;
  /** How wide its boxes are. */
  readonly width: number;
}

function columnsOf(played: readonly Played[]): readonly Column[] {
  let x = left;
  const processes = processesOf(played.flatMap(({ rows }) => rows));
  return played.map((one) => {
    const lanes = lanesOf(one.rows, processes);
    const width = Math.max(narrowBox, boxWidth - lanes.processes.length * processWidth);
    const column = { played: one, lanes, x, width };
    x = boxAt(column) + width + gap;
    return column;
  });
}
const boxAt = ({ lanes, x }: Column): number => x + lanesWide(lanes);

/** What stands at one height: at most one row of each kernel. */
interface Band {
  readonly label: string;
  readonly cells: readonly (Cell | undefined)[];
}

/** Bands of a line of the script: lines that had to wait stand under the one that let them go on. */
function bandsOf(columns: readonly Column[]): readonly Band[] {
  const last = Math.max(-1, ...columns.map(({ played }) => played.rows.at(-1)?.line ?? -1));
  return Array.from({ length: last + 1 }, (_, line) => {
    const rows = columns.map(({ played }) => played.rows.filter((row) => row.line === line));
    const most = Math.max(...rows.map(({ length }) => length));
    return Array.from({ length: most }, (__, i): Band => {
      const own = rows.map((some) => some[i]);
      const label = i === 0 ? (own.find((row) => row)?.operation ?? '') : '';
      return { label, cells: columns.map((column, at) => cellIn(column, own[at])) };
    });
  }).flat();
}

function cellIn({ played, lanes, width }: Column, row: ShownRow | undefined): Cell | undefined {
  if (!row) return undefined;
  const before = played.rows[played.rows.indexOf(row) - 1]?.world;
  return cellOf(row, lanes.processes.length > 0 ? processesSeen(row, before) : [], width);
}

const told = ({ after, result, events }: ShownRow): string => [after, result, ...events].join('\n');

/** Whether kernels differ at this height. */
const differs = ({ cells }: Band): boolean => new Set(cells.map((cell) => (cell ? told(cell.row) : ''))).size > 1;

/** Whether the entry of a process differs at this height between the kernels that have a row there. */
function processDiffers({ cells }: Band, process: string): boolean {
  const its = cells.flatMap((cell) => (cell ? [cell.processes.find(({ name }) => name === process)] : []));
  return new Set(its.map((seen) => (seen ? chipsText(seen) : ''))).size > 1;
}

/** A mark on the axis, then lanes and a box for each kernel. */
function drawBand(band: Band, columns: readonly Column[], y: number, height: number): string {
  const words = fitted(band.label, 12, left - 34).map(
    (text, i) =>
      `<text x="${left - 26}" y="${y + 20 + i * 14}" font-size="12" font-weight="bold" text-anchor="end" class="ink">${escapeMarkup(text)}</text>`,
  );
  const mark = band.label === '' ? '' : `<circle cx="${left - 14}" cy="${y + 15}" r="4" class="dot"/>`;
  const apart = differs(band);
  const cells = columns.map((column, i) => {
    const cell = band.cells[i];
    if (!cell) return '';
    const { lanes, x, width } = column;
    return [
      ...(lanes.cpus.length > 0 ? [drawLanes(lanes, cell.row, x, y, height)] : []),
      drawProcesses(lanes, cell, x, y, height, (process) => processDiffers(band, process)),
      drawCell(cell, boxAt(column), y, width, height - between, apart),
    ].join('');
  });
  return [mark, ...words, ...cells].join('\n');
}

const heightOf = ({ label, cells }: Band): number =>
  Math.max(12 + 14 * fitted(label, 12, left - 34).length, ...cells.map((cell) => cell?.height ?? 0)) + between;

/** The script and the kernels' names, and how high they are. */
function heads(script: string, columns: readonly Column[], width: number): { svg: string; height: number } {
  const lines = fitted(script, 13, width - 24, measureMono);
  const title = lines.map(
    (text, i) => `<text x="12" y="${22 + i * 18}" font-size="13" class="mono ink">${escapeMarkup(text)}</text>`,
  );
  const y = 30 + lines.length * 18;
  const names = columns.map(
    (column) =>
      `<text x="${boxAt(column)}" y="${y}" font-size="13" font-weight="bold" class="ink">${escapeMarkup(`Linux ${column.played.kernel.name}`)}</text>${drawLaneNames(column.lanes, column.x, y)}`,
  );
  return { svg: [...title, ...names].join(''), height: y + 10 };
}

/**
 * The picture of one script on one or several kernels as the text of an SVG file; sizes are in pixels, colours follow the reader's
 * choice of light or dark. Every kernel has played the same script, which stands on top.
 */
export function timelineSvg(script: string, played: readonly Played[]): string {
  const columns = columnsOf(played);
  const end = columns.at(-1);
  const width = end ? boxAt(end) + end.width + gap : left;
  const head = heads(script, columns, width);
  let y = head.height;
  const bands = bandsOf(columns).map((band) => {
    const height = heightOf(band);
    y += height;
    return drawBand(band, columns, y - height, height);
  });
  const axis = `<line x1="${left - 14}" y1="${head.height}" x2="${left - 14}" y2="${y - 14}" class="edge"/>`;
  const signs = legend(12, y + 20, width, {
    lanes: columns.some(({ lanes }) => lanes.cpus.length > 0),
    processes: columns.some(({ lanes }) => lanes.processes.length > 0),
    several: columns.length > 1,
  });
  const height = y + 16 + signs.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${style}<rect width="100%" height="100%" class="paper"/>${head.svg}${axis}${bands.join('\n')}${signs.svg}</svg>\n`;
}
