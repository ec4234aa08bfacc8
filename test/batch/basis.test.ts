/**
 * The C++ core equals the reference engine for all 2^64 words. What an entry is follows from a few selecting bits: present,
 * PROT_NONE, the type, and whether it is empty. With these fixed, every bit of a column is the exclusive or of bits of the
 * word (type, payload, raw flags) or asks whether any of some bits is set (the summaries). Functions of either sort are
 * known from their values at the base and at each single bit beside it, so agreement there is agreement everywhere.
 */
import { describe, expect, it } from 'vitest';
import { type Columns, columns } from '../../lib/batch/columns.ts';
import { layoutWords } from '../../lib/batch/engine/layoutWords.ts';
import { referenceEngine } from '../../lib/batch/engine/reference.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { cores, restore } from '../support/cores.ts';
import { everyNth } from '../support/whole.ts';
import { differentKernels } from '../support/words.ts';

const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));
const all = (1n << 64n) - 1n;

/** The selecting bits of each class of entries: those that are set, and all of them. */
function classes(k: Kernel): readonly { readonly base: bigint; readonly selects: bigint }[] {
  const { present, protnone, swpType, knlErratum } = k.mask;
  const types = Array.from({ length: 32 }, (_, type) => BigInt(type) << k.mask.swpTypeShift);
  return [
    { base: present, selects: present },
    { base: protnone, selects: present | protnone },
    ...types.map((base) => ({ base, selects: present | protnone | swpType })),
    { base: 0n, selects: all & ~knlErratum },
  ];
}

/**
 * The base of a class, and each other bit beside it. The stored offset of a swap entry is inverted, and the summaries ask
 * for bits of the offset that are set: so its class is taken again from the word with all offset bits set.
 */
function basisOf(k: Kernel): BigUint64Array {
  const words = classes(k).flatMap(({ base, selects }) => {
    const free = bits.filter((bit) => !(selects & bit));
    const inverted = base | (k.mask.swpOffset & ~selects);
    return [base, inverted, base | (all & ~selects)].flatMap((word) => [word, ...free.map((bit) => word ^ bit)]);
  });
  return BigUint64Array.from(words);
}

const list = ({ kind, type, flags, payload }: Columns) => [kind, type, flags, payload] as const;

const configurations = [
  {},
  { pagingLevels: 5 },
  { encMask: 1n << 47n, softDirty: false },
  { sharedMask: 1n << 47n },
  { sharedMask: 1n << 51n, pagingLevels: 5 },
  { sharedMask: 1n << 30n },
  { uffdWp: false, pkeys: false, devicePrivate: false },
  { migration: false, memoryFailure: false, pteMarker: false, shadowStackCpu: false, migrationAd: false },
] as const;

const bytes = (a: ArrayBufferView) => Buffer.from(a.buffer, a.byteOffset, a.byteLength);

/** The first word on which two sides differ, in hex; nothing where they agree. */
function firstDifference(
  words: BigUint64Array,
  a: ArrayBufferView,
  b: ArrayBufferView,
  size: number,
): string | undefined {
  if (bytes(a).equals(bytes(b))) return undefined;
  const at = bytes(a).findIndex((byte, i) => byte !== bytes(b)[i]);
  return (words[Math.floor(at / size)] as bigint).toString(16);
}

describe('the core, as every form of it', () => {
  it.each(configurations)('decodes and encodes as the reference does, for all words of every release: %o', (config) => {
    for (const k of everyNth(differentKernels(config), 6)) {
      const layout = layoutWords(k);
      const words = basisOf(k);
      const n = words.length;
      const theirs = columns(n);
      const again = new BigUint64Array(n);
      referenceEngine.decode(layout, words, theirs);
      expect(referenceEngine.encode(layout, theirs, again)).toBe(-1);
      expect(firstDifference(words, words, again, 8)).toBeUndefined();
      for (const { target, decode, encode } of cores) {
        const ours = columns(n);
        const back = new BigUint64Array(n);
        decode(layout, words, ours);
        list(ours).forEach((column, i) => {
          const other = list(theirs)[i] as typeof column;
          expect(firstDifference(words, column, other, column.BYTES_PER_ELEMENT), target).toBeUndefined();
        });
        expect(encode(layout, ours, back), target).toBe(-1);
        expect(firstDifference(words, words, back, 8), target).toBeUndefined();
      }
      expect(n).toBeGreaterThan(3000);
    }
    restore();
  });
});
