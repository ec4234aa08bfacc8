/** The words that the headers' helpers were asked about: for each helper the same ones on every kernel. */

/** Words that mean something, then every bit alone and missing, then a mixture. */
export const questionCount = 256;

const all = (1n << 64n) - 1n;
// biome-ignore format: a table
const telling = [
  0n, all, 0x60n, 0x80n, 0x100n, 0x120n, 0x1n, 0x41n, 0x42n, 0x43n, 1n << 58n, (1n << 58n) | 3n,
  0x8000000012345027n, 0x8400000012345825n, 0x000fffffedcba120n, 0x80000000122008e7n, 0x800fffffedc000a6n,
  0x07fffffffffbfe0an, 0xf7fff7fffdb97400n, 0xeff9fffffdb97406n, 0xfffffffffffffc00n, 0xfffffffffffff600n,
];

/** Pseudo-random words (splitmix64), the same in every run. */
function randomWords(seed: bigint): () => bigint {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & all;
    const a = ((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n) & all;
    const b = ((a ^ (a >> 27n)) * 0x94d049bb133111ebn) & all;
    return b ^ (b >> 31n);
  };
}

/** Words sparse and dense, shaped like mapped entries, like swap entries, and like a swp_entry_t. */
function mixture(i: number, next: () => bigint): bigint {
  const bit = () => 1n << (next() & 63n);
  switch (i % 6) {
    case 0:
      return next();
    case 1:
      return bit() | bit();
    case 2:
      return next() & next() & next();
    case 3:
      return (next() & 0xfff0000000000fffn) | ((next() & 0xffffffffffn) << 12n);
    case 4:
      return (next() & (31n << 59n)) | (next() & 0xeen) | (~(next() >> (next() & 63n)) & ((1n << 59n) - (1n << 9n)));
    default:
      return (next() & (31n << 58n)) | (next() >> ((next() & 31n) + 6n));
  }
}

function words(next: () => bigint): bigint[] {
  const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));
  const fixed = [...telling, ...bits, ...bits.map((b) => all ^ b)];
  return Array.from({ length: questionCount }, (_, i) => fixed[i] ?? mixture(i, next));
}

/** Arguments that are numbers in the library; the others are bigints. */
export const numberKinds: ReadonlySet<string> = new Set(['type', 'index', 'nr', 'count']);

/** Every second argument within the range that callers keep to; kinds that are not here take any word. */
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

/** A column of arguments for each kind. The second and third are mixed, so that all sorts of words meet. */
export const questions = (kinds: readonly string[]): BigUint64Array<ArrayBuffer>[] =>
  kinds.map((kind, place) => {
    const name = `${kind} ${place}`;
    const column = made.get(name) ?? makeColumn(kind, place);
    made.set(name, column);
    return column;
  });

/** Columns that were asked for; they are the same every time, and not to be written to. */
const made = new Map<string, BigUint64Array<ArrayBuffer>>();

function makeColumn(kind: string, place: number): BigUint64Array<ArrayBuffer> {
  const next = randomWords(BigInt(place + 1));
  const list = words(next);
  const at = (i: number) => list[place === 0 ? i : Number(next() % BigInt(list.length))] as bigint;
  const narrow = narrowed[kind] ?? ((word: bigint) => word);
  return BigUint64Array.from(list, (_, i) => narrow(at(i), i));
}
