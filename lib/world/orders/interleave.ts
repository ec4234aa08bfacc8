/** Every order in which CPUs can come to do what a script says, and the shortest one that loses something, as rows and as a script. */
import type { Kernel } from '../../kernel/kernel.ts';
import { resultOf } from '../event.ts';
import { after, type Moved, still } from '../moved.ts';
import { halfOf, halves, sayables } from '../operations/names.ts';
import { leftInHand } from '../run/engine.ts';
import { rowOf, type ScenarioRow } from '../scenario.ts';
import { type Script, type ScriptLine, sayLine } from '../script.ts';
import { ordersOf, type Ran } from './orders.ts';

/** An order of the pieces of a script that loses something. */
export interface LosingOrder {
  /** What was done, up to the loss; pieces of one operation that nothing came between stand in one row. */
  readonly rows: readonly ScenarioRow[];
  /** A script that runs so, if scripts can name all the cuts. */
  readonly script?: string;
}

/** What became of all orders of a script on a kernel. */
export interface Interleavings {
  readonly kernel: Kernel;
  /** How many orders there are. */
  readonly orders: bigint;
  /** In how many of them something is lost. */
  readonly losing: bigint;
  /** How many more end before their time: an operation cannot be asked then, or waits for ever. */
  readonly leftOut: bigint;
  /** Which operations end those, and why. */
  readonly why: readonly string[];
  /** How many different states the orders go through. */
  readonly states: number;
  /** The order with the fewest pieces up to a loss; of several the first in the order of the script. */
  readonly shortest?: LosingOrder;
}

/** Pieces of one line that nothing came between. */
interface Run {
  readonly ran: readonly [Ran, ...Ran[]];
  /** The line begins, ends with it. */
  readonly first: boolean;
  readonly last: boolean;
  /** All is done but the last piece. */
  readonly half: boolean;
}

const nameOfHalves = (name: string): string | undefined => Object.entries(halves).find(([, of]) => of === name)?.[0];

function runsOf(ran: readonly Ran[]): readonly Run[] {
  const groups: [Ran, ...Ran[]][] = [];
  for (const one of ran) {
    const group = groups.at(-1);
    if (group?.[0].job === one.job) group.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => {
    const last = group.at(-1) as Ran;
    const half = leftInHand(last.moved.world, last.job.at.cpu) === 1;
    return { ran: group, first: group[0].begins, last: last.ends, half };
  });
}

/** The line of a script that does what a run did; nothing where no name stands for such a part. */
function sayableLine({ ran: [{ job }], first, last, half }: Run): ScriptLine | undefined {
  const { line, at } = job;
  const where = { ...line, cpu: at.cpu, ...(at.mm !== 'A' && { mm: at.mm }) };
  if (first && last) return where;
  if (line.name === 'flush' || halfOf(line.name)) return undefined;
  const stem = nameOfHalves(line.name);
  if (stem === undefined || !(first ? half : last)) return undefined;
  const name = `${stem}-${first ? 'begin' : 'end'}` as ScriptLine['name'];
  return { ...where, name, word: sayables[name].words.length > 0 ? line.word : '' };
}

/** The same for a reader. */
function told(run: Run): string {
  const line = sayableLine(run);
  if (line) return sayLine(line);
  const part = run.first ? 'first part' : run.last ? 'last part' : 'next part';
  const { line: given, at } = run.ran[0].job;
  return `${sayLine({ ...given, cpu: at.cpu })}, ${part}`;
}

function rowOfRun(run: Run, number: number): ScenarioRow {
  const [{ before, job }] = run.ran;
  const moved = run.ran.reduce((all: Moved, one) => after(all, () => one.moved), still(before));
  const row = rowOf({ line: job.line, at: job.at, before, moved, result: resultOf(moved.events) }, number);
  return { ...row, operation: told(run) };
}

function losingOrder(mapping: string, ran: readonly Ran[]): LosingOrder {
  const runs = runsOf(ran);
  const lines = runs.flatMap((run) => sayableLine(run) ?? []);
  // a second cut of the same operation has no name
  const cuts = runs.filter(({ first, last }) => !first && !last).length;
  const isSayable = lines.length === runs.length && cuts === 0;
  return {
    rows: runs.map(rowOfRun),
    ...(isSayable && { script: [mapping, ...lines.map(sayLine)].join('; ') }),
  };
}

/**
 * Goes through every order of what the CPUs of a script do, each CPU doing its own operations in the order of the script and another one
 * coming between wherever the kernel lets go of what keeps it out. An operation that has to wait starts when it can; one that a userfaultfd
 * traps is tried again once its task is woken, and sleeps for ever where nobody wakes it. uffd-wp-deferred stands for its parts,
 * each on a CPU of its own. `X-begin` without an end keeps what it holds for ever. States that differ only by the numbers of pages are gone
 * through once; the numbers of orders are exact all the same.
 *
 * @throws TypeError for what is no kernel and no script; RangeError (ERR_PTE_INPUT) for a word that no script has and for a script
 * that has too many orders.
 */
export function interleavings(k: Kernel, script: Script): Interleavings {
  const { shortest, start: _, ...found } = ordersOf(k, script);
  return { kernel: k, ...found, ...(shortest && { shortest: losingOrder(script.mapping, shortest) }) };
}
