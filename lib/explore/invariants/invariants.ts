/** Every invariant, in the order of reports. */
import type { Invariant } from '../invariant.ts';
import { checkInvariants } from './checks.ts';
import { forkInvariants } from './forks.ts';
import { grantInvariants } from './grants.ts';
import { mappingInvariants } from './mappings.ts';
import { markerInvariants } from './markers.ts';
import { pageInvariants } from './pages.ts';
import { pinInvariants } from './pins.ts';
import { rwpInvariants } from './rwp.ts';
import { softDirtyInvariants } from './softDirty.ts';
import { uffdCallInvariants } from './uffdCalls.ts';
import { userfaultfdInvariants } from './userfaultfd.ts';
import { waiterInvariants } from './waiters.ts';

/** Every invariant that comes with the library. */
export const allInvariants: readonly Invariant[] = [
  ...userfaultfdInvariants,
  ...grantInvariants,
  ...uffdCallInvariants,
  ...rwpInvariants,
  ...waiterInvariants,
  ...markerInvariants,
  ...softDirtyInvariants,
  ...pageInvariants,
  ...forkInvariants,
  ...pinInvariants,
  ...mappingInvariants,
  ...checkInvariants,
];
