/** Commands as a person pastes them into a shell. */
import { printable } from '../lib/base/printable.ts';

const plain = /^[\w@%+=:,./-]+$/;
const longest = 300;

/** One word: quoted where it must be, with escapes for what no terminal should see, and cut where it is very long. */
function quoted(word: string): string {
  if (plain.test(word)) return word;
  if (word.length > longest) return `"$(printf %${word.length}s '' | tr ' ' ${word[0] ?? 'x'})"`;
  if (printable(word) === word) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n');
  return `$'${printable(escaped)}'`;
}

/** A command with its folder and what was added to its environment. */
export function shellCommand(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>> = {},
): string {
  const added = Object.entries(env).map(([name, value]) =>
    value === undefined ? `-u ${name}` : `${name}=${quoted(value)}`,
  );
  const with_ = added.length > 0 ? `env ${added.join(' ')} ` : '';
  return `cd ${quoted(cwd)} && ${with_}${words.map(quoted).join(' ')}`;
}
