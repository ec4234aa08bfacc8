/** The fault of an empty entry in a mapping of a file or of shared memory. */
import type { Pte } from '../../helpers/marks.ts';
import { pteMkdirty, pteWrite } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { maybeMkwrite } from '../common/maybeMkwrite.ts';
import { type FaultOutcome, isFaultError, unchanged, type VmFault } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { faultDirtySharedPage } from './faultDirtySharedPage.ts';
import { ends, keepUffdWp, type MissingFault, noAnonVma } from './missing.ts';
import { cannotCallFault, cannotPrepareAnon } from './vmaLock.ts';
import { vmfInsertPage } from './vmfInsertPage.ts';

/** mm/memory.c, do_fault() with do_read_fault(), do_cow_fault() and do_shared_fault(): the page is the file's, or a copy of it. */
export function doFault(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  pfn: bigint,
  fault: Fault,
  how: MissingFault,
): FaultOutcome {
  if (!fault.write && aroundIt(k, vma, folio, how))
    return setPteRange(k, pte, vma, folio, pfn, fault).faultOutcome(['VM_FAULT_NOPAGE']);
  const cow = fault.write && !vmHas(vma, k.vm.shared);
  const refused =
    beforeFault(k, pte, vma, fault, cow, how) ??
    inFault(k, pte, vma, folio, fault, how) ??
    (vma.dax && !cow ? vmfInsertPage(k, pte, vma, pfn, fault.write) : undefined) ??
    afterFault(k, pte, vma, cow, fault, how);
  if (refused) return refused;
  const t = setPteRange(k, pte, vma, folio, pfn, fault);
  if (!fault.write) return t.faultOutcome(['VM_FAULT_LOCKED']);
  if (cow)
    return t.faultOutcome(
      ['VM_FAULT_LOCKED'],
      k.does('anonExclusive') ? ['copy page', 'RMAP_EXCLUSIVE'] : ['copy page'],
    );
  return t.faultOutcome(['VM_FAULT_LOCKED', ...faultDirtySharedPage(k, vma, folio, fault)], ['folio_mark_dirty']);
}

/** What ends the fault before the file system is asked for the page. */
function beforeFault(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  fault: Fault,
  cow: boolean,
  how: MissingFault,
): FaultOutcome | undefined {
  if (cannotCallFault(k, vma, fault))
    return ends(pte, 'VM_FAULT_RETRY', 'do_fault', 'no file system is asked under the lock of the mapping alone');
  if (!cow) return undefined;
  if (k.does('wpNeedsAnonVma') && cannotPrepareAnon(k, vma, fault, how)) return noAnonVma(pte);
  return how.oom ? ends(pte, 'VM_FAULT_OOM', 'do_cow_fault', 'there is no memory for a copy') : undefined;
}

/** __do_fault(): what the file system makes of it, and a page with a hardware error. */
function inFault(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio: Folio,
  fault: Fault,
  { cached = true, uncached }: MissingFault,
): FaultOutcome | undefined {
  if (uncached && vmHas(vma, k.vm.locked) && pte !== 0n && k.does('filemapRechecksEntry'))
    return ends(pte, 'VM_FAULT_NOPAGE', 'filemap_fault_recheck_pte_none', 'the marker counts as a page that has come');
  const traps = (why: string) => handleUserfault(k, new Trace(k, pte), vma, fault, why);
  if (vmHas(vma, k.vm.uffdMissing) && !cached) return traps('userfaultfd traps missing pages');
  if (vmHas(vma, k.vm.uffdMinor) && cached) return traps('userfaultfd traps pages that are there but not mapped');
  if (!folio.hwpoison || !k.config.memoryFailure) return undefined;
  const drops = k.does('faultDropsCleanPoison') && !folio.dirty && !folio.swapbacked;
  return ends(
    pte,
    drops ? 'VM_FAULT_NOPAGE' : 'VM_FAULT_HWPOISON',
    '__do_fault',
    drops ? 'the page has a hardware error, is clean, and leaves its file' : 'the page has a hardware error',
  );
}

/** What ends the fault when the page is there and not mapped yet. */
function afterFault(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  cow: boolean,
  fault: Fault,
  { copyPoisoned, mkwriteReturns = [], mm }: MissingFault,
): FaultOutcome | undefined {
  if (cow && copyPoisoned && k.does('cowCopyRecovers'))
    return ends(pte, 'VM_FAULT_HWPOISON', 'do_cow_fault', 'reading the page meets a hardware error');
  const asked = fault.write && !cow && vma.pageMkwrite;
  if (asked && mkwriteReturns.some((bit) => isFaultError(bit) || bit === 'VM_FAULT_NOPAGE'))
    return unchanged(pte, 'do_page_mkwrite', 'the file system refuses the write', { returned: mkwriteReturns });
  if (!mm?.unstable || vmHas(vma, k.vm.shared)) return undefined;
  const returned: readonly VmFault[] = ['VM_FAULT_LOCKED', 'VM_FAULT_SIGBUS'];
  return unchanged(pte, 'check_stable_address_space', 'the address space is being taken apart', { returned });
}

/** should_fault_around(): pages of the cache nearby are mapped in one go, unless userfaultfd must see each. */
const aroundIt = (k: Kernel, vma: Vma, folio: Folio, { cached = true }: MissingFault): boolean =>
  cached &&
  vma.mapPages !== false &&
  !(folio.hwpoison && k.config.memoryFailure) &&
  !vmHas(vma, k.vm.uffdWp) &&
  !vmHas(vma, k.vm.uffdMinor) &&
  !vmHas(vma, k.vm.uffdRwp);

/** set_pte_range() (do_set_pte() to 6.5, alloc_set_pte() to 5.11). */
function setPteRange(k: Kernel, old: bigint, vma: Vma, folio: Folio, pfn: bigint, fault: Fault): Trace {
  const t = mkPte(k, pfn, vma);
  if (fault.write) {
    t.apply(pteMkdirty, 'it is about to be written');
    t.apply(maybeMkwrite, 'writable, if the mapping is', vma);
  } else if (k.does('setPteDirtiesWritable') && pteWrite(k, t.value) && folio.dirty)
    t.apply(pteMkdirty, 'the page is dirty and the entry writable');
  keepUffdWp(k, t, vma, old);
  return t;
}
