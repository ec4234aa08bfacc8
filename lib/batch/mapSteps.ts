/**
 * What a helper makes of one word as the steps that an engine runs (native/batch/map.hpp). The helper itself is asked, so that nothing about
 * it is written twice.
 *
 * Most bits fare the same whatever the others are: they are kept, flipped, cleared or set. A few decide over others: Dirty moves where RW
 * is clear. So the bits that decide are looked for, the helper is asked in each state of those that belong together, and the least steps are
 * taken that do as it does. Beside these a helper may ask whether a word is empty, as the inversion of page frame numbers does: what is
 * still wrong then is set right last. test/batch/map.test.ts compares steps and helpers for all words.
 */
import { mappedWord } from './engine/referenceMap.ts';
import { mostMapSteps } from './engine/types.ts';
import { bits, bitsOf, type Group, type MapStep, ones, stepsOfGroup, type WordMap } from './mapFates.ts';

export type { WordMap } from './mapFates.ts';

/** Words that look like chance, the same each time: splitmix64. */
function* spread(n: number): Generator<bigint> {
  for (let i = 1n; i <= n; i++) {
    let z = BigInt.asUintN(64, i * 0x9e3779b97f4a7c15n);
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    yield z ^ (z >> 31n);
  }
}
/** Each bit is tried in so many surroundings: what depends on three other bits is missed by one such choice in 5,000. */
const surroundings: readonly bigint[] = [...spread(64)];
const [first] = surroundings as readonly [bigint];

/** So many bits that decide over one another are asked in every state. */
const mostDeciding = 4;

/** Groups that share a bit are one. */
function joined(groups: readonly Group[], more: Group): readonly Group[] {
  const near = groups.filter(({ members }) => (members & more.members) !== 0n);
  const one = near.reduce((a, b) => ({ deciding: a.deciding | b.deciding, members: a.members | b.members }), more);
  return [...groups.filter((group) => !near.includes(group)), one];
}

/** The bits that decide over others, each with these; last all the others, over which none decides. */
function groupsOf(map: WordMap): readonly Group[] {
  const over = bits.map((bit) => bit);
  for (const word of surroundings) {
    const made = map(word);
    bits.forEach((bit, i) => {
      over[i] = (over[i] as bigint) | (map(word ^ bit) ^ made);
    });
  }
  const decide = bits.map((bit, i) => ({ deciding: bit, members: over[i] as bigint }));
  const groups = decide.filter(({ deciding, members }) => deciding !== members).reduce(joined, []);
  return [...groups, { deciding: 0n, members: groups.reduce((rest, { members }) => rest & ~members, ones) }];
}

const few = [0n, ...bits];

/** The steps, and more that flip what is still wrong where none of some bits is set; undefined where that does not end. */
function withEmpty(map: WordMap, steps: readonly MapStep[]): readonly MapStep[] | undefined {
  const wrong = few.filter((word) => mappedWord(steps, word) !== map(word));
  const word = wrong.at(-1);
  if (word === undefined) return steps;
  if (steps.length === mostMapSteps) return undefined;
  const mask = wrong.reduce((rest, bit) => rest & ~bit, ones);
  return withEmpty(map, [
    ...steps,
    { mask, value: 0n, some: 0n, keep: ones, flip: mappedWord(steps, word) ^ map(word) },
  ]);
}

const onlyFlips = ({ keep, value }: MapStep): boolean => keep === ones && value === 0n;

/** Steps of all groups as one list: of the first steps one, then the others. */
function merged(lists: readonly (readonly MapStep[])[]): readonly MapStep[] {
  const first = lists.flatMap(([step]) => (step ? [step] : []));
  const keep = first.reduce((bits, step) => bits & step.keep, ones);
  const always = { mask: 0n, value: 0n, some: 0n, keep, flip: first.reduce((bits, step) => bits ^ step.flip, 0n) };
  return [always, ...lists.flatMap(([, ...steps]) => steps)];
}

/** What flips where none of some bits is set, and back where none of these and more is, is one step: where some of those more are. */
function withSome(steps: readonly MapStep[]): readonly MapStep[] {
  for (const back of steps)
    for (const step of steps)
      if (step !== back && [step, back].every((s) => onlyFlips(s) && s.some === 0n) && step.flip === back.flip)
        if ((step.mask & ~back.mask) === 0n)
          return withSome(steps.map((s) => (s === step ? { ...step, some: back.mask } : s)).filter((s) => s !== back));
  return steps;
}

/** The first, then those that do more than flip, then those that flip but for empty words, then those that flip. */
function inOrder([first, ...rest]: readonly MapStep[]): readonly MapStep[] {
  const place = (step: MapStep) => (onlyFlips(step) ? (step.some === 0n ? 2 : 1) : 0);
  return [...(first ? [first] : []), ...rest.sort((a, b) => place(a) - place(b))];
}

/** The steps of a helper; undefined for one that a few steps do not do as it does. */
export function mapStepsOf(map: WordMap): readonly MapStep[] | undefined {
  const groups = groupsOf(map);
  if (groups.some(({ deciding }) => bitsOf(deciding).length > mostDeciding)) return undefined;
  const lists = groups.map((group) => stepsOfGroup(map, group, first)).filter((steps) => steps !== undefined);
  const raw = lists.length === groups.length ? withEmpty(map, merged(lists)) : undefined;
  const steps = raw && inOrder(withSome(raw));
  const asked = [...few, ...few.map((word) => ~word & ones), ...surroundings];
  return steps && asked.every((word) => mappedWord(steps, word) === map(word)) ? steps : undefined;
}
