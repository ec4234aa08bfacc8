/** One line of the table on many releases: each is searched, unless one that answers alike was. */

import { type Explored, explore } from '../lib/explore/explore.ts';
import { allInvariants } from '../lib/explore/invariants/invariants.ts';
import { type Kernel, kernel } from '../lib/kernel/kernel.ts';
import { sayLine } from '../lib/world/script.ts';
import { lacksFor, type MappingName } from '../lib/world/start/mappings.ts';
import { type ExploredBug, lineName } from '../spec/explored.ts';
import { type Range, rangesOf } from '../spec/tools/spans.ts';
import { type Answers, answersAlike, noting, numbersOf } from './asked.ts';

/** What a search came to, and for which kernels it stands. */
export interface Tried {
  /** lineName(). */
  readonly line: string;
  /** numbersOf() the kernel. */
  readonly numbers: string;
  readonly answers: Answers;
  readonly verdict: 'holds' | 'violated' | 'untested' | 'not promised' | 'no such mapping';
  /** The shortest script that breaks the promise. */
  readonly script?: string;
  readonly transitions: number;
}

/** What a line came to on all releases. */
export interface LineFound {
  readonly line: string;
  readonly ranges: readonly Range[];
  /** The shortest script on the newest release that has the bug. */
  readonly shortest?: { readonly release: string; readonly script: string };
  readonly searches: number;
  readonly transitions: number;
}

/** What the search for a line finds on a kernel, which may lack the mapping. */
export function searchLine(k: Kernel, line: ExploredBug): Explored {
  const { mapping, operations, cpus = 1, only, breaks, length } = line;
  return explore(k, {
    ...{ mapping: mapping as MappingName, operations: operations.split('; '), cpus, bounds: { depth: length } },
    ...(only && { only }),
    invariants: allInvariants.filter(({ name }) => name === breaks),
  });
}

/** A kernel by its release, with what the line adds to it. */
export const kernelFor = (release: string, { beside = [] }: ExploredBug): Kernel =>
  kernel([release, ...beside].join(':'));

function tried(k: Kernel, line: ExploredBug): Tried {
  const { k: asked, answers } = noting(k);
  const about = { line: lineName(line), numbers: numbersOf(k), answers };
  if (lacksFor(asked, line.mapping as MappingName) !== undefined)
    return { ...about, verdict: 'no such mapping', transitions: 0 };
  const { invariants, transitions } = searchLine(asked, line);
  const [found] = invariants;
  const script = found?.script && [found.script.mapping, ...found.script.lines.map(sayLine)].join('; ');
  return { ...about, verdict: found?.verdict ?? 'not promised', ...(script !== undefined && { script }), transitions };
}

/** Tries a line on releases, in their order. `known` is what was found before; `onTried` hears of every search. */
export function tryLine(
  line: ExploredBug,
  releases: readonly string[],
  known: readonly Tried[] = [],
  onTried: (search: Tried) => void = () => {},
): LineFound {
  const all = [...known];
  const stands = new Map<string, Tried>();
  for (const release of releases) {
    const k = kernelFor(release, line);
    const numbers = numbersOf(k);
    const found = all.find((one) => one.numbers === numbers && answersAlike(k, one.answers)) ?? tried(k, line);
    if (!all.includes(found)) {
      all.push(found);
      onTried(found);
    }
    stands.set(release, found);
  }
  const isBroken = (release: string) => stands.get(release)?.verdict === 'violated';
  const newest = releases.findLast(isBroken);
  const script = newest === undefined ? undefined : stands.get(newest)?.script;
  return {
    ...{ line: lineName(line), ranges: rangesOf(releases, isBroken) },
    ...(newest !== undefined && script !== undefined && { shortest: { release: newest, script } }),
    ...{ searches: all.length, transitions: all.reduce((sum, { transitions }) => sum + transitions, 0) },
  };
}
