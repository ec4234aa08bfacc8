/** userfaultfd: entries that it fills or moves, mm/userfaultfd.c. */
import { vmHas } from '../../mm/common/vma.ts';
import { movePagesHugePmd } from '../../mm/huge_memory/movePagesHugePmd.ts';
import type { HugetlbFilled } from '../../mm/hugetlb/hugetlbMfillAtomicPte.ts';
import {
  copiesAreAnonymous,
  type FillOutcome,
  type FillRequest,
  mfillAtomic,
  mfillAtomicInstallPte,
  mfillAtomicPtePoison,
  mfillAtomicPteZeropage,
} from '../../mm/userfaultfd/mfillAtomic.ts';
import { type MoveOutcome, movePagesPte } from '../../mm/userfaultfd/movePagesPte.ts';
import { validateMoveAreas } from '../../mm/userfaultfd/validateMoveAreas.ts';
import { hugePageOf } from '../access/hugeEntry.ts';
import { done, failed, type Happened, moved } from '../happened.ts';
import { freshPage, isHugetlb, type Life, withAnonVma } from '../life.ts';
import { type Registration, withRegistration } from '../registration.ts';
import { hugeZeroPfn, zeroPfn } from '../world.ts';
import type { LifeOperations } from './operation.ts';

/** The outcome, or the error that the ioctl ends with, and what the kernel function saw. */
export function unlessFailed(life: Life, outcome: FillOutcome | MoveOutcome | HugetlbFilled): Happened {
  if (outcome.returned === 0) return done(life, outcome);
  const last = outcome.steps.at(-1);
  return failed(life, outcome.returned, last && `${last.did}(): ${last.why}`);
}

const missing: Registration = { modes: ['uffdMissing'] };

/** Runs on a mapping that is registered, and that the ioctl may fill; what was registered for it stays so if it fails. */
export function filling(
  life: Life,
  asked: Registration,
  request: FillRequest,
  run: (armed: Life) => Happened,
): Happened {
  return withRegistration(life, asked, (armed) => {
    const refused = mfillAtomic(life.k, armed.vma, request);
    const there = armed.level && armed.pte !== 0n && !isHugetlb(armed);
    if (refused) return failed(armed, refused, 'mfill_atomic() does not allow that for this mapping');
    if (there) return failed(armed, '-EEXIST', 'mfill_atomic(): a huge entry is there');
    return run(vmHas(armed.vma, life.k.vm.shared) ? armed : withAnonVma(armed)); // the caller of anon_vma_prepare()
  });
}

/** A new page, anonymous or of the page cache, which takes it only if it has none there: shmem_add_to_page_cache(). */
function bringPage(life: Life, wp: boolean): Happened {
  const { k, pte, vma, cached, nextPfn } = life;
  const anon = copiesAreAnonymous(k, vma);
  if (!anon && cached) return failed(life, '-EEXIST', 'the page cache has a page there already');
  const outcome = mfillAtomicInstallPte(k, pte, vma, { anon }, nextPfn, wp);
  if (outcome.returned !== 0) return unlessFailed(life, outcome);
  const page = freshPage(life, { anon, exclusive: anon });
  return moved(done({ ...life, page, cached: cached || !anon }, outcome));
}

const copy = (life: Life): Happened => filling(life, missing, {}, (armed) => bringPage(armed, false));

function copyWp(life: Life): Happened {
  return filling(life, { modes: ['uffdMissing', 'uffdWp'] }, { wp: true }, (armed) => bringPage(armed, true));
}

/** Where UFFDIO_COPY would bring a page of the page cache, there is no zero page. */
function zeropage(life: Life): Happened {
  return filling(life, missing, {}, (armed) =>
    copiesAreAnonymous(life.k, armed.vma)
      ? unlessFailed(armed, mfillAtomicPteZeropage(life.k, life.pte, armed.vma, zeroPfn))
      : bringPage(armed, false),
  );
}

/** The page that is in the page cache already is mapped: where another process maps it, if one does. */
function goOn(life: Life): Happened {
  return filling(life, { modes: ['uffdMinor'] }, { continues: true }, (armed) => {
    if (!armed.cached) return failed(armed, '-EFAULT', 'mfill_atomic_pte_continue() finds no page in the page cache');
    const page = armed.inMemoryPage ?? freshPage(armed, { anon: false });
    const at = armed.inMemory ?? life.nextPfn;
    const outcome = mfillAtomicInstallPte(life.k, life.pte, armed.vma, page, at, false, { wasCached: true });
    if (outcome.returned !== 0) return unlessFailed(armed, outcome);
    const mapped = done({ ...armed, page }, outcome);
    return armed.inMemory === undefined ? moved(mapped) : mapped;
  });
}

function poison(life: Life): Happened {
  return filling(life, missing, {}, (armed) => unlessFailed(armed, mfillAtomicPtePoison(life.k, life.pte)));
}

function moveHuge(life: Life): Happened {
  const outcome = movePagesHugePmd(life.k, life.pte, life.vma, hugePageOf(life), { strayPfn: hugeZeroPfn });
  return unlessFailed(withAnonVma(life), outcome);
}

function move(life: Life): Happened {
  return withRegistration(life, missing, (armed) => {
    const refused = validateMoveAreas(life.k, armed.vma, armed.vma);
    if (refused) return failed(armed, refused, 'validate_move_areas() does not allow that for this mapping');
    if (life.level && life.pte !== 0n) return moveHuge(armed);
    return unlessFailed(withAnonVma(armed), movePagesPte(life.k, life.pte, armed.vma, life.page));
  });
}

const gone = {
  userfaultfd: true,
  unmapped: { kind: 'failed', returned: '-ENOENT', why: 'nothing is mapped there any more' },
} as const;

/** The ioctls of a userfaultfd that bring pages; they register the mapping first if it is not. */
export const uffdFillOperations = {
  'uffd-copy': { ...gone, call: 'uffd-fill', says: 'UFFDIO_COPY', run: copy },
  // before, userfaultfd_copy() refuses a mode that it does not know
  'uffd-copy-wp': { ...gone, call: 'uffd-fill', has: ['uffdWpRange'], says: 'UFFDIO_COPY with MODE_WP', run: copyWp },
  'uffd-zeropage': { ...gone, call: 'uffd-fill', says: 'UFFDIO_ZEROPAGE', run: zeropage },
  'uffd-continue': {
    ...gone,
    call: 'uffd-fill',
    has: ['UFFDIO_CONTINUE'],
    says: 'UFFDIO_CONTINUE: maps the page of the page cache',
    run: goOn,
  },
  'uffd-poison': {
    ...gone,
    call: 'uffd-fill',
    has: ['mfillAtomicPtePoison'],
    says: 'UFFDIO_POISON',
    run: poison,
  },
  'uffd-move': {
    ...gone,
    call: 'uffd-move',
    has: ['movePagesPte'],
    says: 'UFFDIO_MOVE to another place of the same mapping',
    run: move,
  },
} as const satisfies LifeOperations;
