/** Which words are of some sorts, in as few tests as there are runs of types and kinds of mapped words. */
import { and, anyOf, type Bits, type BitTest, equal, not, or, within } from './bits.ts';
import type { Sort, Sorts } from './sorts.ts';

/** Two tests for equal bits that differ in one bit's value are one test without that bit. */
function joined(a: BitTest, b: BitTest): BitTest | undefined {
  const bit = a.value ^ b.value;
  if (a.mask !== b.mask || (bit & (bit - 1n)) !== 0n) return undefined;
  return { ...a, mask: a.mask & ~bit, value: a.value & ~bit };
}

/** Tests joined as long as any two of them can be. */
function fewest(tests: readonly BitTest[]): readonly BitTest[] {
  for (const [i, a] of tests.entries())
    for (const b of tests.slice(i + 1)) {
      const one = joined(a, b);
      if (one) return fewest([one, ...tests.filter((test) => test !== a && test !== b)]);
    }
  return tests;
}

/** The bits that tell a mapped sort: PRESENT decides, then PROTNONE, and PSE tells leaves. */
function testsOf(s: Sorts, mapped: readonly bigint[]): readonly BitTest[] {
  const mask = (bits: bigint) => ((bits & s.present) !== 0n ? s.mapping & ~s.protnone : s.mapping);
  return mapped.map((bits) => equal(mask(bits), bits)).filter((test): test is BitTest => typeof test !== 'boolean');
}

function ofMapped(s: Sorts, sorts: readonly Sort[]): Bits {
  const mapped = sorts.flatMap((sort) => sort.mapped ?? []);
  if (mapped.length === s.all.filter((sort) => sort.mapped !== undefined).length) return anyOf(s.mapping);
  return or(fewest(testsOf(s, mapped)));
}

/** The words that are not mapped and have types from `first` to `last`; with the empty ones, if type 0 comes with them. */
function ofTypes(s: Sorts, first: number, last: number, withNone: boolean): Bits {
  const { field, shift } = s.type;
  const at = (type: number) => BigInt(type) << shift;
  const end = at(last + 1);
  const unmapped = equal(s.mapping, 0n);
  if (first === 0 && !withNone) return and([unmapped, within(s.filled, 0n, 1n, end - 1n)]);
  if (first === last) return equal(s.mapping | field, at(first));
  return and([unmapped, within(field, 0n, at(first), end - at(first))]);
}

function ofUnmapped(s: Sorts, sorts: readonly Sort[]): Bits {
  const withNone = sorts.some((sort) => sort.kind === 'none');
  const types = sorts.flatMap((sort) => sort.type ?? []);
  const firsts = types.filter((type) => !types.includes(type - 1));
  const lasts = types.filter((type) => !types.includes(type + 1));
  const runs = firsts.map((first, i) => ofTypes(s, first, lasts[i] as number, withNone));
  return or([...(withNone && !types.includes(0) ? [equal(s.filled, 0n)] : []), ...runs]);
}

/** Whether a word is of one of some sorts. */
export function guardOf(s: Sorts, sorts: readonly Sort[]): Bits {
  if (sorts.length === s.all.length) return true;
  const others = s.all.filter((sort) => !sorts.includes(sort));
  if (others.every((sort) => sort.kind === 'none')) return not(ofUnmapped(s, others));
  return or([ofMapped(s, sorts), ofUnmapped(s, sorts)]);
}
