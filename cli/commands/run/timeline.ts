/** The timeline of `pte run` on a terminal: operation by operation, kernels under one another. */
import { hex } from '../../../lib/base/hex.ts';
import { printable } from '../../../lib/base/printable.ts';
import type { Kernel } from '../../../lib/kernel/kernel.ts';
import type { Played, ShownRow } from '../../../lib/picture/shownRows.ts';
import { isLoss, type LifeEvent } from '../../../lib/world/event.ts';
import type { ScenarioRow } from '../../../lib/world/scenario.ts';
import { sayAround } from '../../../lib/world/told/around.ts';
import { sentence } from '../../../lib/world/told/sentence.ts';
import { nameKernel } from '../../kernelOptions.ts';
import { colors, wrap } from '../../terminal.ts';

/** What is shown beside the entry and what happened. */
export interface Showing {
  readonly trace?: boolean;
  readonly pagemap?: boolean;
  readonly keepGoing?: boolean;
}

/** The kernel's name where several stand side by side, in a column of its own. */
export const nameColumn = (kernels: readonly Kernel[]): ((k: Kernel) => string) => {
  const wide = Math.max(10, ...kernels.map(({ name }) => printable(name).length));
  return ({ name }) => (kernels.length > 1 ? `${printable(name).padEnd(wide)} ` : '');
};

/** Prints the lives side by side. */
export function printTimeline(played: readonly Played[], showing: Showing): void {
  const { bold } = colors();
  const [first] = played;
  if (!first) return;
  if (played.length === 1) console.log(bold(nameKernel(first.kernel)));
  if (first.rows.length === 0) console.log("\nNothing happens: operations come after the mapping, as in 'anon; write'");
  const nameOf = nameColumn(played.map(({ kernel }) => kernel));
  for (const { line, operation } of linesOf(played)) {
    console.log(`\n${bold(operation)}`);
    for (const { kernel, rows } of played)
      for (const row of rows.filter((one) => one.line === line))
        printRow(nameOf(kernel), row, showing, row.operation === operation);
  }
  printWaiting(played, nameOf);
}

/** Each line of the script that a kernel has played, as the script says it. */
function linesOf(played: readonly Played[]): readonly Pick<ScenarioRow, 'line' | 'operation'>[] {
  const most = [...played].sort((a, b) => (b.rows.at(-1)?.line ?? -1) - (a.rows.at(-1)?.line ?? -1))[0];
  return (most?.rows ?? []).filter(({ line }, i, rows) => rows.findIndex((row) => row.line === line) === i);
}

/** `name` is the kernel's, where several stand side by side. A line that had to wait stands under the one that let it go on. */
function printRow(name: string, row: ShownRow, showing: Showing, isOwn: boolean): void {
  const { dim, cyan, bold } = colors();
  const indent = 2 + name.length;
  const blank = ' '.repeat(indent);
  if (!isOwn) console.log(`  ${cyan(name)}${bold(row.operation)}`);
  const [headline = '', ...more] = wrap(row.explanation.headline, indent + wordWidth);
  console.log(`  ${isOwn ? cyan(name) : ' '.repeat(name.length)}${coloredWord(row)}  ${headline.trimStart()}`);
  for (const line of more) console.log(line);
  if (row.taken !== undefined) for (const line of wrap(row.taken, indent)) console.log(line);
  const changed = changedBits(row);
  if (changed !== '') console.log(`${blank}${changed}`);
  for (const event of row.happened)
    for (const line of wrap(sentence(event), indent)) console.log(colored(row, event, line));
  for (const said of row.beside) for (const line of wrap(said, indent)) console.log(line);
  for (const line of aroundLines(row, indent)) console.log(dim(line));
  if (showing.pagemap) for (const line of wrap(pagemapLine(row), indent)) console.log(line);
  if (row.result === 'cannot' && !showing.keepGoing) console.log(`${blank}${dim('the life ends here on this kernel')}`);
  if (showing.trace) printSteps(row, indent + 2);
}
/** A word and the gap after it. */
const wordWidth = 20;

function printSteps({ steps }: ShownRow, indent: number): void {
  const { dim } = colors();
  for (const { did, value, why } of steps)
    for (const line of wrap(`${hex(value)} ${did}: ${why}`, indent)) console.log(dim(line));
}

function changedBits({ came, went }: ShownRow): string {
  const { green, red } = colors();
  return [...came.map((bit) => green(`+${bit}`)), ...went.map((bit) => red(`-${bit}`))].join(' ');
}

/** What was lost stands out, and who waits. */
function colored({ result }: ShownRow, event: LifeEvent, line: string): string {
  const { red, yellow } = colors();
  if (isLoss(event)) return red(line);
  return result === 'waits' ? yellow(line) : line;
}

/** Pieces that belong together are not broken: each line takes as many as fit. */
function aroundLines({ around, world }: ShownRow, indent: number): readonly string[] {
  if (!around) return [];
  const pieces = sayAround(around, world.mms.length).map((piece) => piece.replaceAll(' ', glue));
  if (pieces.length === 0) return [];
  return wrap(pieces.join(', ').replaceAll(', ', ' | '), indent).map((line) =>
    line.replaceAll(glue, ' ').replace(/ \|$/, ''),
  );
}
const glue = '\u00a0';

const pagemapLine = ({ pagemap }: ShownRow): string =>
  pagemap ? `pagemap ${hex(pagemap.raw)}  ${pagemap.names.join(' | ')}` : 'pagemap: no mapping';

/** The digits that changed stand out. */
function coloredWord({ before, after }: ShownRow): string {
  const { yellow } = colors();
  const [old, now] = [hex(before), hex(after)];
  return [...now].map((digit, i) => (digit === old[i] ? digit : yellow(digit))).join('');
}

/** What never got its lock. */
function printWaiting(played: readonly Played[], nameOf: (k: Kernel) => string): void {
  const { cyan, yellow } = colors();
  const left = played.flatMap(({ kernel, rows }) =>
    (rows.at(-1)?.world.held ?? []).map((held) => ({ kernel, text: `${held.at.cpu} still waits with ${held.name}` })),
  );
  if (left.length > 0) console.log();
  for (const { kernel, text } of left) console.log(`  ${cyan(nameOf(kernel))}${yellow(text)}`);
}
