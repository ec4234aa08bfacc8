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
  pteNone,
  ptePfn,
  ptePresent,
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

/** `pte` is the entry at the destination afterwards. */
export interface MoveOutcome extends Outcome {
  readonly returned: 0 | '-ENOENT' | '-EBUSY' | '-EAGAIN' | '-EFAULT' | '-EEXIST';
}

/** What else decides whether an entry moves. */
export interface MoveInputs {
  /** The entry at the destination; nothing is there otherwise. */
  readonly dstPte?: bigint;
  /** UFFDIO_MOVE_MODE_ALLOW_SRC_HOLES: an empty source is no error. */
  readonly allowSrcHoles?: boolean;
  /** The page is in the swap cache as part of a large folio (6.14), or its large folio cannot be split. */
  readonly cannotSplit?: boolean;
  /** The entries, the folio or the swap device changed while no lock was held: the caller tries again. */
  readonly changed?: boolean;
}

type Refused = Exclude<MoveOutcome['returned'], 0>;
const moved = (t: Trace, present: boolean): MoveOutcome =>
  t.outcome(present ? ['flush_tlb_page'] : [], { returned: 0 });

/** Why the entry `src` stays where it is; undefined if it moves. */
function refusal(
  k: Kernel,
  src: bigint,
  folio: Folio | undefined,
  how: MoveInputs,
): readonly [Refused, string] | undefined {
  const family = expectFamily(k, src, everything);
  if (how.dstPte) return ['-EEXIST', 'something is there already'];
  if (family === 'none') return how.allowSrcHoles ? undefined : ['-ENOENT', 'nothing is there'];
  if (how.changed) return ['-EAGAIN', 'the entries have changed meanwhile'];
  if (family === 'present') return presentRefusal(k, src, folio, how);
  if (family === 'migration') return ['-EAGAIN', 'the page is moving: the kernel waits and tries again'];
  if (family !== 'swap') return ['-EFAULT', 'only pages and swap entries move'];
  if (!pteSwpExclusive(k, src)) return ['-EBUSY', 'others have the page too'];
  const cached = how.cannotSplit && k.does('moveLooksIntoSwapCache');
  return cached ? ['-EBUSY', 'the page is part of a large folio in the swap cache'] : undefined;
}

function presentRefusal(
  k: Kernel,
  src: bigint,
  folio: Folio | undefined,
  how: MoveInputs,
): readonly [Refused, string] | undefined {
  if (pteSpecial(k, src))
    return k.does('moveTakesZeropage') ? undefined : ['-EBUSY', 'the zero page is no page of the process'];
  if (!folio?.anon || !folio.exclusive || folio.pinned) return ['-EBUSY', 'others have the page too'];
  return how.cannotSplit ? ['-EBUSY', 'the large folio cannot be split'] : undefined;
}

/**
 * mm/userfaultfd.c, move_pages_pte() (6.8; later move_pages_ptes()), for UFFDIO_MOVE: `src` is the source entry, `folio` its page,
 * `dst` the mapping it goes to. Every result for one entry is modelled, with 0 where later releases give a number of bytes; a wait for a lock
 * that ends is not seen, and a page table that goes is `how.changed`.
 * @throws RangeError for a word that is no entry, and before 6.8 (ERR_PTE_HELPER).
 */
export const movePagesPte = checked(
  'movePagesPte',
  (k: Kernel, src: bigint, dst: Vma, folio?: Folio, how: MoveInputs = {}): MoveOutcome => {
    const refused = refusal(k, src, folio, how);
    if (refused) return unchanged(how.dstPte ?? 0n, 'move_pages_pte', refused[1], { returned: refused[0] });
    if (pteNone(k, src)) return unchanged(0n, 'move_pages_pte', 'a hole stays a hole', { returned: 0 });
    if (!ptePresent(k, src)) return moveSwap(k, src, dst);
    return pteSpecial(k, src) ? moveZeropage(k, src, dst) : movePresent(k, src, dst);
  },
);

function moveSwap(k: Kernel, src: bigint, dst: Vma): MoveOutcome {
  const t = Trace.from(k, 'move_swap_pte', src, 'the entry goes as it is');
  if (k.does('moveMarksSoftDirty') && k.config.softDirty)
    t.apply(pteSwpMksoftDirty, 'what has moved counts as written');
  if (vmHas(dst, k.vm.uffdRwp)) t.apply(pteSwpMkuffdWp, 'the mapping traps every access');
  return moved(t, false);
}

function movePresent(k: Kernel, src: bigint, dst: Vma): MoveOutcome {
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
  if (!vmHas(dst, k.vm.uffdRwp)) return;
  t.apply(pteModify, 'the mapping traps every access: PAGE_NONE', k.prot.PAGE_NONE);
  t.apply(pteMkuffdWp, 'the mapping traps every access');
}
