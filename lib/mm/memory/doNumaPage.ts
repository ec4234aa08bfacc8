import { pteMkwrite, pteMkyoung, pteModify, pteWrite } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { FaultOutcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { mayWritePte, wantsWriteUpgrade } from '../mprotect/canChangePteWritable.ts';

/** What only the running kernel knows of a page that NUMA balancing looks at. */
export interface NumaHint {
  /**
   * The kernel wanted to move the page to the faulting node and could not. Where it could, the entry comes from
   * tryToMigrateOne() and removeMigrationPte().
   */
  readonly migrationFailed?: boolean;
}

/**
 * mm/memory.c, do_numa_page(): a NUMA hint, a PROT_NONE entry in a mapping that may be accessed, is hit. `folio` is the page
 * that the entry maps, absent for one without.
 * @throws RangeError unless `pte` is present.
 */
export function doNumaPage(k: Kernel, pte: bigint, vma: Vma, folio?: Folio, how: NumaHint = {}): FaultOutcome {
  expectFamily(k, pte, ['present']);
  const writable = mayWrite(k, pte, vma, folio, how.migrationFailed === true);
  const t = new Trace(k, pte).apply(pteModify, 'the default protection of the mapping', vma.vmPageProt);
  t.apply(pteMkyoung, 'the page is in use');
  if (writable) t.apply(pteMkwrite, writable, vma.vmFlags);
  return t.faultOutcome([]);
}

/** Why the entry may be written to, if it may. */
function mayWrite(k: Kernel, pte: bigint, vma: Vma, folio: Folio | undefined, failed: boolean): string | undefined {
  if (k.does('numaSavedwrite')) return pteWrite(k, pte) ? 'the RW bit of the hint says so (savedwrite)' : undefined;
  if (failed) return undefined; // the page was unlocked meanwhile: what was found out is not true any more
  const plain = pteModify(k, pte, vma.vmPageProt);
  if (pteWrite(k, plain)) return 'the mapping says so';
  const upgrade = wantsWriteUpgrade(k, vma) && mayWritePte(k, vma, plain, folio);
  return upgrade ? 'can_change_pte_writable() says so' : undefined;
}
