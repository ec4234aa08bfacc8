/** A life of a page, played on a kernel. */
import { rangeError, shown, typeError } from '../base/errors.ts';
import { checkKernel, type Kernel } from '../kernel/kernel.ts';
import type { Step } from '../mm/common/outcome.ts';
import { entriesOf } from './entries.ts';
import { entryName } from './entryName.ts';
import type { LifeEvent, Result } from './event.ts';
import { type Flushed, still } from './moved.ts';
import { type ScriptName, sayables } from './operations/names.ts';
import { actorOf, type Performed, perform } from './run/perform.ts';
import { mappingNames, rareMappingNames, type Script, type ScriptLine, sayLine, takesPage } from './script.ts';
import { type Actor, entryAt } from './see.ts';
import { born } from './start/born.ts';
import { bornWith, takenFor } from './start/from.ts';
import { pagesOf } from './start/mappings.ts';
import { type MappingSeen, seenBeside, type Turn } from './told/seen.ts';
import { sentence } from './told/sentence.ts';
import { mmOf, type World } from './world.ts';

/** What one operation did, or that it waits. */
export interface ScenarioRow {
  /** As a script says it, with its word, its process and its CPU: `mprotect r`, `B: cpu1: write`. */
  readonly operation: string;
  /** The entry of its process before, a word. */
  readonly before: bigint;
  /** The entry of its process after, a word. */
  readonly after: bigint;
  /** What trapped and why, results of faults, flushes: sentences for a reader. */
  readonly events: readonly string[];
  /** What the entry before is: a PTE, or the PMD of a huge page. */
  readonly levelBefore: 'pte' | 'pmd';
  /** What the entry after is. */
  readonly level: 'pte' | 'pmd';
  /** The page that it is for, where the mapping has several; all of them if absent. */
  readonly page?: number;
  /** The entries of all pages of its process, where the mapping has several: `before` and `after` are those of its page, or of the first. */
  readonly ptes?: Turn<readonly bigint[]>;
  /** Helper by helper. */
  readonly steps: readonly Step[];
  /** Which line of the script it stands under, from 0 on: a line that had to wait has a row under that which let it go on, too. */
  readonly line: number;
  /** The process it is for. */
  readonly process: string;
  /** The CPU it runs on. */
  readonly cpu: string;
  /** How it went. */
  readonly result: Result;
  /** The events as data. */
  readonly happened: readonly LifeEvent[];
  /** The TLB flushes that were done, told among the events or not. */
  readonly flushed: readonly Flushed[];
  /** How many pages were copied. */
  readonly copied: number;
  /** Everything afterwards: entries, mappings, pages, TLBs, locks. */
  readonly world: World;
  /** What changed of the mapping of its process, vm_flags and vm_page_prot, and why; absent where neither did. */
  readonly mapping?: MappingSeen;
  /** PageAnonExclusive of the page that the entry maps, where it changed. */
  readonly exclusive?: Turn<boolean>;
  /** Of a life that starts with a word, and of a marker that functions were not taught: which function takes the entry for what. */
  readonly taken?: string;
}

const names = Object.keys(sayables) as readonly ScriptName[];

/** The line, if a script could have it. */
export function checkedLine(line: ScriptLine, pages: number): ScriptLine {
  const { name, word, mm, cpu, page } = line;
  const { words, wordMayLack, manyWords } = sayables[name];
  const given = typeof word === 'string' && word !== '' ? word.split(' ') : [];
  const few = given.length === 0 ? words.length === 0 || wordMayLack : given.length === 1 || manyWords;
  if (typeof word !== 'string' || !few || given.some((one) => !words.includes(one))) {
    const expected = words.length === 0 ? `no word after ${name}` : `one of ${words.join(', ')}`;
    throw rangeError(`expected ${expected}, got ${word === '' ? 'nothing' : shown(word)}`, 'ERR_PTE_INPUT');
  }
  if (mm !== undefined && !/^[A-H]$/.test(mm))
    throw rangeError(`expected a process A to H, got ${shown(mm)}`, 'ERR_PTE_INPUT');
  if (cpu !== undefined && !/^cpu\d$/.test(cpu))
    throw rangeError(`expected a CPU cpu0 to cpu9, got ${shown(cpu)}`, 'ERR_PTE_INPUT');
  if (page !== undefined && !(takesPage(name) && Number.isInteger(page) && page >= 0 && page < pages))
    throw rangeError(`expected no page after ${name} of this mapping, got ${shown(page)}`, 'ERR_PTE_INPUT');
  return line;
}

/** What a line and those that it let go on did. */
export function rowsOf(w: World, line: ScriptLine, number: number): readonly ScenarioRow[] {
  return perform(w, line).map((performed) => rowOf(performed, number));
}

/** A line as it went, as a row. */
export function rowOf({ line, at, before, moved, result, late }: Performed, number: number): ScenarioRow {
  const { world, events, steps } = moved;
  return {
    operation: late ? `${sayLine(line)} (had to wait)` : sayLine(line),
    before: entryAt(before, at)?.pte ?? 0n,
    after: entryAt(world, at)?.pte ?? 0n,
    ...pagesSeen(before, world, at),
    levelBefore: mmOf(before, at.mm)?.level ?? 'pte',
    level: mmOf(world, at.mm)?.level ?? 'pte',
    events: events.map(sentence),
    steps,
    line: number,
    process: at.mm,
    cpu: at.cpu,
    result,
    happened: events,
    flushed: moved.flushed ?? [],
    copied: moved.copied ?? 0,
    world,
    ...seenBeside(before, world, entryName(at.mm, at.page)),
  };
}

/** The entries of all pages, where the mapping has several, and which page the line is for. */
function pagesSeen(before: World, after: World, { mm, page }: Actor): Pick<ScenarioRow, 'page' | 'ptes'> {
  const [was, is] = [mmOf(before, mm), mmOf(after, mm)];
  if (!is?.rest) return {};
  const words = (state: typeof is): readonly bigint[] => entriesOf(state).map(({ pte }) => pte);
  return { ptes: { before: was ? words(was) : [], after: words(is) }, ...(page !== undefined && { page }) };
}

/** The script, once it has the shape that parseScript() gives; its words are those that a script could have. */
export function checkedScript(given: Script): Script {
  if (typeof given !== 'object' || given === null || !Array.isArray(given.lines))
    throw typeError(`expected a script as parseScript() gives it, got ${shown(given)}`);
  const { mapping, lines } = given;
  if (![...mappingNames, ...rareMappingNames].includes(mapping))
    throw rangeError(`expected a mapping as a script has it, got ${shown(mapping)}`, 'ERR_PTE_INPUT');
  for (const line of lines) {
    if (!names.includes(line?.name))
      throw rangeError(`expected an operation of a script, got ${shown(line?.name)}`, 'ERR_PTE_INPUT');
    checkedLine(line, pagesOf(mapping));
  }
  return given;
}

/** How a script is played. */
export interface Playing {
  /** Go on after an operation that cannot be asked for; otherwise the rows end with it. */
  readonly keepGoing?: boolean;
  /** The entry that the life starts with, a word; empty where it is left out. What stands behind it is made up: a page, a slot of swap. */
  readonly from?: bigint;
}

/**
 * Plays a script, which parseScript() has read, on a kernel: a row for each operation, and one more for each that had to wait, when it
 * goes on. The rows end with an operation that cannot be asked for on that kernel.
 *
 * @throws TypeError for what is no kernel and no script, RangeError (ERR_PTE_INPUT) for a word that no script has.
 */
export function play(k: Kernel, script: Script, how: Playing = {}): readonly ScenarioRow[] {
  checkKernel(k);
  const { mapping, lines } = checkedScript(script);
  const { keepGoing = false, from } = how;
  if (from !== undefined && from !== BigInt.asUintN(64, from))
    throw rangeError(`expected the word that a life starts with to have 64 bits, got ${shown(from)}`);
  const rows: ScenarioRow[] = [];
  let w = from === undefined ? born(k, mapping) : bornWith(k, mapping, from);
  for (const [number, line] of lines.entries()) {
    const more = from === undefined && !hasUntaught(w) ? rowsOf(w, line, number) : rowsFrom(w, line, number);
    rows.push(...more);
    w = more.at(-1)?.world ?? w;
    if (!keepGoing && more.some(({ result }) => result === 'cannot')) break;
  }
  return rows;
}

/** An entry is a marker by a layout that was proposed, of which the functions of the release know nothing. */
const hasUntaught = ({ k, mms }: World): boolean =>
  k.proposedMarker?.taught === false && mms.some(({ pte }) => pte === k.proposedMarker?.word);

/** The same where the life started with a word: a function may get an entry that no kernel gives it, and says so. */
function rowsFrom(w: World, line: ScriptLine, number: number): readonly ScenarioRow[] {
  const mm = entryAt(w, actorOf(w, line));
  const taken = mm?.mapped ? takenFor(w.k, line.name, mm.pte, mm.vma) : undefined;
  const [first, ...rest] = playedOrNot(w, line, number);
  if (!first || taken === undefined || first.happened.some(({ kind }) => passesOver.includes(kind)))
    return first ? [first, ...rest] : rest;
  return [{ ...first, taken }, ...rest];
}

/** Where these are told no function has looked at the entry. */
const passesOver: readonly LifeEvent['kind'][] = [
  ...(['childFillsIt', 'notInChild', 'wipedInChild', 'notWritable', 'notAccessible'] as const),
  ...(['waits', 'behind', 'stillUsed'] as const),
  ...(['impossible', 'noMapping', 'otherRange', 'notScanned'] as const),
];

function playedOrNot(w: World, line: ScriptLine, number: number): readonly ScenarioRow[] {
  try {
    return rowsOf(w, line, number);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const at = actorOf(w, line);
    const moved = still(w, { kind: 'impossible', why: error.message });
    return [rowOf({ line, at, before: w, moved, result: 'cannot' }, number)];
  }
}
