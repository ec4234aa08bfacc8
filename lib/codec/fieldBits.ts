/** What a field of an entry asks of the bits of its word. */
import { rangeError, shown } from '../base/errors.ts';
import { short } from '../base/hex.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { EntryFields } from './entryFields.ts';
import type { NamedBit } from './formats.ts';

const masksByName = new WeakMap<readonly NamedBit[], ReadonlyMap<string, bigint>>();
function maskByName(bits: readonly NamedBit[]): ReadonlyMap<string, bigint> {
  const found = masksByName.get(bits);
  if (found) return found;
  const masks = new Map(bits.map(({ name, mask }) => [name, mask]));
  masksByName.set(bits, masks);
  return masks;
}

/**
 * The bits that the flags name.
 * @throws RangeError for a name that is not among `bits`.
 */
export function flagBits(k: Kernel, e: EntryFields, bits: readonly NamedBit[]): bigint {
  const masks = maskByName(bits);
  let word = 0n;
  for (const name of e.flags ?? []) {
    const mask = masks.get(name);
    if (mask === undefined)
      throw rangeError(
        `expected flags that a ${e.kind} entry has on ${k.name} (${[...masks.keys()].join(', ')}), got ${shown(name)}`,
      );
    word |= mask;
  }
  return word;
}

/**
 * `bits` with those of `mask` set or clear as a field wants them, or as they are where the field is left out.
 * @throws RangeError where the field wants a bit that there is not.
 */
export function put(
  k: Kernel,
  bits: bigint,
  mask: bigint,
  wanted: boolean | undefined,
  field: string,
  e: EntryFields,
): bigint {
  if (wanted === undefined || wanted === ((bits & mask) !== 0n)) return bits;
  if (mask === 0n)
    throw rangeError(`expected ${field} to be false, for a ${e.kind} entry has no such bit on ${k.name}, got true`);
  return wanted ? bits | mask : bits & ~mask;
}

/**
 * The page frame number.
 * @throws RangeError where it does not fit the bits it goes to, `mask`, counted in pages.
 */
export function fitting(k: Kernel, e: EntryFields, pfn: bigint, mask: bigint): bigint {
  if ((pfn & ~mask) === 0n) return pfn;
  if (pfn > mask)
    throw rangeError(`expected pfn of a ${e.kind} entry to be at most ${short(mask)} on ${k.name}, got ${short(pfn)}`);
  throw rangeError(
    `expected pfn of a ${e.kind} entry at ${e.level ?? 'pte'} within the bits ${short(mask)}, got ${short(pfn)}`,
  );
}
