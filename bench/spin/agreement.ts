/** The explorer and SPIN on one model: the same states, the same steps, the same verdict. */
import { type Explored, explore } from '../../lib/explore/explore.ts';
import type { Invariant } from '../../lib/explore/invariant.ts';
import { allInvariants } from '../../lib/explore/invariants/invariants.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { type Spin, stepsIn, type Verified, verified } from './pan.ts';
import { raceOf, raceStepOf } from './raceOfWorld.ts';
import { stateText, stepText } from './raceState.ts';

/** A variant of the model. */
export interface Race {
  readonly cpus: number;
  /** With the flush of 5.12. */
  readonly mended: boolean;
}

/** Broken and mended, on two CPUs, which the race needs, and on three. */
export const races: readonly Race[] = [2, 3].flatMap((cpus) => [false, true].map((mended) => ({ cpus, mended })));

/** The operations that the model has. */
const operations = ['write', 'write-tlb', 'uffd-wp', 'uffd-wp-resolve', 'pin'];

/** The kernel with the bug, or the one without. */
export const kernelOf = ({ mended }: Pick<Race, 'mended'>): Kernel => kernel(mended ? '5.12' : '5.11');

const noWriteLost = allInvariants.filter(({ name }) => name === 'no-write-lost');

/** The explorer on a variant, with the invariant that the model asserts. */
export const exploreRace = (race: Race, watching: Parameters<typeof explore>[1] = {}): Explored =>
  explore(kernelOf(race), {
    ...{ mapping: 'anon', operations, only: true, cpus: race.cpus, invariants: noWriteLost },
    ...watching,
  });

/** Whether an exploration has found that a write is lost. */
export const losesWrite = ({ invariants }: Explored): boolean =>
  invariants.some(({ invariant, verdict }) => invariant.name === 'no-write-lost' && verdict === 'violated');

/** States and steps as texts, each once. */
interface Space {
  readonly states: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
}

function spaceOfExplorer(race: Race): Space & { readonly explored: Explored } {
  const states = new Set<string>();
  const steps = new Set<string>();
  const watches: Invariant = {
    ...{ name: 'watches', says: 'It sees every step.', source: 'none', kind: 'bug', of: 'step' },
    premise: ({ step }) => {
      if (step) steps.add(stepText(raceStepOf(step, race.cpus)));
      return false;
    },
    claim: () => true,
  };
  const explored = exploreRace(race, {
    invariants: [...noWriteLost, watches],
    until: (_, world) => {
      states.add(stateText(raceOf(world, race.cpus)));
      return false;
    },
  });
  return { states, steps, explored };
}

function spaceOfSpin(told: string): Space {
  const states = new Set<string>();
  const steps = new Set<string>();
  for (const step of stepsIn(told)) {
    states.add(stateText(step.from)).add(stateText(step.to));
    steps.add(stepText(step));
  }
  return { states, steps };
}

/** What both came to, and in what they differ: a line each, none if they agree. */
export interface Agreement {
  readonly race: Race;
  readonly explored: Explored;
  readonly verified: Verified;
  /** Different states, and steps between them, in whatever order the CPUs are. */
  readonly states: number;
  readonly steps: number;
  readonly differs: readonly string[];
}

const less = (some: ReadonlySet<string>, other: ReadonlySet<string>): readonly string[] =>
  [...some].filter((text) => !other.has(text));

function differences(what: string, explorer: ReadonlySet<string>, spin: ReadonlySet<string>): readonly string[] {
  const alone = [
    ['the explorer', less(explorer, spin)],
    ['SPIN', less(spin, explorer)],
  ] as const;
  return alone.flatMap(([who, texts]) =>
    texts.length === 0 ? [] : [`${texts.length} ${what} are ${who}'s alone, the first ${texts[0]}`],
  );
}

/** Plays a variant on both and compares all of it. */
export function agreementOn(race: Race, spin: Spin): Agreement {
  const { explored, ...ours } = spaceOfExplorer(race);
  const told = spin.make({ ...race, shows: true })();
  const theirs = spaceOfSpin(told);
  const found = verified(told);
  const differs = [
    ...(explored.exhausted ? [] : [`the explorer ended by ${explored.end}`]),
    ...differences('states', ours.states, theirs.states),
    ...differences('steps', ours.steps, theirs.steps),
    ...(losesWrite(explored) === race.mended ? ['the explorer is wrong about the lost write'] : []),
    ...(found.errors > 0 === race.mended ? ['SPIN is wrong about the lost write'] : []),
  ];
  return { race, explored, verified: found, states: ours.states.size, steps: ours.steps.size, differs };
}
