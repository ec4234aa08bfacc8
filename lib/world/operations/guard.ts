/** Guard regions: mm/madvise.c, madvise_guard_install() and madvise_guard_remove(). */
import { zapHugePmd } from '../../mm/huge_memory/zapHugePmd.ts';
import { guardInstall, guardRemove } from '../../mm/madvise/madviseGuard.ts';
import { small } from '../access/hugeEntry.ts';
import type { LifeEvent } from '../event.ts';
import { done, failed, type Happened, inOrder, quietly } from '../happened.ts';
import { type Life, withAnonVma } from '../life.ts';
import type { LifeOperations } from './operation.ts';

const refusal = 'is_valid_guard_vma() does not allow that for this mapping';

/** A huge page is zapped before guard regions come, which small entries hold; it has none that could go. */
function guardedHuge(life: Life, advise: typeof guardInstall): Happened {
  if (advise !== guardInstall) return quietly(life);
  const zapped = done(life, zapHugePmd(life.k, life.pte, life.vma, life.page));
  return inOrder(zapped, guarded(advise)(small(zapped.life)));
}

const guarded =
  (advise: typeof guardInstall) =>
  (life: Life): Happened => {
    if (life.level && life.pte !== 0n) return guardedHuge(life, advise);
    const outcome = advise(life.k, life.pte, life.vma);
    if (outcome.returned === '-EINVAL') return failed(life, outcome.returned, refusal);
    const events: readonly LifeEvent[] = outcome.returned === 0 ? [] : [{ kind: 'restartsForEver' }];
    return done(advise === guardInstall ? withAnonVma(life) : life, outcome, ...events); // or VM_MAYBE_GUARD, which counts as one
  };

const unmapped = { kind: 'failed', returned: '-ENOMEM' } as const;

/** The two pieces of advice about guard regions. */
export const guardOperations = {
  'guard-install': {
    call: 'guard-install',
    has: ['guardInstall'],
    says: 'MADV_GUARD_INSTALL',
    run: guarded(guardInstall),
    unmapped,
  },
  'guard-remove': {
    call: 'guard-remove',
    has: ['guardRemove'],
    says: 'MADV_GUARD_REMOVE',
    run: guarded(guardRemove),
    unmapped,
  },
} as const satisfies LifeOperations;
