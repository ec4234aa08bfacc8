/** What happened to an entry while a recorded call ran and was none of the call's doing. */
import { ptePfn, ptePresent } from '../helpers/pgtable.ts';
import { pmdPfn } from '../helpers/pgtableHuge.ts';
import { pteToSwpEntry } from '../helpers/swapEntry.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { entryPfn } from '../mm/common/entryPfn.ts';
import { familyOf } from '../mm/common/family.ts';
import type { Judged } from './judgeCall.ts';
import type { RecordedCall } from './recording.ts';

/** Where another task ran, or the call's own reclaim or migration met the page, what differs is no fault of the model. */
export function meanwhile({ facts }: RecordedCall, judged: Judged): Judged {
  if (judged.verdict !== 'mismatch' || !(facts?.switches || facts?.nested)) return judged;
  return { ...judged, verdict: 'changed meanwhile' };
}

/**
 * Whether a walk over the mappings of a page met an entry that is none of them: it leaves such an entry alone, which
 * page_vma_mapped_walk() sees to and no function of the model. False where the recording does not tell the page.
 */
export function meetsAnother(k: Kernel, call: RecordedCall): boolean {
  const { facts, before, after, level } = call;
  if (!call.folio || facts?.pfn === undefined || before === undefined || before !== after) return false;
  const family = familyOf(k, before, level ?? 'pte');
  const within = (pfn: bigint, first: number | undefined) =>
    first !== undefined && pfn >= BigInt(first) && pfn < BigInt(first) + (1n << BigInt(facts.order ?? 0));
  if (family === 'present' && call.fn !== 'remove_migration_pte')
    return !within(level === 'pte' ? ptePfn(k, before) : pmdPfn(k, before), facts.pfn);
  if (family === 'migration' && call.fn === 'remove_migration_pte')
    return !within(entryPfn(k, pteToSwpEntry(k, before)), facts.oldPfn);
  return true;
}
