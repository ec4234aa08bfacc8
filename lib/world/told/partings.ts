/** Why kernels part in a life: the rows of the spec by which two neighbours differ at the first line where they do. */
import { decode } from '../../codec/decode.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { type Parting, parting } from '../../kernel/parting.ts';
import { type Playing, play, type ScenarioRow } from '../scenario.ts';
import type { Script } from '../script.ts';
import { aroundOf, sayAround } from './around.ts';
import { sayPages } from './pages.ts';
import { sayBeside } from './seen.ts';
import { sentence } from './sentence.ts';

/** Where two kernels part, and why. */
export interface LifeParting extends Parting {
  readonly first: Kernel;
  readonly second: Kernel;
  /** The line of the script, from 0 on. */
  readonly line: number;
  /** What the script says there. */
  readonly operation: string;
}

type Rows = readonly ScenarioRow[];
/** What plays of a line are compared by, as one text. */
type Tells = (rows: Rows, line: number) => string;

const ofLine =
  (says: (row: ScenarioRow, before: ScenarioRow | undefined) => readonly unknown[]): Tells =>
  (rows, line) =>
    rows.flatMap((row, i) => (row.line === line ? [says(row, rows[i - 1]).join('\n')] : [])).join('\n\n');

/** What of an entry is no matter of layout or of names, and says more than what the past was. */
function meant(k: Kernel, pte: bigint): readonly string[] {
  const { flags: _, raw: __, unexplained: ___, ...parts } = decode(k, pte);
  return Object.entries(parts)
    .filter(([name, value]) => value && !['young', 'dirty', 'swapType', 'swapOffset', 'marker'].includes(name))
    .map(([name, value]) => `${name} ${value}`)
    .sort();
}

/** What a program comes to feel: what the entry allows, which page it is, traps, losses and errors. */
const felt = ofLine(({ operation, after, ptes, result, happened, world: { k } }) => {
  const told = happened.filter((event) => event.kind !== 'flush' && event.kind !== 'fault').map(sentence);
  return [operation, ...(ptes?.after ?? [after]).flatMap((pte) => meant(k, pte)), result, ...told];
});
/** The whole entry and all that happened. */
const told = ofLine(({ operation, after, ptes, result, events }) => [
  operation,
  ...(ptes?.after ?? [after]),
  result,
  ...events,
]);
/** The mapping, TLBs and locks too; not the helpers on the way. */
const seen = ofLine((row, before) => {
  const around = sayAround(aroundOf(row, before?.world), row.world.mms.length);
  return [row.after, row.result, ...row.events, ...sayBeside(row.world.k, row), ...sayPages(row), ...around];
});

/** The first line at which two plays of a script differ. */
const firstDifference = (a: Rows, b: Rows, tells: Tells): ScenarioRow | undefined =>
  [...a, ...b]
    .filter(({ line }) => tells(a, line) !== tells(b, line))
    .reduce<ScenarioRow | undefined>((first, row) => (first && first.line <= row.line ? first : row), undefined);

/** The same, by what counts most: where only the mapping or a TLB differs, that is said too. */
function difference(a: Rows, b: Rows): { readonly at: ScenarioRow; readonly tells: Tells } | undefined {
  for (const tells of [felt, told, seen]) {
    const at = firstDifference(a, b, tells);
    if (at) return { at, tells };
  }
  return undefined;
}

/**
 * Plays a script on kernels side by side. For each pair of neighbours that differ, releases beyond a patched kernel counted as
 * neighbours too: the first line where they do, and the rows of the
 * spec that part them there, found by taking each of those in which the two kernels differ alone.
 *
 * @throws as play() does.
 */
export function partings(kernels: readonly Kernel[], script: Script, how: Playing = {}): readonly LifeParting[] {
  const plays = new Map(kernels.map((k) => [k, play(k, script, how)]));
  return pairsOf(kernels).flatMap(([first, second]) => {
    const found = difference(plays.get(first) ?? [], plays.get(second) ?? []);
    if (!found) return [];
    const { at, tells } = found;
    const upTo: Script = { ...script, lines: script.lines.slice(0, at.line + 1) };
    const why = parting(first, second, (k) => tells(play(k, upTo, how), at.line));
    return [{ first, second, line: at.line, operation: at.operation, ...why }];
  });
}

type Pair = readonly [Kernel, Kernel];
const neighbours = (kernels: readonly Kernel[]): readonly Pair[] =>
  kernels.slice(1).map((second, i) => [kernels[i] as Kernel, second]);

/** Neighbours as they stand, and those of releases where a patched kernel stands between. */
function pairsOf(kernels: readonly Kernel[]): readonly Pair[] {
  const pairs = neighbours(kernels);
  const released = neighbours(kernels.filter(({ patches }) => patches.length === 0));
  const isNew = ([a, b]: Pair) => !pairs.some(([first, second]) => first === a && second === b);
  return [...pairs, ...released.filter(isNew)];
}

/** Where and why two kernels part, in a sentence: `6.0 and 6.2 part here (migrate) by writenotifyForUffdWp, 51d3d5eb74ff, 6.2 and 6.1.8`. */
export function sayParting({ first, second, operation, alone, together }: LifeParting): string {
  const head = `${first.name} and ${second.name} part here (${operation})`;
  const rows = alone.length > 0 ? alone : together;
  if (rows.length === 0) return `${head}: no rows say why`;
  const named = rows.map(({ id, cite, when }) => [id, ...(cite === undefined ? [] : [cite]), when].join(', '));
  return `${head} by ${named.join(alone.length > 0 ? '; or by ' : '; together with ')}`;
}
