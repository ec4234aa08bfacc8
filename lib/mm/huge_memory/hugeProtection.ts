/** The callers of change_protection() over a range with a whole huge page in it: mprotectFixup(), uffdWpRange() and changeProtNuma() one level up. */
import type { Pte } from '../../helpers/marks.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { unchanged } from '../common/outcome.ts';
import type { Vma } from '../common/vma.ts';
import { withVmFlags } from '../common/vmaSetPageProt.ts';
import type { ChangeProtection } from '../mprotect/changeProtection.ts';
import { mprotectRequest } from '../mprotect/mprotectFixup.ts';
import { taskNumaWork } from '../sched/taskNumaWork.ts';
import { accessTrap, writeTrap } from '../userfaultfd/uffdWpRange.ts';
import { changeHugePmd, type HugeChanged, pgtableSplitNeeded } from './changeHugePmd.ts';
import { hugeFamilies } from './setPmdMigrationEntry.ts';

/** What became of a huge entry in a range whose protection changes. */
export interface HugeProtected extends HugeChanged {
  /** It is to be split (splitHugePmdLocked()), and the small entries change one by one; the huge one stays as it is until then. */
  readonly splits: boolean;
}

function changeRange(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  newprot: bigint,
  cp: ChangeProtection,
  folio?: Folio,
): HugeProtected {
  if (!pgtableSplitNeeded(k, vma, cp)) return { ...changeHugePmd(k, pmd, vma, newprot, cp, folio), splits: false };
  return { ...stays(k, pmd, '__split_huge_pmd', 'the marks of a file are kept in small entries'), splits: true };
}

function stays(k: Kernel, pmd: Pte, did: string, why: string): HugeProtected {
  expectFamily(k, pmd, [...hugeFamilies(k), 'migration'], 'pmd');
  return unchanged(pmd, did, why, { flushesLater: k.does('flushesIfNeeded'), splits: false });
}

/**
 * mm/mprotect.c, mprotect_fixup() over a whole huge page: the mapping gets the word `vmFlags`, and the huge entry the protection that follows,
 * as for mprotectFixup(). `folio` is the page, absent for the huge zero page.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function mprotectFixupHuge(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  vmFlags: bigint,
  folio?: Folio,
): HugeProtected & { readonly vma: Vma } {
  if (vmFlags === vma.vmFlags) return { ...stays(k, pmd, 'mprotect_fixup', 'the flags are the same'), vma };
  const after = withVmFlags(k, vma, vmFlags);
  return { ...changeRange(k, pmd, after, after.vmPageProt, mprotectRequest(k, vma, vmFlags), folio), vma: after };
}

/** Write protection of a huge page begins or ends, on any kernel. */
export function trapHugeWrites(k: Kernel, pmd: Pte, vma: Vma, protect: boolean, folio?: Folio): HugeProtected {
  const { newprot, cp } = writeTrap(k, vma, protect);
  return changeRange(k, pmd, vma, newprot, cp, folio);
}

/** Access protection of a huge page begins or ends, on any kernel. */
export function trapHugeAccess(k: Kernel, pmd: Pte, vma: Vma, protect: boolean, folio?: Folio): HugeProtected {
  const { newprot, cp } = accessTrap(k, vma, protect);
  return changeRange(k, pmd, vma, newprot, cp, folio);
}

/**
 * mm/userfaultfd.c, uffd_wp_range() (5.7) over a whole huge page: userfaultfd traps writes to it (`protect`), or ends that, as for uffdWpRange().
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry, and before 5.7 (ERR_PTE_HELPER).
 */
export const uffdWpRangeHuge = checked('uffdWpRange', trapHugeWrites);

/**
 * mm/userfaultfd.c, UFFDIO_RWPROTECT (7.3) over a whole huge page: userfaultfd traps every access to it (`protect`), or ends that. A huge page of a
 * file is split, of which nothing is left that could be protected.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry, and before 7.3 (ERR_PTE_HELPER).
 */
export const uffdRwpRangeHuge = checked('uffdRwpRange', trapHugeAccess);

/**
 * mm/mempolicy.c, change_prot_numa() over a whole huge page: the huge entry becomes a NUMA hint, if NUMA balancing wants the page, as for
 * changeProtNuma(). `folio` is the page, absent for the huge zero page, which gets none.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function changeProtNumaHuge(k: Kernel, pmd: Pte, vma: Vma, folio?: Folio, numaSkips = false): HugeProtected {
  if (taskNumaWork(k, vma) !== undefined)
    return stays(k, pmd, 'task_numa_work', 'NUMA balancing passes the mapping over');
  return changeRange(k, pmd, vma, k.prot.PAGE_NONE, { protNuma: true, numaSkips }, folio);
}
