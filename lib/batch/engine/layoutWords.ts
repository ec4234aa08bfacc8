/** A kernel as the numbers that an engine takes, one 64-bit word each: native/spec/layout.hpp reads them in this order. */
import { derivedIds, maskIds, noType, typeIds } from '../../../spec/layoutIds.ts';
import { tables } from '../../../spec/tables.ts';
import { rangeError } from '../../base/errors.ts';
import type { BehaviourId, Kernel } from '../../kernel/kernel.ts';

/** Behaviours in the order of their bits; 64 share a word. */
export const behaviourIds: readonly BehaviourId[] = [...new Set(tables.behaviours.map((row) => row.id))];
const behaviourWords = Math.ceil(behaviourIds.length / 64);

/** Where each mask and derived number stands among the words. */
export const wordIds = [...maskIds, ...typeIds.map((id) => `type.${id}` as const), ...derivedIds] as const;
/** How many words a kernel is, those of its behaviours among them. */
export const layoutLength = wordIds.length + behaviourWords;
/** The name of one of the words. */
export type WordId = (typeof wordIds)[number];

function behaviourBits(k: Kernel): readonly bigint[] {
  const words = Array<bigint>(behaviourWords).fill(0n);
  behaviourIds.forEach((id, i) => {
    if (k.does(id)) words[i >> 6] = (words[i >> 6] as bigint) | (1n << BigInt(i & 63));
  });
  return words;
}

/**
 * The engines know the layouts of releases.
 * @throws RangeError (ERR_PTE_ENGINE) for a kernel with a proposed layout of a marker.
 */
export function checkLayout(k: Kernel): void {
  if (!k.proposedMarker) return;
  throw rangeError(
    `expected a kernel with the layout of a release, since arrays have no other, got ${k.name}: ask for its entries one by one`,
    'ERR_PTE_ENGINE',
  );
}

function resolve(k: Kernel): BigUint64Array {
  checkLayout(k);
  return BigUint64Array.from([
    ...maskIds.map((id) => k.mask[id]),
    ...typeIds.map((id) => BigInt(k.type[id] ?? noType)),
    ...derivedIds.map((id) => k.mask[id]),
    ...behaviourBits(k),
  ]);
}

const resolved = new WeakMap<Kernel, BigUint64Array>();

/**
 * The words of a kernel, computed once; not to be written to.
 * @throws RangeError (ERR_PTE_ENGINE) as checkLayout() does.
 */
export function layoutWords(k: Kernel): BigUint64Array {
  const known = resolved.get(k);
  if (known) return known;
  const words = resolve(k);
  resolved.set(k, words);
  return words;
}
