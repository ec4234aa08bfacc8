/** Lines of dumps: what they have in common, so that each tool says only how it prints them. */
import type { Reading, TextFormat } from '../format.ts';

/** Numbers of a width that hold a part of an entry. */
export type DumpUnit = 'words' | 'ints' | 'halves' | 'bytes' | 'octals';

/** How many digits a number of a unit has. */
export const digitsOf: Readonly<Record<DumpUnit, number>> = { words: 16, ints: 8, halves: 4, bytes: 2, octals: 6 };

/** The words of the examples: an entry, an empty one. */
const words = [0x8000000012345067n, 0n];

/** What a dump says of itself. */
export interface DumpLine extends Pick<Reading, 'id' | 'after' | 'offsets' | 'has'> {
  readonly tool: string;
  readonly source: string;
  readonly unit: DumpUnit;
  /** What comes before the numbers, with a group `at` for the offset, and after them. */
  readonly before: string;
  readonly behind?: string;
  /** Between two numbers. */
  readonly gap?: string;
  /** What stands before each number. */
  readonly mark?: string;
  readonly lines: readonly string[];
}

/** A format of a line that is an offset and numbers of one unit. */
export function dumpLine({
  id,
  tool,
  source,
  unit,
  before,
  behind = '',
  gap = ' ',
  mark = '',
  lines,
  ...more
}: DumpLine): TextFormat {
  const one = `${mark}[${unit === 'octals' ? '0-7' : '\\da-f'}]{${digitsOf[unit]}}`;
  return {
    id,
    tool,
    source,
    pattern: new RegExp(`^${before}(?<run>${one}(?:${gap}${one})*)${behind}\\s*$`, 'di'),
    holds: {
      at: more.offsets === undefined ? 'number' : 'offset',
      run: unit,
      ...(behind.includes('<text>') && { text: 'ascii' }),
    },
    ...more,
    example: { lines, words: words.map((word) => ({ word, as: 'entry' as const })) },
  };
}
