import type { Pte } from '../../helpers/marks.ts';
import { pteDirty, pteMkclean, ptePresent, pteProtnone, pteWrite, pteWrprotect } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive, staysExclusive } from '../common/anonExclusive.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/kernelNames.ts';
import { pteClearSavedwrite } from '../common/maybeMkwrite.ts';
import { type Effect, type Outcome, unchanged } from '../common/outcome.ts';
import { clearFlush, quietMm } from '../common/ptepClearFlush.ts';
import { Trace } from '../common/trace.ts';
import type { Mm } from '../common/vma.ts';

/** What became of an entry when KSM wanted its page. */
export interface MergeOutcome extends Outcome {
  /** 0, or -EFAULT where KSM leaves the page alone. */
  readonly returned: 0 | '-EFAULT';
}

/** What only the running kernel knows of a page that KSM looks at. */
export interface Merging {
  /** Somebody besides the mappings and the swap cache holds a reference; as `pinned` of the folio if left out. */
  readonly referenced?: boolean;
  readonly mm?: Mm;
}

/**
 * mm/ksm.c, write_protect_page(): the entry of a page that KSM may merge becomes read-only and clean, so that the page can be compared
 * and replaced. The page takes over Dirty and stops being PageAnonExclusive(). Soft-dirty and uffd-wp stay here; see replacePage().
 *
 * -EFAULT is returned, and the entry put back, where somebody holds the page. Not modelled: -EFAULT for large folios, a page
 * that is mapped elsewhere by now and one mapped by a PMD.
 * @throws RangeError unless `pte` is present or device-exclusive.
 */
export function writeProtectPage(k: Kernel, pte: Pte, folio: Folio, how: Merging = {}): MergeOutcome {
  expectFamily(k, pte, ['present', 'deviceExclusive']);
  const mm = how.mm ?? quietMm;
  if (!ptePresent(k, pte) && k.does('ksmAsksPresent'))
    return unchanged(pte, 'write_protect_page', 'no page is mapped', { returned: '-EFAULT' });
  const exclusive = isAnonExclusive(k, folio);
  if (!pteWrite(k, pte) && !pteDirty(k, pte) && !exclusive && mm.tlbFlushPending === 0)
    return unchanged(pte, 'write_protect_page', 'the entry is read-only and clean', { returned: 0 });
  const effects: Effect[] = [...clearFlush(k, pte, mm)];
  const t = Trace.from(k, 'ptep_clear_flush', 0n, 'the page must not change any more');
  const kept = holder(k, folio, how);
  if (kept) return t.set('set_pte_at', pte, kept).outcome(effects, { returned: '-EFAULT' });
  if (exclusive) effects.push('clear exclusive');
  if (pteDirty(k, pte)) effects.push('folio_mark_dirty');
  return protect(k, t.set('set_pte_at', pte, 'nobody else holds the page')).outcome(effects, { returned: 0 });
}

/** Who keeps KSM from the page, if somebody does. */
function holder(k: Kernel, folio: Folio, how: Merging): string | undefined {
  if (how.referenced ?? folio.pinned) return 'someone holds the page';
  return staysExclusive(k, folio) ? `${called(k, 'tryShareAnonRmapPte')} fails: the page is pinned` : undefined;
}

function protect(k: Kernel, t: Trace): Trace {
  const before = k.does('numaSavedwrite');
  const why = 'KSM pages are never written';
  if (before) t.apply(pteProtnone(k, t.value) ? pteClearSavedwrite : pteWrprotect, why);
  t.apply(pteMkclean, 'the page knows that it is dirty');
  return !before && pteWrite(k, t.value) ? t.apply(pteWrprotect, why) : t;
}
