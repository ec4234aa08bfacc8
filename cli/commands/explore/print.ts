/** `pte explore` on a terminal: what was tried, how far it went, each invariant, and for each that is broken the life that breaks it. */
import { hex } from '../../../lib/base/hex.ts';
import { printable } from '../../../lib/base/printable.ts';
import type { Explored, InvariantFound, TakesHelper } from '../../../lib/explore/explore.ts';
import type { Invariant } from '../../../lib/explore/invariant.ts';
import { shownRows } from '../../../lib/picture/shownRows.ts';
import { play } from '../../../lib/world/scenario.ts';
import type { Script } from '../../../lib/world/script.ts';
import { type KernelOptions, kernelWords, nameKernel } from '../../kernelOptions.ts';
import { many, number } from '../../many.ts';
import { shellWord } from '../../shellWord.ts';
import { colors, wrap } from '../../terminal.ts';
import { printTimeline } from '../run/timeline.ts';
import { scriptText } from './asJson.ts';
import { ends } from './ends.ts';

interface Asked extends KernelOptions {
  readonly never?: string;
  readonly reach?: string;
}

/** Prints all of it. */
export function printExplored(found: Explored, asked: Asked): void {
  printCoverage(found);
  if (found.takes) printTakes(found, found.takes);
  else if (asked.reach === undefined) printInvariants(found, asked);
  else printReached(found, asked.reach, asked);
}

/** What was asked of nothing comes last: in a small search it is most. */
const verdicts = ['violated', 'holds', 'untested'] as const;

function printInvariants(found: Explored, asked: Asked): void {
  console.log();
  const isQuestion = asked.never !== undefined;
  const wide = isQuestion ? undefined : Math.max(...found.invariants.map(({ invariant }) => invariant.name.length));
  for (const verdict of verdicts)
    for (const one of found.invariants) if (one.verdict === verdict) printInvariant(found, one, wide);
  for (const one of found.invariants) if (one.script) printViolation(found, one, one.script, asked);
}

function printCoverage(found: Explored): void {
  const { bold, dim } = colors();
  const { kernel, mapping, cpus, processes, states, transitions, depth, end } = found;
  console.log(bold(nameKernel(kernel)));
  const print = (text: string) => {
    for (const line of wrap(text, 0)) console.log(line);
  };
  print(`${mapping}, ${many(processes, 'process', 'processes')}, ${many(cpus, 'CPU')}: ${found.operations.join('; ')}`);
  print(
    `${many(states, 'state')}, ${many(transitions, 'transition')}, ${depth} deep, ${ends[end]}; ${found.bytesOfState.toFixed(1)} bytes a state`,
  );
  print(`entries: ${found.kinds.join(', ')}`);
  print(dim(`${many(found.behaviours.length, 'row')} of behaviours took part: ${found.behaviours.join(', ')}`));
  if (found.idle.length > 0) print(`never did anything: ${found.idle.join('; ')}`);
}

function printInvariant(
  { states, transitions, exhausted }: Explored,
  { invariant, verdict, met }: InvariantFound,
  wide: number | undefined,
): void {
  const { green, red, yellow } = colors();
  const color = { holds: green, violated: red, untested: yellow }[verdict];
  const of = invariant.of === 'state' ? many(states, 'state') : many(transitions, 'transition');
  const left = wide !== undefined || exhausted || verdict === 'violated' ? '' : ', with more left to try'; // of a list the head says it
  const said = verdict === 'untested' ? 'its premise never held' : `in ${of}, premise met in ${number(met)}`;
  const name = wide === undefined ? '' : `${printable(invariant.name).padEnd(wide)}  `; // a question has none
  console.log(`${color(verdict.padEnd(8))}  ${name}${said}${left}`);
}

function printViolation({ kernel }: Explored, { invariant }: InvariantFound, script: Script, asked: Asked): void {
  console.log();
  if (asked.never === undefined) printPromise(invariant); // a question stands in the command already
  printLife(kernel, script, asked);
}

function printPromise({ name, says, bugs }: Invariant): void {
  const { bold, red } = colors();
  console.log(red(bold(printable(name))));
  for (const line of wrap(`${printable(says)}${bugs ? ` (${bugs.join(', ')})` : ''}`, 2)) console.log(line);
}

/** The command, the timeline, and the trace of the step that broke it. */
function printLife(kernel: Explored['kernel'], script: Script, asked: Asked): void {
  const { dim } = colors();
  console.log(`  pte run ${kernelWords(kernel, asked)} ${shellWord(scriptText(script))}\n`);
  const rows = shownRows(kernel, play(kernel, script));
  printTimeline([{ kernel, rows }], {});
  for (const { did, value, why } of rows.at(-1)?.steps ?? [])
    for (const line of wrap(`${hex(value)} ${did}: ${why}`, 4)) console.log(dim(line));
}

function printTakes(found: Explored, takes: readonly TakesHelper[]): void {
  const { kernel, helper = '', states, transitions } = found;
  const { bold } = colors();
  const of = `${many(states, 'state')}, ${many(transitions, 'transition')}`;
  const left = found.exhausted ? '' : ', with more left to try';
  if (takes.length === 0) console.log(`\nno operation takes ${helper} in ${of}${left}`);
  else console.log(`\n${bold(helper)} is taken by ${many(takes.length, 'operation')} in ${of}${left}`);
  const wide = Math.max(...takes.map(({ operation }) => operation.length));
  for (const { operation, times, script } of takes) {
    const command = `pte run --trace -k ${kernel.name} ${shellWord(scriptText(script))}`;
    console.log(`  ${operation.padEnd(wide)}  ${many(times, 'transition')}: ${command}`);
  }
}

function printReached({ kernel, found, exhausted }: Explored, reach: string, asked: Asked): void {
  if (!found) {
    console.log(
      `\n${exhausted ? 'no entry is ever' : 'no entry was found, with more left to try'}: ${printable(reach)}`,
    );
    return;
  }
  console.log(`\n${many(found.lines.length, 'operation')} to ${printable(reach)}:`);
  printLife(kernel, found, asked);
}
