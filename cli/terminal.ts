/** What the terminal can show: colours on a terminal only, lines no wider than it is. */
import pc from 'picocolors';

/** Colours where standard output is a terminal and NO_COLOR does not forbid them; FORCE_COLOR asks for them elsewhere. */
export const colors = () => pc.createColors(wantsColor());

/** Whether output is to have colours. */
export const wantsColor = (): boolean => {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR && process.env.FORCE_COLOR !== '0') return true;
  return Boolean(process.stdout.isTTY) && process.env.TERM !== 'dumb';
};

/** Columns of the terminal; a pipe gets a comfortable width. */
export const width = (): number => Math.max(40, process.stdout.columns ?? 100);

/** Text in lines that fit, indented. */
export function wrap(text: string, indent: number, columns = width()): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && indent + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].map((l) => ' '.repeat(indent) + l);
}
