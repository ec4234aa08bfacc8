/** Accesses that userfaultfd traps: fs/userfaultfd.c, handle_userfault() sleeps until the range is woken, and the fault comes again. */
import { resultOf } from '../event.ts';
import type { Moved } from '../moved.ts';
import { halfOf, type ScriptName } from '../operations/names.ts';
import { cpuOf, type World } from '../world.ts';
import type { Job } from './jobs.ts';

/** How far a CPU has come: which of its jobs, by their places in its list, are next, under way, trapped, and to be tried again. */
export interface JobsSoFar {
  readonly next: number;
  readonly underWay?: number;
  /** Their tasks sleep, and the CPU goes on with others. */
  readonly asleep: readonly number[];
  /** Their tasks have been woken. */
  readonly awake: readonly number[];
}

/** A CPU that has done nothing. */
export const atFirst: JobsSoFar = { next: 0, asleep: [], awake: [] };

/** The jobs that a CPU can go on with. */
export const choices = ({ next, underWay, awake }: JobsSoFar): readonly number[] =>
  underWay === undefined ? [next, ...awake] : [underWay];

/** The access of a job has been trapped, and its task sleeps. */
const fallsAsleep = ({ at }: Job, { world, events }: Moved): boolean =>
  cpuOf(world, at.cpu).hand === undefined &&
  events.some((event) => event.kind === 'goesOn' && event.next === 'handle_userfault');

/** Those that call wake_userfault() when they have changed something, and userfaultfd_unregister() and userfaultfd_release(), which let all go. */
const waking: readonly ScriptName[] = [
  ...(['uffd-wp-resolve', 'uffd-rwp-resolve', 'uffd-copy', 'uffd-copy-wp', 'uffd-zeropage'] as const),
  ...(['uffd-continue', 'uffd-poison', 'uffd-move', 'uffd-unregister', 'uffd-close', 'uffd-wake'] as const),
];

/** The job is over, and who sleeps in its process goes on. */
function wakes({ line, at }: Job, { world, events }: Moved, begun: string | undefined): boolean {
  const isOver = cpuOf(world, at.cpu).hand === undefined;
  const name = begun ?? halfOf(line.name)?.of ?? line.name;
  return isOver && resultOf(events) === 'done' && waking.some((one) => one === name);
}

/** What a CPU has run: which of its jobs, and whether nothing of that is left. */
interface RanPiece {
  readonly cpu: number;
  readonly at: number;
  readonly job: Job;
  readonly ends: boolean;
}

/** Where all CPUs are after one has run a piece in a world. */
export function placesAfter(
  places: readonly JobsSoFar[],
  jobs: readonly (readonly Job[])[],
  { cpu, at, job, ends }: RanPiece,
  w: World,
  moved: Moved,
): readonly JobsSoFar[] {
  const woken = wakes(job, moved, cpuOf(w, job.at.cpu).hand?.name);
  const rises = (of: number) => (i: number) => woken && jobs[of]?.[i]?.at.mm === job.at.mm;
  return places.map(({ underWay, ...its }, i): JobsSoFar => {
    const asleep = its.asleep.filter((one) => !rises(i)(one));
    const awake = [...its.awake, ...its.asleep.filter(rises(i))];
    if (i !== cpu) return { ...its, asleep, awake, ...(underWay !== undefined && { underWay }) };
    const next = at === its.next ? at + 1 : its.next;
    const others = awake.filter((one) => one !== at);
    if (!ends) return { next, asleep, awake: others, underWay: at };
    return { next, asleep: fallsAsleep(job, moved) ? [...asleep, at] : asleep, awake: others };
  });
}
