import { describe, expect, it } from 'vitest';
import { parseWord, strayWords, wordForms, wordsOfLine } from '../../lib/log/words.ts';

describe('words in a line', () => {
  it.each(wordForms)('$says', ({ pattern, example: { line, words } }) => {
    expect([...line.matchAll(pattern)]).toHaveLength(words.length);
    expect(wordsOfLine(line)).toEqual(words);
  });

  it.each([
    ['0x1ffffffffffffffff 8000000012345027', [0x8000000012345027n]],
    ['8000000012345027', [0x8000000012345027n]],
    ['BUG: Bad page map in process a  pte:8000000012345027 pmd:100d067', [0x8000000012345027n]],
    ['1234567.890 ffff888012345000.8', []],
    ['', []],
    ['pte 0x1_0 pmd', [0x10n]],
    ['0-0x1000, and less than -0x1', [0x1000n]],
  ])('%j', (line, words) => expect(wordsOfLine(line)).toEqual(words));

  it('refuse a number of 65 bits that is alone', () => {
    expect(() => wordsOfLine('0x1ffffffffffffffff')).toThrow('which has 65 bits');
  });
});

describe('a number alone', () => {
  const read = (text: string): bigint | undefined => {
    try {
      return parseWord(text);
    } catch {
      return undefined;
    }
  };
  it.each([
    ['0x1_0', 0x10n],
    ['1_000', 1000n],
    ["0x8000'0000", 0x80000000n],
    ['8000_0000_1234_5027', 0x8000000012345027n],
    ['_1', undefined],
    ['1__2', undefined],
    ['0x_1', undefined],
    ['0x1_', undefined],
    ['0x', undefined],
    ['-0x1', undefined],
    ['\u0661\u0662', undefined],
  ])('is the same as an argument and in a line: %s', (text, word) => {
    expect(read(text)).toBe(word);
    expect(wordsOfLine(text)).toEqual(word === undefined ? [] : [word]);
  });

  it('that begins as a word and is none is found, an address is not', () => {
    expect(strayWords('0x: 0x1g 0x1__2 (0x) -0x1 0x12345678901234567 0x10 0x1000: 8 0x1_0')).toEqual([
      '0x1g',
      '0x1__2',
      '0x',
      '-0x1',
      '0x12345678901234567',
    ]);
  });
});
