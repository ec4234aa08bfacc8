/**
 * Names that a kernel's headers have and the library does not have on that kernel, and why: what `pte crosscheck` finds only in the
 * headers is known if it is one of these, and news if not.
 */
import type { Row } from './schema.ts';

/** A row holds where the name is left out: of one that ends where it begins, in the stable trees alone. */
export const leftOut = [
  {
    id: 'maxPhysmemBits', since: '4.19', until: '6.1', kernel: 'MAX_PHYSMEM_BITS', cite: '0d206b5d2e0d',
    judge: 'source: 6.0.1, 6.1.4, include/linux/swapops.h, swp_offset_pfn',
    says: 'no entry depends on it before it is the width of a page frame number in an offset',
  },
] as const satisfies readonly Row[];
