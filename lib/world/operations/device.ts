/** Pages in device memory, and pages that a device uses alone: mm/migrate_device.c, and make_device_exclusive() of mm/rmap.c. */
import { pteNone, ptePresent, pteProtnone, pteWrite } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isAnonExclusive } from '../../mm/common/anonExclusive.ts';
import { familyOf } from '../../mm/common/family.ts';
import type { Folio } from '../../mm/common/folio.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { locksOf } from '../../mm/locks/locksOf.ts';
import { makeDeviceExclusive } from '../../mm/rmap/makeDeviceExclusive.ts';
import { access } from '../access/access.ts';
import { collect, insertPage, mapAt, mapWhereItWas, unmap } from '../access/deviceMemory.ts';
import { nextPage, splitThen } from '../access/hugeEntry.ts';
import type { LifeEvent } from '../event.ts';
import { done, failed, type Happened, inOrder, moved, quietly } from '../happened.ts';
import { heldBy, type Life, pageNow } from '../life.ts';
import { after, type Moved, still } from '../moved.ts';
import { processesAt } from '../places.ts';
import { change } from '../run/change.ts';
import { changeAll } from '../run/changeAll.ts';
import { type Actor, mappedPfn, placeOf, see, sharers } from '../see.ts';
import { flushedNow } from '../withParts.ts';
import { hugeZeroPfn, mmOf, type World, zeroPfn } from '../world.ts';
import { hasPage, type OperationPiece, type Operations, withFamily } from './operation.ts';

const isWritable = ({ k, pte }: Life): boolean => ptePresent(k, pte) && !pteProtnone(k, pte) && pteWrite(k, pte);

/** FOLL_WRITE and FOLL_SPLIT_PMD: a huge entry is split, and then the small one is made writable. */
function getUserPage(life: Life): Happened {
  if (life.level && ptePresent(life.k, life.pte)) return splitThen(life, getUserPage);
  if (isWritable(life)) return quietly(life);
  const first = access(life, { write: true, allowRetry: false, user: false, remote: true, faultsOnly: true });
  return first.life.level && ptePresent(life.k, first.life.pte) ? inOrder(first, getUserPage(first.life)) : first;
}

/** get_user_pages_remote() with FOLL_WRITE comes first: the entry becomes writable by faults that cannot come again, or -EFAULT. */
function makeExclusive(life: Life): Happened {
  if (!vmHas(life.vma, life.k.vm.write)) return failed(life, '-EFAULT', 'get_user_pages() for writing');
  const first = getUserPage(life);
  if (!isWritable(first.life)) {
    const why: LifeEvent = { kind: 'failed', returned: '-EFAULT', why: 'get_user_pages() for writing' };
    return { ...first, events: [...first.events, why] };
  }
  const outcome = makeDeviceExclusive(life.k, first.life.pte, pageNow(first.life));
  const second = outcome.returned ? done(first.life, outcome) : quietly(first.life, { kind: 'refused' });
  return inOrder(first, second);
}

/** What a driver that wants pages in its memory, or back out of it, asks for: MIGRATE_VMA_SELECT_SYSTEM or its counterpart. */
type Selects = (life: Life) => LifeEvent | undefined;

const system: Selects = (life) => {
  const { k, pte, vma } = life;
  const isHole = pteNone(k, pte) || (ptePresent(k, pte) && [zeroPfn, hugeZeroPfn].includes(mappedPfn(k, pte)));
  return hasPage(life) || (isHole && vma.anonymous) ? undefined : { kind: 'noPage' };
};

const device: Selects = ({ k, pte }) =>
  familyOf(k, pte) === 'devicePrivate' ? undefined : { kind: 'otherEntry', wanted: 'devicePrivate' };

/** migrate_vma_collect(): the process's own entry. Older kernels flush only once the page table's lock is let go: the next piece. */
const collects =
  (selects: Selects): OperationPiece =>
  (w, at, word) => {
    const before = see(w, at);
    const why = selects(before) ?? (word === 'unlocked' ? leavesUnlocked(w.k) : undefined);
    if (why) return still(w, why);
    if (word === 'unlocked') return { ...still(w), saved: { orig: before.pte, word } };
    const late = flushesUnlocked(before);
    let collected = '';
    const { due = [], ...moved } = change(
      w,
      at,
      (life) => {
        const happened = collect(life);
        collected = happened.collected;
        const more = collected === 'skipped' ? [{ kind: 'cannotUnmap' } as const] : [];
        return { ...happened, events: [...happened.events, ...more] };
      },
      '',
      late,
    );
    const orig = mmOf(moved.world, at.mm)?.pte ?? 0n;
    return { ...moved, saved: { orig, word: due.length > 0 ? owing : collected } };
  };

/** What no driver comes to unmap by the reverse map alone. */
const leavesUnlocked = (k: Kernel): LifeEvent | undefined =>
  k.does('collectNeedsLock') && !k.does('deviceRangeMigrates') ? { kind: 'cannotUnmap' } : undefined;

const owing = 'page, and a flush';

/** From 5.19 on, what is PageAnonExclusive() is flushed at once. */
const flushesUnlocked = ({ k, vma, page }: Life): boolean =>
  locksOf(k, 'to-device', { vma }).flush === 'at the end' && !(page && isAnonExclusive(k, page));

/** migrate_vma_unmap(): the entries of others. Where anyone else holds the page, all are put back at once. */
const unmaps: OperationPiece = (w, at, _word, saved) => {
  const now = saved?.word === owing ? flushedNow(w, at.cpu, at.mm, 'flush_tlb_page') : still(w); // flush_tlb_range()
  const mm = mmOf(now.world, at.mm);
  if (saved?.word === 'hole' || !mm || mm.pte !== saved?.orig) return { ...now, ...(saved && { saved }) };
  const own = saved.word === 'unlocked' ? after(now, (world) => change(world, at, unmap, '')) : now;
  const all = sharers(own.world, mmOf(own.world, at.mm) ?? mm).reduce(
    (so, { name, pte }) =>
      ['migration', 'swap'].includes(familyOf(w.k, pte))
        ? so
        : after(so, (world) => change(world, { ...at, mm: name }, unmap, '')),
    own,
  );
  const why = heldBy(pageNow(see(all.world, at)));
  return why ? { ...after(all, (world) => putBack(world, at, why)), over: true } : { ...all, saved };
};

const putBack = (w: World, at: Actor, why: LifeEvent): Moved =>
  changeAll(
    w,
    at,
    withFamily('migration', (life) => mapWhereItWas(life, why)),
    '',
  );

/** A process that still has the migration entry of a page. */
const waiting = (w: World, orig: bigint): string | undefined => {
  const there = processesAt(w, placeOf(w.k, orig), true);
  return there.find(({ pte }) => familyOf(w.k, pte) === 'migration')?.name;
};

/** Another entry stands for the page in swap. */
function slotFor(w: World, orig: bigint): boolean {
  const place = placeOf(w.k, orig);
  return place !== undefined && 'pfn' in place && w.slots.some(({ pfn }) => pfn === place.pfn);
}

/** migrate_vma_pages() and migrate_vma_finalize(): the page is where the driver has brought it, or where it was. */
const finalize =
  (target: Partial<Folio>): OperationPiece =>
  (w, at, _word, saved) => {
    if (saved?.word === 'hole') return change(w, at, insertPage, '');
    const mm = saved && waiting(w, saved.orig);
    if (!saved || mm === undefined) return still(w, { kind: 'otherEntry', wanted: 'migration' });
    const isSwapped = slotFor(w, saved.orig);
    return changeAll(
      w,
      { ...at, mm },
      withFamily('migration', (life) => arrive(life, target, isSwapped)),
      '',
    );
  };

/** __migrate_device_pages(): the page is where it is to be, or where it was. */
function arrive(life: Life, target: Partial<Folio>, isSwapped: boolean): Happened {
  const why = target.devicePrivate && staysInMemory(life, isSwapped);
  if (why) return mapWhereItWas(life, why);
  const leaves = target.devicePrivate && pageNow(life).swapCache;
  return moved(mapAt(life, nextPage(life), leaves ? { ...target, swapCache: false, dirty: true } : target));
}

/** No device memory has a page of a file, nor one that is in the swap cache and cannot leave it: folio_free_swap(). */
function staysInMemory(life: Life, isSwapped: boolean): LifeEvent | undefined {
  const { anon, swapCache } = pageNow(life);
  if (isSwapped || (swapCache && !life.k.does('deviceMigrationFreesSwap'))) return { kind: 'staysInSwapCache' };
  return anon ? undefined : { kind: 'staysInMemory' };
}

const needs = ['migration', 'devicePrivate'] as const;

/** What a device does with a page. */
export const deviceOperations = {
  'to-device': {
    needs,
    call: 'to-device',
    says: 'the page moves to device memory (migrate_vma_setup() and the rest)',
    flushesItself: true,
    pieces: [collects(system), unmaps, finalize({ devicePrivate: true })],
  },
  'from-device': {
    needs,
    call: 'to-device',
    says: 'the driver takes the page back from device memory; unlocked: by its number (migrate_device_range()), or once its lock can be had (to 5.15)',
    words: ['unlocked'],
    wordMayLack: true,
    flushesItself: true,
    pieces: [collects(device), unmaps, finalize({ devicePrivate: false })],
  },
  'device-exclusive': {
    call: 'to-exclusive',
    has: ['makeDeviceExclusive'],
    says: 'a device gets the page alone',
    run: makeExclusive,
  },
} as const satisfies Operations;
