import { pmdMkwrite, pmdMkyoung, pmdModify, pmdWrite } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { FaultOutcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import type { NumaHint } from '../memory/doNumaPage.ts';
import { mayWritePmd, wantsWriteUpgrade } from '../mprotect/canChangePteWritable.ts';

/**
 * mm/huge_memory.c, do_huge_pmd_numa_page(): the NUMA hint of a huge page is hit. As doNumaPage(), one level up.
 * @throws RangeError unless `pmd` is present.
 */
export function doHugePmdNumaPage(k: Kernel, pmd: bigint, vma: Vma, folio?: Folio, how: NumaHint = {}): FaultOutcome {
  expectFamily(k, pmd, ['present'], 'pmd');
  const writable = mayWrite(k, pmd, vma, folio, how.migrationFailed === true);
  const t = new Trace(k, pmd, 'pmd').apply(pmdModify, 'the default protection of the mapping', vma.vmPageProt);
  t.apply(pmdMkyoung, 'the page is in use');
  if (writable) t.apply(pmdMkwrite, writable, vma.vmFlags);
  return t.faultOutcome([]);
}

function mayWrite(k: Kernel, pmd: bigint, vma: Vma, folio: Folio | undefined, failed: boolean): string | undefined {
  if (k.does('numaSavedwrite')) return pmdWrite(k, pmd) ? 'the RW bit of the hint says so (savedwrite)' : undefined;
  if (failed) return undefined;
  const plain = pmdModify(k, pmd, vma.vmPageProt);
  if (pmdWrite(k, plain)) return 'the mapping says so';
  const upgrade = wantsWriteUpgrade(k, vma) && mayWritePmd(k, vma, plain, folio);
  return upgrade ? 'can_change_pmd_writable() says so' : undefined;
}
