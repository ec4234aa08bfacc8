/** `x86-pte/fast-check`: arbitraries for the fast-check package. Smaller examples have fewer bits. */
import * as fc from 'fast-check';
import { kinds } from '../spec/kinds.ts';
import { rangeError, shown } from './base/errors.ts';
import { decode } from './codec/decode.ts';
import type { Kind } from './codec/decoded.ts';
import type { Kernel, VmFlagId } from './kernel/kernel.ts';
import { type Folio, folio } from './mm/common/folio.ts';
import { vma } from './mm/common/makeVma.ts';
import type { Vma } from './mm/common/vma.ts';

const all = (1n << 64n) - 1n;

/** Any 64-bit word: dense, sparse, and single bits. */
export const word = (): fc.Arbitrary<bigint> => {
  const bits = fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 8 });
  return fc.oneof(
    fc.bigInt({ min: 0n, max: all }),
    bits.map((list) => list.reduce((w, bit) => w | (1n << BigInt(bit)), 0n)),
  );
};

/** Bits that an entry of a kind must have, and must not have; undefined where the kernel has no such kind. */
function shape(k: Kernel, kind: Kind): { readonly set: bigint; readonly clear: bigint } | undefined {
  const { present, protnone, swpType, swpTypeShift, knlErratum } = k.mask;
  if (kind === 'none') return { set: 0n, clear: all & ~knlErratum };
  if (kind === 'present') return { set: present, clear: 0n };
  if (kind === 'protnone') return { set: protnone, clear: present };
  if (kind === 'swap') return { set: 0n, clear: present | protnone };
  const type = (k.type as Readonly<Record<string, number>>)[kind];
  if (type === undefined) return undefined;
  const bits = BigInt(type) << swpTypeShift;
  return { set: bits, clear: present | protnone | (swpType & ~bits) };
}

/** The kinds of entry that a kernel has, as decode() names them. */
export const kindsOf = (k: Kernel): readonly Kind[] => kinds.filter((kind) => shape(k, kind) !== undefined);

/**
 * Any word that decodes to a kind.
 * @throws RangeError for a kind that the kernel does not have.
 */
export function wordOfKind(k: Kernel, kind: Kind): fc.Arbitrary<bigint> {
  const bits = shape(k, kind);
  if (!bits) throw rangeError(`expected one of ${kindsOf(k).join(', ')} on ${k.name}, got ${shown(kind)}`);
  return word()
    .map((w) => (w & all & ~bits.clear) | bits.set)
    .filter((w) => decode(k, w).kind === kind);
}

/** A word that the kernel itself would write: no bit without a meaning. */
export const canonicalWord = (k: Kernel, kind?: Kind): fc.Arbitrary<bigint> =>
  (kind === undefined ? fc.constantFrom(...kindsOf(k)).chain((one) => wordOfKind(k, one)) : wordOfKind(k, kind))
    .map((w) => w ^ decode(k, w).unexplained)
    .filter((w) => decode(k, w).unexplained === 0n && (kind === undefined || decode(k, w).kind === kind));

const flags: readonly VmFlagId[] = ['read', 'write', 'exec', 'shared', 'mayread', 'maywrite', 'uffdWp', 'softdirty'];

/** A mapping whose protection fits its flags. */
export const mapping = (k: Kernel): fc.Arbitrary<Vma> =>
  fc.subarray(flags.filter((id) => k.vm[id] !== 0n)).map((vmFlags) => vma(k, { vmFlags }));

/** A page. */
export const page = (): fc.Arbitrary<Folio> =>
  fc
    .record({
      anon: fc.boolean(),
      dirty: fc.boolean(),
      exclusive: fc.boolean(),
      reusable: fc.boolean(),
      pinned: fc.boolean(),
    })
    .map((parts) => folio({ ...parts, exclusive: parts.anon && parts.exclusive }));
