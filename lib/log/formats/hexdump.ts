/** hexdump of util-linux: `-C` (and hd), `-x`; plain hexdump prints as `od -tx2` does. */
import type { TextFormat } from '../format.ts';
import { dumpLine } from './dumpLine.ts';

const tool = 'hexdump';
const source = 'util-linux, text-utils/hexdump.c, parse_args()';

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
];
