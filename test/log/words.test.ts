import { describe, expect, it } from 'vitest';
import { TextReader } from '../../lib/log/readText.ts';
import { couldBeDecimal, parseWord } from '../../lib/log/words.ts';

const wordsOf = (line: string) => new TextReader().read(line).words.map(({ word }) => word);

describe('words in a line', () => {
  it.each([
    [' 4096', [0x4096n]],
    ['0d4096 0x10, 67', [4096n, 0x10n, 0x67n]],
    [
      'ffff888012345000: 0x0ffffffffdb9740a 8000000012345027 4096 # note',
      [0x0ffffffffdb9740an, 0x8000000012345027n, 0x4096n],
    ],
    ['8000000012345027', [0x8000000012345027n]],
    ['BUG: Bad page map in process a  pte:8000000012345027 pmd:100d067', [0x8000000012345027n, 0x100d067n]],
    ['1234567.890 ffff888012345000.8', []],
    ['', []],
    ['pte 0x1_0 pmd', [0x10n]],
    ['0-0x1000, and less than -0x1', []],
    ['    set_pte(ptep, 0x8000000012676867);', [0x8000000012676867n]],
  ])('%j', (line, words) => expect(wordsOf(line)).toEqual(words));

  it.each(['0x1ffffffffffffffff', 'da39a3ee5e6b4b0d3255bfef95601890afd80709', '0x', '-0x1'])(
    'of more than 64 bits, or none at all, are told though they are alone: %s',
    (line) => expect(new TextReader().read(line)).toMatchObject({ words: [], unread: [line] }),
  );

  it('that begin as a word and are none are told, an address is not', () => {
    const line = 'a 0x: 0x1g 0x1__2 (0x) -0x1 0x12345678901234567 0x10 0x1000: 8 0x1_0';
    expect(new TextReader().read(line)).toMatchObject({
      words: [{ word: 0x10n }, { word: 0x10n }],
      unread: ['0x1g', '0x1__2', '0x', '-0x1', '0x12345678901234567'],
    });
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
    ['1_000', 0x1000n],
    ["0x8000'0000", 0x80000000n],
    ['8000_0000_1234_5027', 0x8000000012345027n],
    ['105327067', 0x105327067n],
    ['0d105327067', 105327067n],
    ['0d18446744073709551615', 0xffffffffffffffffn],
    ['0d40000000004067', 0x0d40000000004067n],
    ['0dab', 0xdabn],
    ['_1', undefined],
    ['1__2', undefined],
    ['0x_1', undefined],
    ['0x1_', undefined],
    ['0x', undefined],
    ['0d', 0xdn],
    ['-0x1', undefined],
    ['\u0661\u0662', undefined],
  ])('is the same as an argument and in a line: %s', (text, word) => {
    expect(read(text)).toBe(word);
    if (word !== undefined) expect(wordsOf(text)).toEqual([word]);
  });

  it.each([
    ['0x1ffffffffffffffff', /0x1ffffffffffffffff", which has 65 bits/],
    ['0d18446744073709551616', /which has 65 bits/],
    ['f'.repeat(1_000_000), /which has more than 64 bits/],
    ['0x', /expected a 64-bit word in hexadecimal .*, got "0x"$/],
    ['-0x1', /got "-0x1"$/],
  ])('that is none is told in one message', (text, message) => expect(() => parseWord(text)).toThrow(message));

  it('could have been decimal where its digits are, and it says nothing else', () => {
    const texts = ['105327067', '10', '1', '8000000012345067', '0x10', '0d10', '1a', '0010'];
    expect(texts.filter(couldBeDecimal)).toEqual(['105327067', '10']);
  });
});
