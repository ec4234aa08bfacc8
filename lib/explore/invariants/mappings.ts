/** What holds of mappings and of the counter beside them: vm_page_prot, and mm->tlb_flush_pending. */
import { vmHas } from '../../mm/common/vma.ts';
import { processOf } from '../../world/entryName.ts';
import type { Invariant, SeenEntry } from '../invariant.ts';
import { isArmed, isTracked, protecting } from './common.ts';

const mayWriteByDefault = ({ k, now }: SeenEntry): boolean => (now.vma.vmPageProt & k.mask.rw) !== 0n;
const isOfHugetlb = ({ k, now }: SeenEntry): boolean => vmHas(now.vma, k.vm.hugetlb);
/** VM_SHARED and VM_WRITE. */
const isSharedWritable = ({ k, now }: SeenEntry): boolean => vmHas(now.vma, k.vm.shared) && vmHas(now.vma, k.vm.write);

const protects: readonly string[] = protecting;

/** A CPU has changed entries of the process by change_protection(), and owes the flush. */
const isFlushOwed = ({ world, now }: SeenEntry): boolean =>
  world.cpus.some(
    ({ hand }) =>
      hand !== undefined &&
      protects.includes(hand.name) &&
      hand.flushesLast &&
      hand.due.some(({ mm }) => mm === processOf(now.name)),
  );

/** I13, I14 and I20 of what must hold; what breaks them are H1 and commit f96f7a40874d. */
export const mappingInvariants: readonly Invariant[] = [
  {
    name: 'private-prot-not-writable',
    says: 'The protection of a private mapping does not allow writing: every entry has to earn it.',
    source: 'mm/mmap.c, protection_map[]: a private mapping copies on write',
    kind: 'bug',
    of: 'state',
    premise: ({ k, now }) => !vmHas(now.vma, k.vm.shared),
    claim: (seen) => !mayWriteByDefault(seen),
  },
  {
    name: 'writenotify-for-uffd-wp',
    says: 'The protection of a shared mapping that is registered for write protection does not allow writing.',
    source: 'mm/mmap.c (vma.c), vma_wants_writenotify()',
    kind: 'bug',
    of: 'state',
    bugs: ['H1'],
    needs: (k) => k.mask.uffdWp !== 0n,
    premise: (seen) => isArmed(seen, seen.now.vma) && vmHas(seen.now.vma, seen.k.vm.shared) && !isOfHugetlb(seen),
    claim: (seen) => !mayWriteByDefault(seen),
  },
  {
    name: 'writenotify-for-soft-dirty',
    says: 'Nor does that of one whose writes are tracked, or whose file wants to hear of them.',
    source: 'mm/mmap.c (vma.c), vma_wants_writenotify()',
    kind: 'bug',
    of: 'state',
    premise: (seen) =>
      isSharedWritable(seen) && !isOfHugetlb(seen) && (isTracked(seen, seen.now.vma) || seen.now.vma.pageMkwrite),
    claim: (seen) => !mayWriteByDefault(seen),
  },
  {
    name: 'hugetlb-untracked',
    says: 'Writes to hugetlb are not tracked: clear_refs takes no write permission from a shared mapping.',
    source:
      'mm/mmap.c, vma_wants_writenotify(), which says that hugetlb does not support it; mm/hugetlb.c, hugetlb_wp()',
    kind: 'bug',
    of: 'state',
    premise: (seen) =>
      isSharedWritable(seen) && isOfHugetlb(seen) && isTracked(seen, seen.now.vma) && !isArmed(seen, seen.now.vma),
    claim: mayWriteByDefault,
  },
  {
    name: 'pending-while-flush-owed',
    says: 'mm->tlb_flush_pending counts whoever has changed a protection and not flushed yet.',
    source:
      'include/linux/mm_types.h, inc_tlb_flush_pending(); of hugetlb see mm/hugetlb.c, hugetlb_change_protection()',
    kind: 'bug',
    of: 'state',
    premise: (seen) => !isOfHugetlb(seen) && isFlushOwed(seen),
    claim: ({ now }) => now.mm.pending > 0,
  },
];
