/** The forms of an entry as an SVG picture: 64 cells a row, runs of bits as boxes with their names. */
import type { Form } from './layoutForms.ts';

const cell = 18;
const bits = 64;
const left = 16;
const rowHeight = 128;
const boxHeight = 26;
const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const plain = (name: string) => name === 'unused' || name === 'reserved';

function box(part: Form['parts'][number], y: number): string {
  const x = left + (bits - 1 - part.hi) * cell;
  const width = (part.hi - part.lo + 1) * cell;
  const fill = plain(part.name) ? '#f0f0f0' : part.hi === part.lo ? '#cfe3ff' : '#ffe6b8';
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${boxHeight}" fill="${fill}" stroke="#445"><title>${escaped(`${part.name}: ${part.text}`)}</title></rect>`;
  const number = `<text x="${x + width / 2}" y="${y + 17}" text-anchor="middle" font-size="9">${part.hi === part.lo ? part.hi : `${part.hi}..${part.lo}`}</text>`;
  if (plain(part.name)) return rect + number;
  const label = part.name.replace(/^_PAGE_(SWP_)?/, '');
  const at = `${x + width / 2 - 3},${y + boxHeight + 8}`;
  return `${rect}${number}<text transform="translate(${at}) rotate(60)" font-size="9">${escaped(label)}</text>`;
}

export function svgOf(title: string, forms: readonly Form[]): string {
  const width = bits * cell + 2 * left + 60;
  const height = 40 + forms.length * rowHeight;
  const rows = forms.map((form, i) => {
    const y = 44 + i * rowHeight;
    return `<text x="${left}" y="${y}" font-size="12" font-weight="bold">${escaped(form.title)}</text>${form.parts.map((p) => box(p, y + 8)).join('')}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/><text x="${left}" y="20" font-size="14" font-weight="bold">${escaped(title)}</text>${rows.join('\n')}</svg>\n`;
}
