/** What no swp_entry_t can be. */
import { swpEntryRules } from '../../spec/impossible.ts';
import { short } from '../base/hex.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Finding } from './finding.ts';

/** The entry of a page table that holds a swp_entry_t, without flags: swp_entry_to_pte(). */
export function asEntry(k: Kernel, entry: bigint): bigint {
  const { entryTypeShift, entryOffset, swpTypeShift, swpOffset, swpOffsetShift } = k.mask;
  const type = (entry >> entryTypeShift) << swpTypeShift;
  return BigInt.asUintN(64, type) | (~((entry & entryOffset) << swpOffsetShift) & swpOffset);
}

/** The rules that its two fields break, whatever they mean; those of the entry that it makes are wordFindings(). */
export function swpEntryFindings(k: Kernel, entry: bigint): readonly Finding[] {
  const type = entry >> k.mask.entryTypeShift;
  const offset = entry & k.mask.entryOffset;
  const most = k.mask.swpOffset >> k.mask.swpOffsetShift;
  const types = k.mask.swpType >> k.mask.swpTypeShift;
  const texts = {
    'swap-type': type > types ? `type ${type} is above ${types}` : '',
    'swp-entry-empty':
      entry !== 0n && asEntry(k, entry) === 0n
        ? `type ${type}, offset ${short(offset)}: that is what a PTE of zeros gives`
        : '',
    'swap-offset-bits': offset > most ? `offset ${short(offset)} is above ${short(most)}` : '',
  };
  return swpEntryRules.flatMap(({ id, says, source }) =>
    texts[id] === '' ? [] : [{ name: id, text: texts[id], why: says, source }],
  );
}
