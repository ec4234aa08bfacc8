/** A file of any size in blocks, of which the next is read while the one at hand is looked at. */
import { type FileHandle, open } from 'node:fs/promises';

/** Fills a block; fewer bytes than it holds are the last ones of the file. */
async function fill(file: FileHandle, block: Uint8Array): Promise<number> {
  let held = 0;
  while (held < block.length) {
    const { bytesRead } = await file.read(block, held, block.length - held);
    if (bytesRead === 0) break;
    held += bytesRead;
  }
  return held;
}

/** Two blocks are in use, each by turns: one is valid until the next is asked for. The last may be shorter, none is empty. */
export async function* blocksOf(path: string, blockBytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  let [block, other] = [new Uint8Array(blockBytes), new Uint8Array(blockBytes)];
  let reading = fill(file, block);
  try {
    for (;;) {
      const held = await reading;
      const full = block;
      if (held === 0) return;
      [block, other] = [other, block];
      reading = held < blockBytes ? Promise.resolve(0) : fill(file, block);
      reading.catch(() => undefined); // it is awaited above, if anybody asks for more
      yield full.subarray(0, held);
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
  }
}
