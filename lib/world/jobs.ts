/** The lines of a script as jobs of CPUs, which run them piece by piece. */
import type { Kernel } from '../kernel/kernel.ts';
import { leftInHand, onward, start } from './engine.ts';
import { type Moved, still } from './moved.ts';
import { halfOf } from './operations/names.ts';
import { actorOf, perform } from './perform.ts';
import type { Script, ScriptLine } from './script.ts';
import type { Actor } from './see.ts';
import { born, cpuOf, type World } from './world.ts';

/** One line of a script, and who runs it. */
export interface Job {
  readonly line: ScriptLine;
  /** Its number in the script, from 0 on. */
  readonly number: number;
  readonly at: Actor;
}

/** The lines of a script by CPU, given to CPUs as they are when the script runs as it stands. */
export function jobsOf(k: Kernel, { mapping, lines }: Script): readonly (readonly Job[])[] {
  let w = born(k, mapping);
  const jobs = new Map<string, Job[]>();
  for (const [number, line] of lines.entries()) {
    const at = actorOf(w, line);
    jobs.set(at.cpu, [...(jobs.get(at.cpu) ?? []), { line, number, at }]);
    w = perform(w, line).at(-1)?.moved.world ?? w;
  }
  return [...jobs.values()];
}

const isEnd = ({ name }: ScriptLine): boolean => name === 'flush' || halfOf(name)?.half === 'end';

/** The next piece of a job; nothing is in hand, or the job itself, or its first half. */
export function pieceOf(w: World, { line, at }: Job, begun: boolean): Moved {
  if (begun) return onward(still(w), at.cpu, 'piece');
  const { hand } = cpuOf(w, at.cpu);
  if (isEnd(line)) return hand ? onward(still(w), at.cpu, 'piece') : still(w, { kind: 'noHand' });
  if (hand)
    return still(w, {
      kind: 'impossible',
      why: `${at.cpu} is in the middle of ${hand.name}: its end or flush comes first`,
    });
  return start(w, at, halfOf(line.name)?.of ?? line.name, line.word, 'piece');
}

/** Whether a job is over: nothing is in hand, or no more than what comes after a first half. */
export const isOver = (w: World, { line, at }: Job): boolean =>
  leftInHand(w, at.cpu) <= (halfOf(line.name)?.half === 'begin' ? 1 : 0);
