/** One recorded call, run by the model. Of the entry afterwards only the page frame number, or the slot, is used. */

import { isDevicePrivateEntry } from '../helpers/deviceEntries.ts';
import { nonSwapEntry } from '../helpers/entryTypes.ts';
import { ptePfn, ptePresent, pteSpecial } from '../helpers/pgtable.ts';
import { pmdPfn } from '../helpers/pgtableHuge.ts';
import { pteToSwpEntry, swpOffset, swpType } from '../helpers/swapEntry.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { entryPfn } from '../mm/common/entryPfn.ts';
import { familyOf } from '../mm/common/family.ts';
import { type Folio, folio } from '../mm/common/folio.ts';
import type { FaultOutcome, Outcome } from '../mm/common/outcome.ts';
import { type Vma, vmHas } from '../mm/common/vma.ts';
import { removeMigrationPmd } from '../mm/huge_memory/removeMigrationPmd.ts';
import { setPmdMigrationEntry } from '../mm/huge_memory/setPmdMigrationEntry.ts';
import { splitHugePmdLocked } from '../mm/huge_memory/splitHugePmdLocked.ts';
import { doSwapPage } from '../mm/memory/doSwapPage.ts';
import { doWpPage } from '../mm/memory/doWpPage.ts';
import { removeMigrationPte } from '../mm/migrate/removeMigrationPte.ts';
import { trapsWrites } from '../mm/mprotect/canChangePteWritable.ts';
import { tryToMigrateOne } from '../mm/rmap/tryToMigrateOne.ts';
import { tryToUnmapOne } from '../mm/rmap/tryToUnmapOne.ts';
import { faultOf, fieldOf, mappingOf, pageOf, pageSeen, pfnOf, pinSeen, ttuOf } from './callInputs.ts';
import type { Ask } from './freeInputs.ts';
import { notCalled } from './outcomes.ts';
import type { RecordedCall, RecordedStep } from './recording.ts';
import { uffdMessage, type WatchedName } from './watchedFunctions.ts';

/** A prediction: the entry and the return register, as far as the model covers them. */
export interface Prediction extends Outcome {
  readonly returned?: FaultOutcome['returned'] | boolean;
  readonly next?: FaultOutcome['next'];
}
/** Runs the model on one call; `ask` gives the inputs that the recording does not tell. */
export type Predict = (k: Kernel, call: RecordedCall, step: RecordedStep, ask: Ask) => Prediction;

/** The watched functions as the model runs them. */
const predictors: Readonly<Record<WatchedName, Predict>> = {
  remove_migration_pte: removeMigration,
  try_to_migrate_one: tryToMigrate,
  try_to_unmap_one: tryToUnmap,
  do_swap_page: swapPage,
  do_wp_page: wpPage,
};

/** How the model runs the function of that C name; undefined for one that it does not have, and for a message. */
export const predictorOf = (fn: string): Predict | undefined =>
  Object.hasOwn(predictors, fn) ? predictors[fn as WatchedName] : undefined;

/** A hardware error is in the page, not in its flags as they were recorded. */
const poisons = ({ operation }: RecordedStep): boolean => operation.name === 'hwpoison';

function removeMigration(k: Kernel, call: RecordedCall, _step: RecordedStep, ask: Ask): Prediction {
  const [before, after] = [fieldOf(call, 'before'), fieldOf(call, 'after')];
  const mapping = mappingOf(k, call);
  if (call.level === 'pmd') return removeMigrationPmd(k, before, mapping, pageOf(call, false), pmdPfn(k, after));
  const { pfn, devicePrivate } = arrived(k, after);
  const unused = k.does('mapsUnusedToZeropage') && ask('the page held no data, and its folio is split', 'rare');
  const page = { ...pageOf(call, false), devicePrivate };
  return removeMigrationPte(k, before, mapping, page, pfn, unused ? { zeroPfn: pfn } : {});
}

/** The page that the entry stands for afterwards, which is the kernel's choice: of memory or of a device. */
function arrived(k: Kernel, after: bigint): { readonly pfn: bigint; readonly devicePrivate: boolean } {
  const entry = pteToSwpEntry(k, after);
  const devicePrivate = !ptePresent(k, after) && isDevicePrivateEntry(k, entry);
  return { pfn: devicePrivate ? entryPfn(k, entry) : ptePfn(k, after), devicePrivate };
}

function tryToMigrate(k: Kernel, call: RecordedCall, _step: RecordedStep, ask: Ask): Prediction {
  const before = fieldOf(call, 'before');
  const page = { ...pageOf(call, false), pinned: pinned(call, ask) };
  if (call.level !== 'pmd') return tryToMigrateOne(k, before, page);
  const stays = fieldOf(call, 'returned') === 0n;
  // A walk that splits a huge page first goes on over its entries, and returns what became of those
  const splits = ttuOf(k, call)?.('splitHugePmd') ?? (stays && !page.pinned);
  if (splits && !isHugetlb(k, call))
    return stays ? { ...splitFrozen(k, call, page), returned: false } : splitFrozen(k, call, page);
  if (stays && ask('another task has locked what the page is of', 'rare'))
    return { ...notCalled(before), returned: false };
  return setPmdMigrationEntry(k, before, page);
}

const isHugetlb = (k: Kernel, call: RecordedCall): boolean => vmHas(fieldOf(call, 'vma'), k.vm.hugetlb);

const splitFrozen = (k: Kernel, call: RecordedCall, page: Folio): Prediction =>
  splitHugePmdLocked(k, fieldOf(call, 'before'), mappingOf(k, call), page, { freeze: true });

/** A pin is seen where the recorder counts references, and otherwise taken where nothing else explains what happened. */
const pinned = (call: RecordedCall, ask: Ask): boolean => pinSeen(call) ?? ask('the page is pinned', 'rare');

function tryToUnmap(k: Kernel, call: RecordedCall, step: RecordedStep, ask: Ask): Prediction {
  const page = { ...pageOf(call, poisons(step)), pinned: pinned(call, ask) };
  const ttu = ttuOf(k, call);
  const migrates = () => ttu?.('migration') ?? (call.level === 'pmd' || ask('the page migrates (TTU_MIGRATION)'));
  if (!k.does('migratesApart') && migrates()) return migratedByUnmap(k, call, page, ask);
  // Only a file mapping has file pages; for an anonymous page the kind of mapping makes no difference here
  const mapping = mappingOf(k, call, { anonymous: page.anon });
  return tryToUnmapOne(k, fieldOf(call, 'before'), mapping, page, {
    // A page that stays where it is had a slot, too
    ...(page.pinned ? { slot: { type: 0, offset: 1n } } : slotOf(k, fieldOf(call, 'after'))),
    ttuHwpoison: ttu?.('hwpoison') ?? page.hwpoison,
    ...(ttu && { ttuIgnoreHwpoison: ttu('ignoreHwpoison'), ttuIgnoreAccess: ttu('ignoreAccess') }),
    referenced: ask('somebody holds the page', 'rare'),
    ttuIgnoreMlock: ttu?.('ignoreMlock') ?? ask('locked memory is unmapped too (TTU_IGNORE_MLOCK)', 'rare'),
  });
}

/** try_to_unmap_one() with TTU_MIGRATION, as long as it did both. */
function migratedByUnmap(k: Kernel, call: RecordedCall, page: Folio, ask: Ask): Prediction {
  const before = fieldOf(call, 'before');
  if (call.level !== 'pmd') return tryToMigrateOne(k, before, page);
  const splits = ttuOf(k, call)?.('splitHugePmd') ?? ask('the huge page is split');
  return splits ? splitFrozen(k, call, page) : setPmdMigrationEntry(k, before, page);
}

/** Where the kernel has put the page. */
function slotOf(k: Kernel, after: bigint) {
  const entry = pteToSwpEntry(k, after);
  return nonSwapEntry(k, entry) ? {} : { slot: { type: swpType(k, entry), offset: swpOffset(k, entry) } };
}

function swapPage(k: Kernel, call: RecordedCall, _step: RecordedStep, ask: Ask): Prediction {
  const [before, pfn] = [fieldOf(call, 'before'), pfnOf(k, fieldOf(call, 'after'))];
  const inShared = vmHas(fieldOf(call, 'vma'), k.vm.shared);
  const marker = familyOf(k, before) === 'marker';
  const ofFile = () => (call.facts?.ops ? call.facts.ops !== '0x0' : ask('the mapping is of a file'));
  const anonymous = !inShared && !(marker && ofFile());
  const page = folio({
    anon: !marker || anonymous,
    reusable: !marker && ask('nobody else holds the page'),
    dirty: marker && !anonymous && ask('the page is dirty'),
  });
  const fresh = !marker && !k.does('swapInReusesByCount') && ask('the page is a copy of a KSM page');
  const mapping = mappingOf(k, call, { anonymous });
  if (familyOf(k, before) === 'swap' && ask('another task has locked the page', 'rare')) return lockedOut(before);
  return doSwapPage(k, before, mapping, page, pfn, faultOf(k, call), {
    fresh,
    copyPfn: pfn,
    uptodate: !ask('the page could not be read', 'rare'),
    stableWriteback: ask('the page is being written to a device that must not see it change', 'rare'),
  });
}

/** folio_lock_or_retry(): nothing is done yet, the fault comes again. */
const lockedOut = (pte: bigint): Prediction => ({ ...notCalled(pte), returned: ['VM_FAULT_RETRY'] });

/** Whether the page was reused or copied is read off the page frame number, unless the facts of the call tell whose it is. */
function wpPage(k: Kernel, call: RecordedCall, step: RecordedStep, ask: Ask): Prediction {
  const [before, after] = [fieldOf(call, 'before'), fieldOf(call, 'after')];
  const samePage = ptePresent(k, after) && ptePfn(k, after) === ptePfn(k, before);
  const anonVma = call.facts?.anonVma ?? hasAnonVma(k, call, samePage, ask);
  const mapping = mappingOf(k, call, { ...uffdSettings(k, call, step, ask), anonVma });
  const page = pageSeen(call) ?? pageByOutcome(k, call, samePage && anonVma, ask);
  const counted = samePage && anonVma && page.anon;
  const how = { copyPfn: pfnOf(k, after) };
  const folio = pteSpecial(k, before) ? undefined : { ...page, reusable: counted };
  return doWpPage(k, before, mapping, folio, faultOf(k, call), how);
}

/** Who has the page, where only the outcome shows it. */
function pageByOutcome(k: Kernel, call: RecordedCall, reused: boolean, ask: Ask): Folio {
  const shared = vmHas(fieldOf(call, 'vma'), k.vm.shared);
  return folio({ anon: !shared, exclusive: reused, dirty: shared && ask('the page is dirty') });
}

function hasAnonVma(k: Kernel, call: RecordedCall, samePage: boolean, ask: Ask): boolean {
  const shared = vmHas(fieldOf(call, 'vma'), k.vm.shared);
  const traps = trapsWrites(k, mappingOf(k, call), fieldOf(call, 'before'));
  const open = samePage && faultOf(k, call).vmaLock && !shared && !traps;
  return !(open && ask('the mapping has no anon_vma yet'));
}

/** How userfaultfd was set up, where nothing but the outcome shows it: no message was sent. */
function uffdSettings(k: Kernel, call: RecordedCall, step: RecordedStep, ask: Ask): Partial<Vma> {
  const asked = step.calls.some((c) => c.fn === uffdMessage);
  if (call.facts || asked || !trapsWrites(k, mappingOf(k, call), fieldOf(call, 'before'))) return {};
  if (k.does('wpAsync') && ask('the context resolves by itself (async)')) return { uffdWpAsync: true };
  return { uffdSigbus: ask('a fault is a signal (UFFD_FEATURE_SIGBUS)', 'rare') };
}
