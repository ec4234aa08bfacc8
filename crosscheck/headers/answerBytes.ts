/** The bytes of one answer of probe/runner.c as they arrive: a header that says how many follow, and these. */

const headerBytes = 8;

/** An answer under way. Memory is taken only for what a request can be answered with, whatever the header says. */
export class AnswerBytes {
  readonly #header = new Uint8Array(headerBytes);
  readonly #bounds: { readonly most: number; readonly exact: boolean };
  #content: Uint8Array<ArrayBuffer> | undefined;
  /** Bytes of the header, later of the content, that are there. */
  #got = 0;

  /** `exact`: no fewer bytes than `most`, either. */
  constructor(bounds: { readonly most: number; readonly exact: boolean }) {
    this.#bounds = bounds;
  }

  /** The whole answer without its header; undefined while bytes are missing. */
  get body(): ArrayBuffer | undefined {
    return this.#content?.length === this.#got ? this.#content.buffer : undefined;
  }

  /** Takes what arrived. The result says what is wrong with it. */
  take(chunk: Uint8Array): string | undefined {
    const target = this.#content ?? this.#header;
    const part = chunk.subarray(0, target.length - this.#got);
    const rest = chunk.subarray(part.length);
    target.set(part, this.#got);
    this.#got += part.length;
    if (!this.#content && this.#got === headerBytes) return this.#begin() ?? this.take(rest);
    return rest.length > 0 ? 'more bytes than it announced' : undefined;
  }

  #begin(): string | undefined {
    const bytes = new DataView(this.#header.buffer).getBigUint64(0, true);
    const { most, exact } = this.#bounds;
    if (bytes > BigInt(most) || (exact && bytes < BigInt(most)))
      return `an answer of ${bytes} bytes, where ${exact ? '' : 'at most '}${most} can be`;
    this.#content = new Uint8Array(Number(bytes));
    this.#got = 0;
    return undefined;
  }
}
