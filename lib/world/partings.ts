/** Why kernels part in a life: the rows of the spec by which two neighbours differ at the first line where they do. */
import type { Kernel } from '../kernel/kernel.ts';
import { type Parting, parting } from '../kernel/parting.ts';
import { aroundOf, sayAround } from './around.ts';
import { type Playing, play, type ScenarioRow } from './scenario.ts';
import type { Script } from './script.ts';
import { sayBeside } from './seen.ts';

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

/** The entry and what happened: what programs and the processor come to feel. */
const felt = ofLine(({ operation, after, result, events }) => [operation, after, result, ...events]);
/** The mapping, TLBs and locks too; not the helpers on the way. */
const seen = ofLine((row, before) => {
  const around = sayAround(aroundOf(row, before?.world), row.world.mms.length);
  return [row.after, row.result, ...row.events, ...sayBeside(row.world.k, row), ...around];
});

/** The first line at which two plays of a script differ. */
const firstDifference = (a: Rows, b: Rows, tells: Tells): ScenarioRow | undefined =>
  [...a, ...b]
    .filter(({ line }) => tells(a, line) !== tells(b, line))
    .reduce<ScenarioRow | undefined>((first, row) => (first && first.line <= row.line ? first : row), undefined);

/** The same, by what counts most: where only the mapping or a TLB differs, that is said too. */
function difference(a: Rows, b: Rows): { readonly at: ScenarioRow; readonly tells: Tells } | undefined {
  for (const tells of [felt, seen]) {
    const at = firstDifference(a, b, tells);
    if (at) return { at, tells };
  }
  return undefined;
}

/**
 * Plays a script on kernels side by side. For each pair of neighbours that differ: the first line where they do, and the rows of the
 * spec that part them there, found by taking each of those in which the two kernels differ alone.
 *
 * @throws as play() does.
 */
export function partings(kernels: readonly Kernel[], script: Script, how: Playing = {}): readonly LifeParting[] {
  const plays = kernels.map((k) => play(k, script, how));
  return kernels.slice(1).flatMap((second, i) => {
    const first = kernels[i] as Kernel;
    const found = difference(plays[i] ?? [], plays[i + 1] ?? []);
    if (!found) return [];
    const { at, tells } = found;
    const upTo: Script = { ...script, lines: script.lines.slice(0, at.line + 1) };
    const why = parting(first, second, (k) => tells(play(k, upTo, how), at.line));
    return [{ first, second, line: at.line, operation: at.operation, ...why }];
  });
}

/** Where and why two kernels part, in a sentence: `6.0 and 6.2 part here (migrate) by writenotifyForUffdWp, 51d3d5eb74ff, 6.2 and 6.1.8`. */
export function sayParting({ first, second, operation, alone, together }: LifeParting): string {
  const head = `${first.name} and ${second.name} part here (${operation})`;
  const rows = alone.length > 0 ? alone : together;
  if (rows.length === 0) return `${head}: no rows say why`;
  const named = rows.map(({ id, cite, when }) => [id, ...(cite === undefined ? [] : [cite]), when].join(', '));
  return `${head} by ${named.join(alone.length > 0 ? '; or by ' : '; together with ')}`;
}
