import { rangeError } from '../../base/errors.ts';
import type { Pte } from '../../helpers/marks.ts';
import {
  pfnPmd,
  pmdMkdirty,
  pmdMkhuge,
  pmdMkwrite,
  pmdMkyoung,
  pmdModify,
  pmdWrite,
} from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import { maybePmdMkwrite } from '../common/maybeMkwrite.ts';
import { type FaultOutcome, unchanged } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { hintMoved, type NumaHint } from '../memory/doNumaPage.ts';
import { mayWritePmd, wantsWriteUpgrade } from '../mprotect/canChangePteWritable.ts';

/** What only the running kernel knows of a huge page that NUMA balancing looks at. */
export interface HugeNumaHint extends NumaHint {
  /**
   * The page to which the kernel has moved the old one, in 4 KiB pages: to 5.13, which write the new entry at once. Later, the
   * entry comes from setPmdMigrationEntry() and removeMigrationPmd().
   */
  readonly newPfn?: bigint;
}

/**
 * mm/huge_memory.c, do_huge_pmd_numa_page(): the NUMA hint of a huge page is hit. As doNumaPage(), one level up; to 5.13 with
 * migrate_misplaced_transhuge_page() of mm/migrate.c, which makes every entry dirty and soft-dirty and drops uffd-wp, and whose
 * failure drops write permission, or from 5.11 on leaves the hint, where code is run by several processes. It returns 0 in every case. Not modelled: an entry that has changed meanwhile, a page that is
 * locked or about to be moved, and to 5.13 one whose references could not be frozen, each of which leaves the entry alone.
 * @throws RangeError unless `pmd` is present, and for `newPfn` from 5.14 on.
 */
export function doHugePmdNumaPage(k: Kernel, pmd: Pte, vma: Vma, folio?: Folio, how: HugeNumaHint = {}): FaultOutcome {
  expectFamily(k, pmd, ['present'], 'pmd');
  if (how.newPfn !== undefined) return movesAtOnce(k, vma, how.newPfn);
  if (hintMoved(k, how) && k.does('numaSkipsSharedExec') && isSharedExec(k, vma, folio))
    return unchanged(pmd, 'is_shared_exec_page', 'code that others run too stays where it is', { returned: [] });
  const t = new Trace(k, pmd, 'pmd').apply(pmdModify, 'the default protection of the mapping', vma.vmPageProt);
  if (hintMoved(k, how) && k.does('numaMovesHugeAtOnce')) return t.faultOutcome([]);
  const writable = mayWrite(k, pmd, vma, folio, hintMoved(k, how));
  t.apply(pmdMkyoung, 'the page is in use');
  if (writable) t.apply(pmdMkwrite, writable, vma.vmFlags);
  return t.faultOutcome([]);
}

/** is_shared_exec_page(). */
const isSharedExec = (k: Kernel, vma: Vma, folio?: Folio): boolean =>
  folio?.anon === false && folio.mappedShared === true && vmHas(vma, k.vm.exec);

/** migrate_misplaced_transhuge_page(). */
function movesAtOnce(k: Kernel, vma: Vma, newPfn: bigint): FaultOutcome {
  if (!k.does('numaMovesHugeAtOnce'))
    throw rangeError(`expected no newPfn on ${k.name}, which moves a huge page through a migration entry`);
  const page = pmdMkhuge(k, pfnPmd(k, newPfn, vma.vmPageProt));
  const t = Trace.from(k, called(k, 'mkHugePmd'), page, 'the new page under vma->vm_page_prot', 'pmd');
  t.apply(pmdMkdirty, 'nobody asks what the old entry was');
  t.apply(maybePmdMkwrite, 'writable, if the mapping is', vma);
  return t.faultOutcome([]);
}

function mayWrite(k: Kernel, pmd: Pte, vma: Vma, folio: Folio | undefined, moved: boolean): string | undefined {
  if (k.does('numaSavedwrite')) return pmdWrite(k, pmd) ? 'the RW bit of the hint says so (savedwrite)' : undefined;
  if (moved) return undefined;
  const plain = pmdModify(k, pmd, vma.vmPageProt);
  if (pmdWrite(k, plain)) return 'the mapping says so';
  const upgrade = wantsWriteUpgrade(k, vma) && mayWritePmd(k, vma, plain, folio);
  return upgrade ? 'can_change_pmd_writable() says so' : undefined;
}
