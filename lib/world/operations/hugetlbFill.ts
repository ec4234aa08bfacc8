/** userfaultfd fills entries of hugetlb: mm/userfaultfd.c, mfill_atomic_hugetlb(). */
import { vmHas } from '../../mm/common/vma.ts';
import { hugetlbMfillAtomicPte } from '../../mm/hugetlb/hugetlbMfillAtomicPte.ts';
import { done, failed, type Happened, moved } from '../happened.ts';
import { freshPage, type Life } from '../life.ts';
import type { Registration } from '../registration.ts';
import type { LifeOperation } from './operation.ts';
import { filling, unlessFailed } from './uffdFill.ts';

const missing: Registration = { modes: ['uffdMissing'] };

/** A new page, anonymous where the mapping is not shared. */
function bringPage(life: Life, wp: boolean): Happened {
  const { k, pte, vma, cached, nextHuge } = life;
  const shared = vmHas(vma, k.vm.shared);
  const fresh = freshPage(life, { anon: !shared, exclusive: !shared });
  const outcome = hugetlbMfillAtomicPte(k, pte, vma, fresh, nextHuge, { wp, cached: shared && cached });
  if (outcome.returned !== 0) return unlessFailed(life, outcome);
  return moved(done({ ...life, page: fresh, cached: cached || shared }, outcome));
}

/** The page that is in the page cache already is mapped. */
function goOn(life: Life): Happened {
  const { k, pte, vma, cached, inMemory, inMemoryPage } = life;
  const page = inMemoryPage ?? freshPage(life);
  const asked = { continues: true, cached };
  const outcome = hugetlbMfillAtomicPte(k, pte, vma, page, inMemory ?? life.nextHuge, asked);
  return outcome.returned === 0 ? done({ ...life, page }, outcome) : unlessFailed(life, outcome);
}

const poison = (life: Life): Happened =>
  unlessFailed(life, hugetlbMfillAtomicPte(life.k, life.pte, life.vma, freshPage(life), 0n, { poisons: true }));

/** The ioctls that bring pages, by the names of a script. */
export const fillsOfHugetlb: Readonly<Record<string, LifeOperation['run']>> = {
  'uffd-copy': (life) => filling(life, missing, {}, (armed) => bringPage(armed, false)),
  'uffd-copy-wp': (life) =>
    filling(life, { modes: ['uffdMissing', 'uffdWp'] }, { wp: true }, (armed) => bringPage(armed, true)),
  'uffd-zeropage': (life) =>
    filling(life, missing, { zeropage: true }, (armed) => failed(armed, '-EINVAL', 'there is no huge zero page')),
  'uffd-continue': (life) => filling(life, { modes: ['uffdMinor'] }, { continues: true }, goOn),
  'uffd-poison': (life) => filling(life, missing, {}, poison),
};
