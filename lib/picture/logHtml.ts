/** A log as a page of its own: what its entries mean stands under their lines. */
import type { Checked } from '../check/finding.ts';
import type { LogLine } from '../log/logReader.ts';
import { sayings } from '../log/says.ts';
import { escapeMarkup } from './escape.ts';

const style = `body{margin:2em;font-family:sans-serif;color:#223;background:#fff}
pre{font:13px/1.5 monospace;white-space:pre-wrap}
mark{background:#cfe3ff;color:inherit}
.says{display:block;margin:0 0 .3em 2em;padding:0 .6em;border-left:3px solid #445;background:#f4f6fa;white-space:normal}
.says b{font-weight:bold}
.strange{color:#b00020}
.note{display:block;color:#666;font-style:italic}`;

/** What stands before the first line. */
export const logHtmlHead = (title: string): string =>
  `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>${escapeMarkup(title)}</title>\n<style>${style}</style>\n<h1>${escapeMarkup(title)}</h1>\n<pre>`;

/** What stands behind the last line. */
export const logHtmlTail = '</pre>\n</html>\n';

/** The text of a line with its words marked. */
function marked({ text, words }: LogLine): string {
  let at = 0;
  const parts = [...words]
    .sort((a, b) => a.from - b.from)
    .map(({ from, to, says }) => {
      const before = escapeMarkup(text.slice(at, from));
      at = to;
      return `${before}<mark title="${escapeMarkup(says)}">${escapeMarkup(text.slice(from, to))}</mark>`;
    });
  return parts.join('') + escapeMarkup(text.slice(at));
}

/** Rules that a word breaks, and hints. */
const checkHtml = ({ rules, hints }: Checked): string[] => [
  ...rules.map(
    ({ text, why }) => `<span class="strange">cannot be: ${escapeMarkup(text)}; ${escapeMarkup(why)}</span>`,
  ),
  ...hints.map(({ text, why }) => `<i>hint: ${escapeMarkup(text)}: ${escapeMarkup(why)}</i>`),
];

/** A line, what is to say of its kernel before it, and what it means after it. */
export function logHtmlLine(line: LogLine): string {
  const notes = line.notes.map((note) => `<span class="note">${escapeMarkup(note)}</span>`).join('');
  const says = sayings(line).map(
    ({ name, says: text, isStrange }) =>
      `<span${isStrange ? ' class="strange"' : ''}><b>${escapeMarkup(name)}</b> ${escapeMarkup(text)}</span>`,
  );
  const checks = line.words.flatMap(({ checked }) => (checked ? checkHtml(checked) : []));
  const under = says.length > 0 ? `<span class="says">${[...says, ...checks].join('<br>')}</span>` : '\n';
  return `${notes}${marked(line)}${under}`;
}
