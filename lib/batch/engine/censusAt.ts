/** Where the numbers of a census stand among those that an engine counts: the struct of native/batch/census.hpp. */
import { flagColumn, kinds } from '../../../spec/kinds.ts';
import { swapFields } from '../../../spec/swap.ts';

const [type] = swapFields;
/** How many types there can be. */
export const typeCount = 2 ** (type.hi - type.lo + 1);
const flagsOfKind = kinds.length + typeCount + flagColumn.length;

/** Where each sort of count begins. */
export const censusAt = {
  /** A number for each of KINDS. */
  kinds: 0,
  /** A number for each swap type, of entries that have one. */
  types: kinds.length,
  /** A number for each named flag. */
  flags: kinds.length + typeCount,
  /** For each kind a number for each named flag. */
  flagsOfKind,
} as const;
/** How many numbers there are. */
export const censusLength = flagsOfKind + kinds.length * flagColumn.length;
