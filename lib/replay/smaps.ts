/** A mapping from what smaps says of it: fs/proc/task_mmu.c, show_smap_vma_flags(). */
import type { Kernel, VmFlagId } from '../kernel/kernel.ts';
import { vma } from '../mm/common/makeVma.ts';
import type { Vma } from '../mm/common/vma.ts';
import { vmHas } from '../mm/common/vma.ts';
import type { RecordedStep } from './recording.ts';

const codes: Readonly<Record<string, VmFlagId>> = {
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
};

/** `known` is vm_flags as a call recorded it: smaps does not tell the protection key. */
export function mappingFromSmaps(k: Kernel, vmFlags: readonly string[], known: bigint): Vma {
  const ids = Object.values(codes);
  const told = vmFlags.flatMap((code) => codes[code] ?? []).reduce((word, id) => word | k.vm[id], 0n);
  const others = known & ~ids.reduce((mask, id) => mask | k.vm[id], 0n);
  const word = told | others;
  return vma(k, { vmFlags: word, anonymous: !vmHas(k, { vmFlags: word }, 'shared') });
}

/** The latest vm_flags that a call up to this step recorded for the page; 0n if none did. */
export const recordedFlags = (steps: readonly RecordedStep[]): bigint =>
  steps.flatMap((s) => s.calls).findLast((call) => call.vma !== undefined)?.vma?.vmFlags ?? 0n;
