/** What a recording tells of a call, as inputs of the model. */
import { rangeError } from '../base/errors.ts';
import type { FaultFlagId, Kernel } from '../kernel/kernel.ts';
import { type Fault, fault } from '../mm/common/fault.ts';
import { type Folio, folio } from '../mm/common/folio.ts';
import { vma } from '../mm/common/makeVma.ts';
import { type Vma, vmHas } from '../mm/common/vma.ts';
import type { RecordedCall } from './recording.ts';

/** The value of a field that the call at hand must have. */
export function told<K extends keyof RecordedCall>(call: RecordedCall, key: K): NonNullable<RecordedCall[K]> {
  const value = call[key];
  if (value === undefined || value === null) throw rangeError(`expected ${key} in a call of ${call.fn}, got nothing`);
  return value as NonNullable<RecordedCall[K]>;
}

/** The page handed to the function. PageAnonExclusive() shares its bit with the flags that the two names stand for. */
export function pageOf(call: RecordedCall, hwpoison: boolean): Folio {
  const { flags, anon } = told(call, 'folio');
  const has = (flag: string) => flags.includes(flag);
  return folio({
    anon,
    exclusive: anon && (has('mappedtodisk') || has('owner_2')),
    dirty: has('dirty'),
    swapbacked: has('swapbacked'),
    hwpoison: hwpoison || has('hwpoison'),
  });
}

/** The mapping. A shared one is of a file or of shared memory; what a private one is of, the recording does not say. */
export function mappingOf(k: Kernel, call: RecordedCall, parts: Partial<Vma> = {}): Vma {
  const { vmPageProt, vmFlags } = told(call, 'vma');
  return vma(k, { vmPageProt, anonymous: !vmHas(k, { vmFlags }, 'shared'), ...parts, vmFlags });
}

/** The fault, from its flags word. */
export function faultOf(k: Kernel, call: RecordedCall): Fault {
  const word = told(call, 'faultFlags');
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
