/** What the terminal can show: colours on a terminal only, lines no wider than it is. */
import pc from 'picocolors';

/** What --color can say. */
export const colorWhens = ['auto', 'always', 'never'] as const;
let when: (typeof colorWhens)[number] = 'auto';
/** Has --color decide, before the environment and the terminal. */
export const setColor = (said: (typeof colorWhens)[number]): void => {
  when = said;
};

/** Colours where standard output is a terminal and NO_COLOR does not forbid them; FORCE_COLOR and --color ask for them elsewhere. */
export const colors = () => pc.createColors(wantsColor());

/** Whether output is to have colours. */
export const wantsColor = (): boolean => {
  if (when !== 'auto') return when === 'always';
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR && process.env.FORCE_COLOR !== '0') return true;
  return Boolean(process.stdout.isTTY) && process.env.TERM !== 'dumb';
};

/** Columns of the terminal; a pipe, and a terminal that does not tell, gets a comfortable width. */
export const width = (): number => Math.max(narrowest, process.stdout.columns || 100);
const narrowest = 20;

/** Text in lines that fit, indented; a word that is longer than a line is broken where the line ends. */
export function wrap(text: string, indent: number, columns = width()): string[] {
  const room = Math.max(8, columns - indent);
  const pieces = new RegExp(`\\S{1,${room}}`, 'g');
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(pieces) ?? ['']) {
    if (line && indent + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].map((l) => ' '.repeat(indent) + l);
}
