/** The lines of a script as jobs of CPUs, which run them piece by piece. */
import type { Kernel } from '../../kernel/kernel.ts';
import { type Moved, still } from '../moved.ts';
import { halfOf } from '../operations/names.ts';
import { leftInHand, onward, start } from '../run/engine.ts';
import { actorOf, perform, withWord } from '../run/perform.ts';
import type { Script, ScriptLine } from '../script.ts';
import type { Actor } from '../see.ts';
import { born } from '../start/born.ts';
import { cpuOf, type World } from '../world.ts';

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
  const add = (job: Job) => jobs.set(job.at.cpu, [...(jobs.get(job.at.cpu) ?? []), job]);
  for (const [number, line] of apart(lines).entries()) {
    add({ line, number, at: actorOf(w, line) });
    w = perform(w, line).at(-1)?.moved.world ?? w;
  }
  return [...jobs.values()];
}

/**
 * uffd-wp-deferred in its parts, which can come at any time: a CPU that gets the entry into its TLB, one that protects it, and one for the
 * uffd-wp-resolve after it, all of their own.
 */
function apart(lines: readonly ScriptLine[]): readonly ScriptLine[] {
  const names = Array.from({ length: 10 }, (_, i) => `cpu${i}`);
  const free = names.filter((name) => name !== 'cpu0' && lines.every(({ cpu }) => cpu !== name));
  const own = (): Pick<ScriptLine, 'cpu'> => ({ cpu: free.shift() ?? 'cpu0' });
  let isDeferred = false;
  return lines.flatMap((line) => {
    if (line.name === 'uffd-wp-deferred') {
      isDeferred = true;
      return [{ ...line, name: 'read', ...own() } as const, { ...line, name: 'uffd-wp', ...own() } as const];
    }
    return isDeferred && line.name === 'uffd-wp-resolve' && line.cpu === undefined ? [{ ...line, ...own() }] : [line];
  });
}

const isEnd = ({ name }: ScriptLine): boolean => name === 'flush' || halfOf(name)?.half === 'end';

/** The next piece of a job; nothing is in hand, or the job itself, or its first half. */
export function pieceOf(w: World, { line, at }: Job, begun: boolean): Moved {
  if (begun) return onward(still(w), at.cpu, 'piece');
  const { hand } = cpuOf(w, at.cpu);
  if (isEnd(line))
    return hand ? onward(still(withWord(w, at.cpu, line.word)), at.cpu, 'piece') : still(w, { kind: 'noHand' });
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
