/** A life as an SVG picture: time goes down, kernels stand side by side. */

import { hex } from '../base/hex.ts';
import { explain } from '../codec/explain.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ScenarioRow } from '../world/scenario.ts';
import { changes, type Played } from './changedBits.ts';

const left = 150;
const column = 400;
const top = 56;
const line = 15;
const perLine = 52;
const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** What kind of entry it is, as a colour. */
function colorOf(k: Kernel, pte: bigint): string {
  const { kind } = explain(k, pte).entry;
  if (kind === 'none') return '#eceff1';
  if (kind === 'present') return '#d7f0d9';
  if (kind === 'protnone') return '#fff3c4';
  if (kind === 'swap') return '#d6e4ff';
  return kind.startsWith('migration') ? '#e6dcf7' : '#fbdada';
}

const broken = (text: string): string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < perLine) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

/** Lines under the word of an entry: what it is, what changed, what happened. */
function told(k: Kernel, row: ScenarioRow): readonly { readonly text: string; readonly fill: string }[] {
  const { came, went } = changes(k, row.before, row.after);
  const lines = (text: string, fill: string) => broken(text).map((t) => ({ text: t, fill }));
  return [
    ...lines(explain(k, row.after).headline, '#222'),
    ...(came.length > 0 ? lines(came.map((n) => `+${n}`).join(' '), '#1b7f2a') : []),
    ...(went.length > 0 ? lines(went.map((n) => `−${n}`).join(' '), '#b3261e') : []),
    ...row.events.flatMap((e) => lines(e, '#6b4e00')),
  ];
}

/** The word, with the digits that changed in red. */
const digits = ({ before, after }: ScenarioRow): string => {
  const [old, now] = [hex(before), hex(after)];
  return [...now].map((d, i) => (d === old[i] ? d : `<tspan fill="#c2185b" font-weight="bold">${d}</tspan>`)).join('');
};

function box(k: Kernel, row: ScenarioRow, x: number, y: number, height: number): string {
  const texts = told(k, row).map(
    ({ text, fill }, i) =>
      `<text x="${x + 10}" y="${y + 36 + i * line}" font-size="11" fill="${fill}">${escaped(text)}</text>`,
  );
  return `<rect x="${x}" y="${y}" width="${column - 16}" height="${height - 10}" rx="5" fill="${colorOf(k, row.after)}" stroke="#90a4ae"/><text x="${x + 10}" y="${y + 19}" font-size="13" font-family="monospace">${digits(row)}</text>${texts.join('')}`;
}

export function runSvg(script: string, played: readonly Played[]): string {
  const count = played[0]?.rows.length ?? 0;
  let y = top;
  const rows: string[] = [];
  for (let i = 0; i < count; i++) {
    const at = played.map((p) => [p.kernel, p.rows[i] as ScenarioRow] as const);
    const height = 40 + line * Math.max(...at.map(([k, row]) => told(k, row).length)) + 2;
    rows.push(
      `<circle cx="${left - 14}" cy="${y + 16}" r="4" fill="#37474f"/><text x="${left - 26}" y="${y + 20}" font-size="12" font-weight="bold" text-anchor="end">${escaped(at[0]?.[1].operation ?? '')}</text>`,
    );
    for (const [column_, [k, row]] of at.entries()) rows.push(box(k, row, left + column_ * column, y, height));
    y += height;
  }
  const width = left + played.length * column + 8;
  const heads = played.map(
    (p, i) =>
      `<text x="${left + i * column}" y="46" font-size="13" font-weight="bold">${escaped(`Linux ${p.kernel.name}`)}</text>`,
  );
  const axis = `<line x1="${left - 14}" y1="${top}" x2="${left - 14}" y2="${y - 14}" stroke="#90a4ae"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 8}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/><text x="12" y="22" font-size="13" font-family="monospace">${escaped(script)}</text>${heads.join('')}${axis}${rows.join('\n')}</svg>\n`;
}
