/** How wide an address an entry takes. */
import type { Decoded } from '../codec/decoded.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { mappedFormatOf } from './wordFindings.ts';

/** Processors of 64 bits have no fewer bits of physical address: CPUID.80000008H. */
export const leastPhysBits = 36;

/** How many bits of physical address the frame of a present entry takes; 0 where there is none for the processor. */
export function needsPhysBits(k: Kernel, entry: Decoded): number {
  if (entry.kind !== 'present' || (entry.raw & k.mask.present) === 0n) return 0;
  const frame = entry.raw & mappedFormatOf(k, entry).pfn;
  return frame === 0n ? 0 : frame.toString(2).length;
}
