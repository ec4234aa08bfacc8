/** The bits of a page fault's error code. */
import { faultErrorBits } from '../../spec/faultErrorCode.ts';

/** A bit as manuals name it. */
export type ErrorBit = (typeof faultErrorBits)[number]['id'];

/** Whether a bit is set in an error code. */
export const hasErrorBit = (code: bigint, id: ErrorBit): boolean =>
  faultErrorBits.some((row) => row.id === id && ((code >> BigInt(row.bit)) & 1n) === 1n);
