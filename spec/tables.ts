/** Every table of rows by name, for the resolvers, the self-check and the generator. */

import { faultFlagBits, vmFaultBits } from './faultFlags.ts';
import { functions } from './functions.ts';
import { helperBehaviours } from './helperBehaviours.ts';
import { helpers } from './helpers.ts';
import { changeBehaviours, pagemapBits } from './mm/change.ts';
import { faultBehaviours } from './mm/memory.ts';
import { migrateBehaviours } from './mm/migrate.ts';
import { protectBehaviours } from './mm/mprotect.ts';
import { uffdBehaviours } from './mm/userfaultfd.ts';
import { keptByModify, otherBits, presentBits, presentFields, protections, values, vmFlagBits } from './present.ts';
import { markerBits, migrationBits, swapBits, swapFields, swapTypes } from './swap.ts';
import { uapi } from './uapi.ts';

export const tables = {
  presentBits, otherBits, presentFields, values, keptByModify, protections, vmFlagBits,
  swapFields, swapBits, swapTypes, markerBits, migrationBits,
  vmFaultBits, faultFlagBits, pagemapBits,
  behaviours: [...helperBehaviours, ...protectBehaviours, ...migrateBehaviours, ...faultBehaviours, ...changeBehaviours, ...uffdBehaviours], helpers, functions, uapi,
} as const;
