/** Hints from what stands near a word: a sane entry one bit away, and the words beside it. */

import { decode } from '../../codec/decode.ts';
import type { Decoded } from '../../codec/decoded.ts';
import { headline } from '../../codec/headline.ts';
import { brokenRules } from '../../query/brokenRules.ts';
import type { Finding } from '../finding.ts';
import { isFramePlausible, maybeDevice } from './frame.ts';
import { hint, type Looked } from './hint.ts';

/** More sane entries than these around a word tell nothing. */
const mostEntries = 3;

/** Mappings of the kernel are made with Accessed set: _KERNPG_TABLE, __PAGE_KERNEL and their kin. */
const isKernelUnused = (entry: Decoded): boolean => entry.kind === 'present' && !entry.user && !entry.young;

/** Whether an entry is one that is met: no rule is broken, and its frame is where memory is, not excused by a mark of a device alone. */
const isSane = ({ k, options, entry: from }: Looked, entry: Decoded): boolean =>
  !isKernelUnused(entry) &&
  (maybeDevice(k, from) || !maybeDevice(k, entry)) &&
  brokenRules(k, entry.raw, entry.level).length === 0 &&
  isFramePlausible(k, entry, options.ram);

/** Sane entries that differ in one bit, by the bit. */
const around = (looked: Looked): readonly { readonly bit: number; readonly entry: Decoded }[] =>
  Array.from({ length: 64 }, (_, bit) => ({
    bit,
    entry: decode(looked.k, looked.entry.raw ^ (1n << BigInt(bit)), { level: looked.entry.level }),
  })).filter(({ entry }) => isSane(looked, entry));

/** A flipped bit of memory, or of the one that wrote the entry. */
export function oneBitHints(looked: Looked): readonly Finding[] {
  if (!looked.isSuspect) return [];
  const found = around(looked);
  if (found.length > mostEntries) return [];
  return found.map(({ bit, entry }) =>
    hint(
      'one-bit',
      `with bit ${bit} the other way it is sane: ${headline(looked.k, entry)}`,
      'a single wrong bit is what bad memory and stray writes leave most often',
    ),
  );
}

/** How many upper bits words of one kind of data have in common at the least: those of 4 GiB. */
const prefixShift = 32n;
const fewestAlike = 2;

/** Words beside it with the same upper half: the page holds other data. */
export function neighbourHints({ entry: { raw }, options: { neighbours }, isSuspect }: Looked): readonly Finding[] {
  if (!isSuspect || neighbours === undefined || raw >> prefixShift === 0n) return [];
  const others = [...neighbours];
  const alike = others.filter((word) => word >> prefixShift === raw >> prefixShift).length;
  return alike < fewestAlike
    ? []
    : [
        hint(
          'neighbours',
          `${alike} of ${others.length} words beside it have the same upper 32 bits`,
          'then it is not one entry that is wrong: the page holds other data',
        ),
      ];
}
