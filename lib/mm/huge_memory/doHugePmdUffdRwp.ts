/** A fault meets the entry of a huge page through which userfaultfd traps every access. */
import type { Pte } from '../../helpers/marks.ts';
import { pteClearUffdWp } from '../../helpers/pgtable.ts';
import { pmdMkwrite, pmdMkyoung, pmdModify, pmdWrite } from '../../helpers/pgtableHuge.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { mayWritePmd, wantsWriteUpgrade } from '../mprotect/canChangePteWritable.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';
import { type HugeFaultOutcome, over } from './hugeFault.ts';

/** The fault on a trapped huge entry, by the rules of the kernels that have them. */
export function meetHugeTrap(k: Kernel, pmd: Pte, vma: Vma, folio: Folio | undefined, fault: Fault): HugeFaultOutcome {
  expectFamily(k, pmd, ['present'], 'pmd');
  const t = new Trace(k, pmd, 'pmd');
  if (!vma.uffdRwpAsync)
    return { ...handleUserfault(k, t, vma, fault, 'userfaultfd traps every access'), splits: false };
  t.apply(pmdModify, 'the context resolves by itself (async)', vma.vmPageProt);
  t.apply(pteClearUffdWp, 'the access has been seen');
  t.apply(pmdMkyoung, 'the page is in use');
  if (!pmdWrite(k, t.value) && wantsWriteUpgrade(k, vma) && mayWritePmd(k, vma, t.value, folio))
    t.apply(pmdMkwrite, 'can_change_pmd_writable() says so', vma.vmFlags);
  return over(t);
}

/**
 * mm/huge_memory.c, do_huge_pmd_uffd_rwp() (7.3): userfaultfd traps every access through this entry of a huge page. `folio` is the page, absent
 * for the huge zero page. It returns what handle_userfault() returns, or 0; not modelled is the entry that has changed meanwhile (0).
 * @throws RangeError unless `pmd` maps a huge page, and before 7.3 (ERR_PTE_HELPER).
 */
export const doHugePmdUffdRwp = checked('doHugePmdUffdRwp', meetHugeTrap);
