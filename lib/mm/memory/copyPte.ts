/** mm/memory.c, copy_nonpresent_pte() and copy_present_ptes() (copy_present_pte() to 6.8): fork copies an entry. */
import { shown, typeError } from '../../base/errors.ts';
import { isWritableDevicePrivateEntry, makeReadableDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import { makePteMarker, markerGuard, markerPoisoned, markerUffdWp, pteMarkerGet } from '../../helpers/markers.ts';
import {
  isReadableMigrationEntry,
  isWritableMigrationEntry,
  makeReadableMigrationEntry,
} from '../../helpers/migrationEntries.ts';
import {
  pteClearUffdWp,
  pteMkclean,
  pteMkdirty,
  pteMkold,
  pteMkuffdWp,
  pteModify,
  pteUffdWp,
  pteWrite,
  pteWrprotect,
} from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swpEntryToPte, swpOffset } from '../../helpers/swapEntry.ts';
import { pteSwpClearExclusive, pteSwpClearUffdWp, pteSwpExclusive, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive } from '../common/anonExclusive.ts';
import { expectSort, nonpresent } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { called } from '../common/functionNames.ts';
import type { Effect, Outcome } from '../common/outcome.ts';
import { mkPte } from '../common/restore.ts';
import { carrySwapFlags, mkswpUffdWp } from '../common/swapFlags.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { maybeMkwrite } from '../mprotect/canChangePteWritable.ts';
import { restoreExclusivePte } from './restoreExclusivePte.ts';

/** What fork made of an entry: `pte` is the child's. */
export interface ForkOutcome extends Outcome {
  /** The parent's entry, which fork may change too. */
  readonly parent: bigint;
  /** The parent's entry has become present, and is to be copied as such. */
  readonly again?: boolean;
}

/** vma_is_cow_mapping() (is_cow_mapping() to 6.18): private, and may become writable. */
export const isCowMapping = (k: Kernel, vma: Pick<Vma, 'vmFlags'>): boolean =>
  vmHas(k, vma, 'maywrite') && !vmHas(k, vma, 'shared');

/** userfaultfd_protected(): userfaultfd traps writes, or from 7.3 on every access. */
const isProtected = (k: Kernel, vma: Vma): boolean => vmHas(k, vma, 'uffdWp') || vmHas(k, vma, 'uffdRwp');

/**
 * `src` and `dst` are the mappings of parent and child; `folio` the page, which matters to device-exclusive entries.
 * @throws RangeError if `pte` is present or empty.
 */
export function copyNonpresentPte(k: Kernel, pte: bigint, src: Vma, dst: Vma, folio?: Folio): ForkOutcome {
  const sort = expectSort(k, pte, nonpresent);
  if (sort === 'marker') return copyMarker(k, pte, dst);
  if (sort === 'deviceExclusive' && folio) {
    const restored = restoreExclusivePte(k, pte, src, folio);
    return { ...restored, pte: 0n, parent: restored.pte, again: true };
  }
  const t = new Trace(pte);
  const entry = pteToSwpEntry(k, pte);
  const effects: Effect[] = [];
  if (sort === 'swap' && k.does('anonExclusive') && pteSwpExclusive(k, pte))
    t.apply('pte_swp_clear_exclusive', (e) => pteSwpClearExclusive(k, e), 'two processes share the page now');
  else if (sort === 'migration' && isCowMapping(k, dst) && sharesMigration(k, entry)) {
    const readable = swpEntryToPte(k, makeReadableMigrationEntry(k, swpOffset(k, entry)));
    t.set(called(k, 'makeReadableMigrationEntry'), readable, 'two processes share the page now');
    carrySwapFlags(k, t, pte, false);
  } else if (sort === 'devicePrivate') {
    if (k.does('anonExclusive')) effects.push('clear exclusive');
    if (isCowMapping(k, dst) && isWritableDevicePrivateEntry(k, entry)) {
      const readable = swpEntryToPte(k, makeReadableDevicePrivateEntry(k, swpOffset(k, entry)));
      t.set(called(k, 'makeReadableDevicePrivateEntry'), readable, 'two processes share the page now');
      if (pteSwpUffdWp(k, pte)) mkswpUffdWp(k, t, 'pte'); // soft-dirty is dropped on purpose
    }
  }
  const parent = t.value;
  if (k.does('forkFiltersUffdWp') && !isProtected(k, dst) && pteSwpUffdWp(k, t.value))
    t.apply(called(k, 'pteSwpClearUffdWp'), (e) => pteSwpClearUffdWp(k, e), 'the child is not registered');
  return { pte: t.value, parent, effects, steps: t.steps };
}

/** Before 5.19 only writable migration entries say that the page is one process's alone. */
const sharesMigration = (k: Kernel, entry: bigint): boolean =>
  k.does('anonExclusive') ? !isReadableMigrationEntry(k, entry) : isWritableMigrationEntry(k, entry);

function copyMarker(k: Kernel, pte: bigint, dst: Vma): ForkOutcome {
  const marker = pteMarkerGet(k, pteToSwpEntry(k, pte));
  const errors = marker & (markerPoisoned(k) | markerGuard(k));
  const armed = vmHas(k, dst, 'uffdWp');
  const child = (value: bigint, why: string): ForkOutcome => {
    const t = new Trace(value, 'copy_nonpresent_pte', why);
    return { pte: value, parent: pte, effects: [], steps: t.steps };
  };
  if (!k.does('forkFiltersMarker')) return child(pte, 'every marker is copied');
  if (!k.does('forkReencodesMarker'))
    return errors || armed ? child(pte, 'the marker is the child’s too') : child(0n, 'the child is not registered');
  const kept = errors | (armed ? marker & markerUffdWp(k) : 0n);
  return kept ? child(makePteMarker(k, kept), 'what the child inherits') : child(0n, 'the child inherits nothing');
}

/**
 * `copyPfn` is the child's page, in pages, where a pinned page is copied at once.
 * @throws RangeError unless `pte` is present; TypeError where the page is copied and there is no `copyPfn`.
 */
export function copyPresentPte(
  k: Kernel,
  pte: bigint,
  src: Vma,
  dst: Vma,
  folio?: Folio,
  copyPfn?: bigint,
): ForkOutcome {
  expectSort(k, pte, ['present']);
  if (folio && copiesAtOnce(k, folio, src)) return copyPage(k, pte, dst, copyPfn);
  const t = new Trace(pte);
  const cow = isCowMapping(k, src) && pteWrite(k, pte);
  if (vmHas(k, src, 'uffdRwp') && !isProtected(k, dst) && pteUffdWp(k, pte))
    t.apply('pte_modify', (e) => pteModify(k, e, dst.vmPageProt), 'the child is not registered');
  const parent = cow ? pteWrprotect(k, pte) : pte;
  if (cow) t.apply('pte_wrprotect', (e) => pteWrprotect(k, e), 'two processes share the page now');
  if (vmHas(k, src, 'shared')) t.apply('pte_mkclean', (e) => pteMkclean(k, e), 'the child has not written');
  t.apply('pte_mkold', (e) => pteMkold(k, e), 'the child has not used it');
  filterUffdWp(k, t, src, dst);
  const shares: Effect[] = folio && isAnonExclusive(k, folio) ? ['clear exclusive'] : [];
  return { pte: t.value, parent, effects: shares, steps: t.steps };
}

function filterUffdWp(k: Kernel, t: Trace, src: Vma, dst: Vma): void {
  const keeps = k.does('forkFiltersUffdWp') ? isProtected(k, dst) : isProtected(k, src);
  if (!keeps && pteUffdWp(k, t.value))
    t.apply(called(k, 'pteClearUffdWp'), (e) => pteClearUffdWp(k, e), 'the mapping is not registered');
}

const copiesAtOnce = (k: Kernel, folio: Folio, src: Vma): boolean =>
  k.does('forkCopiesPinned') &&
  folio.anon &&
  folio.pinned &&
  isCowMapping(k, src) &&
  (!k.does('anonExclusive') || folio.exclusive);

/** copy_present_page(). */
function copyPage(k: Kernel, pte: bigint, dst: Vma, copyPfn: bigint | undefined): ForkOutcome {
  if (typeof copyPfn !== 'bigint')
    throw typeError(`expected copyPfn as a bigint for a pinned page, got ${shown(copyPfn)}`);
  const t = mkPte(k, copyPfn, dst);
  t.apply('pte_mkdirty', (e) => pteMkdirty(k, e), 'the page has just been written');
  t.apply('maybe_mkwrite', (e) => maybeMkwrite(k, e, dst), 'the page is the child’s alone');
  if (k.does('forkFiltersUffdWp') && isProtected(k, dst) && pteUffdWp(k, pte)) {
    t.apply(called(k, 'pteMkuffdWp'), (e) => pteMkuffdWp(k, e), 'the parent’s entry has the bit');
    if (!k.does('mkuffdWpWrprotects')) t.apply('pte_wrprotect', (e) => pteWrprotect(k, e), 'userfaultfd traps writes');
    if (vmHas(k, dst, 'uffdRwp'))
      t.apply('pte_modify', (e) => pteModify(k, e, k.prot.PAGE_NONE), 'the mapping traps reads too: PAGE_NONE');
  }
  return { pte: t.value, parent: pte, effects: ['copy page'], steps: t.steps };
}
