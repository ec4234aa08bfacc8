/** How time a word grows with the size of the array, as a picture: both axes by powers of two. */
import { escapeMarkup } from '../lib/picture/escape.ts';
import type { Result } from './result.ts';

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

/** Where a value of one axis stands, in pixels. */
function axis(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log2(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log2(Math.max(...values))));
  return {
    powers: Array.from({ length: high - low + 1 }, (_, i) => low + i),
    at: (value: number) => from + ((Math.log2(value) - low) / (high - low)) * (to - from),
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

/** A line for each name and target among the results. */
export function growthSvg(title: string, results: readonly Result[]): string {
  const x = axis(
    results.map(({ words }) => words),
    frame.left,
    width - frame.right,
  );
  const y = axis(
    results.map(({ nsPerWord }) => nsPerWord),
    height - frame.bottom,
    frame.top,
  );
  const named = ({ name, target }: Result) => `${name}, ${target}`;
  const lines = [...new Set(results.map(named))].map(
    (line) => [line, results.filter((r) => named(r) === line)] as const,
  );
  const ends: { y: number; text: string; i: number }[] = [];
  const paths = lines.map(([text, points], i) => {
    const sorted = [...points].sort((a, b) => a.words - b.words);
    ends.push({ y: y.at(sorted.at(-1)?.nsPerWord ?? 1), text, i: i % colors.length });
    const d = sorted
      .map((p, n) => `${n ? 'L' : 'M'}${x.at(p.words).toFixed(1)} ${y.at(p.nsPerWord).toFixed(1)}`)
      .join('');
    return `<path class="l${i % colors.length}" fill="none" stroke-width="2" d="${d}"/>`;
  });
  const across = y.powers.map((power) => {
    const at = y.at(2 ** power).toFixed(1);
    return `<path class="grid" d="M${frame.left} ${at}H${width - frame.right}"/><text x="${frame.left - 8}" y="${Number(at) + 4}" text-anchor="end">${count(power)}</text>`;
  });
  const along = x.powers
    .filter((power) => power % 3 === 0)
    .map((power) => {
      const at = x.at(2 ** power).toFixed(1);
      return `<path class="grid" d="M${at} ${frame.top}V${height - frame.bottom}"/><text x="${at}" y="${height - frame.bottom + 18}" text-anchor="middle">${count(power)}</text>`;
    });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeMarkup(title)}</title><style>${style(0)}@media(prefers-color-scheme:dark){${style(1)}}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/><text x="${frame.left}" y="22">${escapeMarkup(title)}</text>`,
    ...across,
    ...along,
    `<text x="${frame.left}" y="${height - 10}">words in the array, one of 8 bytes for each entry; up: nanoseconds a word</text>`,
    ...paths,
    ...labels(ends),
    '</svg>\n',
  ].join('\n');
}
