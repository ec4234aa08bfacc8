/** How a number is written. */

/** A word as it is always written: `0x` and 16 hex digits. */
export const hex = (word: bigint): string => `0x${BigInt.asUintN(64, word).toString(16).padStart(16, '0')}`;

/** A number as errors show it: in hex without leading zeros, or in decimal where it is no 64-bit word. */
export const short = (v: bigint): string =>
  v < 0n || v !== BigInt.asUintN(64, v) ? String(v) : hex(v).replace(/^0x0+(?=.)/, '0x');
