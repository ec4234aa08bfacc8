/** Words out of files and streams that are not as they should be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { sizeOf, Unread, wordsOfFile, wordsOfText } from '../../cli/input.ts';

const folder = mkdtempSync(join(tmpdir(), 'x86-pte-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a source gave before it ended, and with what error. */
async function taken(source: AsyncIterable<Iterable<bigint>>): Promise<{ words: bigint[]; error?: string }> {
  const words: bigint[] = [];
  try {
    for await (const block of source) words.push(...block);
    return { words };
  } catch (error) {
    return { words, error: String(error) };
  }
}

describe('a file of words', () => {
  const path = join(folder, 'words.bin');
  const bytes = (n: number) => writeFileSync(path, new Uint8Array(n).fill(0));

  it('that shrinks while it is read gives what is there, then an error', async () => {
    bytes(24);
    const size = sizeOf(path);
    bytes(16);
    const { words, error } = await taken(wordsOfFile(path, size));
    expect(words).toEqual([0n, 0n]);
    expect(error).toMatch(/expected 24 bytes in .*words\.bin, got 16: it was cut while it was read/);
  });

  it('that ends inside a word gives the whole words, then an error', async () => {
    bytes(20);
    expect(() => sizeOf(path)).toThrow(/got 20 bytes, 4 too many/);
    const { words, error } = await taken(wordsOfFile(path));
    expect(words).toEqual([0n, 0n]);
    expect(error).toMatch(/got 20 bytes, 4 too many/);
  });

  it('of several blocks comes whole, and a reader that stops early leaves nothing open', async () => {
    const words = BigUint64Array.from({ length: 300_000 }, (_, i) => BigInt(i));
    writeFileSync(path, new Uint8Array(words.buffer));
    let sum = 0n;
    let n = 0;
    for await (const block of wordsOfFile(path, sizeOf(path)))
      for (const word of block) {
        sum += word;
        n += 1;
      }
    expect([n, sum]).toEqual([300_000, (299_999n * 300_000n) / 2n]);
    for await (const block of wordsOfFile(path, sizeOf(path))) if (block.length > 0) break;
  });

  it('that is empty is an error', async () => {
    bytes(0);
    expect(await taken(wordsOfFile(path, sizeOf(path)))).toMatchObject({
      words: [],
      error: expect.stringMatching(/empty/),
    });
  });
});

describe('lines of text', () => {
  /** The words alone, and what is told of the rest once they are read. */
  async function* bare(stream: Readable) {
    const unread = new Unread();
    for await (const words of wordsOfText(stream, unread)) yield words.map(({ word }) => word);
    unread.tell();
  }
  const read = (...chunks: readonly string[]) => taken(bare(Readable.from(chunks.map((c) => Buffer.from(c)))));

  it('may be cut anywhere by who sends them, and end in any way', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await read('0x', '1\r', '\n0x2\n\n# of\r0x', '3')).toEqual({ words: [1n, 2n, 3n] });
    expect(told).not.toHaveBeenCalled();
    told.mockRestore();
  });

  it('without words, and numbers that are none, are counted at the end', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await read('1__2\n0x1 0x1g\n# 1\n\n\x1b]0;x\x07\n')).toEqual({ words: [1n] });
    const lines = told.mock.calls.map(([text]) => text);
    told.mockRestore();
    expect(lines).toEqual([
      'pte: not read: lines without a word: 2; numbers that were taken for no words: 1; the first "1__2"',
    ]);
  });

  it('without an end are refused', async () => {
    const endless = function* () {
      for (;;) yield Buffer.alloc(1 << 20);
    };
    expect((await taken(bare(Readable.from(endless())))).error).toMatch(/lines of at most 16,777,216 characters/);
  });
});
