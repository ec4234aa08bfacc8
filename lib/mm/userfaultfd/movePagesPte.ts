/** mm/userfaultfd.c, move_pages_pte(): UFFDIO_MOVE takes a page from one place of the address space to another (6.8). */

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
import type { Kernel } from '../../kernel/kernel.ts';
import { everything, expectSort } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/functionNames.ts';
import type { Outcome } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';

/** `pte` is the entry at the destination; 0n where nothing was moved. */
export interface MoveOutcome extends Outcome {
  readonly returned: 0 | '-ENOENT' | '-EBUSY' | '-EAGAIN' | '-EFAULT';
}

const refused = (returned: MoveOutcome['returned'], why: string): MoveOutcome => ({
  pte: 0n,
  returned,
  effects: [],
  steps: new Trace(0n, 'move_pages_pte', why).steps,
});
const moved = (t: Trace, present: boolean): MoveOutcome => ({
  pte: t.value,
  returned: 0,
  effects: present ? ['flush_tlb_page'] : [],
  steps: t.steps,
});

/** `src` is the source entry, `folio` its page, `dst` the mapping it goes to. @throws RangeError for a word that is no entry. */
export function movePagesPte(k: Kernel, src: bigint, dst: Vma, folio?: Folio): MoveOutcome {
  const sort = expectSort(k, src, everything);
  if (sort === 'none') return refused('-ENOENT', 'nothing is there');
  if (sort === 'present') return pteSpecial(k, src) ? moveZeropage(k, src, dst) : movePresent(k, src, dst, folio);
  if (sort === 'migration') return refused('-EAGAIN', 'the page is moving: the kernel waits and tries again');
  if (sort !== 'swap') return refused('-EFAULT', 'only pages and swap entries move');
  if (!pteSwpExclusive(k, src)) return refused('-EBUSY', 'others have the page too');
  const t = new Trace(src, 'move_swap_pte', 'the entry goes as it is');
  if (k.does('moveMarksSoftDirty') && k.config.softDirty)
    t.apply('pte_swp_mksoft_dirty', (e) => pteSwpMksoftDirty(k, e), 'what has moved counts as written');
  if (vmHas(k, dst, 'uffdRwp'))
    t.apply(called(k, 'pteSwpMkuffdWp'), (e) => pteSwpMkuffdWp(k, e), 'the mapping traps every access');
  return moved(t, false);
}

function movePresent(k: Kernel, src: bigint, dst: Vma, folio: Folio | undefined): MoveOutcome {
  if (!folio?.anon || !folio.exclusive || folio.pinned) return refused('-EBUSY', 'others have the page too');
  const t = mkPte(k, ptePfn(k, src), dst);
  if (k.does('moveMarksSoftDirty')) {
    t.apply('pte_mksoft_dirty', (e) => pteMksoftDirty(k, e), 'what has moved counts as written');
    if (pteDirty(k, src)) t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'the old entry is dirty');
  } else t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'what has moved counts as written');
  t.apply('pte_mkwrite', (e) => pteMkwrite(k, e, dst.vmFlags), 'the page is this process’s alone');
  trapAll(k, t, dst);
  return moved(t, true);
}

function moveZeropage(k: Kernel, src: bigint, dst: Vma): MoveOutcome {
  const t = new Trace(pfnPte(k, ptePfn(k, src), dst.vmPageProt), 'pfn_pte', 'the zero page');
  t.apply('pte_mkspecial', (e) => pteMkspecial(k, e), 'nobody counts its mappings');
  trapAll(k, t, dst);
  return moved(t, true);
}

/** Where userfaultfd traps every access (7.3), what arrives is trapped. */
function trapAll(k: Kernel, t: Trace, dst: Vma): void {
  if (!vmHas(k, dst, 'uffdRwp')) return;
  t.apply('pte_modify', (e) => pteModify(k, e, k.prot.PAGE_NONE), 'the mapping traps every access: PAGE_NONE');
  t.apply(called(k, 'pteMkuffdWp'), (e) => pteMkuffdWp(k, e), 'the mapping traps every access');
}
