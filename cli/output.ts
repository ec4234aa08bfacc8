/** What the command writes: many lines to standard output, and whole files. */
import { once } from 'node:events';
import { accessSync, constants, existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const blockLength = 1 << 16;

/** Lines to standard output in blocks, waiting where the reader is slow. */
export class Lines {
  #text = '';

  /** Adds a line; waits where the reader is behind. */
  async print(line: string): Promise<void> {
    this.#text += `${line}\n`;
    if (this.#text.length >= blockLength) await this.flush();
  }

  /** Writes what is still held. */
  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
}

/**
 * Writes the whole file or nothing: a reader never finds half of it. What is no plain file, such as a pipe, is written to
 * as it stands.
 */
export function save(path: string, text: string): void {
  const there = existsSync(path);
  if (there && !statSync(path).isFile()) {
    writeFileSync(path, text);
    return;
  }
  const target = there ? realpathSync(path) : path;
  accessSync(dirname(target), constants.W_OK);
  const partial = `${target}.new`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
