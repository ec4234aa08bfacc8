/** Who may write to an entry: mm/mprotect.c, mm/internal.h, linux/userfaultfd_k.h, linux/mm.h. */

import { pteDirty, pteMkwrite, pteProtnone, pteSoftDirty, pteUffdWp } from '../../helpers/pgtable.ts';
import { pmdDirty, pmdProtnone, pmdSoftDirty, pmdUffdWp } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../common/folio.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { vmaSoftDirtyEnabled, vmaWantsWritenotify } from '../common/vmaSetPageProt.ts';

/** maybe_mkwrite(): writable if the mapping is; never takes write permission away. */
export const maybeMkwrite = (k: Kernel, pte: bigint, vma: Vma): bigint =>
  vmHas(k, vma, 'write') ? pteMkwrite(k, pte, vma.vmFlags) : pte;

/** userfaultfd_pte_wp(): userfaultfd traps writes through this entry. */
export const userfaultfdPteWp = (k: Kernel, vma: Vma, pte: bigint): boolean =>
  vmHas(k, vma, 'uffdWp') && pteUffdWp(k, pte);

/** pte_needs_soft_dirty_wp(): the next write must fault, so that soft-dirty tracking sees it. */
export const pteNeedsSoftDirtyWp = (k: Kernel, vma: Vma, pte: bigint): boolean =>
  vmaSoftDirtyEnabled(k, vma) && !pteSoftDirty(k, pte);

/** vma_wants_manual_pte_write_upgrade() (6.2): whether to ask can_change_pte_writable() at all. */
export const vmaWantsManualPteWriteUpgrade = (k: Kernel, vma: Vma): boolean =>
  vmHas(k, vma, 'shared') ? vmaWantsWritenotify(k, vma, vma.vmPageProt) : vmHas(k, vma, 'write');

/**
 * can_change_pte_writable() (6.0): the entry may be made writable without a fault. `folio` is the page it maps, absent
 * for a page without one (special entries).
 */
export function canChangePteWritable(
  k: Kernel,
  vma: Vma,
  pte: bigint,
  folio?: Pick<Folio, 'anon' | 'exclusive'>,
): boolean {
  if (!vmHas(k, vma, 'write')) return false;
  if (pteProtnone(k, pte)) return false;
  if (k.does('canChangeNeedsDirty') && !pteDirty(k, pte)) return false;
  if (pteNeedsSoftDirtyWp(k, vma, pte)) return false;
  if (userfaultfdPteWp(k, vma, pte)) return false;
  if (!vmHas(k, vma, 'shared')) return folio?.anon === true && folio.exclusive;
  return pteDirty(k, pte);
}

/** can_change_pmd_writable() (6.2): the same for a huge page. */
export function canChangePmdWritable(
  k: Kernel,
  vma: Vma,
  pmd: bigint,
  folio?: Pick<Folio, 'anon' | 'exclusive'>,
): boolean {
  if (!vmHas(k, vma, 'write')) return false;
  if (pmdProtnone(k, pmd)) return false;
  if (vmaSoftDirtyEnabled(k, vma) && !pmdSoftDirty(k, pmd)) return false;
  if (vmHas(k, vma, 'uffdWp') && pmdUffdWp(k, pmd)) return false;
  if (!vmHas(k, vma, 'shared')) return folio?.anon === true && folio.exclusive;
  return pmdDirty(k, pmd);
}
