/** Every table of rows by name, for the resolvers, the self-check and the generator. */
import { behaviours } from './behaviours.ts';
import { cpFlagBits } from './cpFlags.ts';
import { faultFlagBits, vmFaultBits } from './faultFlags.ts';
import { functions } from './functions.ts';
import { helpers } from './helpers.ts';
import { pagemapBits } from './pagemap.ts';
import { keptByModify, otherBits, presentBits, presentFields, protections, values, vmFlagBits } from './present.ts';
import { markerBits, migrationBits, swapBits, swapFields, swapTypes } from './swap.ts';
import { ttuFlagBits } from './ttuFlags.ts';
import { uapi } from './uapi.ts';
import { uffdFeatureBits } from './uffdFeatures.ts';

/** The tables that a kernel resolves; `table.id` names a row of them for `backports` and `without`. */
export const tables = {
  presentBits, otherBits, presentFields, values, keptByModify, protections, vmFlagBits,
  swapFields, swapBits, swapTypes, markerBits, migrationBits,
  vmFaultBits, faultFlagBits, ttuFlagBits, cpFlagBits, uffdFeatureBits, pagemapBits,
  behaviours, helpers, functions, uapi,
} as const;
