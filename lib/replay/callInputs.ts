/** What a recording tells of a call, as inputs of the model. */
import { rangeError } from '../base/errors.ts';
import { ptePfn, ptePresent } from '../helpers/pgtable.ts';
import type { FaultFlagId, Kernel } from '../kernel/kernel.ts';
import { type Fault, fault } from '../mm/common/fault.ts';
import { type Folio, folio } from '../mm/common/folio.ts';
import { vma } from '../mm/common/makeVma.ts';
import { type Vma, vmHas } from '../mm/common/vma.ts';
import { ttuFlagsOf, uffdFeaturesOf } from './recordedFlags.ts';
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

/** PageAnonExclusive() shares its bit with the flags that these names stand for (include/linux/page-flags.h). */
const saysExclusive = (flags: readonly string[]): boolean =>
  flags.includes('mappedtodisk') || flags.includes('owner_2');

/** The page handed to the function. `hwpoison` is true where the page has an error that its flags do not show yet. */
export function pageOf(call: RecordedCall, hwpoison: boolean): Folio {
  const { flags, anon } = fieldOf(call, 'folio');
  return folio({
    anon,
    exclusive: anon && saysExclusive(flags),
    dirty: flags.includes('dirty'),
    swapbacked: flags.includes('swapbacked'),
    hwpoison: hwpoison || flags.includes('hwpoison'),
  });
}

/** The page of the entry before, from the facts of the call; undefined where they do not tell one. */
export function pageSeen({ facts }: RecordedCall): Folio | undefined {
  if (facts?.mapping === undefined || !facts.pageFlags?.length) return undefined;
  const low = facts.mapping & 3n; // PAGE_MAPPING_ANON, PAGE_MAPPING_KSM
  const anon = (low & 1n) !== 0n;
  const own = facts.subFlags ?? facts.pageFlags;
  return folio({
    anon,
    ksm: low === 3n,
    exclusive: anon && saysExclusive(own),
    dirty: facts.pageFlags.includes('dirty'),
    swapbacked: facts.pageFlags.includes('swapbacked'),
    hwpoison: own.includes('hwpoison'),
    hasMapping: facts.pageFlags.includes('uptodate'), // as every page of a file that is mapped
  });
}

/** Whether the page of the call is pinned; undefined where nobody knows. GUP_PIN_COUNTING_BIAS of include/linux/mm.h is 1024. */
export const pinSeen = ({ facts }: RecordedCall): boolean | undefined =>
  facts?.order === 0 && facts.refcount !== undefined ? facts.refcount >= 1024 : undefined;

/** The TTU_ flags of a walk that unmaps or migrates; undefined where the recording does not tell them. */
export function ttuOf(k: Kernel, { ttuFlags, facts }: RecordedCall): ReturnType<typeof ttuFlagsOf> | undefined {
  const word = ttuFlags ?? facts?.arg;
  return word === undefined ? undefined : ttuFlagsOf(k, word);
}

/** File systems that write back and hear of the first write, by the names of their vm_ops. */
const writesBack = /^(ext4|xfs|btrfs|f2fs|fuse|nfs)_/;

/** What of a mapping only facts tell. */
function mappingSeen(k: Kernel, { facts }: RecordedCall): Partial<Vma> {
  if (facts?.ops === undefined) return {};
  const has = uffdFeaturesOf(k, facts.uffdFeatures ?? 0n);
  const disk = writesBack.test(facts.ops);
  return {
    anonymous: facts.ops === '0x0',
    pageMkwrite: disk,
    fsWriteback: disk,
    anonVma: facts.anonVma === true,
    uffdWpAsync: has('wpAsync'),
    uffdWpUnpopulated: has('wpUnpopulated'),
    uffdEventRemap: has('eventRemap'),
    uffdRwpAsync: has('rwpAsync'),
    uffdSigbus: has('sigbus'),
  };
}

/**
 * The mapping of a call, as the functions of mm/ take it. A shared one is of a file or of shared memory; what a private one
 * is of, the call does not say: it is anonymous unless `parts` or the facts of the call say otherwise, which win.
 *
 * @throws RangeError where the recording does not tell the mapping.
 */
export function mappingOf(k: Kernel, call: RecordedCall, parts: Partial<Vma> = {}): Vma {
  const { vmPageProt, vmFlags } = fieldOf(call, 'vma');
  return vma(k, {
    vmPageProt,
    anonymous: !vmHas({ vmFlags }, k.vm.shared),
    ...parts,
    ...mappingSeen(k, call),
    vmFlags,
  });
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
    user: has('user'),
    remote: has('remote'),
  });
}
