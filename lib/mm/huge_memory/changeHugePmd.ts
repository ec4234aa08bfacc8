/** The protection of a huge page changes: mprotect(), userfaultfd and NUMA balancing. */
import type { Pte } from '../../helpers/marks.ts';
import { pteClearUffdWp, pteWrprotect } from '../../helpers/pgtable.ts';
import { pmdMkuffdWp, pmdMkwrite, pmdModify, pmdProtnone, pmdUffdWp, pmdWrite } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { pteMkSavedwrite } from '../common/maybeMkwrite.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { mayWritePmd } from '../mprotect/canChangePteWritable.ts';
import { numaLeaves } from '../mprotect/changePresentPtes.ts';
import type { ChangeProtection } from '../mprotect/changeProtection.ts';
import { possible } from '../mprotect/changePteRange.ts';
import { changeNonPresentHugePmd } from './changeNonPresentHugePmd.ts';
import { hugePmdNeedsFlush } from './hugePmdNeedsFlush.ts';
import { hugeFamilies } from './setPmdMigrationEntry.ts';

/** What became of a huge entry whose protection changes. */
export interface HugeChanged extends Outcome {
  /** The TLB is flushed when the whole range is done and the table unlocked; before (to 5.18), at once, ahead of the change. */
  readonly flushesLater: boolean;
}

/**
 * mm/huge_memory.c, change_huge_pmd(): changePteRange() for a huge page as a whole; of a part, and where pgtableSplitNeeded() says so, the
 * page is split first. `folio` is the page, absent for the huge zero page, which gets no NUMA hint, and for entries without a page.
 *
 * It returns 1 for what is passed over and for entries that are not present, else the number of small pages. Not modelled: 0 for an
 * entry that is no longer huge, and kernels that cannot migrate huge pages, whose entries get no NUMA hint.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function changeHugePmd(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  newprot: bigint,
  asked: ChangeProtection,
  folio?: Folio,
): HugeChanged {
  const family = expectFamily(k, pmd, [...hugeFamilies(k), 'migration'], 'pmd');
  const cp = possible(k, asked);
  const flushesLater = k.does('flushesIfNeeded');
  if (family !== 'present')
    return { ...changeNonPresentHugePmd(k, pmd, cp, folio?.anon ?? vma.anonymous), flushesLater };
  const skip = passedOver(k, pmd, vma, cp, folio);
  if (skip) return unchanged(pmd, 'change_huge_pmd', skip, { flushesLater });
  const t = new Trace(k, pmd, 'pmd').apply(pmdModify, 'the new protection', newprot);
  if (cp.protNuma && pmdWrite(k, pmd) && k.does('numaSavedwrite'))
    t.apply(pteMkSavedwrite, 'the hint remembers write permission', vma.vmFlags);
  trap(k, t, vma, cp);
  if (upgrades(k, t.value, vma, cp, folio)) t.apply(pmdMkwrite, 'no fault is needed for writing', vma.vmFlags);
  return t.outcome(hugePmdNeedsFlush(k, pmd, t.value) ? ['flush_tlb_page'] : [], { flushesLater });
}

function passedOver(k: Kernel, pmd: Pte, vma: Vma, cp: ChangeProtection, folio?: Folio): string | undefined {
  if (cp.uffdRwp && pmdProtnone(k, pmd) && pmdUffdWp(k, pmd)) return 'the entry traps every access already';
  if (!cp.protNuma) return undefined;
  if (!folio) return 'the huge zero page is not moved';
  if (pmdProtnone(k, pmd)) return 'the entry is a hint already';
  const leaves = k.does('numaAsksHugePage') ? numaLeaves(k, vma, folio) : undefined;
  if (leaves) return leaves;
  return cp.numaSkips && k.does('numaAsksHugeNode') ? 'NUMA balancing leaves the page where it is' : undefined;
}

function trap(k: Kernel, t: Trace, vma: Vma, cp: ChangeProtection): void {
  if (cp.uffdWp || cp.uffdRwp) {
    if (!k.does('mkuffdWpWrprotects')) t.apply(pteWrprotect, 'userfaultfd is to trap writes');
    t.apply(pmdMkuffdWp, 'userfaultfd is to trap access');
  } else if (cp.uffdWpResolve || cp.uffdRwpResolve) t.apply(pteClearUffdWp, 'the protection is resolved');
  if (vmHas(vma, k.vm.uffdRwp) && pmdUffdWp(k, t.value))
    t.apply(pmdModify, 'the mapping traps reads too: PAGE_NONE', k.prot.PAGE_NONE);
}

/** To 6.1, no huge entry becomes writable by mprotect(), whatever is dirty or exclusive. */
const upgrades = (k: Kernel, pmd: Pte, vma: Vma, cp: ChangeProtection, folio: Folio | undefined): boolean =>
  cp.tryChangeWritable === true &&
  k.has('canChangePmdWritable') &&
  !pmdWrite(k, pmd) &&
  mayWritePmd(k, vma, pmd, folio);

/**
 * mm/mprotect.c, pgtable_split_needed() (6.4; uffd_wp_protect_file() from 5.19 on): a huge page of a file is split before userfaultfd protects
 * it, since the marks of files are kept in small entries. Whatever else is asked for changes the huge entry as it is.
 */
export const pgtableSplitNeeded = (k: Kernel, vma: Vma, asked: ChangeProtection): boolean => {
  const cp = possible(k, asked);
  return (cp.uffdWp === true || cp.uffdRwp === true) && !vma.anonymous && k.does('uffdWpSplitsFiles');
};
