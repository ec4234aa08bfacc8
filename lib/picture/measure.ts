/** How wide text is, near enough: no font is at hand where a picture is made. */

/** Parts of the font's size, for the wider of Helvetica and DejaVu Sans, which stands in where the former is missing. */
const widths: readonly (readonly [chars: RegExp, width: number])[] = [
  [/[ijl']/, 0.28],
  [/[,. ]/, 0.318],
  [/[f/:;|\\-]/, 0.36],
  [/[rt()[\]!*I]/, 0.4],
  [/[szJ"`?]/, 0.53],
  [/[c_L]/, 0.56],
  [/[vxyk]/, 0.59],
  [/[aoe]/, 0.615],
  [/[ABEFKPRSTVXYZ]/, 0.7],
  [/[CDGHNOQU&]/, 0.79],
  [/w/, 0.82],
  [/[+<=>#~\u2212]/, 0.84],
  [/[mMW@%\u2014\u2026]/, 1],
];
const ordinary = 0.636;

const widthOf = (char: string): number => widths.find(([chars]) => chars.test(char))?.[1] ?? ordinary;

/** The width of a text in pixels. */
export const measure = (text: string, size: number): number =>
  [...text].reduce((sum, char) => sum + widthOf(char), 0) * size;

/** The same in a font whose letters are equally wide, such as DejaVu Sans Mono and Courier. */
export const measureMono = (text: string, size: number): number => [...text].length * 0.602 * size;

/** Text in lines that are no wider than so many pixels; a word that is longer is broken. */
export function fitted(text: string, size: number, room: number, wide = measure): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => broken(whole, size, room, wide))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && wide(longer, size) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function broken(word: string, size: number, room: number, wide: typeof measure): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const char of word) {
    if (piece !== '' && wide(piece + char, size) > room) {
      pieces.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...pieces, piece];
}
