/** Text that is not as text should be: what cannot be read is told in one message. */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Unread, wordsOfText } from '../../cli/input.ts';

async function read(bytes: Uint8Array | string): Promise<string[]> {
  const words: string[] = [];
  for await (const some of wordsOfText(Readable.from([Buffer.from(bytes)]), new Unread()))
    words.push(...some.map(({ word, level = '' }) => `${level} ${word.toString(16)}`.trim()));
  return words;
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('text on standard input', () => {
  it.each([
    ['with a mark of its order', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16('PTE 67\n')])],
    ['without', utf16('PTE 67\n')],
    ['the other way round', utf16('PTE 67\n').swap16()],
    ['the other way round with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16('PTE 67\n').swap16()])],
  ])('in UTF-16 is told, %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toThrow(/^expected text in UTF-8 on standard input, got UTF-16: iconv/);
  });

  it.each(['', '\n\n', 'hello\n', '\0\0\0\0'])('without a word is refused: %j', async (text) => {
    await expect(read(text)).rejects.toThrow(/^expected at least one word such as 0x8000000012345067/);
  });

  it.each([
    ['NULs', 'PTE 67\0\n\0\0PMD 105327067\n'],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from('PTE 67 '), Buffer.from([0xff, 0xfe]), Buffer.from('\nPMD 105327067')]),
    ],
    ['a mark of UTF-8', '\ufeffPTE 67\r\nPMD 105327067\r\n'],
    [
      'colours',
      '\u001b[38;5;12mPTE\u001b[m \u001b[38:2::1:2:3m67\u001b[0m\u001b[K\n\u001b[1;31mPMD\u001b[0m 105327067',
    ],
  ])('is read with %s', async (_, text) => expect(await read(text)).toEqual(['pte 67', 'pmd 105327067']));

  it('has nothing unread in a dump whose star is told by its offsets', async () => {
    const unread = new Unread();
    const dump = '0000000 0000000000000067 0000000000000000\n*\n0000040\n';
    const words: bigint[] = [];
    for await (const some of wordsOfText(Readable.from([Buffer.from(dump)]), unread))
      words.push(...some.map(({ word }) => word));
    expect(words).toEqual([0x67n, 0n, 0x67n, 0n]);
    expect(unread.any).toBe(false);
  });
});
