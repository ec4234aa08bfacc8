/** The forms of an entry as an SVG picture: 64 cells a row, runs of bits as boxes with their names. */

import { bitRange } from './bitRange.ts';
import { escapeMarkup } from './escape.ts';
import type { LayoutForm } from './layoutForms.ts';

const cell = 18;
const bits = 64;
const left = 16;
const boxHeight = 26;
/** From a form's title down to its boxes, and from the end of its longest label to the next title. */
const titleGap = 8;
const rowGap = 24;
/** Labels hang below the middle of their boxes, turned so that narrow boxes have room for theirs. */
const fontSize = 9;
const labelAngle = 60;
const labelTop = 8;
/** The width of a capital of the font, as a part of its size; most labels are capitals. */
const capital = 0.72;
const isNameless = (name: string) => name === 'unused' || name === 'reserved';

/** The name as its label has it; empty where the bits have none. */
const labelOf = ({ name }: LayoutForm['parts'][number]): string =>
  isNameless(name) ? '' : name.replace(/^_PAGE_(SWP_)?/, '');

/** How far down the longest label of a form reaches below its boxes. */
function labelDepth({ parts }: LayoutForm): number {
  const longest = Math.max(...parts.map((part) => labelOf(part).length));
  return Math.ceil(labelTop + longest * capital * fontSize * Math.sin((labelAngle * Math.PI) / 180));
}

const rowHeight = (form: LayoutForm): number => titleGap + boxHeight + labelDepth(form) + rowGap;

function box(part: LayoutForm['parts'][number], y: number): string {
  const x = left + (bits - 1 - part.hi) * cell;
  const width = (part.hi - part.lo + 1) * cell;
  const fill = isNameless(part.name) ? '#f0f0f0' : part.hi === part.lo ? '#cfe3ff' : '#ffe6b8';
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${boxHeight}" fill="${fill}" stroke="#445"><title>${escapeMarkup(`${part.name}: ${part.text}`)}</title></rect>`;
  const number = `<text x="${x + width / 2}" y="${y + 17}" text-anchor="middle" font-size="${fontSize}">${bitRange(part)}</text>`;
  const label = labelOf(part);
  if (label === '') return rect + number;
  const at = `${x + width / 2 - 3},${y + boxHeight + labelTop}`;
  return `${rect}${number}<text transform="translate(${at}) rotate(${labelAngle})" font-size="${fontSize}">${escapeMarkup(label)}</text>`;
}

function row(form: LayoutForm, y: number): string {
  const title = `<text x="${left}" y="${y}" font-size="12" font-weight="bold">${escapeMarkup(form.title)}</text>`;
  return title + form.parts.map((part) => box(part, y + titleGap)).join('');
}

/** The picture of layoutForms() as the text of an SVG file; sizes are in pixels, and the title stands on top. */
export function layoutSvg(title: string, forms: readonly LayoutForm[]): string {
  const width = bits * cell + 2 * left + 60;
  let y = 44;
  const rows = forms.map((form) => {
    const drawn = row(form, y);
    y += rowHeight(form);
    return drawn;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/><text x="${left}" y="20" font-size="14" font-weight="bold">${escapeMarkup(title)}</text>${rows.join('\n')}</svg>\n`;
}
