/** A word of /proc/PID/pagemap in one line or as JSON: the place where the library's decodePagemap() goes in. */
import { hex } from '../lib/base/hex.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import { toJson } from './json.ts';

const bits = (k: Kernel) =>
  [
    ['present', k.pagemap.pmPresent],
    ['swapped', k.pagemap.pmSwap],
    ['file or shared', k.pagemap.pmFile],
    ['guard', k.pagemap.pmGuardRegion],
    ['uffd-wp', k.pagemap.pmUffdWp],
    ['mapped once', k.pagemap.pmMmapExclusive],
    ['soft-dirty', k.pagemap.pmSoftDirty],
  ] as const;

/** The page frame number of a present page, the swap type below the offset of one that is not. */
const frameBits = 55n;
const swapTypeBits = 5n;

/** What a word of pagemap says. */
function meaningOf(k: Kernel, word: bigint) {
  const flags = bits(k).flatMap(([name, mask]) => ((word & mask) !== 0n ? [name] : []));
  const frame = BigInt.asUintN(Number(frameBits), word);
  const known = bits(k).reduce((all, [, mask]) => all | mask, 0n);
  const unexplained = ((word >> frameBits) << frameBits) & ~known;
  if (flags.includes('present')) return { flags, pfn: frame, unexplained };
  if (!flags.includes('swapped')) return { flags, unexplained: unexplained | frame };
  return {
    flags,
    swapType: Number(BigInt.asUintN(Number(swapTypeBits), frame)),
    swapOffset: frame >> swapTypeBits,
    unexplained,
  };
}

/** The word, and what it says. */
export function pagemapLine(k: Kernel, word: bigint): string {
  const { flags, pfn, swapType, swapOffset, unexplained } = meaningOf(k, word);
  const isSomewhere = pfn !== undefined || swapType !== undefined;
  const parts = [
    ...(isSomewhere ? [] : ['neither present nor swapped']),
    ...flags,
    ...(pfn === undefined ? [] : [`pfn 0x${pfn.toString(16)}`]),
    ...(swapType === undefined ? [] : [`swap type ${swapType}`, `offset 0x${swapOffset?.toString(16)}`]),
    ...(unexplained ? [`unexplained 0x${unexplained.toString(16)}`] : []),
  ];
  return `${hex(word)}  pagemap: ${parts.join(', ')}`;
}

/** The same as JSON. */
export const pagemapJson = (k: Kernel, word: bigint): string =>
  toJson({ kind: 'pagemap', ...meaningOf(k, word), raw: word });
