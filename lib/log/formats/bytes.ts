/** Bytes as programs without a format of their own print them. */
import type { TextFormat } from '../format.ts';

/** Bytes as most programs print them, in eights: behind an offset of any form, or alone, where one begins with 0 as no word would. */
export const bytes: readonly TextFormat[] = [
  {
    id: 'bytesAtOffset',
    tool: 'most programs, crash dump_buf()',
    source: 'as 0000: 67 50 34 12 00 00 00 80',
    pattern:
      /^\+?(?:0x)?(?<at>[\da-f]{2,16}) ?[:|]\s+(?<run>(?:[\da-f]{2}(?:\s{1,3}|$)){8,32})(?:\s*\|?(?<text>\S.{0,32}?)\|?)?$/di,
    holds: { at: 'number', run: 'bytes', text: 'ascii' },
    example: {
      lines: ['+0x10 | 67 50 34 12 00 00 00 80'],
      words: [{ word: 0x8000000012345067n, as: 'entry' }],
    },
  },
  {
    id: 'bytesAlone',
    tool: 'most programs',
    source: 'as 67 50 34 12 00 00 00 80',
    pattern:
      /^(?=[\da-f]{2} +[\da-f]{2} )(?=.*\b0[\da-f]\b)(?<run>[\da-f]{2}(?: {1,2}[\da-f]{2}){7}(?:(?: {1,2}[\da-f]{2}){8}){0,3})\s*$/di,
    holds: { run: 'bytes' },
    example: {
      lines: ['67 50 34 12 00 00 00 80'],
      words: [{ word: 0x8000000012345067n, as: 'entry' }],
    },
  },
];
