/** Calls in processes of their own, one after another: what crashes or hangs is told by its number, and the next go on behind it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, type Failure, type Outcome, sized, together } from '../area.ts';
import { type Fault, faultsOf } from '../judge.ts';
import { eachOf, run as runProgram } from '../process.ts';
import { shellCommand } from '../shell.ts';
import { inCheckout } from './samples.ts';

/** A program of attack/children that makes calls `from` to `to`, which follow from a seed, and the module that it calls. */
export interface Caller {
  readonly program: string;
  readonly module: string;
}

/** Calls of one process. */
const chunk = 2500;

/** Crashes and hangs after which a process's calls are given up: one such fault is met by many. */
const mostEnds = 3;

/** Calls `from` to `to` in one process after another: one that crashes or hangs is told, and the next begins behind it. */
async function calls(attack: Attack, caller: Caller, seed: number, from: number, to: number): Promise<Outcome> {
  const failures: Failure[] = [];
  let ends = 0;
  for (let next = from; next < to && ends < mostEnds; ) {
    const at = join(attack.folder, `at-${from}`);
    writeFileSync(at, `${next}`);
    const args = [inCheckout('dist/attack/children', caller.program), caller.module, `${seed}`, `${next}`, `${to}`, at];
    const { folder: cwd, patience } = attack;
    const ended = await runProgram({ file: process.execPath, args, cwd, patience });
    const show = (call: number) =>
      shellCommand([process.execPath, ...args.slice(0, 3), `${call}`, `${call + 1}`, 'at'], cwd);
    for (const line of ended.stdout.split('\n').filter((text) => text.startsWith('{'))) {
      const { call, column, what } = JSON.parse(line) as Fault & { call: number };
      failures.push({ column, what, show: show(call) });
    }
    const last = Number(readFileSync(at, 'latin1'));
    const faults = faultsOf(ended, { exits: [0], says: /^done$/m });
    failures.push(...faults.map(({ column, what }) => ({ column, what: `call ${last}: ${what}`, show: show(last) })));
    if (faults.length > 0) ends += 1;
    next = faults.length > 0 ? last + 1 : to;
  }
  return { inputs: to - from, failures };
}

/** So many calls for the form that is run. */
export async function manyCalls(
  attack: Attack,
  caller: Caller,
  counts: readonly [number, number, number],
): Promise<Outcome> {
  const [all, seed] = [sized(attack, ...counts), attack.random.below(2 ** 31)];
  const starts = Array.from({ length: Math.ceil(all / chunk) }, (_, i) => i * chunk);
  return together(await eachOf(starts, (from) => calls(attack, caller, seed, from, Math.min(from + chunk, all))));
}
