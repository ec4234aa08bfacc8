/** What a fault does with a huge entry. */
import type { Pte } from '../../helpers/marks.ts';
import { pmdProtnone, pmdUffdWp, pmdWrite } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import { type Fault, unshares } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import type { VmFault } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmaIsAccessible, vmHas } from '../common/vma.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { doHugePmdAnonymousPage, type HugeMissing } from './doHugePmdAnonymousPage.ts';
import { doHugePmdNumaPage, type HugeNumaHint } from './doHugePmdNumaPage.ts';
import { meetHugeTrap } from './doHugePmdUffdRwp.ts';
import { doHugePmdWpPage, type HugeWrite } from './doHugePmdWpPage.ts';
import { fallsBack, goesOn, type HugeFaultOutcome, stays } from './hugeFault.ts';
import { hugePmdSetAccessed } from './hugePmdSetAccessed.ts';
import { hugeFamilies } from './setPmdMigrationEntry.ts';

/** What only the running kernel knows, of all that a fault on a huge entry can lead to. */
export interface HugeFaultInputs extends HugeMissing, HugeWrite {
  /** As for doHugePmdNumaPage(). */
  readonly numa?: HugeNumaHint;
  /** The mapping may have no huge pages (transparent_hugepage/enabled, MADV_NOHUGEPAGE, its size). */
  readonly disabled?: boolean;
  /** Somebody else has locked the page (device memory). */
  readonly locked?: boolean;
  /** vm_ops has huge_fault (files on DAX devices, some drivers), and returns this when a write is asked for. Shared memory has none. */
  readonly hugeFaultReturns?: readonly VmFault[];
}

/**
 * mm/memory.c, __handle_mm_fault() where it comes to the entry that a huge page can have, to the end, with wp_huge_pmd() and create_huge_pmd().
 * `folio` is the page, absent for the huge zero page, for entries without a page and for empty ones. It returns what the function
 * returns that it leads to; where that is VM_FAULT_FALLBACK, the kernel goes on with handlePteFault() and a small entry. A huge page of
 * a file comes later, from the file system: doSetPmd(). Not modelled: what a driver makes of the entry, an entry that has changed
 * meanwhile (0), and huge pages of 1 GiB.
 * @throws RangeError for a pointer to a table, and unless `pmd` is empty, maps a huge page or is a migration entry.
 */
export function handlePmdFault(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: HugeFaultInputs = {},
): HugeFaultOutcome {
  const family = expectFamily(k, pmd, ['none', ...hugeFamilies(k), 'migration'], 'pmd');
  if (family === 'none') return create(k, pmd, vma, fault, how);
  if (family === 'migration')
    return { ...stays(pmd, 'pmd_migration_entry_wait', 'the page is moving'), next: 'migration_entry_wait' };
  if (family === 'devicePrivate') return devicePrivate(pmd, fault, how);
  if (pmdProtnone(k, pmd) && vmaIsAccessible(k, vma)) {
    if (vmHas(vma, k.vm.uffdRwp) && pmdUffdWp(k, pmd)) return meetHugeTrap(k, pmd, vma, folio, fault);
    return { ...doHugePmdNumaPage(k, pmd, vma, folio, how.numa), splits: false };
  }
  if ((fault.write || unshares(k, fault)) && !pmdWrite(k, pmd)) return wpHugePmd(k, pmd, vma, folio, fault, how);
  return hugePmdSetAccessed(k, pmd, fault);
}

/** create_huge_pmd(), if the mapping may have huge pages. */
function create(k: Kernel, pmd: Pte, vma: Vma, fault: Fault, how: HugeFaultInputs): HugeFaultOutcome {
  if (how.disabled) return goesOn(pmd, 'thp_vma_allowable_order', 'the mapping may have no huge pages');
  if (vma.anonymous) return doHugePmdAnonymousPage(k, pmd, vma, fault, how);
  if (!how.hugeFaultReturns) return goesOn(pmd, 'create_huge_pmd', 'the file system gives pages one by one');
  return stays(pmd, 'huge_fault', 'the driver is asked', how.hugeFaultReturns);
}

/** do_huge_pmd_device_private() (6.19). */
function devicePrivate(pmd: Pte, fault: Fault, { locked }: HugeFaultInputs): HugeFaultOutcome {
  if (fault.vmaLock)
    return stays(pmd, 'FAULT_FLAG_VMA_LOCK', 'the whole address space must be locked', ['VM_FAULT_RETRY']);
  if (locked) return stays(pmd, 'folio_trylock', 'somebody else has locked the page, and may be moving it');
  return { ...stays(pmd, 'migrate_to_ram', 'the page is in device memory'), next: 'migrate_to_ram' };
}

/** wp_huge_pmd(). */
function wpHugePmd(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  folio: Folio | undefined,
  fault: Fault,
  how: HugeFaultInputs,
): HugeFaultOutcome {
  if (!vma.anonymous) return wpFile(k, pmd, vma, how);
  if (fault.write && vmHas(vma, k.vm.uffdWp) && pmdUffdWp(k, pmd)) {
    if (vma.uffdWpAsync && k.does('wpAsync'))
      return fallsBack(pmd, 'the context resolves by itself (async), page by page');
    return { ...handleUserfault(k, new Trace(k, pmd, 'pmd'), vma, fault, 'userfaultfd traps writes'), splits: false };
  }
  return doHugePmdWpPage(k, pmd, vma, folio, fault, how);
}

function wpFile(k: Kernel, pmd: Pte, vma: Vma, { hugeFaultReturns: returns }: HugeFaultInputs): HugeFaultOutcome {
  const shared = vmHas(vma, k.vm.shared) || vmHas(vma, k.vm.mayshare);
  const asks = returns && (shared || !k.does('wpDecidesSharedFirst'));
  if (asks && (!returns.includes('VM_FAULT_FALLBACK') || k.does('hugeWpTrustsDriver')))
    return stays(pmd, 'huge_fault', 'the driver is asked before a write', returns);
  return fallsBack(pmd, 'a huge page of a file is written to in small pages');
}
