import type { Pte } from '../../helpers/marks.ts';
import { pfnPte, pteMkdirty, pteMksoftDirty, pteMkspecial, pteSame, pteSoftDirty } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import { unchanged } from '../common/outcome.ts';
import { clearFlush, quietMm } from '../common/ptepClearFlush.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Mm, Vma } from '../common/vma.ts';
import type { MergeOutcome } from './writeProtectPage.ts';

/** The page that is mapped instead. */
export interface Replacement {
  /** In pages. */
  readonly pfn: bigint;
  /** It is the zero page, which KSM maps if asked to (use_zero_pages). */
  readonly zero?: boolean;
  /** The entry that write_protect_page() has left; that at hand if left out. */
  readonly origPte?: bigint;
  readonly mm?: Mm;
}

/**
 * mm/ksm.c, replace_page(): KSM maps its page instead of one of the same content. The new entry is made from the mapping's protection
 * alone: soft-dirty, uffd-wp and what traps reads are lost (C11). The KSM page is never PageAnonExclusive(). -EFAULT is returned if the entry
 * has changed meanwhile; where the table has gone, which returns it as well, is not modelled.
 * @throws RangeError for a word that is no entry.
 */
export function replacePage(k: Kernel, pte: Pte, vma: Vma, kpage: Replacement): MergeOutcome {
  expectFamily(k, pte, everything);
  const orig = kpage.origPte ?? pte;
  if (!pteSame(k, pte, orig))
    return unchanged(pte, 'replace_page', 'the entry has changed meanwhile', { returned: '-EFAULT' });
  const t = kpage.zero ? zeroPte(k, kpage.pfn, vma) : mkPte(k, kpage.pfn, vma);
  if (k.does('ksmKeepsSoftDirty') && pteSoftDirty(k, orig)) t.apply(pteMksoftDirty, 'the old entry is soft-dirty');
  return t.outcome(clearFlush(k, pte, kpage.mm ?? quietMm), { returned: 0 });
}

function zeroPte(k: Kernel, pfn: bigint, vma: Vma): Trace {
  const t = Trace.from(k, 'pfn_pte', pfnPte(k, pfn, vma.vmPageProt), 'the zero page under vma->vm_page_prot');
  t.apply(pteMkspecial, 'the zero page is nobody’s');
  return k.does('ksmMarksZeroPage') ? t.apply(pteMkdirty, 'so that KSM’s zero pages can be told') : t;
}
