/** Pages of the same content become one, and part again: mm/ksm.c. */
import { pteSpecial } from '../../helpers/pgtable.ts';
import { familyOf } from '../../mm/common/family.ts';
import { breakKsm } from '../../mm/ksm/breakKsm.ts';
import { replacePage } from '../../mm/ksm/replacePage.ts';
import { writeProtectPage } from '../../mm/ksm/writeProtectPage.ts';
import { madviseVmaBehavior } from '../../mm/madvise/madviseVmaBehavior.ts';
import { access } from '../access/access.ts';
import { done, type Happened, quietly } from '../happened.ts';
import { heldBy, type Life, type Page, pageNow } from '../life.ts';
import { after, type Moved, still } from '../moved.ts';
import { holding } from '../put.ts';
import { change } from '../run/change.ts';
import { contentAt, frameAt, placeOf, see, sharers } from '../see.ts';
import { mmOf, type ProcessState, type World } from '../world.ts';
import { hasPage, type OperationPiece, type Operations } from './operation.ts';

/** MADV_MERGEABLE comes first where the mapping is not one that KSM may merge. */
function mergeable(life: Life): Life {
  const { vma } = madviseVmaBehavior(life.k, life.vma, 'MADV_MERGEABLE');
  return { ...life, vma };
}

/** get_mergeable_page(): an anonymous page of a mapping that may be merged; KSM lets alone what it has merged already. */
const isCandidate = (life: Life): boolean =>
  life.mapped &&
  (life.vma.vmFlags & life.k.vm.mergeable) !== 0n &&
  hasPage(life) &&
  life.page?.anon === true &&
  !life.page.ksm &&
  !pteSpecial(life.k, life.pte);

/** write_protect_page(). What it has protected may become the page that both map. */
function protect(life: Life): Happened {
  const now = mergeable(life);
  if (!isCandidate(now)) return quietly(now, { kind: 'notMerged' });
  const mm = { tlbFlushPending: now.pending };
  const outcome = writeProtectPage(now.k, now.pte, pageNow(now), {
    mm,
    referenced: heldBy(pageNow(now)) !== undefined,
  });
  return outcome.returned === 0 ? done(now, outcome) : done(now, outcome, { kind: 'notMerged' });
}

/** Other processes that have a page of their own there, which may be merged; KSM looks at all processes. */
const partners = (w: World, { name }: ProcessState): readonly ProcessState[] => {
  const mine = sharers(w, mmOf(w, name) as ProcessState).map((mm) => mm.name);
  return w.mms.filter((mm) => {
    if (mm.name === name || mine.includes(mm.name) || !mm.mapped) return false;
    return isCandidate(mergeable(see(w, { cpu: 'cpu0', mm: mm.name })));
  });
};

/** The page and those that are to be replaced by it are protected, each with a flush of its own. */
const begin: OperationPiece = (w, at) => {
  const others = partners(w, mmOf(w, at.mm) as ProcessState);
  const first = change(w, at, protect, '');
  const isLeft = first.events.some(({ kind }) => kind === 'notMerged');
  if (isLeft) return { ...first, over: true };
  const all = others.reduce((so, { name }) => after(so, (now) => change(now, { ...at, mm: name }, protect, '')), first);
  const origs = others.map(({ name }) => `${name} ${mmOf(all.world, name)?.pte ?? 0n}`);
  return { ...all, saved: { orig: mmOf(all.world, at.mm)?.pte ?? 0n, word: origs.join(',') } };
};

/** The page of the process is the one that all map from now on: set_page_stable_node(). */
function stable(life: Life): Happened {
  const page: Page = { ...pageNow(life), ksm: true, exclusive: false, dirty: true };
  return quietly({ ...life, page });
}

/** replace_page(): the entry that was protected maps the KSM page at `pfn`, if it has not changed meanwhile. */
const replace =
  (pfn: bigint, origPte: bigint, page: Page) =>
  (life: Life): Happened => {
    const outcome = replacePage(life.k, life.pte, life.vma, { pfn, origPte, mm: { tlbFlushPending: life.pending } });
    if (outcome.returned !== 0) return { ...quietly(life, { kind: 'entryChangedForKsm' }), steps: outcome.steps };
    return done({ ...life, page }, outcome);
  };

/** Without another process that has a page of its own, it is one which KSM has merged in places that the world does not show. */
function withUnseen(w: World, at: Parameters<OperationPiece>[1], orig: bigint): Moved {
  const pfn = w.nextPfn;
  const page: Page = { ...pageNow(see(w, at)), ksm: true, exclusive: false, dirty: true, elsewhere: true };
  const holds = contentAt(w, placeOf(w.k, mmOf(w, at.mm)?.pte ?? 0n))?.holds ?? [];
  const moved = change(w, at, replace(pfn, orig, page), '', false, holds);
  return { ...moved, world: { ...moved.world, nextPfn: pfn + 1n } };
}

const end: OperationPiece = (w, at, _word, saved) => {
  const { pte = 0n } = mmOf(w, at.mm) ?? {};
  const origs = saved?.word ? saved.word.split(',').map((one) => one.split(' ') as [string, string]) : [];
  if (origs.length === 0) return withUnseen(w, at, saved?.orig ?? 0n);
  const place = placeOf(w.k, pte);
  if (pte !== saved?.orig || !place || !('pfn' in place)) return still(w, { kind: 'entryChangedForKsm' });
  const mine = change(w, at, stable, '');
  const page = frameAt(mine.world, place.pfn)?.folio;
  if (!page) return mine;
  return origs.reduce((so, [name, orig]) => {
    const held = contentAt(so.world, placeOf(w.k, mmOf(so.world, name)?.pte ?? 0n))?.holds ?? [];
    const same = mmOf(so.world, name)?.pte === BigInt(orig);
    return after(so, (now) =>
      change(
        same ? holding(now, place.pfn, held) : now,
        { ...at, mm: name },
        replace(place.pfn, BigInt(orig), page),
        '',
      ),
    );
  }, mine);
};

/** MADV_UNMERGEABLE: unmerge_ksm_pages() breaks each merged page by a fault, then the flag goes. */
function unmerge(life: Life): Happened {
  const { vma, breaksKsm } = madviseVmaBehavior(life.k, life.vma, 'MADV_UNMERGEABLE');
  if (vma.vmFlags === life.vma.vmFlags) return quietly(life, { kind: 'notKsm' });
  const first = breaksKsm ? parted(life) : quietly(life);
  return {
    ...first,
    life: { ...first.life, vma: { ...first.life.vma, vmFlags: first.life.vma.vmFlags & ~life.k.vm.mergeable } },
  };
}

/** break_ksm(): a fault that userfaultfd traps is a signal, and the page stays merged. */
function parted(life: Life): Happened {
  const present = familyOf(life.k, life.pte) === 'present';
  const fault = present ? breakKsm(life.k, life.page) : undefined;
  return fault ? access(life, { ...fault, faultsOnly: true }) : quietly(life);
}

/** Samepage merging. */
export const ksmOperations = {
  'ksm-merge': {
    call: 'ksm-merge',
    says: 'KSM merges the page with those of other processes, which hold the same, or with one that is not shown',
    pieces: [begin, end],
  },
  'ksm-unmerge': {
    call: 'ksm-unmerge',
    says: 'MADV_UNMERGEABLE: the process gets a page of its own again',
    unmapped: { kind: 'failed', returned: '-ENOMEM' },
    run: unmerge,
  },
} as const satisfies Operations;
