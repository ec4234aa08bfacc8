/** What becomes of bits: the least steps that do as a helper does. */
import { hasAny } from '../base/bits.ts';

/** A helper with all its arguments but the word. */
export type WordMap = (word: bigint) => bigint;

/** What becomes of the bits of a word: `(word & keep) ^ flip`. */
interface Action {
  readonly keep: bigint;
  readonly flip: bigint;
}
/** Words with `(word & mask) === value`. */
interface Cube {
  readonly mask: bigint;
  readonly value: bigint;
}
/** An action for words that were so before the first step, and, unless it is 0, had any bit of `some`. */
export type MapStep = Cube & Action & { readonly some: bigint };

/** Bits that belong together: `deciding` are those that decide over others of `members`. */
export interface Group {
  readonly deciding: bigint;
  readonly members: bigint;
}

/** A word of ones. */
export const ones = 2n ** 64n - 1n;
/** Every bit by itself. */
export const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));
/** The bits of a mask, each by itself. */
export const bitsOf = (mask: bigint): readonly bigint[] => bits.filter((bit) => hasAny(mask, bit));

/** What can become of a bit, that which asks for least first: it is kept, flipped, cleared, set. */
const fates = [
  { keep: true, flip: false },
  { keep: true, flip: true },
  { keep: false, flip: false },
  { keep: false, flip: true },
] as const;
type Fate = (typeof fates)[number];
/** For each fate the bits that may have it. */
type Fates = readonly bigint[];
const both = (a: Fates, b: Fates): Fates => a.map((may, i) => may & (b[i] as bigint));

/**
 * What may become of the bits in one state of those that decide, as the helper does with no other bit as it was and with all others so. Of
 * the bits that decide the word has one value, so that two fates come to the same.
 */
function fatesIn(map: WordMap, { deciding, members }: Group, state: bigint, surroundings: bigint): Fates {
  const seen = [surroundings, ~surroundings & ones].map((rest) => {
    const word = (rest & ~deciding) | state;
    return { word, made: map(word) };
  });
  return fates.map(({ keep, flip }) =>
    seen.reduce((may, { word, made }) => may & ~((keep ? word : 0n) ^ (flip ? ones : 0n) ^ made), members),
  );
}

/** The cubes over some bits, those first that ask for zeros alone. */
function cubesOf(deciding: bigint): readonly Cube[] {
  const everywhere: readonly Cube[] = [{ mask: 0n, value: 0n }];
  const cubes = bitsOf(deciding).reduce(
    (found, bit) =>
      found.flatMap(({ mask, value }) => [
        { mask, value },
        { mask: mask | bit, value },
        { mask: mask | bit, value: value | bit },
      ]),
    everywhere,
  );
  return cubes.slice(1).sort((a, b) => Number(a.value !== 0n) - Number(b.value !== 0n));
}

/** The fate that makes one of another; undefined where what was cleared or set would have to be kept. */
function after(first: Fate, whole: Fate): Fate | undefined {
  if (whole.keep && !first.keep) return undefined;
  return first.keep && !whole.keep ? whole : fates[first.flip === whole.flip ? 0 : 1];
}

/** For one bit its fate in all words, and then what that becomes in each cube: nothing, if there is such a way. */
function fatesOfBit(bit: bigint, outside: Fates, inside: readonly Fates[]): readonly Fate[] | undefined {
  const ways = fates
    .filter((_, i) => hasAny(outside[i] as bigint, bit))
    .map((first) => [first, ...inside.map((may) => thenFate(bit, first, may))]);
  const whole = ways.filter((way) => way.every((fate) => fate !== undefined));
  return whole.find(([, ...then]) => then.every((fate) => fate === fates[0])) ?? whole[0];
}
const thenFate = (bit: bigint, first: Fate, may: Fates): Fate | undefined =>
  fates.flatMap((whole, i) => (hasAny(may[i] as bigint, bit) ? (after(first, whole) ?? []) : [])).sort(byOrder)[0];
const byOrder = (a: Fate, b: Fate): number => fates.indexOf(a) - fates.indexOf(b);

/** One action after the other: the first for all words, the others each for a cube, no two of which share a word. */
function actionsFor(members: bigint, outside: Fates, inside: readonly Fates[]): readonly Action[] | undefined {
  let actions: readonly Action[] = [outside, ...inside].map(() => ({ keep: ones & ~members, flip: 0n }));
  for (const bit of bitsOf(members)) {
    const found = fatesOfBit(bit, outside, inside);
    if (!found) return undefined;
    actions = actions.map(({ keep, flip }, i) => ({
      keep: found[i]?.keep ? keep | bit : keep,
      flip: found[i]?.flip ? flip | bit : flip,
    }));
  }
  return actions;
}

/** Steps for a group of bits: the first for all words, and one more, or two, or none. Undefined where that does not do. */
export function stepsOfGroup(map: WordMap, group: Group, surroundings: bigint): readonly MapStep[] | undefined {
  const states = bitsOf(group.deciding)
    .reduce((found, bit) => found.flatMap((state) => [state, state | bit]), [0n])
    .map((state) => ({ state, may: fatesIn(map, group, state, surroundings) }));
  const whole: Fates = fates.map(() => ones);
  const cubes = cubesOf(group.deciding);
  const pairs = cubes.flatMap((a, i) => cubes.slice(i + 1).map((b) => [a, b]));
  for (const choice of [[], ...cubes.map((cube) => [cube]), ...pairs]) {
    const cubeOf = (state: bigint) => choice.filter(({ mask, value }) => (state & mask) === value);
    if (states.some(({ state }) => cubeOf(state).length > 1)) continue;
    const fatesAt = (cube?: Cube): Fates =>
      states.filter(({ state }) => cubeOf(state)[0] === cube).reduce<Fates>((may, one) => both(may, one.may), whole);
    const actions = actionsFor(group.members, fatesAt(), choice.map(fatesAt));
    if (actions)
      return actions.map((action, i) => ({ ...(choice[i - 1] ?? { mask: 0n, value: 0n }), some: 0n, ...action }));
  }
  return undefined;
}
