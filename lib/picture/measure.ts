/** How wide text is, near enough: no font is at hand where a picture is made. */

/** Parts of the font's size, for a sans-serif font such as Helvetica, a little generous. */
function widthOf(char: string): number {
  if (/[iljtfrI.,:;'|!()[\] ]/.test(char)) return 0.34;
  if (/[mwMW@%—…]/.test(char)) return 0.95;
  return /[A-Z_+&#]/.test(char) ? 0.74 : 0.58;
}

/** The width of a text in pixels. */
export const measure = (text: string, size: number): number =>
  [...text].reduce((sum, char) => sum + widthOf(char), 0) * size;

/** Text in lines that are no wider than so many pixels; a word that is longer is broken. */
export function fitted(text: string, size: number, room: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => broken(whole, size, room))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measure(longer, size) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function broken(word: string, size: number, room: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const char of word) {
    if (piece !== '' && measure(piece + char, size) > room) {
      pieces.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...pieces, piece];
}
