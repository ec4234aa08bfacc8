/** hexdump of util-linux: `-C` (and hd), `-x`; plain hexdump prints as `od -tx2` does. The kernel's print_hex_dump(). */
import type { TextFormat } from '../format.ts';
import { type DumpUnit, digitsOf, dumpLine } from './dumpLine.ts';

const tool = 'hexdump';
const source = 'util-linux, text-utils/hexdump.c, parse_args()';

/** A row of a dump with its text: bytes as they are, after whatever stands before the offset, or without one in a log. */
const withText = (unit: DumpUnit, line: string): TextFormat => ({
  id: `printHexDumpText${digitsOf[unit] / 2}`,
  tool: 'print_hex_dump()',
  source: 'linux, lib/hexdump.c, hex_dump_to_buffer()',
  has: '  ',
  pattern: new RegExp(
    `^(?:.{0,60}?\\b(?<at>[\\da-f]{8,16}): )?(?<run>[\\da-f]{${digitsOf[unit]}}(?: [\\da-f]{${digitsOf[unit]}}){0,31}) {2,60}(?<text>\\S.{0,31}| {1,31}\\S.{0,30})$`,
    'd',
  ),
  holds: { at: 'offset', run: unit, text: 'ascii' },
  offsets: 16,
  example: {
    lines: [line],
    words: [
      { word: 0x8000000012345067n, as: 'entry' },
      { word: 0n, as: 'entry' },
    ],
  },
});

/** 16 or 32 bytes in numbers of one size, after an offset or an address; with text beside them they look as those of xxd. */
function printed(
  unit: DumpUnit,
  numbers: string,
  of: Pick<TextFormat, 'inLog'> & { readonly id?: string } = {},
): TextFormat {
  const perLine = 32 / digitsOf[unit];
  const one = `[\\da-f]{${digitsOf[unit]}}`;
  /** Numbers of 2 bytes behind a bare offset are those of xxd, whose text was cut off: the kernel prints them in a log, or with its prefix. */
  const prefix =
    unit === 'halves' && !of.inLog
      ? '(?:.{0,60}?\\b(?=[\\da-f]{16}:)|.{0,60}?[^\\s\\da-f]\\w{0,8} *\\b(?=[\\da-f]{8}:))'
      : '(?:.{0,60}?\\b)?';
  return {
    id: `printHexDump${digitsOf[unit] / 2}`,
    ...of,
    tool: 'print_hex_dump()',
    source: 'linux, lib/hexdump.c, print_hex_dump()',
    has: ': ',
    pattern: new RegExp(
      `^${prefix}(?<at>[\\da-f]{8,16}): (?<run>${one}(?: ${one}){${perLine - 1}}(?:(?: ${one}){${perLine}})?)\\s*$`,
      'd',
    ),
    holds: { at: 'offset', run: unit },
    offsets: 16,
    example: {
      lines: [`${of.inLog ? '[    1.500000] ' : 'table: '}00000000: ${numbers}`],
      words: [
        { word: 0x8000000012345067n, as: 'entry' },
        { word: 0n, as: 'entry' },
      ],
    },
  };
}

const entries = { words: [] };

/** What holds entries in a way from which they are not made up: it is told, lest a part be taken for a word. */
const unread: readonly TextFormat[] = [
  {
    id: 'dumpOfDecimals',
    tool: 'hexdump -d, -b, -c, od -tu8, -td8, -b, -c',
    source,
    pattern:
      /^(?<at>[\da-f]{7,8})(?<run>(?: {3}\d{5}){1,8}|(?: [0-3][0-7]{2}){1,16}|(?=.* {3})(?: {1,20}-?\d{1,20}){1,4}|(?: {2,3}(?:[0-3][0-7]{2}|\\?[!-~])| {4}){1,16})\s*$/d,
    holds: { at: 'number', run: 'unread' },
    example: { lines: ['0000000   20583   04660   00000   32768   00000   00000   00000   00000'], ...entries },
  },
  {
    id: 'dumpOfBits',
    tool: 'xxd -b',
    source: 'vim, src/xxd/xxd.c, main()',
    pattern: /^(?<at>[\da-f]{8,16}): (?<run>[01]{8}(?: [01]{8}){0,15}) +\S.{0,40}$/d,
    holds: { at: 'number', run: 'unread' },
    example: { lines: ['00000000: 01100111 01010000 00110100 00010010 00000000 00000000  gP4...'], ...entries },
  },
  {
    id: 'bytesOfC',
    tool: 'xxd -i, C',
    source: 'vim, src/xxd/xxd.c, main()',
    pattern: /^(?<run>0x[\da-f]{2}(?:, ?0x[\da-f]{2}){7,31},?)\s*$/di,
    holds: { run: 'unread' },
    example: { lines: ['  0x67, 0x50, 0x34, 0x12, 0x00, 0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00,'], ...entries },
  },
  {
    id: 'bytesOfCEnd',
    tool: 'xxd -i, C',
    source: 'vim, src/xxd/xxd.c, main()',
    pattern: /^(?<run>0x[\da-f]{2}(?:, ?0x[\da-f]{2}){0,31},?)\s*$/di,
    after: ['bytesOfC', 'bytesOfCEnd'],
    holds: { run: 'unread' },
    example: {
      lines: ['  0x67, 0x50, 0x34, 0x12, 0x00, 0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00,', '  0x25, 0x00'],
      ...entries,
    },
  },
  {
    id: 'plainDump',
    tool: 'xxd -p',
    source: 'vim, src/xxd/xxd.c, main()',
    pattern: /^(?!0d\d+\s*$)(?<run>(?:[\da-f]{2}){9,2048})\s*$/di,
    holds: { run: 'unread' },
    example: { lines: ['675034120000008000000000000000006770320501000000010000000000'], ...entries },
  },
  {
    id: 'plainDumpEnd',
    tool: 'xxd -p',
    source: 'vim, src/xxd/xxd.c, main()',
    pattern: /^(?<run>(?:[\da-f]{2}){1,30})\s*$/di,
    after: ['plainDump', 'plainDumpEnd'],
    holds: { run: 'unread' },
    example: {
      lines: ['675034120000008000000000000000006770320501000000010000000000', '2500000000000000'],
      ...entries,
    },
  },
];

/** The formats of hexdump, and dumps that are not read. */
export const hexdump: readonly TextFormat[] = [
  ...unread,
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
  printed('words', '8000000012345067 0000000000000000'),
  printed('ints', '12345067 80000000 00000000 00000000'),
  printed('halves', '5067 1234 0000 8000 0000 0000 0000 0000', { id: 'printHexDumpLog2', inLog: true }),
  printed('halves', '5067 1234 0000 8000 0000 0000 0000 0000'),
  printed('bytes', '67 50 34 12 00 00 00 80 00 00 00 00 00 00 00 00'),
  withText('bytes', 'table: 00000000: 67 50 34 12 00 00 00 80 00 00 00 00 00 00 00 00  gP4.............'),
  withText('halves', 'table: 00000000: 5067 1234 0000 8000 0000 0000 0000 0000          gP4.............'),
  withText('ints', 'table: 00000000: 12345067 80000000 00000000 00000000              gP4.............'),
  withText('words', 'table: 00000000: 8000000012345067 0000000000000000                gP4.............'),
];
