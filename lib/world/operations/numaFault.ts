/** A NUMA hint is hit: mm/memory.c, do_numa_page(), with the page table's lock open while the page moves. */
import { ptePresent, pteProtnone, pteSame, pteUffdWp } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Folio } from '../../mm/common/folio.ts';
import { type Vma, vmaIsAccessible, vmHas } from '../../mm/common/vma.ts';
import { doHugePmdNumaPage } from '../../mm/huge_memory/doHugePmdNumaPage.ts';
import { doNumaPage, type NumaHint } from '../../mm/memory/doNumaPage.ts';
import { access } from '../access/access.ts';
import { doneHuge } from '../access/hugeEntry.ts';
import { rebuilt } from '../access/largeFolio.ts';
import { done, type Happened, quietly } from '../happened.ts';
import { heldBy, type Life, pageNow } from '../life.ts';
import { after, type Moved, still } from '../moved.ts';
import { change } from '../run/change.ts';
import { changeFolio } from '../run/changeAll.ts';
import { type Actor, atEntry, contentAt, entryAt, mapperOf, placeOf, see } from '../see.ts';
import { mmOf, type World } from '../world.ts';
import { migrate } from './migrate.ts';
import { hasPage, type OperationPiece, type Operations, withPage } from './operation.ts';

/** What becomes of the page, by the words of a script. */
const words = ['migrated', 'failed', 'stayed'] as const;
type Word = (typeof words)[number];

/** Nothing comes of the fault: it is another one, or userfaultfd's. */
function otherFault(life: Life): Happened | undefined {
  const { k, pte, vma } = life;
  if (!vmaIsAccessible(life.k, life.vma)) return quietly(life, { kind: 'notAccessible' });
  if (!ptePresent(k, pte) || !pteProtnone(k, pte)) return quietly(life, { kind: 'noHint' });
  return vmHas(vma, k.vm.uffdRwp) && pteUffdWp(k, pte) ? access(life, {}) : undefined;
}

const over = { kind: 'fault', returned: [] } as const;

/** The entry becomes what the mapping allows; the fault is over. */
function mapped(life: Life, how: NumaHint): Happened {
  const page = hasPage(life) ? pageNow(life) : undefined;
  const outcome = (life.level ? doHugePmdNumaPage : doNumaPage)(life.k, life.pte, life.vma, page, how);
  const own = done(life, outcome, over);
  const all = rebuilt(life, own.life, how);
  return { ...own, life: all.life, steps: [...own.steps, ...all.steps] };
}

/** Up to where the lock is let go for moving the page. */
const begin: OperationPiece = (w, at) => {
  const life = see(w, at);
  const other = otherFault(life);
  if (other) return { ...change(w, at, () => other, ''), over: true };
  const saved = { orig: life.pte };
  return life.k.does('numaMapsBeforeMove') && !life.level
    ? { ...change(w, at, (it) => mapped(it, {}), ''), saved }
    : { ...still(w), saved };
};

/** migrate_misplaced_folio_prepare(), and do_numa_page() before: pages of devices stay, and those of files that do not pay. */
function isLeft(k: Kernel, vma: Vma, page: Folio | undefined): boolean {
  if (!page || page.fsdax || page.devicePrivate || page.deviceCoherent) return true;
  if (page.compound && !k.does('numaRebuildsLarge')) return true;
  return !page.swapbacked && (page.dirty || (vmHas(vma, k.vm.exec) && page.mappedShared === true));
}

/** What comes of a wish: a page that is left is as one that stays, where that is found out with the lock held. */
function outcomeOf(w: World, at: Actor, word: string, orig: bigint): Word {
  if (word !== 'migrated') return word === 'stayed' ? word : 'failed';
  const { k, vma, shared, level } = see(w, at);
  const page = contentAt(w, placeOf(k, orig))?.folio;
  const isPart = page?.compound === true && !level; // one of the small pages of a huge one
  if (!isLeft(k, vma, page && { ...page, mappedShared: shared, compound: isPart })) return word;
  return k.does('numaPreparesLocked') ? 'stayed' : 'failed';
}

/** migrate_pages(): every mapping of the page, as far as it can be unmapped. */
function moved(w: World, at: Actor, orig: bigint): Moved {
  const mm = mapperOf(w, placeOf(w.k, orig), at.mm);
  if (mm === undefined) return still(w);
  const run = withPage((life) => migrate(life));
  const move = changeFolio(w, atEntry(w, at, mm), run);
  return { ...move, events: move.events.filter(({ kind }) => kind !== 'cannotUnmap' && kind !== 'noPage') };
}

/** The entry is turned back if the page has not moved, and if it is what it was when the lock was let go. */
function turnedBack(w: World, at: Actor, orig: bigint, word: Word): Moved {
  const now = entryAt(w, at)?.pte ?? 0n;
  if (pteSame(w.k, now, orig)) return change(w, at, (life) => mapped(life, { migrationFailed: word !== 'stayed' }), '');
  return still(
    w,
    ...(word === 'migrated' && isElsewhere(w.k, orig, now) ? [over] : [{ kind: 'entryChanged' } as const]),
  );
}

/** The entry maps another page than the hint did. */
function isElsewhere(k: Kernel, orig: bigint, now: bigint): boolean {
  const [was, is] = [placeOf(k, orig), placeOf(k, now)];
  return was !== undefined && is !== undefined && 'pfn' in was && 'pfn' in is && was.pfn !== is.pfn;
}

/** To 5.13, migrate_misplaced_transhuge_page() writes the new entry itself. */
const isHugeAtOnce = (w: World, at: Actor): boolean =>
  mmOf(w, at.mm)?.level !== undefined && w.k.does('numaMovesHugeAtOnce');

function movedAtOnce(w: World, at: Actor, orig: bigint, word: Word): Moved {
  if (!pteSame(w.k, entryAt(w, at)?.pte ?? 0n, orig)) return still(w, { kind: 'entryChanged' });
  return change(
    w,
    at,
    (life) => {
      const page = pageNow(life);
      const stays = word !== 'migrated' || page.mappedShared || heldBy(page) !== undefined; // numamigrate_isolate_page(), and the count of references
      if (stays) return mapped(life, { migrationFailed: word !== 'stayed' });
      return doneHuge(life, doHugePmdNumaPage(life.k, life.pte, life.vma, page, { newPfn: life.nextHuge }), over);
    },
    '',
  );
}

/** The rest: the page moves or does not, the entry is turned back, and the access is made again. */
const end: OperationPiece = (w, at, word, { orig } = { orig: 0n }) => {
  const so = outcomeOf(w, at, word, orig);
  if (isHugeAtOnce(w, at))
    return after(movedAtOnce(w, at, orig, so), (now) => change(now, at, (life) => access(life, {}), ''));
  const tried = so === 'migrated' ? moved(w, at, orig) : still(w);
  const back =
    w.k.does('numaMapsBeforeMove') && !mmOf(w, at.mm)?.level
      ? tried
      : after(tried, (now) => turnedBack(now, at, orig, so));
  return after(back, (now) => change(now, at, (life) => access(life, {}), ''));
};

/** The fault on a hint, whole and by halves. */
export const numaFaultOperations = {
  'numa-fault': {
    says: 'a read hits the hint; the page moves, cannot move (if nothing is said), or stays',
    words,
    wordMayLack: true,
    wordAtEnd: true,
    needs: ['numaBalancing'],
    call: 'fault',
    faults: {},
    pieces: [begin, end],
    unmapped: { kind: 'notMapped' },
  },
} as const satisfies Operations;
