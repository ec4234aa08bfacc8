/** Runs of the command, each judged by what no run may do and by what is expected of it. */
import { printable } from '../lib/base/printable.ts';
import type { Attack, Failure, Outcome } from './area.ts';
import { type Expected, faultsOf } from './judge.ts';
import { type Ended, eachOf, type Job, run } from './process.ts';
import { shellCommand } from './shell.ts';

/** One run of the command. */
export interface Trial extends Partial<Omit<Job, 'file' | 'args'>> {
  readonly args: readonly string[];
  readonly expected?: Expected;
  /** What no argument shows: `standard output on a full disk`. */
  readonly note?: string;
  /** A program that runs the command as its last arguments: a shell that sets limits first. */
  readonly through?: readonly string[];
}

/** Runs the command once. */
export function runCommand(attack: Attack, trial: Trial): Promise<Ended> {
  const [file = '', ...args] = wordsOf(attack, trial);
  const { cwd = attack.folder, patience = attack.patience, ...rest } = trial;
  return run({ ...rest, file, args, cwd, patience, env: environment(trial.env) });
}

const wordsOf = ({ victim }: Attack, { through = [], args }: Trial): string[] => [
  ...through,
  process.execPath,
  victim.command,
  ...args,
];

/** Nothing of the attacker's own environment changes what is shown. */
const environment = (env: Job['env']): NonNullable<Job['env']> => ({
  PTE_ADDON: undefined,
  PTE_ENGINE: undefined,
  PTE_TARGET: undefined,
  PTE_FORM: undefined,
  NODE_OPTIONS: undefined,
  FORCE_COLOR: undefined,
  ...env,
});

/** How a failure of a trial is shown. */
export function howTo(attack: Attack, trial: Trial): string {
  const notes = [...(trial.note ? [trial.note] : []), ...(trial.closed ? ['nobody reads standard output'] : [])];
  const input = trial.input === undefined ? [] : [`${trial.input.length} bytes on standard input`];
  const command = shellCommand(wordsOf(attack, trial), trial.cwd ?? attack.folder, trial.env);
  return [command, ...[...notes, ...input].map((note) => `# ${printable(note)}`)].join('  ');
}

/** Runs the command, judges it, and asks `more` what else was wrong. */
export async function tryCommand(
  attack: Attack,
  trial: Trial,
  more: (ended: Ended) => readonly Omit<Failure, 'show'>[] = () => [],
): Promise<Outcome> {
  const ended = await runCommand(attack, trial);
  const faults = [...faultsOf(ended, trial.expected), ...(ended.hung || ended.greedy ? [] : more(ended))];
  const show = howTo(attack, trial);
  return { inputs: 1, failures: faults.map((fault) => ({ ...fault, show })) };
}

/** Runs many, two at a time. */
export const tryCommands = (attack: Attack, trials: readonly Trial[]): Promise<Outcome[]> =>
  eachOf(trials, (trial) => tryCommand(attack, trial));
