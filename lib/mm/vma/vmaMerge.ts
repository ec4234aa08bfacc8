/** Two mappings side by side become one: whether, and with which flags and protection. */
import { rangeError, shown } from '../../base/errors.ts';
import { checkKernel, type Kernel, type VmFlagId } from '../../kernel/kernel.ts';
import { isUffdArmed, type Vma, vmHas } from '../common/vma.ts';
import { withVmFlags } from '../common/vmaSetPageProt.ts';

/**
 * What makes them meet: a new mapping, a change of protection, of other flags (madvise(), mlock()), of
 * what userfaultfd traps, or a mapping that is moved.
 */
export type MergeBy = 'mmap' | 'mprotect' | 'madvise' | 'userfaultfd' | 'mremap';

/** What vma_merge() compares that is no part of `Vma`. */
export interface MergeHow {
  /** One file and consecutive offsets (for anonymous memory consecutive addresses since its first page). True if absent. */
  readonly sameFile?: boolean;
  /** One policy (mbind()) and one name (PR_SET_VMA_ANON_NAME). True if absent. */
  readonly samePolicy?: boolean;
  /** Registered with one userfaultfd. True if absent. */
  readonly sameContext?: boolean;
  /** Where both hold pages, they have one anon_vma, as neighbours that were faulted in by one process have. True if absent. */
  readonly sameAnonVma?: boolean;
  /** The one of the two that holds pages has an anon_vma of a parent's too: it is of a child of fork(). */
  readonly forkChild?: boolean;
  /** vm_ops has close, as that of hugetlb and of some drivers. */
  readonly closes?: boolean;
}

/** The first comparison that keeps them apart, in the kernel's order. */
export type MergeRefusal = 'special' | 'policy' | 'vm_flags' | 'file' | 'close' | 'userfaultfd' | 'anon_vma';

/** The merged mapping, or why there is none. */
export type VmaMergeOutcome =
  | { readonly vma: Vma; readonly refused?: never }
  | { readonly vma?: never; readonly refused: MergeRefusal };

/** include/linux/mm.h, VM_SPECIAL. */
const special: readonly VmFlagId[] = ['io', 'dontexpand', 'pfnmap', 'mixedmap'];

/** is_mergeable_anon_vma(): `neighbour` stays and takes the other's range. */
function anonVmasMerge(k: Kernel, neighbour: Vma, changed: Vma, how: MergeHow): boolean {
  if (neighbour.anonVma === changed.anonVma) return !neighbour.anonVma || how.sameAnonVma !== false;
  return !how.forkChild && (neighbour.anonVma || k.does('mergesUnfaulted'));
}

/** VM_SOFTDIRTY alone does not keep mappings apart. */
const sameFlags = (k: Kernel, a: Vma, b: Vma): boolean => ((a.vmFlags ^ b.vmFlags) & ~k.vm.softdirty) === 0n;

const keepsClosers = (k: Kernel, by: MergeBy): boolean =>
  k.does('mergeExtendsClosers') && (by === 'mmap' || by === 'mremap');

function refusal(k: Kernel, neighbour: Vma, changed: Vma, by: MergeBy, how: MergeHow): MergeRefusal | undefined {
  const tests: readonly (readonly [MergeRefusal, boolean])[] = [
    ['special', special.some((flag) => vmHas(changed, k.vm[flag]))],
    ['policy', how.samePolicy === false],
    ['vm_flags', !sameFlags(k, neighbour, changed)],
    ['file', how.sameFile === false || neighbour.anonymous !== changed.anonymous],
    ['close', how.closes === true && !keepsClosers(k, by)],
    ['userfaultfd', isUffdArmed(k, neighbour) && how.sameContext === false],
    ['anon_vma', !anonVmasMerge(k, neighbour, changed, how)],
  ];
  return tests.find(([, refuses]) => refuses)?.[0];
}

/** What the caller makes of the mapping that vma_merge() gives it. */
const afterwards: { readonly [B in MergeBy]: (k: Kernel, merged: Vma, wanted: bigint) => Vma } = {
  mmap: (k, merged) => withVmFlags(k, merged, merged.vmFlags | k.vm.softdirty),
  mprotect: withVmFlags,
  madvise: (_, merged, wanted) => ({ ...merged, vmFlags: wanted }),
  userfaultfd: (k, merged, wanted) => (k.does('uffdKeepsMergedFlags') ? merged : { ...merged, vmFlags: wanted }),
  mremap: (_, merged) => merged,
};

/**
 * mm/vma.c, vma_merge_existing_range() and vma_merge_new_range() (vma_merge() to 6.11), with what the caller does next: the whole of
 * `changed`, in the flags that the call gives it, becomes a part of `neighbour`. Its entries stay as they are: mprotect() goes on to those
 * of `changed` alone. Of a merge on both sides this is one half. Not modelled: VM_MAYBE_GUARD, which is kept like VM_SOFTDIRTY; a
 * mapping that mremap() takes out of a child of fork() into one without pages, which the first kernels with `mergesUnfaulted` merge.
 * @throws RangeError for a `by` that is none of the five.
 */
export function vmaMerge(k: Kernel, neighbour: Vma, changed: Vma, by: MergeBy, how: MergeHow = {}): VmaMergeOutcome {
  checkKernel(k);
  if (!Object.hasOwn(afterwards, by))
    throw rangeError(`expected one of ${Object.keys(afterwards).join(', ')}, got ${shown(by)}`);
  const refused = refusal(k, neighbour, changed, by, how);
  if (refused) return { refused };
  const kept = k.does('mergeKeepsSoftDirty') ? (neighbour.vmFlags | changed.vmFlags) & k.vm.softdirty : 0n;
  const merged = {
    ...neighbour,
    vmFlags: neighbour.vmFlags | kept,
    anonVma: neighbour.anonVma || changed.anonVma,
  };
  return { vma: afterwards[by](k, merged, changed.vmFlags | kept) };
}

/**
 * mm/vma.c, __mmap_region() (mmap_region() to 6.12): a new mapping, or the neighbour that has grown by it. Both have VM_SOFTDIRTY over
 * their whole length, whatever clear_refs has left.
 */
export function mmapRegion(k: Kernel, fresh: Vma, neighbour?: Vma, how: MergeHow = {}): Vma {
  const alone = { ...fresh, anonVma: false };
  const merged = neighbour && vmaMerge(k, neighbour, alone, 'mmap', how).vma;
  return merged ?? withVmFlags(k, alone, alone.vmFlags | k.vm.softdirty);
}
