/** UFFDIO_MOVE takes a huge page from one place of the address space to another. */
import { shown, typeError } from '../../base/errors.ts';
import { pmdMkdirty, pmdMkuffdWp, pmdMkwrite, pmdModify, pmdPfn } from '../../helpers/pgtableHuge.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import type { MoveOutcome } from '../userfaultfd/movePagesPte.ts';
import { mkHugePmd } from './mapAnonFolioPmd.ts';
import { clearUffdWpPmd, moveSoftDirtyPmd } from './moveHugePmd.ts';
import { hugeFamilies } from './setPmdMigrationEntry.ts';

/** What only the running kernel knows of a huge page that moves. */
export interface HugeMove {
  /** The entries changed while no lock was held: the caller tries again. */
  readonly changed?: boolean;
  /**
   * From 6.16 to 6.19, the number that the kernel takes for the huge zero page's (page_to_pfn() of none), in pages, on which the
   * place of its memory map decides.
   */
  readonly strayPfn?: bigint;
}

/**
 * mm/huge_memory.c, move_pages_huge_pmd() (6.8), for UFFDIO_MOVE: a huge page moves as a whole to where nothing stands; else it is split
 * first, and movePagesPte() moves small ones. `src` is the entry, `folio` its page, absent for the huge zero page; `dst` the mapping it
 * goes to. `pte` of the outcome is the entry at the destination.
 *
 * Modelled of what it returns: 0, -EBUSY for a page that others have or that is pinned, -EAGAIN for a page that is moving, and where something
 * has changed, -ENOENT for device memory. Not modelled: -EAGAIN for a page without an anon_vma, and the warnings (-EINVAL).
 * @throws RangeError unless `src` maps a huge page or is a migration entry, and before 6.8 (ERR_PTE_HELPER); TypeError for a huge zero page
 *   without `strayPfn` where it is needed.
 */
export const movePagesHugePmd = checked(
  'movePagesHugePmd',
  (k: Kernel, src: bigint, dst: Vma, folio?: Folio, how: HugeMove = {}): MoveOutcome => {
    const family = expectFamily(k, src, [...hugeFamilies(k), 'migration'], 'pmd');
    const stays = (returned: Exclude<MoveOutcome['returned'], 0>, why: string) =>
      unchanged(0n, 'move_pages_huge_pmd', why, { returned });
    if (family === 'migration') return stays('-EAGAIN', 'the page is moving: the kernel waits and tries again');
    if (family !== 'present') return stays('-ENOENT', 'the page is in device memory');
    if (folio ? !folio.exclusive : !k.does('moveTakesZeropage')) return stays('-EBUSY', 'others have the page too');
    if (how.changed) return stays('-EAGAIN', 'the entries have changed meanwhile');
    if (folio?.pinned || folio?.anon === false) return stays('-EBUSY', 'others have the page too');
    const t = folio ? movePresent(k, src, dst) : moveZero(k, src, dst, how);
    if (vmHas(dst, k.vm.uffdRwp)) {
      t.apply(pmdModify, 'the mapping traps every access: PAGE_NONE', k.prot.PAGE_NONE);
      t.apply(pmdMkuffdWp, 'the mapping traps every access');
    }
    return t.outcome(['flush_tlb_page'], { returned: 0 });
  },
);

const movePresent = (k: Kernel, src: bigint, dst: Vma): Trace =>
  mkHugePmd(k, pmdPfn(k, src), dst)
    .apply(pmdMkdirty, 'what has moved counts as written')
    .apply(pmdMkwrite, 'the page is this process’s alone', dst.vmFlags);

function moveZero(k: Kernel, src: bigint, dst: Vma, { strayPfn }: HugeMove): Trace {
  if (k.does('moveHugeZeroKeepsEntry')) {
    const t = Trace.from(k, 'pmdp_huge_clear_flush', src, 'the entry goes as it is', 'pmd');
    moveSoftDirtyPmd(k, t, 'present');
    clearUffdWpPmd(k, t, 'present');
    return t;
  }
  if (!k.does('moveHugeZeroLosesPage')) return mkHugePmd(k, pmdPfn(k, src), dst, 'the huge zero page');
  if (typeof strayPfn !== 'bigint')
    throw typeError(
      `expected how.strayPfn as a bigint on ${k.name}, which forgets the huge zero page, got ${shown(strayPfn)}`,
    );
  return mkHugePmd(k, strayPfn, dst, 'the page of no folio: the kernel has forgotten the huge zero page');
}
