/** The lines of a script as steps of a program: their C, who does them, and what the model says there. */
import type { Kernel } from '../../kernel/kernel.ts';
import { play, type ScenarioRow } from '../scenario.ts';
import type { Script, ScriptLine } from '../script.ts';
import { born } from '../start/born.ts';
import type { World } from '../world.ts';
import type { Spoken } from './calls.ts';
import { type Ending, type EntrySeen, endingOf, entriesSeen, numberOf, Places, toldWritten } from './expected.ts';
import type { PieceName } from './pieces.ts';
import { cannotSay, checkRow, saidOf } from './refusals.ts';

/** A step of a program. */
export interface ProgramStep {
  readonly says: string;
  /** Who does it: 0 is A. */
  readonly process: number;
  /** A statement without its semicolon; absent where a process is ended from outside. */
  readonly c?: string;
  /** The process that is ended. */
  readonly ends?: number;
  readonly ending: Ending;
  /** What PAGEMAP_SCAN tells of it. */
  readonly written?: boolean;
  /** A thread of the process sleeps in userfaultfd, in a script of such. */
  readonly asleep?: boolean;
  readonly entries: readonly EntrySeen[];
  readonly needs: readonly PieceName[];
  readonly swaps: boolean;
}

const namesIn = (w: World): readonly string[] => w.mms.map(({ name }) => name);

/** The mapping, which A makes. */
function firstStep(k: Kernel, { mapping }: Script, places: Places): ProgramStep {
  const entries = entriesSeen(born(k, mapping), new Set(), places);
  return { says: mapping, process: 0, c: 'map_it()', ending: 'done', entries, needs: [], swaps: false };
}

const isWait = ({ name }: ScriptLine): boolean => name === 'read-wait' || name === 'write-wait';

/**
 * The steps of a script by the model; `all` accesses touch every page of the mapping.
 * @throws RangeError (ERR_PTE_INPUT) for what no program does, and for what never ends by the model.
 */
export function stepsOf(k: Kernel, script: Script, all: boolean): readonly ProgramStep[] {
  const places = new Places();
  const steps = [firstStep(k, script, places)];
  const ended = new Set<string>();
  let before = born(k, script.mapping);
  const waits = script.lines.some(isWait);
  for (const line of script.lines) saidOf(line);
  for (const row of play(k, script)) {
    const line = script.lines[row.line] as ScriptLine;
    checkRow(row, line);
    const gone = goneIn(before, row, line);
    if (gone !== undefined) ended.add(gone);
    if (isWait(line) && isAsleep(before, row.process)) throw cannotSay(`${row.operation}: one thread sleeps already`);
    steps.push(stepOf(before, row, line, { all, waits, ended, places, gone }));
    if (steps.at(-1)?.ending === 'never') break;
    before = row.world;
  }
  return steps;
}

/** The process that is no more. */
function goneIn(before: World, { world, process, result }: ScenarioRow, { name }: ScriptLine): string | undefined {
  if (result !== 'done' || (name !== 'exit' && name !== 'child-exit')) return undefined;
  const isMapped = (w: World, of: string): boolean => w.mms.some((mm) => mm.name === of && mm.mapped);
  return name === 'exit' ? process : namesIn(before).find((one) => isMapped(before, one) && !isMapped(world, one));
}

const sayAll = (entries: readonly EntrySeen[]): string =>
  entries.map((entry) => Object.values(entry).join(' ')).join('; ');

/** A thread of the process is asleep. */
const isAsleep = ({ cpus }: World, of: string): boolean => cpus.some(({ hand }) => hand?.asleep && hand.mm === of);

interface Told {
  readonly all: boolean;
  readonly waits: boolean;
  readonly ended: ReadonlySet<string>;
  readonly places: Places;
  readonly gone: string | undefined;
}

function stepOf(
  before: World,
  row: ScenarioRow,
  line: ScriptLine,
  { all, waits, ended, places, gone }: Told,
): ProgramStep {
  const said = saidOf(line);
  const came = namesIn(row.world).find((one) => !namesIn(before).includes(one));
  const who = line.name === 'map' ? (came ?? row.process) : row.process;
  if (ended.has(who) && who !== gone) throw cannotSay(`${row.operation}: the process has ended`);
  const was = sayAll(entriesSeen(before, ended, places));
  const entries = entriesSeen(row.world, ended, places);
  const written = toldWritten(row);
  const c = row.result === 'nothing' && line.name === 'map' ? undefined : said?.c(spoken(line, all, came));
  return {
    says: row.operation,
    process: numberOf(who),
    ...(c !== undefined && { c }),
    ...(gone !== undefined && { ends: numberOf(gone) }),
    ending: said?.tries && was === sayAll(entries) ? 'any' : endingOf(row),
    ...(written !== undefined && { written }),
    ...(waits && { asleep: isAsleep(row.world, who) }),
    entries,
    needs: said?.needs ?? [],
    swaps: said?.swaps === true,
  };
}

/** A line as C is written for it: an access without a page is to the first one, a call is for all. */
export function spoken({ word, page, name }: ScriptLine, all: boolean, child: string | undefined): Spoken {
  const where = page === undefined ? 'at' : `at + ${page} * PAGE`;
  const bytes = page === undefined ? 'length' : 'PAGE';
  const range = page === undefined ? 'whole, span' : `${where}, PAGE`;
  return {
    word,
    where,
    bytes,
    range,
    all: all && (name === 'read' || name === 'write'),
    child: child ? numberOf(child) : 0,
  };
}
