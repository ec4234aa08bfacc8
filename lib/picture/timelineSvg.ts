/** A life as an SVG picture: time goes down, kernels stand side by side. */

import { migrationKinds } from '../../spec/kinds.ts';
import { hex } from '../base/hex.ts';
import type { Kind } from '../codec/decoded.ts';
import { escapeMarkup } from './escape.ts';
import type { Played, ShownRow } from './shownRows.ts';

const left = 150;
const column = 400;
const top = 56;
const line = 15;
const perLine = 52;

/** What kind of entry it is, as a colour. */
function colorOf(kind: Kind): string {
  if (kind === 'none') return '#eceff1';
  if (kind === 'present') return '#d7f0d9';
  if (kind === 'protnone') return '#fff3c4';
  if (kind === 'swap') return '#d6e4ff';
  return (migrationKinds as readonly Kind[]).includes(kind) ? '#e6dcf7' : '#fbdada';
}

/** Text in lines of less than `perLine` characters, where its words allow. */
function broken(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < perLine) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

interface ColoredLine {
  readonly text: string;
  readonly fill: string;
}

/** The lines under the word of an entry: what it is, what changed, what happened. */
function linesUnder({ explanation, came, went, events }: ShownRow): readonly ColoredLine[] {
  const lines = (text: string, fill: string) => broken(text).map((part) => ({ text: part, fill }));
  return [
    ...lines(explanation.headline, '#222'),
    ...(came.length > 0 ? lines(came.map((name) => `+${name}`).join(' '), '#1b7f2a') : []),
    ...(went.length > 0 ? lines(went.map((name) => `−${name}`).join(' '), '#b3261e') : []),
    ...events.flatMap((event) => lines(event, '#6b4e00')),
  ];
}

/** The word, with the digits that changed in red. */
function digits({ before, after }: ShownRow): string {
  const [old, now] = [hex(before), hex(after)];
  return [...now].map((d, i) => (d === old[i] ? d : `<tspan fill="#c2185b" font-weight="bold">${d}</tspan>`)).join('');
}

/** What one kernel made of one operation. */
interface Cell {
  readonly row: ShownRow;
  readonly under: readonly ColoredLine[];
}

function box({ row, under }: Cell, x: number, y: number, height: number): string {
  const texts = under.map(
    ({ text, fill }, i) =>
      `<text x="${x + 10}" y="${y + 36 + i * line}" font-size="11" fill="${fill}">${escapeMarkup(text)}</text>`,
  );
  return `<rect x="${x}" y="${y}" width="${column - 16}" height="${height - 10}" rx="5" fill="${colorOf(row.explanation.entry.kind)}" stroke="#90a4ae"/><text x="${x + 10}" y="${y + 19}" font-size="13" font-family="monospace">${digits(row)}</text>${texts.join('')}`;
}

/** One operation: a mark on the axis, then a box for each kernel. */
function band(cells: readonly Cell[], y: number, height: number): string {
  const mark = `<circle cx="${left - 14}" cy="${y + 16}" r="4" fill="#37474f"/><text x="${left - 26}" y="${y + 20}" font-size="12" font-weight="bold" text-anchor="end">${escapeMarkup(cells[0]?.row.operation ?? '')}</text>`;
  return [mark, ...cells.map((cell, i) => box(cell, left + i * column, y, height))].join('\n');
}

/** The cells of each operation: one for each kernel, in the order of `played`. */
const cellsOf = (played: readonly Played[]): readonly (readonly Cell[])[] =>
  (played[0]?.rows ?? []).map((_, i) =>
    played.flatMap(({ rows }) => rows.slice(i, i + 1)).map((row) => ({ row, under: linesUnder(row) })),
  );

/**
 * The picture of one script on one or several kernels as the text of an SVG file; sizes are in pixels. Every kernel has
 * played the same script, which stands on top.
 */
export function timelineSvg(script: string, played: readonly Played[]): string {
  let y = top;
  const bands = cellsOf(played).map((cells) => {
    const height = 40 + line * Math.max(...cells.map(({ under }) => under.length)) + 2;
    y += height;
    return band(cells, y - height, height);
  });
  const width = left + played.length * column + 8;
  const heads = played.map(
    ({ kernel }, i) =>
      `<text x="${left + i * column}" y="46" font-size="13" font-weight="bold">${escapeMarkup(`Linux ${kernel.name}`)}</text>`,
  );
  const axis = `<line x1="${left - 14}" y1="${top}" x2="${left - 14}" y2="${y - 14}" stroke="#90a4ae"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 8}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/><text x="12" y="22" font-size="13" font-family="monospace">${escapeMarkup(script)}</text>${heads.join('')}${axis}${bands.join('\n')}</svg>\n`;
}
