/** A fault meets an entry through which userfaultfd traps every access. */
import type { Pte } from '../../helpers/marks.ts';
import { pteClearUffdWp, pteMkwrite, pteMkyoung, pteModify, pteWrite } from '../../helpers/pgtable.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import type { Folio } from '../common/folio.ts';
import type { FaultOutcome } from '../common/outcome.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { mayWritePte, wantsWriteUpgrade } from '../mprotect/canChangePteWritable.ts';
import { handleUserfault } from '../userfaultfd/handleUserfault.ts';

/** The fault on a trapped entry, by the rules of the kernels that have them. */
export function meetTrap(k: Kernel, pte: Pte, vma: Vma, folio: Folio | undefined, fault: Fault): FaultOutcome {
  expectFamily(k, pte, ['present']);
  if (!vma.uffdRwpAsync) return handleUserfault(k, new Trace(k, pte), vma, fault, 'userfaultfd traps every access');
  const t = new Trace(k, pte).apply(pteModify, 'the context resolves by itself (async)', vma.vmPageProt);
  t.apply(pteClearUffdWp, 'the access has been seen');
  t.apply(pteMkyoung, 'the page is in use');
  if (!pteWrite(k, t.value) && wantsWriteUpgrade(k, vma) && mayWritePte(k, vma, t.value, folio))
    t.apply(pteMkwrite, 'can_change_pte_writable() says so', vma.vmFlags);
  return t.faultOutcome([]);
}

/**
 * mm/memory.c, do_uffd_rwp() (7.3): userfaultfd traps every access through this entry. `folio` is the page it maps, absent for one
 * without. It returns what handle_userfault() returns, or 0; not modelled is the entry that has changed meanwhile (0).
 * @throws RangeError unless `pte` is present, and before 7.3 (ERR_PTE_HELPER).
 */
export const doUffdRwp = checked('doUffdRwp', meetTrap);
