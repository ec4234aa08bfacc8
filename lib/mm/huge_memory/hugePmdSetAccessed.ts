import type { Pte } from '../../helpers/marks.ts';
import { pmdMkdirty, pmdMkyoung } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Fault } from '../common/fault.ts';
import { Trace } from '../common/trace.ts';
import { type HugeFaultOutcome, over } from './hugeFault.ts';

/**
 * mm/huge_memory.c, huge_pmd_set_accessed(): the entry of a huge page allows the access already, since another CPU was first or the TLB had an
 * old copy. In later releases it says whether it has changed the entry; not modelled is the entry that is another by now.
 * @throws RangeError unless `pmd` maps a huge page.
 */
export function hugePmdSetAccessed(k: Kernel, pmd: Pte, fault: Fault): HugeFaultOutcome {
  expectFamily(k, pmd, ['present'], 'pmd');
  const t = new Trace(k, pmd, 'pmd');
  if (!fault.write)
    return over(t.note('pmdp_set_access_flags', 'x86 writes the entry only for a write; the CPU sets Accessed itself'));
  t.apply(pmdMkyoung, 'the page is in use');
  t.apply(pmdMkdirty, 'it is about to be written');
  return over(t);
}
