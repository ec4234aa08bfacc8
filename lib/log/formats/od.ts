/** od of coreutils: `-tx8`, `-tx4`, `-tx2`, `-tx1`, octal, with offsets in octal, hex, decimal or none. */
import type { TextFormat } from '../format.ts';
import { type DumpUnit, digitsOf, dumpLine } from './dumpLine.ts';

const source = 'coreutils, src/od.c, write_block()';
/** Six digits in hex, seven in octal and decimal; more where the file is larger, and then they end as a line's offset does. */
const at = '(?<at>0[\\da-f]{5,6}|[1-9a-f][\\da-f]{4,13}[08])\\s+';
/** Before whole words an offset may be of any form, since it is shorter than they are. */
const atWords = '(?<at>(?:0x)?(?:0[\\da-f]{5,14}|[\\da-f]{0,14}[08]))\\s+(?=(?:0x)?[\\da-f]{16}\\b)';
const text = '(?:\\s{2,}>.*<)?';

const od = (id: string, unit: DumpUnit, line: string): TextFormat =>
  dumpLine({
    id,
    tool: 'od',
    source,
    unit,
    before: unit === 'words' ? atWords : at,
    ...(unit === 'words' && { mark: '(?:0x)?' }),
    behind: text,
    gap: '\\s+',
    offsets: 'guess',
    lines: [line],
  });

/**
 * Lines without an offset whose numbers are parts of entries; those of whole ones need no format. At first as many numbers are wanted as make
 * up two entries, then fewer will do for the last line.
 */
function bare(id: string, unit: DumpUnit, whole: number, line: string, last: string): readonly TextFormat[] {
  const one = `[\\da-f]{${digitsOf[unit]}}`;
  const format = (more: number, lines: readonly string[]): Omit<TextFormat, 'id'> => ({
    tool: 'od -An',
    source,
    pattern: new RegExp(`^(?<run>${one}(?: ${one}){${more},})${text}\\s*$`, 'd'),
    holds: { run: unit },
    example: {
      lines,
      words: [
        { word: 0x8000000012345067n, as: 'entry' },
        { word: 0n, as: 'entry' },
        ...(lines.length > 1 ? [{ word: 0x8000000012345067n, as: 'entry' } as const] : []),
      ],
    },
  });
  return [
    { id, ...format(whole * 2 - 1, [line]) },
    { id: `${id}End`, ...format(whole - 1, [line, last]), after: [id] },
  ];
}

const dumps: readonly TextFormat[] = [
  od('odX8', 'words', '0000000 8000000012345067 0000000000000000  >gP4.............<'),
  od('odX4', 'ints', '0000000 12345067 80000000 00000000 00000000'),
  od('odX2', 'halves', '0000000 5067 1234 0000 8000 0000 0000 0000 0000'),
  od('odX1', 'bytes', '0000000 67 50 34 12 00 00 00 80 00 00 00 00 00 00 00 00'),
  od('odOctal', 'octals', '0000000 050147 011064 000000 100000 000000 000000 000000 000000'),
];

/** The formats of od. */
export const odFormats: readonly TextFormat[] = [
  ...dumps,
  ...bare('odBareX4', 'ints', 2, ' 12345067 80000000 00000000 00000000', ' 12345067 80000000'),
  ...bare('odBareX2', 'halves', 4, ' 5067 1234 0000 8000 0000 0000 0000 0000', ' 5067 1234 0000 8000'),
  ...bare('odBareX1', 'bytes', 8, ' 67 50 34 12 00 00 00 80 00 00 00 00 00 00 00 00', ' 67 50 34 12 00 00 00 80'),
  {
    id: 'odEnd',
    tool: 'od, hexdump',
    source,
    pattern: /^(?<at>[\da-f]{6,16})\s*$/d,
    holds: { at: 'offset' },
    offsets: 'guess',
    after: [...dumps.map(({ id }) => id), 'hexdumpC', 'hexdumpX', 'dumpOfDecimals'],
    example: {
      lines: ['0000000 8000000012345067 0000000000000000', '0000020'],
      words: [
        { word: 0x8000000012345067n, as: 'entry' },
        { word: 0n, as: 'entry' },
      ],
    },
  },
];
