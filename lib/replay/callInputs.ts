/** What a recording tells of a call, as inputs of the model. */
import { rangeError } from '../base/errors.ts';
import { ptePfn, ptePresent } from '../helpers/pgtable.ts';
import type { FaultFlagId, Kernel } from '../kernel/kernel.ts';
import { type Fault, fault } from '../mm/common/fault.ts';
import { type Folio, folio } from '../mm/common/folio.ts';
import { vma } from '../mm/common/makeVma.ts';
import { type Vma, vmHas } from '../mm/common/vma.ts';
import type { RecordedCall } from './recording.ts';

/**
 * The value of a field that the call at hand must have.
 *
 * @throws RangeError where the recording does not tell it.
 */
export function fieldOf<K extends keyof RecordedCall>(call: RecordedCall, key: K): NonNullable<RecordedCall[K]> {
  const value = call[key];
  if (value === undefined || value === null) throw rangeError(`expected ${key} in a call of ${call.fn}, got nothing`);
  return value as NonNullable<RecordedCall[K]>;
}

/** The page frame number of an entry that maps a page, also one under PROT_NONE; 0n of any other. */
export const pfnOf = (k: Kernel, pte: bigint): bigint => (ptePresent(k, pte) ? ptePfn(k, pte) : 0n);

/**
 * The page handed to the function. PageAnonExclusive() shares its bit with the flags that the two names stand for
 * (include/linux/page-flags.h). `hwpoison` is true where the page has an error that its flags do not show yet.
 */
export function pageOf(call: RecordedCall, hwpoison: boolean): Folio {
  const { flags, anon } = fieldOf(call, 'folio');
  const has = (flag: string) => flags.includes(flag);
  return folio({
    anon,
    exclusive: anon && (has('mappedtodisk') || has('owner_2')),
    dirty: has('dirty'),
    swapbacked: has('swapbacked'),
    hwpoison: hwpoison || has('hwpoison'),
  });
}

/**
 * The mapping of a call, as the functions of mm/ take it. A shared one is of a file or of shared memory; what a private one
 * is of, the call does not say: it is anonymous unless `parts` says otherwise.
 *
 * @throws RangeError where the recording does not tell the mapping.
 */
export function mappingOf(k: Kernel, call: RecordedCall, parts: Partial<Vma> = {}): Vma {
  const { vmPageProt, vmFlags } = fieldOf(call, 'vma');
  return vma(k, { vmPageProt, anonymous: !vmHas(k, { vmFlags }, 'shared'), ...parts, vmFlags });
}

/**
 * The page fault of a call, from its word of FAULT_FLAG_* (include/linux/mm_types.h, enum fault_flag).
 *
 * @throws RangeError where the recording does not tell the flags.
 */
export function faultOf(k: Kernel, call: RecordedCall): Fault {
  const word = fieldOf(call, 'faultFlags');
  const has = (flag: FaultFlagId) => (word & k.faultFlag[flag]) !== 0n;
  return fault({
    write: has('write'),
    unshare: has('unshare'),
    allowRetry: has('allowRetry'),
    retryNowait: has('retryNowait'),
    tried: has('tried'),
    vmaLock: has('vmaLock'),
  });
}
