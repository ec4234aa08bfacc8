/** What the command writes to standard output, and what becomes of it where nobody reads on. */
import { once } from 'node:events';
import { fail } from './fail.ts';

const blockLength = 1 << 16;

/** Ends a command that only writes, once its output can go nowhere. What there was to say of that has been said. */
export class OutputGone extends Error {}

let isGone = false;

/**
 * Hears what becomes of the output. A reader that has what it wants, such as head, is no failure, and it leaves the exit code
 * to the command: a verdict holds whether or not it is read. Anything else, such as a full disk, is said once.
 */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isGone && error.code !== 'EPIPE') fail(error);
    isGone = true;
  });
  process.stderr.on('error', () => undefined); // there is no other place to say so
}

/** Writes to standard output; waits where the reader is slow. @throws OutputGone once there is no reader. */
export async function write(part: string | Uint8Array): Promise<void> {
  if (isGone) throw new OutputGone();
  if (process.stdout.write(part)) return;
  await once(process.stdout, 'drain').catch(() => {
    throw new OutputGone();
  });
}

/** Lines to standard output in blocks, waiting where the reader is slow. */
export class Lines {
  #text = '';

  /** Adds a line; waits where the reader is behind. @throws OutputGone once there is none. */
  print(line: string): Promise<void> {
    return this.add(`${line}\n`);
  }

  /** The same of a text that is no line. */
  async add(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= blockLength) await this.flush();
  }

  /** Writes what is still held. @throws OutputGone once there is no reader. */
  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text) await write(text);
  }
}
