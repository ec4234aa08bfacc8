/** Mistakes of the caller; facts about data are never errors. */
import { printable } from './printable.ts';

/** The `code` of an error: stable, where its message may change. */
export type ErrorCode =
  | 'ERR_PTE_TYPE' // the wrong kind of thing
  | 'ERR_PTE_VALUE' // the right kind, the wrong value
  | 'ERR_PTE_KERNEL' // a kernel nobody has rows for
  | 'ERR_PTE_AMBIGUOUS_RELEASE' // a release string that hides the stable number
  | 'ERR_PTE_CONFIG' // a .config that cannot be read as one
  | 'ERR_PTE_HELPER' // a helper that this kernel lacks
  | 'ERR_PTE_ENGINE' // a native engine that was asked for and cannot load
  | 'ERR_PTE_INPUT'; // a file, a recording or a stream

const coded = <E extends Error>(error: E, code: ErrorCode): E & { code: ErrorCode } => Object.assign(error, { code });

/** A TypeError with a code, for the wrong kind of thing: "expected X, got Y". */
export const typeError = (message: string, code: ErrorCode = 'ERR_PTE_TYPE') => coded(new TypeError(message), code);
/** A RangeError with a code, for the right kind of thing with a wrong value: "expected X, got Y". */
export const rangeError = (message: string, code: ErrorCode = 'ERR_PTE_VALUE') => coded(new RangeError(message), code);

/** A value as an error message shows it: strings in quotes and cut after 60 characters, objects by their class. */
export const shown = (value: unknown): string => {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string')
    return printable(JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value));
  if (typeof value === 'object' && value !== null) return printable(String(value.constructor?.name ?? 'object'));
  return printable(String(value));
};
