/**
 * Arguments for helpers, by a counter: (seed, place, number) names each one, so that any of them can be made again. Every
 * bit alone, every bit missing and the words that tell kinds apart come first, in every place; then mixtures.
 */

const all = (1n << 64n) - 1n;
const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));

/** One entry of each kind, protections, and words at the edges of fields. */
// biome-ignore format: a table
const telling: readonly bigint[] = [
  0n, all, 0x60n, 0x80n, 0x100n, 0x120n, 0x1n, 0x41n, 0x42n, 0x43n, 1n << 58n, (1n << 58n) | 3n,
  0x8000000012345027n, 0x8400000012345825n, 0x000fffffedcba120n, 0x80000000122008e7n, 0x800fffffedc000a6n,
  0x07fffffffffbfe0an, 0xf7fff7fffdb97400n, 0xeff9fffffdb97406n, 0xfffffffffffffc00n, 0xfffffffffffff600n,
];
const fixed: readonly bigint[] = [...telling, ...bits, ...bits.map((b) => all ^ b)];

/** How many of the first numbers are the fixed words; with two arguments every pair of them comes first. */
export const fixedCount = fixed.length;

/** 32 bits out of three numbers: the finalizer of MurmurHash3 over their mixture. */
function hash(seed: number, place: number, n: number): number {
  let h = Math.imul(seed ^ Math.imul(n, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(place + 1, 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A mixture in two halves: dense, sparse, shaped like mapped entries, like swap entries, or like a swp_entry_t. */
function mixture(into: Uint32Array, at: number, seed: number, place: number, n: number): void {
  const low = hash(seed, place, 4 * n);
  const high = hash(seed, place, 4 * n + 1);
  const more = hash(seed, place, 4 * n + 2);
  const [l, h] = shaped(low, high, more);
  into[at] = l;
  into[at + 1] = h;
}

function shaped(low: number, high: number, more: number): readonly [number, number] {
  switch (more % 6) {
    case 0:
      return [low, high];
    case 1:
      return [low & hash(low, 0, more), high & hash(high, 0, more) & low];
    case 2:
      return more & 64 ? [1 << (low & 31), 0] : [0, 1 << (low & 31)];
    case 3:
      return [(low & ~0xf00) | 0x25, high & 0xf80fffff];
    case 4:
      return [low & ~0x101, (high & 0xf8000000) | (0x7ffffff & ~(high >>> ((more >>> 8) & 31)))];
    default:
      return [low, (high & 0x7c000000) | ((high >>> ((more >>> 8) & 31)) >>> 6)];
  }
}

/** Arguments within the range that callers keep to, every second time; kinds that are not here take any word. */
const narrowed: Readonly<Record<string, (word: bigint, i: number) => bigint>> = {
  type: (_, i) => BigInt(i % 32),
  index: (_, i) => BigInt(i % 16),
  count: (word, i) => (i % 3 === 0 ? 0n : word & 0xffffn),
  nr: (word) => word & 0x3fffffffn,
  marker: (word, i) => (i % 2 === 0 ? BigInt(i % 16) : word),
  pfn: (word, i) => (i % 2 === 0 ? word & 0xffffffffffn : word),
  offset: (word, i) => (i % 2 === 0 ? word & ((1n << 50n) - 1n) : word),
  prot: (word, i) => (i % 2 === 0 ? word & 0xfff0000000000fffn : word),
};

/** The fixed word of a place: pairs and triples of them are gone through in order. */
const fixedAt = (place: number, n: number): bigint => fixed[Math.floor(n / fixedCount ** place) % fixedCount] as bigint;

/** A column of arguments for each kind: inputs `from` to `from + count` of the seed. */
export function inputs(
  kinds: readonly string[],
  seed: number,
  from: number,
  count: number,
): BigUint64Array<ArrayBuffer>[] {
  const pairs = fixedCount ** Math.min(kinds.length, 2);
  return kinds.map((kind, place) => {
    const column = new BigUint64Array(count);
    const halves = new Uint32Array(column.buffer);
    for (let i = 0; i < count; i++) {
      if (from + i < pairs) column[i] = fixedAt(place, from + i);
      else mixture(halves, 2 * i, seed, place, from + i);
    }
    const narrow = narrowed[kind];
    if (narrow) for (let i = 0; i < count; i++) column[i] = narrow(column[i] as bigint, from + i);
    return column;
  });
}
