/** `x86-pte/fast-check`: arbitraries for the fast-check package. Smaller examples have fewer bits. */
import * as fc from 'fast-check';
import { kinds } from '../spec/kinds.ts';
import { rangeError, shown } from './base/errors.ts';
import { decode } from './codec/decode.ts';
import type { Kind } from './codec/decoded.ts';
import { formatOf } from './codec/formats.ts';
import { checkKernel, type Kernel, type VmFlagId } from './kernel/kernel.ts';
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

/** Bits that entries of a kind have in common, and bits that they all lack. */
interface Shape {
  readonly set: bigint;
  readonly clear: bigint;
}

/** The shapes that a kind takes at pte: one for each of its type numbers; none where the kernel has no such kind. */
function shapes(k: Kernel, kind: Kind): readonly Shape[] {
  checkKernel(k);
  const { present, protnone, swpType, swpTypeShift } = k.mask;
  if (kind === 'none') return [{ set: 0n, clear: k.clear.knlErratum }];
  if (kind === 'present') return [{ set: present, clear: 0n }];
  if (kind === 'protnone') return [{ set: protnone, clear: present }];
  const types = formatOf(k, 'pte').swap.filter((format) => format.kind === kind);
  return types.map(({ type }) => {
    const set = BigInt(type) << swpTypeShift;
    return { set, clear: present | protnone | (swpType & ~set) };
  });
}

/** The kinds of entry that a kernel has, as decode() names them. */
export const kindsOf = (k: Kernel): readonly Kind[] => kinds.filter((kind) => shapes(k, kind).length > 0);

/**
 * Any word that decodes to a kind, at pte.
 * @throws RangeError for a kind that the kernel does not have.
 */
export function wordOfKind(k: Kernel, kind: Kind): fc.Arbitrary<bigint> {
  const all = shapes(k, kind);
  if (all.length === 0) throw rangeError(`expected one of ${kindsOf(k).join(', ')} on ${k.name}, got ${shown(kind)}`);
  return fc
    .tuple(word(), fc.constantFrom(...all))
    .map(([w, { set, clear }]) => (w & ~clear) | set)
    .filter((w) => decode(k, w).kind === kind);
}

/** A word that the kernel itself would write, of one kind or of any: no bit without a meaning. */
export const canonicalWord = (k: Kernel, kind?: Kind): fc.Arbitrary<bigint> =>
  (kind === undefined ? fc.constantFrom(...kindsOf(k)).chain((one) => wordOfKind(k, one)) : wordOfKind(k, kind))
    .map((w) => w ^ decode(k, w).unexplained)
    .filter((w) => decode(k, w).unexplained === 0n && (kind === undefined || decode(k, w).kind === kind));

const flags: readonly VmFlagId[] = ['read', 'write', 'exec', 'shared', 'mayread', 'maywrite', 'uffdWp', 'softdirty'];

/** A mapping with any of eight flags of vm_flags that the kernel has; its vm_page_prot is what the kernel makes of them. */
export function mapping(k: Kernel): fc.Arbitrary<Vma> {
  checkKernel(k);
  return fc.subarray(flags.filter((id) => k.vm[id] !== 0n)).map((vmFlags) => vma(k, { vmFlags }));
}

/** A page: anonymous or not, dirty, exclusive, reusable, pinned. Only an anonymous page is exclusive. */
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
