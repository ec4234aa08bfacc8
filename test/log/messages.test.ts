/** Messages of the kernel: what its printk() makes of random words, and nothing else, is read back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextReader } from '../../lib/log/readText.ts';
import { type MessageRow, messages } from '../../spec/messages.ts';
import { conversions, factsIn, printMessage, valuesOf, wordsIn } from './printMessage.ts';

const prefixes = [
  '',
  '[ 1234.567890] ',
  '<4>[    1.000000] ',
  '[12.5][ T4711] ',
  'Nov 26 12:00:00 host kernel: [ 12.5] ',
];
const rows: readonly MessageRow[] = messages;

describe('a message of the kernel', () => {
  it.each(rows.map((row) => [row.prints, row] as const))('is read back: %s', (_, row) => {
    const isHashed = row.says !== undefined; // and printed as an address that is not: nothing tells them apart
    fc.assert(
      fc.property(valuesOf(row), fc.nat(row.holds.length - 1), fc.constantFrom(...prefixes), (values, n, prefix) => {
        const line = prefix + printMessage(row, values, n + 1);
        const { words, facts } = new TextReader().read(line);
        expect(words.map(({ from: _from, to: _to, ...told }) => told)).toEqual(wordsIn(row, values, n + 1));
        if (!isHashed) expect(facts).toEqual(factsIn(row, values));
        for (const { word, from, to } of words) expect(BigInt(`0x${line.slice(from, to)}`)).toBe(word);
      }),
      { numRuns: 60 },
    );
  });

  it('has as many conversions as it says what they hold', () => {
    for (const { prints, holds } of rows)
      expect([prints, prints.match(conversions)?.length]).toEqual([prints, holds.length]);
  });

  it.each([
    ['PGD 12532c067 P4D BAD', [0x12532c067n]],
    ['PGD 12532c067 BAD', [0x12532c067n]],
    ['PGD 0 P4D 0 ', [0n, 0n]],
  ])('may end early: %s', (line, words) => {
    expect(new TextReader().read(line).words.map(({ word }) => word)).toEqual(words);
  });

  it.each([
    'spte = 0x8000000012345067 level = 1, rsvd bits = 0xff0000000000f000',
    'BUG: Bad rss-counter state mm:ffff8881290408e0 type:MM_ANONPAGES val:3',
    'BUG: Bad page state in process a.out  pfn:12345',
    'page:ffffea0000412340 refcount:0 mapcount:-1 mapping:0000000000000000 index:0x7f0 pfn:0x1048d',
    'flags: 0x17ffffc0000000(node=0|zone=2|lastcpupid=0x1fffff)',
    'raw: 0017ffffc0000000 dead000000000100 dead000000000122 0000000000000000',
    'DMAR: ERROR: DMA PTE for vPFN 0xb7fc2 already set (to b7fc2003 not 130d95001)',
  ])('that holds none gives none: %s', (line) => {
    expect(new TextReader().read(line).words).toEqual([]);
  });
});
