/** Every order of what several CPUs do: how many there are, how many lose something, and the pieces of the shortest that does. */
import { rangeError } from '../../base/errors.ts';
import { checkKernel, type Kernel } from '../../kernel/kernel.ts';
import { isLoss, resultOf } from '../event.ts';
import type { Moved } from '../moved.ts';
import { checkedScript } from '../scenario.ts';
import { type Script, sayLine } from '../script.ts';
import { born } from '../start/born.ts';
import type { World } from '../world.ts';
import { atFirst, choices, type JobsSoFar, placesAfter } from './asleep.ts';
import { isOver, type Job, jobsOf, pieceOf } from './jobs.ts';
import { keyOf } from './key.ts';

/** All CPUs at one moment. */
interface State {
  readonly w: World;
  readonly places: readonly JobsSoFar[];
}

/** A piece that one CPU has run. */
export interface Ran {
  readonly job: Job;
  readonly before: World;
  readonly moved: Moved;
  /** Nothing of the job had run. */
  readonly begins: boolean;
  /** Nothing of the job is left, or its access has been trapped. */
  readonly ends: boolean;
}

interface Next extends Ran {
  readonly later: State;
}

/** What is known of all orders from one state on. */
interface Tally {
  readonly orders: bigint;
  readonly losing: bigint;
  readonly leftOut: bigint;
  /** How many pieces it takes to the first loss, if any order has one. */
  readonly toLoss?: number;
}

/** All orders of a script on a kernel. */
export interface Orders {
  readonly start: World;
  readonly orders: bigint;
  /** So many of them lose something. */
  readonly losing: bigint;
  /** So many more were not followed to their end. */
  readonly leftOut: bigint;
  /** Why: the lines that could not be asked, and those that would wait for ever. */
  readonly why: readonly string[];
  /** States that differ by more than the names of pages. */
  readonly states: number;
  /** The fewest pieces after which something is lost. */
  readonly shortest?: readonly Ran[];
}

/** More pieces than this are not run, which takes seconds, and a script has no more lines. */
export const mostPieces = 150_000;
const mostLines = 60;

/** Every order of the pieces of some CPUs, each state gone through once. */
class Search {
  readonly tallies = new Map<string, Tally>();
  readonly why = new Set<string>();
  readonly jobs: readonly (readonly Job[])[];
  readonly remembers: boolean;
  private ran = 0;
  constructor(jobs: readonly (readonly Job[])[], remembers: boolean) {
    this.jobs = jobs;
    this.remembers = remembers;
  }

  /** What can come next, in the order of the script: a piece of each CPU that does not have to wait. */
  nexts(s: State): readonly Next[] {
    const nexts = s.places.flatMap((place, cpu) => choices(place).flatMap((at) => this.next(s, cpu, at) ?? []));
    return nexts.sort((a, b) => a.job.number - b.job.number);
  }

  next(s: State, cpu: number, at: number): Next | undefined {
    const job = this.jobs[cpu]?.[at];
    if (!job) return undefined;
    this.count();
    const begins = s.places[cpu]?.underWay === undefined;
    const moved = pieceOf(s.w, job, !begins);
    if (resultOf(moved.events) === 'waits') return undefined;
    const ends = isOver(moved.world, job);
    const places = placesAfter(s.places, this.jobs, { cpu, at, job, ends }, s.w, moved);
    return { job, before: s.w, moved, begins, ends, later: { w: moved.world, places } };
  }

  /** @throws RangeError (ERR_PTE_INPUT) once that is more than anyone waits for. */
  private count(): void {
    this.ran++;
    if (this.ran > mostPieces)
      throw rangeError(
        `expected a script whose orders take at most ${mostPieces} pieces of operations, got more: fewer CPUs or operations have fewer`,
        'ERR_PTE_INPUT',
      );
  }

  tally(s: State): Tally {
    const key = this.remembers ? `${JSON.stringify(s.places)} ${keyOf(s.w)}` : '';
    const known = this.remembers ? this.tallies.get(key) : undefined;
    if (known) return known;
    const found = this.summed(s);
    if (this.remembers) this.tallies.set(key, found);
    return found;
  }

  summed(s: State): Tally {
    const nexts = this.nexts(s);
    const left = s.places.flatMap((place, cpu) => choices(place).flatMap((at) => this.jobs[cpu]?.[at] ?? []));
    if (left.length === 0) return { orders: 1n, losing: 0n, leftOut: 0n };
    if (nexts.length === 0) {
      for (const { line } of left) this.why.add(`${sayLine(line)}: waits for ever`);
      return { orders: 0n, losing: 0n, leftOut: 1n };
    }
    return nexts.map((next) => this.through(next)).reduce(both);
  }

  /** What one piece leads to. */
  through({ job, moved, later }: Next): Tally {
    if (resultOf(moved.events) === 'cannot') {
      this.why.add(
        `${sayLine(job.line)}: ${moved.events.flatMap((e) => (e.kind === 'impossible' ? [e.why] : [])).join(', ')}`,
      );
      return { orders: 0n, losing: 0n, leftOut: 1n };
    }
    const { orders, losing, leftOut, toLoss } = this.tally(later);
    if (moved.events.some(isLoss))
      return { orders: orders + leftOut, losing: orders + leftOut, leftOut: 0n, toLoss: 1 };
    return { orders, losing, leftOut, ...(toLoss !== undefined && { toLoss: toLoss + 1 }) };
  }

  /** The pieces of the shortest way to a loss, the first in the order of the script if there are several. */
  shortest(from: State): readonly Ran[] {
    const ran: Ran[] = [];
    let s = from;
    for (let { toLoss } = this.tally(s); toLoss !== undefined && toLoss > 0; toLoss--) {
      const next = this.nexts(s).find((one) => this.through(one).toLoss === toLoss);
      if (!next) break;
      ran.push(next);
      s = next.later;
    }
    return ran;
  }
}

const both = (a: Tally, b: Tally): Tally => {
  const nearest = Math.min(a.toLoss ?? Infinity, b.toLoss ?? Infinity);
  return {
    orders: a.orders + b.orders,
    losing: a.losing + b.losing,
    leftOut: a.leftOut + b.leftOut,
    ...(nearest < Infinity && { toLoss: nearest }),
  };
};

/** All orders of the pieces of a script's lines; `remembers: false` goes through every one of them, state by state. */
export function ordersOf(k: Kernel, script: Script, remembers = true): Orders {
  checkKernel(k);
  const { mapping, lines } = checkedScript(script);
  if (lines.length > mostLines)
    throw rangeError(`expected at most ${mostLines} operations, got ${lines.length}`, 'ERR_PTE_INPUT');
  const w = born(k, mapping);
  const jobs = jobsOf(k, script);
  const search = new Search(jobs, remembers);
  const first: State = { w, places: jobs.map(() => atFirst) };
  const { orders, losing, leftOut, toLoss } = search.tally(first);
  return {
    start: w,
    orders,
    losing,
    leftOut,
    why: leftOut > 0n ? [...search.why] : [],
    states: search.tallies.size,
    ...(toLoss !== undefined && { shortest: search.shortest(first) }),
  };
}
