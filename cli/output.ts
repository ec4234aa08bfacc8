/** Many lines to standard output, in blocks, waiting where the reader is slow. */
import { once } from 'node:events';

const blockLength = 1 << 16;

export class Lines {
  #text = '';

  async print(line: string): Promise<void> {
    this.#text += `${line}\n`;
    if (this.#text.length >= blockLength) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
}
