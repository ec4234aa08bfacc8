/** Which dated rows the operations of scripts ask about, and which of them show in a script: the row taken out, something else comes of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { type BehaviourId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { perform } from '../../lib/world/run/perform.ts';
import { play, type ScenarioRow } from '../../lib/world/scenario.ts';
import { parseScript, type Script } from '../../lib/world/script.ts';
import { born } from '../../lib/world/start/born.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { before, oldest } from './datedRows.ts';

/** Every text of a test that is a script. */
export function scriptsOf(folders: readonly string[]): readonly string[] {
  const texts = folders.flatMap((folder) => {
    const url = new URL(`../${folder}/`, import.meta.url);
    return readdirSync(url)
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => readFileSync(new URL(name, url), 'utf8'));
  });
  const quoted = texts.flatMap((text) =>
    [...text.matchAll(/'((?:anon|shmem|file|file-private|thp|hugetlb)[^'\n]*)'/g)].map(([, said]) => said ?? ''),
  );
  return [...new Set(quoted)].filter(isScript);
}

function isScript(text: string): boolean {
  try {
    return parseScript(text).lines.length > 0;
  } catch {
    return false;
  }
}

/** A behaviour that came or went: the last release that has one side of it, and the first that has the other. */
interface Dated {
  readonly id: BehaviourId;
  readonly has: string;
  readonly lacks: string;
}
const dated = (tables.behaviours as readonly Row[]).flatMap((row): readonly Dated[] => {
  const id = row.id as BehaviourId;
  return [
    ...(row.since === oldest ? [] : [{ id, has: row.since, lacks: before(row.since) }]),
    ...(row.until === undefined ? [] : [{ id, has: before(row.until), lacks: row.until }]),
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

/** The name of a kernel stands in what it says of what it lacks. */
const shows = (rows: readonly ScenarioRow[], i: number): string =>
  JSON.stringify([rows[i]?.after, rows[i]?.events, rows[i]?.result, rows[i]?.world.mms], (_, v) =>
    typeof v === 'bigint' ? `${v}` : v,
  ).replaceAll(/:-\w+/g, '');

/** Of each pair of an operation and a behaviour whether a script shows it: `asked` and perhaps `shown`. */
export function coverage(scripts: readonly string[]): ReadonlyMap<string, string | undefined> {
  const pairs = new Map<string, string | undefined>();
  const parsed = scripts.map((text) => [text, parseScript(text)] as const);
  for (const { id, has } of dated) {
    const k = kernel(has);
    let without: Kernel | undefined;
    try {
      without = kernel(`${has}:-${id}`);
    } catch {
      continue;
    }
    for (const [text, script] of parsed) compare(pairs, { id, has, k, without, text, script });
  }
  return pairs;
}

interface Case {
  readonly id: string;
  readonly has: string;
  readonly k: Kernel;
  readonly without: Kernel;
  readonly text: string;
  readonly script: Script;
}

const askedOf = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();

/** The behaviours that each operation of a script asks about on a release. */
function askedIn({ has, k, text, script }: Case): ReadonlyMap<string, ReadonlySet<string>> {
  const key = `${has} ${text}`;
  const known = askedOf.get(key);
  if (known) return known;
  const found = new Map<string, Set<string>>();
  const ears = listening(k);
  let w = born(ears.k, script.mapping);
  for (const line of script.lines) {
    ears.asked.clear();
    w = perform(w, line).at(-1)?.moved.world ?? w;
    found.set(line.name, new Set([...(found.get(line.name) ?? []), ...ears.asked]));
  }
  askedOf.set(key, found);
  return found;
}

function compare(pairs: Map<string, string | undefined>, given: Case): void {
  const { id, has, k, without, text, script } = given;
  const asking = [...askedIn(given)].filter(([, ids]) => ids.has(id)).map(([name]) => name);
  if (asking.length === 0) return;
  const [one, other] = [play(k, script, { keepGoing: true }), play(without, script, { keepGoing: true })];
  const first = one.findIndex((_, i) => shows(one, i) !== shows(other, i));
  const differs = first < 0 ? undefined : script.lines[one[first]?.line ?? 0]?.name;
  for (const name of asking) {
    const key = `${name} ${id} ${has}`;
    pairs.set(key, pairs.get(key) ?? (differs === name ? text : undefined));
  }
}
