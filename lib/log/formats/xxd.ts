/** xxd of Vim: groups of bytes in their order, with `-e` the lowest first; the text beside them tells which. */
import type { TextFormat } from '../format.ts';
import { type DumpUnit, digitsOf, dumpLine } from './dumpLine.ts';

const source = 'vim, src/xxd/xxd.c, main()';
const before = '(?<at>[\\da-f]{8,16}): ';

/** Groups of some bytes in the order of memory: `-g1`, none (2), `-g4`, `-g8`. */
const inOrder = (id: string, group: number, line: string): TextFormat => ({
  id,
  tool: 'xxd',
  source,
  pattern: new RegExp(
    `^${before}(?<run>[\\da-f]{${group * 2}}(?: [\\da-f]{${group * 2}})*(?: (?:[\\da-f]{2})+)?) {2}(?<text>.{1,256})$`,
    'di',
  ),
  holds: { at: 'offset', run: 'bytes', text: 'ascii' },
  offsets: 16,
  example: {
    lines: [line],
    words: [
      { word: 0x8000000012345067n, as: 'entry' },
      { word: 0n, as: 'entry' },
    ],
  },
});

/** `-e`: numbers as a little-endian machine reads them. */
const littleEndian = (id: string, unit: DumpUnit, numbers: string): TextFormat =>
  dumpLine({
    id,
    tool: 'xxd -e',
    source,
    unit,
    before,
    behind: ' {2}(?<text>.{1,256})',
    gap: ' {1,2}',
    offsets: 16,
    lines: [`00000000: ${numbers}  gP4.............`],
  });

const words = '8000000012345067 0000000000000000';
const parts = (unit: DumpUnit, text: string) => littleEndian(`xxdE${digitsOf[unit] / 2}`, unit, text);

/** The formats of xxd. */
export const xxd: readonly TextFormat[] = [
  inOrder('xxd2', 2, '00000000: 6750 3412 0000 0080 0000 0000 0000 0000  gP4.............'),
  inOrder('xxd1', 1, '00000000: 67 50 34 12 00 00 00 80 00 00 00 00 00 00 00 00  gP4.............'),
  inOrder('xxd4', 4, '00000000: 67503412 00000080 00000000 00000000  gP4.............'),
  inOrder('xxd8', 8, '00000000: 6750341200000080 0000000000000000  gP4.............'),
  {
    ...inOrder('xxd2Cut', 2, '00000000: 6750 3412 0000 0080 0000 0000 0000 0000'),
    pattern: /^(?<at>[\da-f]{8}): (?<run>[\da-f]{4}(?: [\da-f]{4}){3,7})\s*$/di,
    holds: { at: 'offset', run: 'bytes' },
    inLog: false,
  },
  parts('words', words),
  parts('ints', '12345067 80000000 00000000 00000000'),
  parts('halves', '5067 1234 0000 8000 0000 0000 0000 0000'),
];
