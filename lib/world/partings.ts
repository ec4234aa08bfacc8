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

/** What a row shows, as one text: the entry, what happened, the mapping, TLBs and locks; not the helpers on the way. */
function tells(row: ScenarioRow, before: ScenarioRow | undefined): string {
  const around = sayAround(aroundOf(row, before?.world), row.world.mms.length);
  return [row.operation, row.after, row.result, ...row.events, ...sayBeside(row.world.k, row), ...around].join('\n');
}

const textOf = (rows: readonly ScenarioRow[], line: number): string =>
  rows.flatMap((row, i) => (row.line === line ? [tells(row, rows[i - 1])] : [])).join('\n\n');

/** The first line at which two plays of a script differ. */
function firstDifference(a: readonly ScenarioRow[], b: readonly ScenarioRow[]): ScenarioRow | undefined {
  return [...a, ...b]
    .filter(({ line }) => textOf(a, line) !== textOf(b, line))
    .reduce<ScenarioRow | undefined>((first, row) => (first && first.line <= row.line ? first : row), undefined);
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
    const at = firstDifference(plays[i] ?? [], plays[i + 1] ?? []);
    if (!at) return [];
    const upTo: Script = { ...script, lines: script.lines.slice(0, at.line + 1) };
    const why = parting(first, second, (k) => textOf(play(k, upTo, how), at.line));
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
