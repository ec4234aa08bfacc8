/** Guard regions: mm/madvise.c, madvise_guard_install() and madvise_guard_remove(). */
import { type GuardOutcome, guardInstall, guardRemove } from '../../mm/madvise/madviseGuard.ts';
import type { LifeEvent } from '../event.ts';
import { done, type Happened } from '../happened.ts';
import type { Life } from '../life.ts';
import type { LifeOperations } from './operation.ts';

const eventsOf: Readonly<Record<GuardOutcome['returned'], readonly LifeEvent[]>> = {
  0: [],
  '-EINVAL': [{ kind: 'refused' }],
  '-ERESTARTNOINTR': [{ kind: 'restartsForEver' }],
};

const guarded =
  (advise: typeof guardInstall) =>
  (life: Life): Happened => {
    const outcome = advise(life.k, life.pte, life.vma);
    return done(life, outcome, ...eventsOf[outcome.returned]);
  };

const unmapped = { kind: 'failed', returned: '-ENOMEM' } as const;

/** The two pieces of advice about guard regions. */
export const guardOperations = {
  'guard-install': { says: 'MADV_GUARD_INSTALL (6.13)', run: guarded(guardInstall), unmapped },
  'guard-remove': { says: 'MADV_GUARD_REMOVE', run: guarded(guardRemove), unmapped },
} as const satisfies LifeOperations;
