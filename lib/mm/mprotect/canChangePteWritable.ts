/** Who may write to an entry without a fault. */

import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, pteProtnone, pteSoftDirty, pteUffdWp } from '../../helpers/pgtable.ts';
import { pmdDirty, pmdProtnone, pmdSoftDirty, pmdUffdWp } from '../../helpers/pgtableHuge.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import type { Step } from '../common/outcome.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { vmaSoftDirtyEnabled, vmaWantsWritenotify, whyNoWritenotify } from '../common/vmaSetPageProt.ts';

/** Userfaultfd traps writes through this entry; never where it cannot. */
export const trapsWrites = (k: Kernel, vma: Vma, pte: Pte): boolean => vmHas(vma, k.vm.uffdWp) && pteUffdWp(k, pte);

/** mm/internal.h, pte_needs_soft_dirty_wp(): the next write must fault, so that soft-dirty tracking sees it. */
export const pteNeedsSoftDirtyWp = (k: Kernel, vma: Vma, pte: Pte): boolean =>
  vmaSoftDirtyEnabled(k, vma) && !pteSoftDirty(k, pte);

/** Whether it is worth asking mayWritePte() or mayWritePmd() of an entry of the mapping. */
export const wantsWriteUpgrade = (k: Kernel, vma: Vma): boolean =>
  vmHas(vma, k.vm.shared) ? vmaWantsWritenotify(k, vma, vma.vmPageProt) : vmHas(vma, k.vm.write);

type Owned = Pick<Folio, 'anon' | 'exclusive'>;

/** Whether the entry may become writable without a fault, by the rules of the kernels that ask. */
export const mayWritePte = (k: Kernel, vma: Vma, pte: Pte, folio?: Owned): boolean =>
  whyNotWritable(k, vma, pte, folio) === undefined;

/** Why it may not, in the order in which can_change_pte_writable() asks. */
export function whyNotWritable(k: Kernel, vma: Vma, pte: Pte, folio?: Owned): string | undefined {
  if (!vmHas(vma, k.vm.write)) return 'no, the mapping is not writable';
  if (pteProtnone(k, pte)) return 'no, it is PROT_NONE';
  if (k.does('canChangeNeedsDirty') && !pteDirty(k, pte)) return 'no, clean';
  if (pteNeedsSoftDirtyWp(k, vma, pte)) return 'no, soft-dirty tracking waits for a write';
  if (trapsWrites(k, vma, pte)) return 'no, userfaultfd traps writes';
  if (vmHas(vma, k.vm.shared)) return pteDirty(k, pte) ? undefined : 'no, shared and clean';
  return folio?.anon === true && folio.exclusive ? undefined : 'no, private, and the page is not exclusive';
}

/** Why wantsWriteUpgrade() says no: the function that is asked last, and its reason. */
export function whyNoUpgrade(k: Kernel, vma: Vma): Pick<Step, 'did' | 'why'> | undefined {
  if (wantsWriteUpgrade(k, vma)) return undefined;
  const asked = 'vma_wants_manual_pte_write_upgrade';
  if (!vmHas(vma, k.vm.shared)) return { did: asked, why: 'no, the mapping is not writable' };
  return { did: 'vma_wants_writenotify', why: `no, ${whyNoWritenotify(k, vma, vma.vmPageProt)}` };
}

/** Whether the huge entry may become writable without a fault, by the rules of the kernels that ask. */
export function mayWritePmd(k: Kernel, vma: Vma, pmd: Pte, folio?: Owned): boolean {
  if (!vmHas(vma, k.vm.write)) return false;
  if (pmdProtnone(k, pmd)) return false;
  if (vmaSoftDirtyEnabled(k, vma) && !pmdSoftDirty(k, pmd)) return false;
  if (vmHas(vma, k.vm.uffdWp) && pmdUffdWp(k, pmd)) return false;
  if (!vmHas(vma, k.vm.shared)) return folio?.anon === true && folio.exclusive;
  return pmdDirty(k, pmd);
}

/**
 * include/linux/userfaultfd_k.h, userfaultfd_pte_wp() (5.7): userfaultfd traps writes through this entry.
 * @throws RangeError before 5.7 (ERR_PTE_HELPER).
 */
export const userfaultfdPteWp = checked('userfaultfdPteWp', trapsWrites);

/**
 * mm/internal.h, vma_wants_manual_pte_write_upgrade() (inside mprotect_fixup() in 6.0 and 6.1): whether to ask
 * can_change_pte_writable() at all for entries of the mapping.
 * @throws RangeError before 6.0 (ERR_PTE_HELPER).
 */
export const vmaWantsManualPteWriteUpgrade = checked('vmaWantsManualPteWriteUpgrade', wantsWriteUpgrade);

/**
 * mm/mprotect.c, can_change_pte_writable() (6.0): the entry may be made writable without a fault. `folio` is the page it maps, absent
 * for a page without one (special entries).
 * @throws RangeError before 6.0 (ERR_PTE_HELPER).
 */
export const canChangePteWritable = checked('canChangePteWritable', mayWritePte);

/**
 * mm/huge_memory.c, can_change_pmd_writable() (6.2): the same of a huge page. `folio` is that page.
 * @throws RangeError before 6.2 (ERR_PTE_HELPER).
 */
export const canChangePmdWritable = checked('canChangePmdWritable', mayWritePmd);
