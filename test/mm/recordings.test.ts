import { describe, expect, it } from 'vitest';
import { hex } from '../../lib/errors.ts';
import type { Kernel } from '../../lib/kernel.ts';
import { removeMigrationPmd } from '../../lib/mm/removeMigrationPmd.ts';
import { removeMigrationPte } from '../../lib/mm/removeMigrationPte.ts';
import { setPmdMigrationEntry } from '../../lib/mm/setPmdMigrationEntry.ts';
import { splitHugePmdLocked } from '../../lib/mm/splitHugePmdLocked.ts';
import { tryToMigrateOne } from '../../lib/mm/tryToMigrateOne.ts';
import { tryToUnmapOne } from '../../lib/mm/tryToUnmapOne.ts';
import { type Folio, folio, type Outcome } from '../../lib/mm/types.ts';
import { vma } from '../../lib/mm/vma.ts';
import { ptePfn } from '../../lib/pgtable.ts';
import { pmdPfn } from '../../lib/pgtable-huge.ts';
import type { RecordedCall } from '../../lib/recording.ts';
import { nonSwapEntry, pteToSwpEntry, swpOffset, swpType } from '../../lib/swapops.ts';
import { recordings } from '../expectations/observations.ts';

const walkers = ['try_to_migrate_one', 'try_to_unmap_one', 'remove_migration_pte'];
const whole = (call: RecordedCall) => call as Required<{ [K in keyof RecordedCall]: NonNullable<RecordedCall[K]> }>;

/** The page as a recording tells of it; PageAnonExclusive() shares its bit with the two names. */
function pageOf(call: RecordedCall, hwpoison: boolean): Folio {
  const { flags, anon } = whole(call).folio;
  const exclusive = anon && (flags.includes('mappedtodisk') || flags.includes('owner_2'));
  return folio({ anon, exclusive, dirty: flags.includes('dirty'), swapbacked: flags.includes('swapbacked'), hwpoison });
}

/** What the kernel chose: page frame number or slot. Nothing else is taken from the entry afterwards. */
function slotOf(k: Kernel, after: bigint) {
  const entry = pteToSwpEntry(k, after);
  return nonSwapEntry(k, entry) ? {} : { slot: { type: swpType(k, entry), offset: swpOffset(k, entry) } };
}

function predict(k: Kernel, call: RecordedCall, page: Folio): Outcome & { returned?: boolean } {
  const { fn, level, before, after, returned } = whole(call);
  // Only a file mapping has file pages; for an anonymous page the kind of mapping makes no difference here
  const { vmPageProt, vmFlags } = whole(call).vma;
  const mapping = vma(k, { vmPageProt, vmFlags, anonymous: page.anon });
  if (fn === 'remove_migration_pte')
    return level === 'pmd'
      ? removeMigrationPmd(k, before, mapping, page, pmdPfn(k, after))
      : removeMigrationPte(k, before, mapping, page, ptePfn(k, after));
  if (fn === 'try_to_unmap_one')
    return tryToUnmapOne(k, before, mapping, page, { ...slotOf(k, after), ttuHwpoison: page.hwpoison });
  if (level !== 'pmd') return tryToMigrateOne(k, before, page);
  // The walk ends with false where it has split the huge page
  return returned
    ? setPmdMigrationEntry(k, before, page)
    : { ...splitHugePmdLocked(k, before, mapping, page, { freeze: true }), returned: false };
}

describe.each([...recordings()])('%s', (_, { kernel: k, records }) => {
  const calls = records.flatMap((step) => step.calls.map((call) => ({ step: `${step.scenario}: ${step.step}`, call })));
  const walked = calls.filter(({ call }) => walkers.includes(call.fn));

  it('has its walkers predicted, all of them', () => {
    expect(walked.length).toBeGreaterThan(40);
    for (const { step, call } of walked) {
      const { pte, returned = true, steps } = predict(k, call, pageOf(call, step.includes('MADV_HWPOISON')));
      const trace = steps.map((s) => `${hex(s.value)} ${s.did}: ${s.why}`).join('\n');
      expect(hex(pte), `${step}, ${call.fn} of ${hex(whole(call).before)}\n${trace}`).toBe(hex(whole(call).after));
      expect(returned, step).toBe(call.returned !== 0n);
    }
  });
});
