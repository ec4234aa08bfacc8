/** Numbers that look random and are the same for a seed. */
import { createHash } from 'node:crypto';

/** A source of choices. */
export interface Random {
  /** A whole number from 0, below `n`. */
  below(n: number): number;
  /** 64 random bits. */
  word(): bigint;
  /** One of the list. @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
  /** `n` of the list in their order, or all where there are fewer. */
  sample<T>(list: readonly T[], n: number): T[];
}

/** Mulberry32 over a hash of seed and name: each name has numbers of its own. */
export function randomOf(seed: number, name: string): Random {
  let state = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (n: number) => Math.floor((next() / 2 ** 32) * n);
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('expected something to pick from, got an empty list');
    return list[below(list.length)] as T;
  };
  return {
    below,
    pick,
    word: () => (BigInt(next()) << 32n) | BigInt(next()),
    // Each is taken with the chance that is left for it: one pass, and the order stays
    sample: (list, n) => {
      let wanted = n;
      return list.filter((_, i) => {
        const taken = below(list.length - i) < wanted;
        if (taken) wanted -= 1;
        return taken;
      });
    },
  };
}
