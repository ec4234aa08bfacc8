/** Words of commands that we print to be pasted. */
import { printable } from '../lib/base/printable.ts';

/** A text as one word of a shell, whatever is in it; what is not printable is escaped as bash reads it in `$'...'`. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (printable(text) === text) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${printable(text.replaceAll(/[\\']/g, '\\$&'))}'`;
}
