/** An entry out of what QEMU tells of it: `info tlb` prints its frame and letters, and leaves out all that is the system's. */
import { presentBits } from '../../spec/present.ts';

/** The bits behind the letters, from the left. */
const letters = ['nx', 'global', 'pse', 'dirty', 'accessed', 'pcd', 'pwt', 'user', 'rw'] as const;

const bitOf = (id: string): bigint => {
  const row = presentBits.find((bit) => bit.id === id);
  if (row === undefined || !('bit' in row)) throw new Error(`no bit ${id}`);
  return 1n << BigInt(row.bit);
};

/** The entry of a frame (its physical address) and letters such as `X--DA--UW`; it is present, or it would not be printed. */
export function entryOfLetters(frame: bigint, said: string): bigint {
  const flags = letters.reduce((word, id, i) => (said[i] === '-' ? word : word | bitOf(id)), bitOf('present'));
  return frame | flags;
}

/** Whether the letters say that the entry maps a huge page. */
export const isHugeByLetters = (said: string): boolean => said[letters.indexOf('pse')] !== '-';
