/** A mapping from what smaps says of it: fs/proc/task_mmu.c, show_smap_vma_flags(). */
import type { Kernel, VmFlagId } from '../kernel/kernel.ts';
import { vma } from '../mm/common/makeVma.ts';
import { type Vma, vmHas } from '../mm/common/vma.ts';
import type { RecordedStep } from './recording.ts';

const codes: ReadonlyMap<string, VmFlagId> = new Map(
  Object.entries({
    rd: 'read',
    wr: 'write',
    ex: 'exec',
    sh: 'shared',
    mr: 'mayread',
    mw: 'maywrite',
    me: 'mayexec',
    ms: 'mayshare',
    um: 'uffdMissing',
    uw: 'uffdWp',
    ui: 'uffdMinor',
    ur: 'uffdRwp',
    lo: 'locked',
    ht: 'hugetlb',
    sd: 'softdirty',
    pf: 'pfnmap',
    mm: 'mixedmap',
    ss: 'shadowStack',
    dp: 'droppable',
  } as const),
);

/**
 * The mapping that has the two-letter codes `vmFlags`. `recorded` is vm_flags as a call had it: the flags that smaps does not
 * tell, the protection key for one, are taken from there; 0n where there was no call.
 */
export function mappingFromSmaps(k: Kernel, vmFlags: readonly string[], recorded: bigint): Vma {
  const ids = [...codes.values()];
  const fromCodes = vmFlags.flatMap((code) => codes.get(code) ?? []).reduce((word, id) => word | k.vm[id], 0n);
  const others = recorded & ~ids.reduce((mask, id) => mask | k.vm[id], 0n);
  const word = fromCodes | others;
  return vma(k, { vmFlags: word, anonymous: !vmHas({ vmFlags: word }, k.vm.shared) });
}

/** The latest vm_flags among the calls of some steps, in the order of time; 0n if no call has a mapping. */
export const recordedFlags = (steps: readonly RecordedStep[]): bigint =>
  steps.flatMap((s) => s.calls).findLast((call) => call.vma !== undefined)?.vma?.vmFlags ?? 0n;
