/** The runs of bits of a word that mean one thing each, out of claims to its bits that may overlap. */
import { highHalf, lowHalf } from '../base/halves.ts';

/**
 * What a run of bits says: a bit that is `set` or `clear`, a `field` that holds a number, bits the kernel and the processor
 * leave alone (`ignored`), bits at which the processor faults if they are set (`reserved`), and bits of
 * `Decoded.unexplained`, which are there and should not be.
 */
export type PartState = 'set' | 'clear' | 'field' | 'unexplained' | 'ignored' | 'reserved';

/** A run of bits of the word with one meaning. */
export interface Part {
  /** The highest bit of the run, 0 to 63. */
  readonly hi: number;
  /** The lowest bit of the run; the same as `hi` for a single bit. */
  readonly lo: number;
  /** The bits as they stand in the word, `0` and `1`, from `hi` down. */
  readonly bits: string;
  /** The number they hold, inversion undone. */
  readonly value: bigint;
  /** The kernel's identifier; `unused` or `reserved` where it has none. */
  readonly name: string;
  /** What the bits say as they stand, in one sentence. */
  readonly text: string;
  /** Of a single bit, what it would say if it were set where it is clear, or clear where it is set, if that is known. */
  readonly otherwise?: string;
  /** How the bits stand. */
  readonly state: PartState;
}

/** A set of bits with one meaning. Where claims overlap, the first in the list has the bit. */
export interface Claim {
  readonly mask: bigint;
  readonly name: string;
  readonly text: string;
  /** What it says of a single bit that is clear; the same as `text` where left out. */
  readonly clear?: string;
  /** A single bit, set or clear, where left out. */
  readonly state?: PartState;
  readonly inverted?: boolean;
}

/** All 64 bits. */
export const everyBit = 2n ** 64n - 1n;

function textsOf({ text, clear }: Claim, value: bigint): Pick<Part, 'text' | 'otherwise'> {
  if (clear === undefined) return { text };
  return value === 0n ? { text: clear, otherwise: text } : { text, otherwise: clear };
}

function part(word: bigint, claim: Claim, hi: number, lo: number): Part {
  const width = hi - lo + 1;
  const slice = BigInt.asUintN(width, word >> BigInt(lo));
  const value = claim.inverted ? BigInt.asUintN(width, ~slice) : slice;
  const { name, state = value === 0n ? 'clear' : 'set' } = claim;
  return { hi, lo, bits: slice.toString(2).padStart(width, '0'), value, name, ...textsOf(claim, value), state };
}

/** The claim that has each bit, by the number of the bit: the first in the list that claims it. The last claims all. */
function ownersOf(claims: readonly Claim[]): readonly Claim[] {
  const owners: Claim[] = [];
  let free = everyBit;
  for (const claim of claims) {
    const own = claim.mask & free;
    for (const [first, half] of [
      [0, lowHalf(own)],
      [32, highHalf(own)],
    ] as const)
      for (let rest = half; rest !== 0; rest &= rest - 1) owners[first + 31 - Math.clz32(rest & -rest)] = claim;
    free &= ~own;
  }
  return owners;
}

/** The runs of bits that belong to one claim each, from bit 63 down. The last claim is to all bits that no other has. */
export function partsOf(word: bigint, claims: readonly Claim[]): Part[] {
  const owners = ownersOf(claims);
  const parts: Part[] = [];
  for (let hi = 63, lo = 63; hi >= 0; hi = --lo) {
    const claim = owners[hi] as Claim;
    while (lo > 0 && owners[lo - 1] === claim) lo--;
    parts.push(part(word, claim, hi, lo));
  }
  return parts;
}
