/** Words of flags that recorders tell: read by rows, where they are asked for. */
import { cpFlagBits } from '../../spec/cpFlags.ts';
import type { BitRow } from '../../spec/schema.ts';
import { ttuFlagBits } from '../../spec/ttuFlags.ts';
import { uffdFeatureBits } from '../../spec/uffdFeatures.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ChangeProtection } from '../mm/mprotect/changeProtection.ts';

type Table = 'ttuFlagBits' | 'cpFlagBits' | 'uffdFeatureBits';

/** Whether a flag that the kernel has is set in a word. */
const reader =
  <R extends BitRow>(table: Table, rows: readonly R[]) =>
  (k: Kernel, word: bigint) =>
  (id: R['id']): boolean =>
    rows.some((row) => row.id === id && ((word >> BigInt(row.bit)) & 1n) === 1n && k.holds(table, row));

/** TTU_ flags of enum ttu_flags, include/linux/rmap.h. */
export const ttuFlagsOf = reader('ttuFlagBits', ttuFlagBits);
/** UFFD_FEATURE_ bits of a userfaultfd, include/uapi/linux/userfaultfd.h. */
export const uffdFeaturesOf = reader('uffdFeatureBits', uffdFeatureBits);
const cpFlagsOf = reader('cpFlagBits', cpFlagBits);

/** What a word of MM_CP_ flags asks change_protection() for (include/linux/mm.h, from 5.7 on). */
export const changeProtectionOf = (k: Kernel, word: bigint): ChangeProtection =>
  Object.fromEntries(cpFlagBits.map(({ id }) => [id, cpFlagsOf(k, word)(id)]));
