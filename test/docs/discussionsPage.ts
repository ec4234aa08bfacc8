/** The page of the five discussions, made of the tables of claims and of what their commands print. */
import { claims } from '../data/claims/all.ts';
import type { Claim, Discussion, Shows } from '../data/claims/claim.ts';
import { holds } from './facts.ts';

/** What a command printed where it is what the table says, and nothing where it is not. */
export type OutputOf = (shows: Shows) => string | undefined;

const columns = 120;
const gap = '...';

/** A paragraph in lines of the page's width. */
function filled(text: string): string {
  const lines: string[] = [];
  for (const word of text.match(/(?:`[^`]*`|\S)+/g) ?? []) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
/** Names of the kernel and hashes keep their letters. */
const titleOf = ({ claim, title }: Claim): string =>
  `${claim} ${/^(?:\w*[_(]|uffd|[0-9a-f]{12}|mprotect)/.test(title) ? title : capital(title)}`;

/** The place of a heading, as GitHub names it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

const link = (claim: Claim): string => `[${claim.claim}](#${anchor(titleOf(claim))})`;

/** What is kept or left out together: what stands between blank lines; of what is no run, a line that is not indented with what belongs to it. */
function piecesOf(text: string, { run }: Shows): string[] {
  const pieces = text.trim().split(run.startsWith('pte run') ? /\n\n/ : /\n(?=\S)/);
  return pieces.map((piece) => piece.replaceAll(/ +$/gm, '').trimEnd());
}

const positive = (facts: readonly string[]): string[] => facts.filter((fact) => !fact.startsWith('not '));

/** Whether a reader needs this piece: it is of an operation that the table names, or holds what must be printed somewhere. */
function isWanted(piece: string, { see = [], prints = [] }: Shows, count: Map<string, number>): boolean {
  const [heading = ''] = piece.split('\n');
  const nth = (count.get(heading) ?? 0) + 1;
  count.set(heading, nth);
  const flat = piece.replaceAll(/\s+/g, ' ');
  const holdsAny = (facts: readonly string[]) =>
    positive(facts).some((fact) => holds(fact, flat) || holds(fact, piece));
  return (
    / part here\b/.test(flat) || // why two kernels differ
    holdsAny(prints) ||
    see.some(([, operation, ...facts]) =>
      operation === '*' ? holdsAny(facts) : operation === (nth > 1 ? `${heading} #${nth}` : heading),
    )
  );
}

/** What is printed, without the pieces that no reader of this claim needs. */
function cut(text: string, shows: Shows): string {
  if (shows.run.includes('--interleave')) return text.trimEnd();
  const count = new Map<string, number>();
  const pieces = piecesOf(text, shows);
  const wanted = pieces.map((piece) => isWanted(piece, shows, count));
  if (!wanted.includes(true)) return text.trimEnd();
  const isFirst = (i: number) => i === 0 || wanted[i - 1] === true;
  const separator = shows.run.startsWith('pte run') ? '\n\n' : '\n';
  return pieces
    .flatMap((piece, i) => (wanted[i] ? [piece] : isFirst(i) ? [gap] : []))
    .join(separator)
    .replaceAll(`\n\n${gap}`, `\n${gap}`)
    .replaceAll(`${gap}\n\n`, `${gap}\n`);
}

const block = (shows: Shows, text: string): string => `\`\`\`sh\n$ npx ${shows.run}\n${cut(text, shows)}\n\`\`\``;

/** In a word, what became of a claim. */
function verdict(claim: Claim, output: OutputOf): string {
  if (claim.opinion !== undefined) return 'opinion';
  if (!claim.shows.every((shows) => output(shows) !== undefined)) return 'not yet shown in full';
  if (claim.refuted) return 'refuted by released kernels';
  return 'shown';
}

/** The claim that has shown the same before. */
const earlier = (claim: Claim): Claim | undefined =>
  claims.find(({ shows }) => shows.length > 0 && JSON.stringify(shows) === JSON.stringify(claim.shows));

function section(claim: Claim, output: OutputOf): string {
  const first = earlier(claim);
  const parts = [
    `### ${titleOf(claim)}`,
    filled(claim.says).replaceAll(/^/gm, '> '),
    filled(`**${capital(verdict(claim, output))}.** ${claim.answer}`),
  ];
  if (claim.opinion !== undefined) parts.push(filled(`No run can settle it. ${claim.opinion}`));
  if (first !== undefined && first !== claim) parts.push(`The run is that of ${link(first)}.`);
  else
    for (const shows of claim.shows) {
      const text = output(shows);
      if (text !== undefined) parts.push(block(shows, text));
    }
  return parts.join('\n\n');
}

const table = ({ claims }: Discussion, output: OutputOf): string =>
  [
    '| claim | about | |',
    '| --- | --- | --- |',
    ...claims.map((claim) => `| ${link(claim)} | ${claim.title.replaceAll('|', '\\|')} | ${verdict(claim, output)} |`),
  ].join('\n');

const intro = `# Five discussions, claim by claim

${filled(
  'The questions are from the mailing lists of Linux memory management, 2019 to 2022. Each claim that was made there stands ' +
    'here under its number, in our words, with the command that shows or refutes it. `pte run` plays the life of a page on the ' +
    'kernels named, and prints the entry after each operation as the functions of that kernel leave it. Where a claim says only, ' +
    'always or never, `pte explore` tries every sequence of the operations that it prints.',
)}

${filled(
  '`-k 6.0:wrprotectIfUffd` is 6.0 with a patch that was proposed, or with a row of another release; `-k 6.2:-numaSavedwrite` ' +
    'is 6.2 without one. `A:` and `B:` are processes, `cpu0:` and `cpu1:` processors. `--trace` shows what the functions do, ' +
    'helper by helper. Three dots stand for what is left out.',
)}`;

const heading = ({ title }: Discussion, i: number): string => `${i}. ${title}`;

function chapter(discussion: Discussion, i: number, output: OutputOf): string {
  return [
    `## ${heading(discussion, i)}`,
    filled(`${capital(discussion.from)}. ${discussion.argument}`),
    filled(`**Settled.** ${discussion.settled}`),
    filled(`**Open.** ${discussion.open}`),
    ...discussion.claims.map((claim) => section(claim, output)),
  ].join('\n\n');
}

/** The whole page. */
export function pageOf(discussions: readonly Discussion[], output: OutputOf): string {
  const contents = discussions.flatMap((discussion, i) => [
    `**[${heading(discussion, i)}](#${anchor(heading(discussion, i))})**`,
    table(discussion, output),
  ]);
  return `${[intro, ...contents, ...discussions.map((one, i) => chapter(one, i, output))].join('\n\n')}\n`;
}
