/** Questions about the bits of a word, as arithmetic: what a query becomes for one kernel. Booleans fold away as they are put together. */

const every = 2n ** 64n - 1n;
const word = (value: bigint): bigint => BigInt.asUintN(64, value);

/**
 * Holds where `(word & mask) === value` and, unless `width` is 0n, `((word ^ flip) & field) - low < width`, all in 64 bits
 * without a sign. Such a range may go round the end: its complement is one too.
 */
export interface BitTest {
  readonly op: 'test';
  readonly mask: bigint;
  readonly value: bigint;
  readonly flip: bigint;
  readonly field: bigint;
  readonly low: bigint;
  readonly width: bigint;
}

/** Questions of which all must hold, or any. */
interface BitList<Op extends 'and' | 'or'> {
  readonly op: Op;
  readonly of: readonly Open[];
}
type Open = BitTest | BitList<'and'> | BitList<'or'>;
/** A question about the bits of a word; true and false stand for themselves alone, never in a list. */
export type Bits = boolean | Open;

const nothing: BitTest = { op: 'test', mask: 0n, value: 0n, flip: 0n, field: 0n, low: 0n, width: 0n };

/** Whether the bits of a mask are those of `value`. */
export const equal = (mask: bigint, value: bigint): Bits => (mask === 0n ? value === 0n : { ...nothing, mask, value });

/** Whether a field, some of its bits flipped, lies in a range as it stands in the word: from `low`, `width` numbers. */
export function within(field: bigint, flip: bigint, low: bigint, width: bigint): Bits {
  if (width <= 0n) return false;
  if (width > every) return true;
  if (width === 1n) return (low & ~field) === 0n && equal(field, low ^ (flip & field));
  return { ...nothing, field, flip: flip & field, low, width };
}

/** Whether any bit of a mask is set, in the word with the bits of `flip` flipped. */
export function anyOf(mask: bigint, flip = 0n): Bits {
  if (mask === 0n) return false;
  return (mask & (mask - 1n)) === 0n ? equal(mask, mask & ~flip) : within(mask, flip, 1n, every);
}

const notEqual = ({ mask, value }: BitTest): Bits => anyOf(mask, value);
const outside = ({ field, flip, low, width }: BitTest): Bits => within(field, flip, word(low + width), word(-width));

/** The opposite. */
export function not(bits: Bits): Bits {
  if (typeof bits === 'boolean') return !bits;
  if (bits.op === 'and') return or(bits.of.map(not));
  if (bits.op === 'or') return and(bits.of.map(not));
  if (bits.width === 0n) return notEqual(bits);
  return bits.mask === 0n ? outside(bits) : or([notEqual(bits), outside(bits)]);
}

const keyOf = (bits: Open): string =>
  bits.op === 'test'
    ? [bits.mask, bits.value, bits.flip, bits.field, bits.low, bits.width].join()
    : `${bits.op}(${bits.of.map(keyOf).join(' ')})`;
/** One text for questions that are the same. */
export const textOfBits = (bits: Bits): string => (typeof bits === 'boolean' ? String(bits) : keyOf(bits));

/** The parts of a list, of lists of the same sort within it too, each once; the boolean that decides it all alone. */
function flat(op: 'and' | 'or', parts: readonly Bits[]): readonly Open[] | boolean {
  const decides = op === 'or';
  const found = new Map<string, Open>();
  for (const part of parts) {
    if (part === decides) return decides;
    if (typeof part === 'boolean') continue;
    for (const one of part.op === op ? part.of : [part]) found.set(keyOf(one), one);
  }
  return [...found.values()];
}

const listOf = (op: 'and' | 'or', of: readonly Open[]): Bits =>
  of.length === 0 ? op === 'and' : of.length === 1 ? (of[0] as Open) : { op, of };

/** Whether any of some questions holds. Tests for any bit of a mask become one where they flip no bit both ways. */
export function or(parts: readonly Bits[]): Bits {
  const of = flat('or', parts);
  return typeof of === 'boolean' ? of : listOf('or', anyTogether(of));
}

/** The bits of a test that holds where any of them is set, once some are flipped; undefined for every other question. */
function anyBits(bits: Open): Pick<BitTest, 'field' | 'flip'> | undefined {
  if (bits.op !== 'test') return undefined;
  const { mask, value, flip, field, low, width } = bits;
  if (width === 0n) return (mask & (mask - 1n)) === 0n ? { field: mask, flip: mask ^ value } : undefined;
  return mask === 0n && low === 1n && width === every ? { field, flip } : undefined;
}

function anyTogether(of: readonly Open[]): readonly Open[] {
  const some = of.flatMap((bits) => anyBits(bits) ?? []);
  const [field, flip] = [some.reduce((all, one) => all | one.field, 0n), some.reduce((all, one) => all | one.flip, 0n)];
  if (some.length < 2 || some.some((one) => one.flip !== (flip & one.field))) return of;
  const joined = anyOf(field, flip);
  return typeof joined === 'boolean' ? of : [joined, ...of.filter((bits) => anyBits(bits) === undefined)];
}

/** Whether all of some questions hold. Tests for bits that are equal become one, which takes the first range along. */
export function and(parts: readonly Bits[]): Bits {
  const of = flat('and', parts);
  if (typeof of === 'boolean') return of;
  const tests = of.filter((one): one is BitTest => one.op === 'test');
  const equals = allEqual(tests);
  const ranges = allWithin(tests);
  if (equals === undefined || ranges === undefined) return false;
  const [first, ...more] = ranges;
  const joined: readonly Open[] = equals.mask === 0n && !first ? [] : [{ ...nothing, ...first, ...equals }];
  return listOf('and', [...joined, ...more, ...of.filter((one) => one.op !== 'test')]);
}

/** One mask and value for those of some tests; nothing where two contradict each other. */
function allEqual(tests: readonly BitTest[]): Pick<BitTest, 'mask' | 'value'> | undefined {
  let [mask, value] = [0n, 0n];
  for (const test of tests) {
    if (((value ^ test.value) & mask & test.mask) !== 0n) return undefined;
    mask |= test.mask;
    value |= test.value;
  }
  return { mask, value };
}

/** The ranges of some tests, of each field one where they go round no end; nothing where none is left of a field. */
function allWithin(tests: readonly BitTest[]): readonly BitTest[] | undefined {
  const found: BitTest[] = [];
  for (const test of tests) {
    if (test.width === 0n) continue;
    const range = { ...test, mask: 0n, value: 0n };
    const at = found.findIndex(
      (other) => other.field === range.field && other.flip === range.flip && isRun(other) && isRun(range),
    );
    const other = found[at];
    const both = other ? intersection(other, range) : range;
    if (both === undefined) return undefined;
    found.splice(at === -1 ? found.length : at, 1, both);
  }
  return found;
}
const isRun = ({ low, width }: BitTest): boolean => low + width <= every + 1n;
function intersection(a: BitTest, b: BitTest): BitTest | undefined {
  const low = a.low > b.low ? a.low : b.low;
  const [endOfA, endOfB] = [a.low + a.width, b.low + b.width];
  const width = (endOfA < endOfB ? endOfA : endOfB) - low;
  return width > 0n ? { ...a, low, width } : undefined;
}

/** Whether a word answers a question about its bits with yes. */
export function holdsIn(bits: Bits, w: bigint): boolean {
  if (typeof bits === 'boolean') return bits;
  if (bits.op === 'and') return bits.of.every((part) => holdsIn(part, w));
  if (bits.op === 'or') return bits.of.some((part) => holdsIn(part, w));
  const { mask, value, flip, field, low, width } = bits;
  return (w & mask) === value && (width === 0n || word(((w ^ flip) & field) - low) < width);
}
