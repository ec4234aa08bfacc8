/** What no run of the command may do, whatever it is given. */
import type { Failure } from './area.ts';
import { type Ended, mostMiB } from './process.ts';

/** A failure before it is known how to show it. */
export type Fault = Omit<Failure, 'show'>;

/** What is expected of one run beside what no run may do. */
export interface Expected {
  /** Its exit codes. Default: any that is documented. */
  readonly exits?: readonly number[];
  /** A signal that it may end by: one that it was sent. */
  readonly signal?: NodeJS.Signals;
  /** What its standard output must say. */
  readonly says?: RegExp;
  /** What neither of its outputs may say. */
  readonly never?: RegExp;
  /** Its standard output is no text. */
  readonly binary?: boolean;
  /** It reads nothing of what it says about its mistake: standard error is closed. */
  readonly mute?: boolean;
}

const documented = [0, 1, 2];

const stack = /^\s+at .*(?::\d+:\d+|<anonymous>|\(native\))\)?$|^node:internal|^Node\.js v\d|^\w*Error: /m;

/** C0 without tab and line ends, DEL, C1, and what turns the order of letters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const escapes = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** One line that says what was wrong: ours, commander's for its own part, or the usage for no command at all. */
const complaint = /^(pte|error|Usage): /m;

/** What was wrong with a run; nothing for one as it should be. */
export function faultsOf(ended: Ended, expected: Expected = {}): Fault[] {
  if (ended.hung) return [{ column: 'hangs', what: 'had not ended when the patience was' }];
  if (ended.greedy) return [{ column: 'lost or wrong data', what: `took more than ${mostMiB} MiB of memory` }];
  return [...crashes(ended, expected), ...verdicts(ended, expected), ...losses(ended, expected)];
}

function crashes({ status, signal, stdout, stderr }: Ended, { binary, signal: sent }: Expected): Fault[] {
  const crash = (what: string): Fault => ({ column: 'crash / raw stack', what });
  const died = signal !== null ? signal !== sent : status === null;
  if (died) return [crash(`ended by ${signal ?? 'an error of its start'}`)];
  const raw = stack.test(stderr) ? [crash(`a raw stack: ${firstLine(stderr, stack)}`)] : [];
  const shown = escapes.test(stderr) || (!binary && escapes.test(stdout));
  return shown ? [...raw, crash('control characters of the input in the output')] : raw;
}

function verdicts({ status, signal, stderr }: Ended, { exits = documented, mute }: Expected): Fault[] {
  const wrong = (what: string): Fault => ({ column: 'wrong exits or verdicts', what });
  if (signal !== null || status === null) return [];
  if (!exits.includes(status)) return [wrong(`expected exit ${exits.join(' or ')}, got ${status}`)];
  if (status === 1 && !mute && !complaint.test(stderr) && !stack.test(stderr))
    return [wrong('exit 1 without a line that says why')];
  return [];
}

function losses({ stdout, stderr, orphans }: Ended, { says, never }: Expected): Fault[] {
  const lost = (what: string): Fault => ({ column: 'lost or wrong data', what });
  return [
    ...(says && !says.test(stdout) ? [lost(`its output does not say ${says}`)] : []),
    ...(never?.test(stdout + stderr) ? [lost(`its output says ${never}`)] : []),
    ...(orphans ? [lost('left processes behind')] : []),
  ];
}

const firstLine = (text: string, pattern: RegExp): string =>
  (text.split('\n').find((line) => pattern.test(line)) ?? '').trim();
