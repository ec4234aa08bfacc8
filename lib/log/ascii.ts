/** The text that a dump prints beside its bytes. */

const printed = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.');

/**
 * Whether entries, lowest byte first, are what a dump has as text: at least those of its bytes that it shows. Spaces before the text may fill up
 * the columns of a short line.
 */
export function agrees(words: readonly { readonly word: bigint }[], text: string): boolean {
  const bytes = new Uint8Array(BigUint64Array.from(words, ({ word }) => word).buffer);
  const shown = Array.from(bytes, printed).join('').trimStart();
  const beside = text.trimStart().slice(0, shown.length);
  return shown.startsWith(beside) || shown.trimEnd() === beside.trimEnd();
}
