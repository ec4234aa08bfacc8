/** UFFDIO_MOVE takes a page from one place of the address space to another. */

import {
  pfnPte,
  pteDirty,
  pteMkdirty,
  pteMksoftDirty,
  pteMkspecial,
  pteMkuffdWp,
  pteMkwrite,
  pteModify,
  ptePfn,
  pteSpecial,
} from '../../helpers/pgtable.ts';
import { pteSwpExclusive, pteSwpMksoftDirty, pteSwpMkuffdWp } from '../../helpers/swapFlags.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Outcome, unchanged } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';

/** `pte` is the entry at the destination; 0n where nothing was moved. */
export interface MoveOutcome extends Outcome {
  readonly returned: 0 | '-ENOENT' | '-EBUSY' | '-EAGAIN' | '-EFAULT';
}

const refused = (returned: MoveOutcome['returned'], why: string): MoveOutcome =>
  unchanged(0n, 'move_pages_pte', why, { returned });
const moved = (t: Trace, present: boolean): MoveOutcome =>
  t.outcome(present ? ['flush_tlb_page'] : [], { returned: 0 });

/**
 * mm/userfaultfd.c, move_pages_pte() (6.8), for UFFDIO_MOVE: `src` is the source entry, `folio` its page, `dst` the mapping it goes to.
 * @throws RangeError for a word that is no entry, and before 6.8 (ERR_PTE_HELPER).
 */
export const movePagesPte = checked('movePagesPte', (k: Kernel, src: bigint, dst: Vma, folio?: Folio): MoveOutcome => {
  const family = expectFamily(k, src, everything);
  if (family === 'none') return refused('-ENOENT', 'nothing is there');
  if (family === 'present') return pteSpecial(k, src) ? moveZeropage(k, src, dst) : movePresent(k, src, dst, folio);
  if (family === 'migration') return refused('-EAGAIN', 'the page is moving: the kernel waits and tries again');
  if (family !== 'swap') return refused('-EFAULT', 'only pages and swap entries move');
  if (!pteSwpExclusive(k, src)) return refused('-EBUSY', 'others have the page too');
  const t = Trace.from(k, 'move_swap_pte', src, 'the entry goes as it is');
  if (k.does('moveMarksSoftDirty') && k.config.softDirty)
    t.apply(pteSwpMksoftDirty, 'what has moved counts as written');
  if (vmHas(k, dst, 'uffdRwp')) t.apply(pteSwpMkuffdWp, 'the mapping traps every access');
  return moved(t, false);
});

function movePresent(k: Kernel, src: bigint, dst: Vma, folio: Folio | undefined): MoveOutcome {
  if (!folio?.anon || !folio.exclusive || folio.pinned) return refused('-EBUSY', 'others have the page too');
  const t = mkPte(k, ptePfn(k, src), dst);
  if (k.does('moveMarksSoftDirty')) {
    t.apply(pteMksoftDirty, 'what has moved counts as written');
    if (pteDirty(k, src)) t.apply(pteMkdirty, 'the old entry is dirty');
  } else t.apply(pteMkdirty, 'what has moved counts as written');
  t.apply(pteMkwrite, 'the page is this process’s alone', dst.vmFlags);
  trapAll(k, t, dst);
  return moved(t, true);
}

function moveZeropage(k: Kernel, src: bigint, dst: Vma): MoveOutcome {
  const t = Trace.from(k, 'pfn_pte', pfnPte(k, ptePfn(k, src), dst.vmPageProt), 'the zero page');
  t.apply(pteMkspecial, 'nobody counts its mappings');
  trapAll(k, t, dst);
  return moved(t, true);
}

/** Where userfaultfd traps every access (7.3), what arrives is trapped. */
function trapAll(k: Kernel, t: Trace, dst: Vma): void {
  if (!vmHas(k, dst, 'uffdRwp')) return;
  t.apply(pteModify, 'the mapping traps every access: PAGE_NONE', k.prot.PAGE_NONE);
  t.apply(pteMkuffdWp, 'the mapping traps every access');
}
