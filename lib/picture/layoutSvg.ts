/** The forms of an entry as an SVG picture: 64 cells a row, runs of bits as boxes with their names. */
import { escapeMarkup } from './escape.ts';
import { bitRange, type LayoutForm } from './layoutForms.ts';

const cell = 18;
const bits = 64;
const left = 16;
const rowHeight = 128;
const boxHeight = 26;
const isNameless = (name: string) => name === 'unused' || name === 'reserved';

function box(part: LayoutForm['parts'][number], y: number): string {
  const x = left + (bits - 1 - part.hi) * cell;
  const width = (part.hi - part.lo + 1) * cell;
  const fill = isNameless(part.name) ? '#f0f0f0' : part.hi === part.lo ? '#cfe3ff' : '#ffe6b8';
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${boxHeight}" fill="${fill}" stroke="#445"><title>${escapeMarkup(`${part.name}: ${part.text}`)}</title></rect>`;
  const number = `<text x="${x + width / 2}" y="${y + 17}" text-anchor="middle" font-size="9">${bitRange(part)}</text>`;
  if (isNameless(part.name)) return rect + number;
  const label = part.name.replace(/^_PAGE_(SWP_)?/, '');
  const at = `${x + width / 2 - 3},${y + boxHeight + 8}`;
  return `${rect}${number}<text transform="translate(${at}) rotate(60)" font-size="9">${escapeMarkup(label)}</text>`;
}

function row(form: LayoutForm, y: number): string {
  const title = `<text x="${left}" y="${y}" font-size="12" font-weight="bold">${escapeMarkup(form.title)}</text>`;
  return title + form.parts.map((part) => box(part, y + 8)).join('');
}

/** The picture of layoutForms() as the text of an SVG file; sizes are in pixels, and the title stands on top. */
export function layoutSvg(title: string, forms: readonly LayoutForm[]): string {
  const width = bits * cell + 2 * left + 60;
  const height = 40 + forms.length * rowHeight;
  const rows = forms.map((form, i) => row(form, 44 + i * rowHeight));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/><text x="${left}" y="20" font-size="14" font-weight="bold">${escapeMarkup(title)}</text>${rows.join('\n')}</svg>\n`;
}
