/** What a field of an entry asks of the bits of its word. */
import { hasAny, hasOther } from '../base/bits.ts';
import { rangeError, shown } from '../base/errors.ts';
import { short } from '../base/hex.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { checkFlag, type EntryFields } from './entryFields.ts';
import type { NamedBit } from './formats.ts';
import type { Names } from './formats32.ts';

/**
 * The bits that the flags name.
 * @throws RangeError for a name that is not among `names`.
 */
export function flagBits(k: Kernel, e: EntryFields, names: Names): bigint {
  if (e.flags === undefined) return 0n;
  return names.words.get(e.flags) ?? bitsByName(k, e, e.flags, names.bits);
}

/** The same of a list that decode() has not given. */
function bitsByName(k: Kernel, e: EntryFields, flags: readonly string[], bits: readonly NamedBit[]): bigint {
  let word = 0n;
  for (const name of flags) {
    checkFlag(name);
    const bit = bits.find((one) => one.name === name);
    if (bit === undefined)
      throw rangeError(
        `expected flags that a ${e.kind} entry has on ${k.name} (${bits.map((one) => one.name).join(', ')}), got ${shown(name)}`,
      );
    word |= bit.mask;
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
  if (wanted === undefined || wanted === hasAny(bits, mask)) return bits;
  if (mask === 0n)
    throw rangeError(`expected ${field} to be false, for a ${e.kind} entry has no such bit on ${k.name}, got true`);
  return wanted ? bits | mask : bits & ~mask;
}

/**
 * The page frame number.
 * @throws RangeError where it does not fit the bits it goes to, `mask`, counted in pages.
 */
export function fitting(k: Kernel, e: EntryFields, pfn: bigint, mask: bigint): bigint {
  if (!hasOther(pfn, mask)) return pfn;
  if (pfn > mask)
    throw rangeError(`expected pfn of a ${e.kind} entry to be at most ${short(mask)} on ${k.name}, got ${short(pfn)}`);
  throw rangeError(
    `expected pfn of a ${e.kind} entry at ${e.level ?? 'pte'} within the bits ${short(mask)}, got ${short(pfn)}`,
  );
}
