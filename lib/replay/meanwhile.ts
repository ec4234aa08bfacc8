/** What happened to an entry while a recorded call ran and was none of the call's doing. */
import { ptePfn } from '../helpers/pgtable.ts';
import { pmdPfn } from '../helpers/pgtableHuge.ts';
import { pteToSwpEntry } from '../helpers/swapEntry.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { entryPfn } from '../mm/common/entryPfn.ts';
import { familyOf } from '../mm/common/family.ts';
import type { Judged } from './judgeCall.ts';
import type { RecordedFacts } from './recordedFacts.ts';
import type { RecordedCall } from './recording.ts';

/** Where another task ran, or the call's own reclaim or migration met the page, what differs is no fault of the model. */
export function meanwhile({ facts }: RecordedCall, judged: Judged): Judged {
  if (judged.verdict !== 'mismatch' || !(facts?.switches || facts?.nested)) return judged;
  return { ...judged, verdict: 'changed meanwhile' };
}

/**
 * Whether a walk over the mappings of a page met an entry that is none of them: it leaves such an entry alone, which
 * page_vma_mapped_walk() sees to and no function of the model. Of entries that could be the page's, only facts tell.
 */
export function meetsAnother(k: Kernel, call: RecordedCall): boolean {
  const { fn, facts, before, after, level } = call;
  if (!call.folio || before === undefined || before !== after) return false;
  const family = familyOf(k, before, level ?? 'pte');
  if (fn === 'remove_migration_pte')
    return family !== 'migration' || isElsewhere(facts, entryPfn(k, pteToSwpEntry(k, before)), facts?.oldPfn);
  if (family === 'present')
    return isElsewhere(facts, level === 'pte' ? ptePfn(k, before) : pmdPfn(k, before), facts?.pfn);
  return family !== 'devicePrivate' && family !== 'deviceExclusive';
}

/** Whether a page is none of those of the folio that begins with the page `first`; false where nobody knows. */
function isElsewhere(facts: RecordedFacts | undefined, pfn: bigint, first: number | undefined): boolean {
  if (first === undefined) return false;
  const start = BigInt(first);
  return pfn < start || pfn >= start + (1n << BigInt(facts?.order ?? 0));
}
