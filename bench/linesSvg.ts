/** Lines of points as a picture: up by powers of two, along by powers of two or by ones. */
import { escapeMarkup } from '../lib/picture/escape.ts';

const width = 880;
const height = 460;
const frame = { left: 64, right: 190, top: 36, bottom: 48 };
/** Light and dark of each line in turn: distinct to those, too, who do not tell red from green. */
const colors = [
  ['#1f5fa8', '#7db4f0'],
  ['#c0571c', '#f0a878'],
  ['#2f7d4f', '#86cfa2'],
  ['#8a3f8f', '#d79adb'],
  ['#8c6d00', '#e0c254'],
  ['#5b6770', '#aab6be'],
  ['#b3263a', '#ff8d9b'],
  ['#00707a', '#6fd0d8'],
] as const;

const style = (which: 0 | 1): string =>
  `text{font:13px sans-serif;fill:${which ? '#e4e8eb' : '#1c2227'}}.paper{fill:${which ? '#14181c' : '#ffffff'}}.grid{stroke:${which ? '#3a444b' : '#d4dbdf'}}` +
  colors.map((pair, i) => `.l${i}{stroke:${pair[which]}}.t${i}{fill:${pair[which]}}`).join('');

/** Where a value of an axis of powers of two stands, in pixels. */
function powersAxis(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log2(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log2(Math.max(...values))));
  return {
    marks: Array.from({ length: high - low + 1 }, (_, i) => low + i),
    at: (value: number) => from + ((Math.log2(value) - low) / (high - low)) * (to - from),
  };
}

/** The same along an axis of whole numbers. */
function onesAxis(values: readonly number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [frame.left, width - frame.right];
  return {
    marks: Array.from({ length: high - low + 1 }, (_, i) => low + i),
    at: (value: number) => from + ((value - low) / Math.max(1, high - low)) * (to - from),
  };
}

const units = ['', ' Ki', ' Mi', ' Gi'];
const count = (power: number): string =>
  power < 0 ? `1/${2 ** -power}` : `${2 ** (power % 10)}${units[Math.floor(power / 10)]}`;

/** Labels at the right end of their lines, none over another: pushed down where two lines end close together. */
function labels(ends: readonly { readonly y: number; readonly text: string; readonly i: number }[]): readonly string[] {
  let free = 0;
  return [...ends]
    .sort((a, b) => a.y - b.y)
    .map(({ y, text, i }) => {
      const at = Math.max(y, free);
      free = at + 16;
      return `<text class="t${i}" x="${width - frame.right + 8}" y="${(at + 4).toFixed(1)}">${escapeMarkup(text)}</text>`;
    });
}

/** One line: its name, and its points. */
export interface DrawnLine {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What is drawn. */
export interface DrawnLines {
  readonly title: string;
  /** What the axes count. */
  readonly under: string;
  /** Where along there is a mark, of numbers on an axis of ones, of exponents on one of powers. */
  readonly along: { readonly by: 'powers' | 'ones'; readonly every: number };
  readonly lines: readonly DrawnLine[];
}

/** The picture. */
export function linesSvg({ title, under, along: { by, every }, lines }: DrawnLines): string {
  const of = (which: 0 | 1) => lines.flatMap(({ points }) => points.map((point) => point[which]));
  const x = by === 'powers' ? powersAxis(of(0), frame.left, width - frame.right) : onesAxis(of(0));
  const y = powersAxis(of(1), height - frame.bottom, frame.top);
  const ends: { y: number; text: string; i: number }[] = [];
  const paths = lines.map(({ name, points }, i) => {
    const sorted = [...points].sort(([a], [b]) => a - b);
    ends.push({ y: y.at(sorted.at(-1)?.[1] ?? 1), text: name, i: i % colors.length });
    const d = sorted.map(([a, b], n) => `${n ? 'L' : 'M'}${x.at(a).toFixed(1)} ${y.at(b).toFixed(1)}`).join('');
    return `<path class="l${i % colors.length}" fill="none" stroke-width="2" d="${d}"/>`;
  });
  const across = y.marks.map((power) => {
    const at = y.at(2 ** power).toFixed(1);
    return `<path class="grid" d="M${frame.left} ${at}H${width - frame.right}"/><text x="${frame.left - 8}" y="${Number(at) + 4}" text-anchor="end">${count(power)}</text>`;
  });
  const along = x.marks
    .filter((mark) => mark % every === 0)
    .map((mark) => {
      const at = x.at(by === 'powers' ? 2 ** mark : mark).toFixed(1);
      return `<path class="grid" d="M${at} ${frame.top}V${height - frame.bottom}"/><text x="${at}" y="${height - frame.bottom + 18}" text-anchor="middle">${by === 'powers' ? count(mark) : mark}</text>`;
    });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeMarkup(title)}</title><style>${style(0)}@media(prefers-color-scheme:dark){${style(1)}}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/><text x="${frame.left}" y="22">${escapeMarkup(title)}</text>`,
    ...across,
    ...along,
    `<text x="${frame.left}" y="${height - 10}">${escapeMarkup(under)}</text>`,
    ...paths,
    ...labels(ends),
    '</svg>\n',
  ].join('\n');
}
