/** Which dated rows the operations of scripts ask about, and which of them show in a script: the row taken out, something else comes of it. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Config } from '../../lib/kernel/config.ts';
import { type BehaviourId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { perform } from '../../lib/world/run/perform.ts';
import { type Playing, play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { mappingNames, parseScript, rareMappingNames, type Script } from '../../lib/world/script.ts';
import { born } from '../../lib/world/start/born.ts';
import { bornWith } from '../../lib/world/start/from.ts';
import { pagemapOf } from '../../lib/world/told/pagemapOf.ts';
import type { World } from '../../lib/world/world.ts';
import type { Row, Series, StableDates } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { releases } from '../data/releases/all.ts';
import { before, oldest } from './datedRows.ts';

/** A script, with the machine and the word that it starts with. */
interface Played extends Playing {
  readonly text: string;
  readonly script: Script;
  readonly config?: Partial<Config>;
}

/** Every text below a folder of tests that is a script: in quotes, a mapping first. */
export function scriptsOf(folders: readonly string[]): readonly Played[] {
  const texts = folders.flatMap((folder) => {
    const url = new URL(`../${folder}/`, import.meta.url);
    return readdirSync(url)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(name, url), 'utf8'));
  });
  const starts = [...mappingNames, ...rareMappingNames].join('|');
  const quoted = texts.flatMap((text) =>
    [...text.matchAll(new RegExp(`'((?:${starts});[^'\\n]*)'`, 'g'))].map(([, said]) => said ?? ''),
  );
  return [...new Set(quoted)].flatMap((text) => played(text));
}

/** The scripts of the tables of releases that a machine or a word stands beside. */
export const scriptsWithMore = (): readonly Played[] =>
  releases.flatMap(([, given]) => {
    if (typeof given === 'string') return [];
    const { script, ...more } = given;
    return played(script).map((one) => ({ ...one, ...more }));
  });

function played(text: string): readonly Played[] {
  try {
    const script = parseScript(text);
    return script.lines.length > 0 ? [{ text, script, keepGoing: true }] : [];
  } catch {
    return [];
  }
}

/** A behaviour that came or went: the release by which the row is dated, and others that have it where the neighbour has not. */
interface Dated {
  readonly id: BehaviourId;
  readonly has: string;
  readonly kernels: readonly string[];
}

const stable = (dates: StableDates = {}, back = 0): readonly string[] =>
  (Object.keys(dates) as Series[]).map((series) => `${series}.${(dates[series] ?? 0) - back}`);

const dated = (tables.behaviours as readonly Row[]).flatMap(({ id: of, since, until, ...row }): readonly Dated[] => {
  const id = of as BehaviourId;
  const came = stable(row.sinceStable);
  if (since === until) return [{ id, has: came[0] ?? since, kernels: came }];
  const last = until === undefined ? undefined : before(until);
  return [
    ...(since === oldest ? [] : [{ id, has: since, kernels: [since, ...came] }]),
    ...(last === undefined ? [] : [{ id, has: last, kernels: [last, ...stable(row.untilStable, 1)] }]),
  ];
});

/** The kernel, and the ids of the behaviours that anyone asks it about. */
function listening(k: Kernel): { readonly k: Kernel; readonly asked: Set<string> } {
  const asked = new Set<string>();
  const does: Kernel['does'] = (id) => {
    asked.add(id);
    return k.does(id);
  };
  return { k: { ...k, does }, asked };
}

/** The pagemap words of all processes. */
const pagemap = (w: World) => w.mms.map(({ name }) => pagemapOf(w, name)?.raw);

/** The world, after `pte run` has told of it. */
function looked(w: World): World {
  pagemap(w);
  return w;
}

/** What `pte run` shows of a line, its pagemap word too; the name of a kernel stands in what it says of what it lacks. */
function shows(rows: readonly ScenarioRow[], i: number): string {
  const row = rows[i];
  const said = [row?.after, row?.events, row?.result, row?.world.mms, row && pagemap(row.world)];
  return JSON.stringify(said, (_, v) => (typeof v === 'bigint' ? `${v}` : v)).replaceAll(/:-\w+/g, '');
}

/** Rows with the scripts that the tables of releases have for them. */
const tabled = new Set(releases.map(([id, given]) => `${id} ${typeof given === 'string' ? given : given.script}`));

/** Of each dated row that an operation of a script asks about, or what tells of it, the text of a script that shows it, or nothing. */
export function coverage(scripts: readonly Played[]): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const { id, has, kernels } of dated) {
    const itsOwn = scripts.filter(({ text }) => tabled.has(`${id} ${text}`));
    for (const name of kernels) look(found, `${id} ${has}`, [...itsOwn, ...scripts], id, name);
  }
  return found;
}

function look(
  found: Map<string, string | undefined>,
  date: string,
  scripts: readonly Played[],
  id: BehaviourId,
  name: string,
): void {
  for (const one of scripts) {
    if (found.get(date) !== undefined) return;
    if (asks(id, name, one)) found.set(date, parts(id, name, one) ? one.text : undefined);
  }
}

const known = new Map<string, Kernel | undefined>();

/** The kernel, unless there is none of that name: a row that it lacks, or that decides nothing on it. */
function kernelOf(name: string, config?: Partial<Config>): Kernel | undefined {
  const key = `${name} ${JSON.stringify(config, (_, v) => (typeof v === 'bigint' ? `${v}` : v))}`;
  if (known.has(key)) return known.get(key);
  let k: Kernel | undefined;
  try {
    k = kernel(name, config);
  } catch {
    k = undefined;
  }
  known.set(key, k);
  return k;
}

const askedOf = new Map<string, ReadonlySet<string>>();

/** Whether an operation of the script asks for the behaviour on a release. */
function asks(id: BehaviourId, name: string, { script, text, from, config }: Played): boolean {
  const k = kernelOf(name, config);
  if (!k || !kernelOf(`${name}:-${id}`, config)) return false;
  const key = `${k.name} ${text} ${from} ${Object.keys(config ?? {})}`;
  const already = askedOf.get(key);
  if (already) return already.has(id);
  const ears = listening(k);
  const w = from === undefined ? born(ears.k, script.mapping) : bornWith(ears.k, script.mapping, from);
  ears.asked.clear();
  script.lines.reduce((so, line) => looked(perform(so, line).at(-1)?.moved.world ?? so), w);
  askedOf.set(key, ears.asked);
  return ears.asked.has(id);
}

/** Whether the script comes to something else where the row is left out. */
function parts(id: BehaviourId, name: string, one: Played): boolean {
  const [k, without] = [kernelOf(name, one.config), kernelOf(`${name}:-${id}`, one.config)];
  if (!k || !without) return false;
  const [rows, others] = [play(k, one.script, one), play(without, one.script, one)];
  return rows.some((_, i) => shows(rows, i) !== shows(others, i));
}
