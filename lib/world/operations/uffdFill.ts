/** userfaultfd: entries that it fills or moves, mm/userfaultfd.c. */
import {
  type FillOutcome,
  mfillAtomicInstallPte,
  mfillAtomicPtePoison,
  mfillAtomicPteZeropage,
} from '../../mm/userfaultfd/mfillAtomic.ts';
import { type MoveOutcome, movePagesPte } from '../../mm/userfaultfd/movePagesPte.ts';
import { done, type Happened, moved, quietly } from '../happened.ts';
import { freshPage, type Life, zeroPfn } from '../life.ts';
import type { LifeOperations } from './operation.ts';

/** The outcome, or the error that the ioctl ends with. */
const unlessFailed = (life: Life, outcome: FillOutcome | MoveOutcome): Happened =>
  outcome.returned === 0 ? done(life, outcome) : quietly(life, { kind: 'failed', returned: outcome.returned });

function copyInto(life: Life, wp: boolean): Happened {
  const outcome = mfillAtomicInstallPte(life.k, life.pte, life.vma, freshPage(life), life.nextPfn, wp);
  if (outcome.returned !== 0) return unlessFailed(life, outcome);
  return moved(done({ ...life, page: freshPage(life, { exclusive: life.vma.anonymous }) }, outcome));
}

/** The ioctls of a userfaultfd that bring pages. */
export const uffdFillOperations = {
  'uffd-copy': { says: 'UFFDIO_COPY', run: (life) => copyInto(life, false) },
  'uffd-copy-wp': {
    says: 'UFFDIO_COPY with MODE_WP',
    run: (life) => {
      life.k.need('uffdWpRange'); // before, userfaultfd_copy() refuses a mode that it does not know
      return copyInto(life, true);
    },
  },
  'uffd-zeropage': {
    says: 'UFFDIO_ZEROPAGE',
    run: (life) => unlessFailed(life, mfillAtomicPteZeropage(life.k, life.pte, life.vma, zeroPfn)),
  },
  'uffd-poison': {
    says: 'UFFDIO_POISON (6.6)',
    run: (life) => unlessFailed(life, mfillAtomicPtePoison(life.k, life.pte)),
  },
  'uffd-move': {
    says: 'UFFDIO_MOVE to another place of the same mapping (6.8)',
    run: (life) => unlessFailed(life, movePagesPte(life.k, life.pte, life.vma, life.page)),
  },
} as const satisfies LifeOperations;
