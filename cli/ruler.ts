/** An entry for a reader: every bit on a line of its own, or the whole in one line. */

import { hex } from '../lib/base/hex.ts';
import type { Part, PartState } from '../lib/codec/claims.ts';
import type { Decoded } from '../lib/codec/decode.ts';
import type { Explanation } from '../lib/codec/explain.ts';
import { isUpper } from '../lib/codec/formats.ts';
import { headline } from '../lib/codec/headline.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { warningsOf, warningText } from '../lib/mm/page_table_check/warnings.ts';
import { bitRange } from '../lib/picture/bitRange.ts';
import { nameKernel } from './kernelOptions.ts';
import { colors, width, wrap } from './terminal.ts';

type Paint = (text: string) => string;

function paintOf(state: PartState): Paint {
  const c = colors();
  if (state === 'set' || state === 'field') return c.bold;
  return state === 'unexplained' || state === 'reserved' ? c.red : c.dim;
}

/** A bit as it is, a field as its number. */
const numberOf = ({ hi, lo, value }: Part) => (hi === lo ? String(value) : `0x${value.toString(16)}`);

const columns = { range: 8, value: 16, name: 24 };
const indent = columns.range + columns.value + columns.name;

function partLines(part: Part): string[] {
  const paint = paintOf(part.state);
  if (width() < indent + 30)
    return [...wrap(`${bitRange(part)}  ${numberOf(part)}  ${part.name}`, 2), ...wrap(part.text, 4)].map(paint);
  const head =
    bitRange(part).padStart(columns.range - 2) +
    `  ${numberOf(part)}`.padEnd(columns.value + 2) +
    part.name.padEnd(columns.name);
  const [first = '', ...rest] = wrap(part.text, indent);
  return [paint(head + first.trimStart()), ...rest.map(paint)];
}

/** The 64 bits in groups of four, as they stand. */
function strip(word: bigint): string {
  const bits = word.toString(2).padStart(64, '0');
  const groups = bits.match(/.{4}/g) ?? [];
  const perLine = [16, 8, 4, 2].find((n) => 2 + 5 * n < width()) ?? 2;
  const lines = Array.from({ length: groups.length / perLine }, (_, i) => groups.slice(i * perLine, (i + 1) * perLine));
  return lines.map((line) => `  ${line.join(' ')}`).join('\n');
}

/** Every bit named, from bit 63 down. */
export function rulerOf(k: Kernel, { entry, headline: says, parts }: Explanation): string {
  const { bold, dim, red } = colors();
  return [
    `${bold(hex(entry.raw))}${levelOf(entry)}  ${says}`,
    dim(`  ${nameKernel(k)}`),
    ...checksOf(k, entry).map((text) => red(`  ${text}`)),
    strip(entry.raw),
    ...parts.flatMap(partLines),
    '',
  ].join('\n');
}

/** What a kernel that checks itself would say of the entry: a sentence for each warning. */
export const checksOf = (k: Kernel, { raw, level }: Decoded): readonly string[] =>
  isUpper(level) ? [] : warningsOf(k, raw, { level }).map(warningText);

const levelOf = ({ level }: Decoded): string => (level === 'pte' ? '' : ` ${level}`);

/** The word, its level unless that is pte, and what it is. */
export const lineOf = (k: Kernel, d: Decoded): string =>
  [`${hex(d.raw)}${levelOf(d)}  ${headline(k, d)}`, ...checksOf(k, d)].join('; ');
