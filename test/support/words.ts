/** Words that reach every form an entry takes, one bit at a time. */

import { layoutWords, wordIds } from '../../lib/batch/engine/layoutWords.ts';
import type { Config } from '../../lib/kernel/config.ts';
import { nameOf } from '../../lib/kernel/inForce.ts';
import { type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';
import { presentBits } from '../../spec/present.ts';
import { markerBits, migrationBits, swapBits } from '../../spec/swap.ts';

/** Configurations that move or remove something: options, five-level paging, a C-bit inside and at the end of the field. */
export const interesting: readonly Partial<Config>[] = [
  {},
  { devicePrivate: false, pagingLevels: 5 },
  { encMask: 1n << 47n, softDirty: false },
  { encMask: 1n << 51n, uffdWp: false, pkeys: false },
  { sharedMask: 1n << 47n },
  { migration: false, memoryFailure: false, migrationAd: false, pteMarker: false, shadowStackCpu: false },
];

const bits = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));

/**
 * For each state that decides what the other bits mean (present, PROT_NONE, empty, a huge page made invalid, each swap
 * type) the word with no other bit, with each one, and with all. Within a state the codec is affine over GF(2), but for
 * what depends on Dirty and RW together, and these have states of their own.
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

/**
 * For each form an entry takes, each bit that does not decide the form both clear and set: no other bit, all others, and
 * every second one, from which runs of bits cannot hide.
 */
export function bothWays(k: Kernel): readonly bigint[] {
  const { present, protnone, pse, swpType } = k.mask;
  const mapped = [present, present | pse, protnone, protnone | pse, pse].map((base) => [base, 0n] as const);
  const lowest = swpType & -swpType;
  const types = Array.from({ length: Number(swpType / lowest) + 1 }, (_, n) => [BigInt(n) * lowest, swpType] as const);
  const every = 2n ** 64n - 1n;
  return [...mapped, ...types].flatMap(([base, type]) =>
    [0n, every, every / 3n, (every / 3n) * 2n].map((bits) => base | (bits & ~(present | protnone | pse | type))),
  );
}

/** All that the codec can know of a kernel: its masks, numbers and names. test/codec/reads.test.ts sees to that. */
const meaning = (k: Kernel): string =>
  [
    ...layoutWords(k).subarray(0, wordIds.length),
    ...[...presentBits, ...swapBits, ...migrationBits, ...markerBits].map((row) => nameOf(row, k.release)),
  ].join();

const different = new Map<Partial<Config>, readonly Kernel[]>();

/** One series for every set of masks, numbers and names that the series have; the codec cannot tell the others apart. */
export function differentKernels(config: Partial<Config>): readonly Kernel[] {
  const found = different.get(config) ?? differing(config);
  different.set(config, found);
  return found;
}

function differing(config: Partial<Config>): readonly Kernel[] {
  const all = kernels.map(({ series }) => kernel(series, config));
  return [...new Map(all.map((k) => [meaning(k), k])).values()];
}
