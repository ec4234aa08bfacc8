import { describe, expect, it } from 'vitest';
import { wordForms, wordsOfLine } from '../../lib/log/words.ts';

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
  ])('%j', (line, words) => expect(wordsOfLine(line)).toEqual(words));

  it('refuse a number of 65 bits that is alone', () => {
    expect(() => wordsOfLine('0x1ffffffffffffffff')).toThrow('which has 65 bits');
  });
});
