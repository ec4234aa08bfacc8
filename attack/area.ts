/** What an attack is made of: areas that try inputs on the program, and failures that fall into columns. */
import type { Random } from './random.ts';

/** The columns of the table beside the number of inputs. A sound program gives zero in each. */
export const columns = ['crash / raw stack', 'hangs', 'wrong exits or verdicts', 'lost or wrong data'] as const;

/** One of the columns. */
export type Column = (typeof columns)[number];

/** One thing that went wrong. */
export interface Failure {
  readonly column: Column;
  /** What was seen, in one line. */
  readonly what: string;
  /** A command for a shell that shows it, or the call. */
  readonly show: string;
}

/** How much is tried: a few inputs of each kind, what a CI has time for, or all. */
export type Form = 'tiny' | 'short' | 'long';

/** What is attacked, which a selftest swaps for something that has a fault. */
export interface Victim {
  /** The file of the command, a CommonJS module. */
  readonly command: string;
  /** The module of the library. */
  readonly library: string;
  /** The native core's addon. */
  readonly addon: string;
}

/** What an area is given. */
export interface Attack {
  readonly victim: Victim;
  readonly form: Form;
  /** Of this area's own: the same for a seed whatever areas run before it. */
  readonly random: Random;
  /** A new folder of the area's own. */
  readonly folder: string;
  /** Seconds after which what has not ended hangs. No machine is slow enough to meet them. */
  readonly patience: number;
}

/** What became of an area. */
export interface Outcome {
  readonly inputs: number;
  readonly failures: readonly Failure[];
  /** What could not be tried on this machine, and why. */
  readonly skipped?: readonly string[];
}

/** One row of the table. */
export interface Area {
  readonly name: string;
  run(attack: Attack): Promise<Outcome>;
}

/** The number for the form that is run. */
export const sized = ({ form }: Pick<Attack, 'form'>, tiny: number, short: number, long: number): number =>
  ({ tiny, short, long })[form];

/** So many of a list for the form that is run: the first of them, which say most, or a random choice of more. */
export const some = <T>(attack: Attack, list: readonly T[], tiny: number, short: number, long = list.length): T[] =>
  attack.form === 'tiny' ? list.slice(0, tiny) : attack.random.sample(list, sized(attack, tiny, short, long));

/** Several outcomes as one. */
export const together = (outcomes: readonly Outcome[]): Outcome => ({
  inputs: outcomes.reduce((sum, { inputs }) => sum + inputs, 0),
  failures: outcomes.flatMap(({ failures }) => failures),
  skipped: outcomes.flatMap(({ skipped }) => skipped ?? []),
});
