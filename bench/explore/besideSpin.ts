/** The explorer and SPIN by turns on the race of bug H8: what each came to, how long it took, what a state takes. */
import { median, spread } from '../byTurns.ts';
import { exploreRace, losesWrite, type Race, races } from '../spin/agreement.ts';
import { type Spin, verified } from '../spin/pan.ts';
import { bytesOf } from './measured.ts';
import { tableLines } from './tableLines.ts';

/** What one of them found in one run. */
interface RaceRun {
  readonly states: number;
  readonly transitions: number;
  readonly bytesOfState: number;
  readonly finds: boolean;
}

/** One of them on one variant, and the seconds of its turns. */
interface Timed {
  readonly race: Race;
  readonly by: string;
  readonly run: () => RaceRun;
  readonly seconds: number[];
  found?: RaceRun;
}

const compilers: readonly (readonly string[])[] = [[], ['-DCOLLAPSE'], ['-DNOREDUCE']];

function byExplorer(race: Race): RaceRun {
  const found = exploreRace(race);
  if (!found.exhausted) throw new Error(`expected an exploration to its end, got one that ended by ${found.end}`);
  const { states, transitions } = found;
  return { states, transitions, bytesOfState: bytesOf(found), finds: losesWrite(found) };
}

function bySpin(pan: () => string): RaceRun {
  const { states, transitions, bytesOfState, errors } = verified(pan());
  return { states, transitions, bytesOfState, finds: errors > 0 };
}

function timedOn(race: Race, spin: Spin): readonly Timed[] {
  const pans = compilers.map((flags) => [['SPIN', ...flags].join(' '), spin.make({ ...race, flags })] as const);
  return [
    { race, by: 'explorer', run: () => byExplorer(race), seconds: [] },
    ...pans.map(([by, pan]) => ({ race, by, run: () => bySpin(pan), seconds: [] })),
  ];
}

function takeTurn(one: Timed, counts: boolean): void {
  const start = performance.now();
  one.found = one.run();
  if (counts) one.seconds.push((performance.now() - start) / 1000);
}

function line(one: Timed, pan: Timed): readonly string[] {
  const { race, by, found, seconds } = one;
  const { states, transitions, bytesOfState, finds } = found as RaceRun;
  const took = median(seconds);
  const ratios = seconds.map((turn, i) => turn / (pan.seconds[i] ?? turn));
  return [
    `${race.cpus} CPUs, ${race.mended ? '5.12' : '5.11'}`,
    by,
    String(states),
    String(transitions),
    took.toFixed(4),
    String(Math.round(transitions / took)),
    bytesOfState.toFixed(0),
    finds ? 'a write is lost' : 'none is lost',
    `${median(ratios).toFixed(2)} ± ${(100 * spread(ratios)).toFixed(0)} %`,
  ];
}

const head = [
  '',
  'by',
  'states',
  'transitions',
  'seconds',
  'transitions a second',
  'bytes a state',
  'verdict',
  'time beside SPIN',
];

/** The table, from so many turns in which all are run once after the other; one turn before that counts for nothing. */
export function spinTable(spin: Spin, turns: number): string {
  const variants = races.map((race) => timedOn(race, spin));
  for (let turn = 0; turn <= turns; turn++)
    for (const variant of variants) for (const one of variant) takeTurn(one, turn > 0);
  return tableLines(
    head,
    variants.flatMap((variant) => variant.map((one) => line(one, variant[1] as Timed))),
  );
}
