/** hexdump of util-linux: `-C` (and hd), `-x`; plain hexdump prints as `od -tx2` does. The kernel's print_hex_dump(). */
import type { TextFormat } from '../format.ts';
import { type DumpUnit, digitsOf, dumpLine } from './dumpLine.ts';

const tool = 'hexdump';
const source = 'util-linux, text-utils/hexdump.c, parse_args()';

/** 16 or 32 bytes in numbers of one size, after an offset or an address; with text beside them they look as those of xxd. */
function printed(unit: DumpUnit, numbers: string): TextFormat {
  const perLine = 32 / digitsOf[unit];
  const one = `[\\da-f]{${digitsOf[unit]}}`;
  return {
    id: `printHexDump${digitsOf[unit] / 2}`,
    tool: 'print_hex_dump()',
    source: 'linux, lib/hexdump.c, print_hex_dump()',
    pattern: new RegExp(
      `^(?:.{0,60}?\\b)?(?<at>[\\da-f]{8,16}): (?<run>${one}(?: ${one}){${perLine - 1}}(?:(?: ${one}){${perLine}})?)\\s*$`,
      'd',
    ),
    holds: { at: 'offset', run: unit },
    offsets: 16,
    example: {
      lines: [`table: 00000000: ${numbers}`],
      words: [
        { word: 0x8000000012345067n, as: 'entry' },
        { word: 0n, as: 'entry' },
      ],
    },
  };
}

/** The formats of hexdump. */
export const hexdump: readonly TextFormat[] = [
  dumpLine({
    id: 'hexdumpC',
    tool,
    source,
    unit: 'bytes',
    before: '(?<at>[\\da-f]{8,16}) {2}',
    behind: '\\s+\\|.*\\|',
    gap: ' {1,2}',
    offsets: 16,
    lines: ['00000000  67 50 34 12 00 00 00 80  00 00 00 00 00 00 00 00  |gP4.............|'],
  }),
  dumpLine({
    id: 'hexdumpX',
    tool,
    source,
    unit: 'halves',
    before: '(?<at>[\\da-f]{7,16}) {4}',
    gap: ' {4}',
    offsets: 16,
    lines: ['0000000    5067    1234    0000    8000    0000    0000    0000    0000'],
  }),
  printed('ints', '12345067 80000000 00000000 00000000'),
  printed('halves', '5067 1234 0000 8000 0000 0000 0000 0000'),
  printed('bytes', '67 50 34 12 00 00 00 80 00 00 00 00 00 00 00 00'),
];
