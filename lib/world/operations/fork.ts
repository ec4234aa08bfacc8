/** fork(): mm/memory.c, copy_present_ptes() and copy_nonpresent_pte(). */
import { ptePresent } from '../../helpers/pgtable.ts';
import type { Vma } from '../../mm/common/vma.ts';
import { copyNonpresentPte, type ForkOutcome } from '../../mm/memory/copyNonpresentPte.ts';
import { copyPresentPte } from '../../mm/memory/copyPresentPte.ts';
import { vmaNeedsCopy } from '../../mm/memory/vmaNeedsCopy.ts';
import { userfaultfdSetVmFlags } from '../../mm/userfaultfd/userfaultfdSetVmFlags.ts';
import { failed, type Happened, inOrder, quietly } from '../happened.ts';
import { type Life, settled } from '../life.ts';
import { hasPage, type LifeOperations, withEntry } from './operation.ts';

/** dup_userfaultfd(): without UFFD_FEATURE_EVENT_FORK the mapping of the child is not registered. */
const childOf = ({ k, vma }: Life): Vma => (vma.uffdEventFork ? vma : userfaultfdSetVmFlags(k, vma, []));

function copied(life: Life): ForkOutcome {
  const { k, pte, vma, page } = life;
  const child = childOf(life);
  return ptePresent(k, pte)
    ? copyPresentPte(k, pte, vma, child, hasPage(life) ? page : undefined, life.nextPfn)
    : copyNonpresentPte(k, pte, vma, child, page);
}

/** The life goes on with the parent. A page that is copied at once is the child's: the parent keeps its own. */
function fork(life: Life): Happened {
  if (!vmaNeedsCopy(life.k, life.vma, childOf(life))) return quietly(life, { kind: 'childFillsIt' });
  const outcome = copied(life);
  if (outcome.returned) return failed(life, outcome.returned, 'copy_page_range() meets a page that it cannot copy');
  const { steps, parent } = outcome;
  if (outcome.again) {
    const present = { life: settled(life, parent, outcome.effects), events: [], steps, set: [parent] };
    return inOrder(present, fork(present.life)); // what a device had alone is mapped again, and copied then
  }
  return forked(life, outcome);
}

function forked(life: Life, { parent, pte, effects, steps }: ForkOutcome): Happened {
  const forChild = effects.includes('copy page');
  const others = effects.filter((effect) => effect !== 'copy page');
  const after = settled({ ...life, shared: life.shared || !forChild }, parent, others);
  return {
    life: forChild ? { ...after, nextPfn: after.nextPfn + 1n } : after,
    events: [{ kind: 'child', pte }],
    steps,
    set: [parent, pte],
  };
}

/** A child comes and goes. */
export const forkOperations = {
  fork: {
    says: 'fork(); the child is registered with userfaultfd only after uffd-register event-fork',
    run: withEntry(fork),
    locks: true,
  },
  'child-exit': { says: 'the child is gone', run: (life) => quietly({ ...life, shared: false }) },
} as const satisfies LifeOperations;
