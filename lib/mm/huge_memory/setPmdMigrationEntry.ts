import { isWritableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import type { Pte } from '../../helpers/marks.ts';
import { pmdDirty, pmdPfn, pmdSoftDirty, pmdUffdWp, pmdWrite, pmdYoung } from '../../helpers/pgtableHuge.ts';
import { pmdToSwpEntry } from '../../helpers/swapEntry.ts';
import { pmdSwpSoftDirty, pmdSwpUffdWp } from '../../helpers/swapFlags.ts';
import { checked } from '../../kernel/checked.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive, staysExclusive } from '../common/anonExclusive.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { expectFamily, type Family } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import { type MovingPage, setMigrationEntry } from '../common/migrationEntry.ts';
import type { Effect, WalkOutcome } from '../common/outcome.ts';
import { pmdClearFlush, quietMm } from '../common/ptepClearFlush.ts';
import { setSwapFlags } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { Mm } from '../common/vma.ts';

/** What a huge entry says of its page, be it present, or (6.19) an entry for device memory. */
export interface HugeMapped extends Omit<MovingPage, 'exclusive'> {
  readonly softDirty: boolean;
  readonly uffdWp: boolean;
}

/** What a present PMD says. */
export const presentPmd = (k: Kernel, pmd: Pte): HugeMapped => ({
  pfn: pmdPfn(k, pmd),
  writable: pmdWrite(k, pmd),
  young: pmdYoung(k, pmd),
  dirty: pmdDirty(k, pmd),
  softDirty: pmdSoftDirty(k, pmd),
  uffdWp: pmdUffdWp(k, pmd),
});

/** What the PMD of a huge page in device memory says. */
export function devicePrivatePmd(k: Kernel, pmd: Pte): HugeMapped {
  const entry = pmdToSwpEntry(k, pmd);
  return {
    pfn: entryPfn(k, entry),
    writable: isWritableDevicePrivateEntry(k, entry),
    young: false,
    dirty: false,
    softDirty: pmdSwpSoftDirty(k, pmd),
    uffdWp: pmdSwpUffdWp(k, pmd),
  };
}

/** What a PMD that is not present says where the helpers for present ones are asked; the page is known from elsewhere. */
export const misreadPmd = (k: Kernel, pmd: Pte): HugeMapped => ({
  ...presentPmd(k, pmd),
  pfn: entryPfn(k, pmdToSwpEntry(k, pmd)),
});

/** Huge entries that can be unmapped: present ones, and where device memory has huge entries (6.19) those too. */
export const hugeFamilies = (k: Kernel): readonly Family[] =>
  k.does('pmdDevicePrivate') ? ['present', 'devicePrivate'] : ['present'];

const ofDevice = (k: Kernel, pmd: Pte): HugeMapped =>
  k.does('pmdDeviceReadsPresentBits') ? misreadPmd(k, pmd) : devicePrivatePmd(k, pmd);

/**
 * mm/huge_memory.c, set_pmd_migration_entry(): try_to_migrate_one() for a huge page that moves as a whole. `folio` is the page
 * that is mapped; `mm` makes no difference, since the TLB is flushed anyway. A pinned page stays mapped, `returned` is then false, as
 * try_to_migrate_one()'s is: both returns, -EBUSY and 0.
 * @throws RangeError unless `pmd` maps a huge page.
 */
export const setPmdMigrationEntry = checked(
  'setPmdMigrationEntry',
  (k: Kernel, pmd: Pte, folio: Folio, _mm: Mm = quietMm): WalkOutcome => {
    const present = expectFamily(k, pmd, hugeFamilies(k), 'pmd') === 'present';
    const old = present ? presentPmd(k, pmd) : ofDevice(k, pmd);
    const effects: Effect[] = [...pmdClearFlush(k, pmd)];
    if (staysExclusive(k, folio)) {
      const t = Trace.from(k, 'set_pmd_at', pmd, `${called(k, 'tryShareAnonRmapPmd')} fails: the page is pinned`);
      return { pte: pmd, returned: false, effects, steps: t.steps };
    }
    const exclusive = isAnonExclusive(k, folio);
    if (exclusive) effects.push('clear exclusive');
    if (old.dirty) effects.push('folio_mark_dirty');
    const t = Trace.from(
      k,
      present ? 'pmdp_invalidate' : 'pmdp_huge_get_and_clear',
      0n,
      'the page must not change',
      'pmd',
    );
    setMigrationEntry(k, t, { ...old, exclusive });
    setSwapFlags(t, { ...old, uffdWp: old.uffdWp && k.does('pmdMigrationKeepsUffdWp') });
    return t.outcome(effects, { returned: true });
  },
);
