/** Every invariant, in the order of reports. */
import type { Invariant } from '../invariant.ts';
import { checkInvariants } from './checks.ts';
import { pageInvariants } from './pages.ts';
import { pinInvariants } from './pins.ts';
import { rwpInvariants } from './rwp.ts';
import { softDirtyInvariants } from './softDirty.ts';
import { uffdCallInvariants } from './uffdCalls.ts';
import { userfaultfdInvariants } from './userfaultfd.ts';

/** Every invariant that comes with the library. */
export const allInvariants: readonly Invariant[] = [
  ...userfaultfdInvariants,
  ...uffdCallInvariants,
  ...rwpInvariants,
  ...softDirtyInvariants,
  ...pageInvariants,
  ...pinInvariants,
  ...checkInvariants,
];
