/** Words that reach every form an entry takes, one bit at a time. */
import type { Config } from '../../lib/config.ts';
import type { Kernel } from '../../lib/kernel.ts';

/** Configurations that move or remove something: options, five-level paging, a C-bit inside and at the end of the field. */
export const interesting: readonly Partial<Config>[] = [
  {},
  { devicePrivate: false, pagingLevels: 5 },
  { encMask: 1n << 47n, softDirty: false },
  { encMask: 1n << 51n, uffdWp: false, pkeys: false },
  { migration: false, memoryFailure: false, migrationAd: false, pteMarker: false, shadowStackCpu: false },
];

const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));

/**
 * For each state that decides what the other bits mean (present, PROT_NONE, empty, a huge page made invalid, each swap
 * type) the word with no other bit, with each one, and with all. Within a state decoding and encoding are affine over GF(2)
 * but for ANDs of at most two bits, which each pair of bits of two present states covers.
 */
export function everyForm(k: Kernel): readonly bigint[] {
  const { present, protnone, pse, rw, dirty, savedDirty, swpType, swpTypeShift } = k.mask;
  const types = Array.from({ length: Number(swpType >> swpTypeShift) + 1 }, (_, n) => BigInt(n) << swpTypeShift);
  const states = [
    0n,
    present,
    protnone,
    pse,
    present | pse,
    present | rw,
    present | dirty,
    present | pse | dirty,
    present | savedDirty,
  ];
  const bases = [...states, ...types, ...types.map((type) => type | k.mask.swpOffset)];
  const words = bases.flatMap((base) => [base, ...bits.map((bit) => base ^ bit), BigInt.asUintN(64, ~base)]);
  return [...new Set(words)];
}
