/** Hints from where the frame of an entry is. */
import { migrationKinds } from '../../../spec/kinds.ts';
import { machineBitPlaces, values } from '../../../spec/present.ts';
import { short } from '../../base/hex.ts';
import type { Decoded } from '../../codec/decoded.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Finding } from '../finding.ts';
import { hint, type Looked } from './hint.ts';

/** MAX_PHYSMEM_BITS with four levels: no machine of today has more memory, whatever the levels. */
const memoryBits = Math.min(...values.filter(({ id }) => id === 'maxPhysmemBits').map(({ value }) => value));

/** The address of the entry's page or table, in bytes; undefined where the entry has none. */
const addressOf = (k: Kernel, entry: Decoded): bigint | undefined =>
  'pfn' in entry ? entry.pfn << k.mask.pageShift : undefined;

/**
 * Whether a device may be behind the entry, so that nothing says of its address that it is wrong: it is cached otherwise than memory
 * is (ioremap_wc() sets PWT alone, arch/x86/mm/pat/memtype.c), or special.
 */
export const maybeDevice = (k: Kernel, entry: Decoded): boolean =>
  (entry.raw & (k.mask.pcd | k.mask.pwt | patOf(k, entry) | k.mask.devmap)) !== 0n ||
  ('special' in entry && entry.special);
const patOf = (k: Kernel, entry: Decoded): bigint =>
  entry.level === 'pte' ? k.mask.pat : 'huge' in entry && entry.huge ? k.mask.patLarge : 0n;

/** Kinds whose frame may be one of a device's memory, at the end of the address space: request_free_mem_region() of kernel/resource.c. */
const deviceKinds: readonly Decoded['kind'][] = ['deviceRead', 'deviceWrite', ...migrationKinds];
const isOfDevice = (k: Kernel, { kind }: Decoded): boolean => k.config.devicePrivate && deviceKinds.includes(kind);

/** Whether the frame is where memory is, or can be: below the end that is known, below the most that there is. */
export function isFramePlausible(k: Kernel, entry: Decoded, ram: bigint | undefined): boolean {
  const address = addressOf(k, entry);
  if (address === undefined || isOfDevice(k, entry)) return true;
  if (address >> BigInt(memoryBits) !== 0n) return false;
  return ram === undefined || address < ram || (entry.kind === 'present' && maybeDevice(k, entry));
}

/** The frame stands above the machine's memory, or above any. */
export function frameHints({ k, entry, options: { ram } }: Looked): readonly Finding[] {
  if (isFramePlausible(k, entry, ram)) return [];
  const address = short(addressOf(k, entry) ?? 0n);
  const end = ram === undefined ? `2^${memoryBits} (MAX_PHYSMEM_BITS)` : short(ram);
  return [
    hint(
      'frame-above-memory',
      `its address ${address} is above the memory, which ends at ${end}`,
      'a page or table of memory is below that end, and nothing marks the entry as a device’s',
    ),
  ];
}

/** A table in page 0, which is never one. */
export function nullTableHints({ k, entry }: Looked): readonly Finding[] {
  const isTable = entry.kind === 'present' && entry.level !== 'pte' && !entry.huge;
  if (!isTable || entry.pfn !== 0n || (entry.raw & k.mask.present) === 0n) return [];
  return [
    hint(
      'null-table',
      'it points to a table in page 0',
      'page 0 holds what the firmware left, such as interrupt vectors, and no page table',
    ),
  ];
}

/** The entry above points to no table, and yet there is something. */
export function aboveHints({ k, entry, options: { above } }: Looked): readonly Finding[] {
  if (above === undefined || entry.raw === 0n || (above & k.mask.present) !== 0n) return [];
  return [
    hint(
      'table-gone',
      `the entry above (${short(above)}) is not present`,
      'then the table was freed before it was read, or never was one',
    ),
  ];
}

/** A bit of memory encryption that the configuration does not name: the frame is sane without it. */
export function encryptionHints({ k, entry }: Looked): readonly Finding[] {
  const above = (addressOf(k, entry) ?? 0n) >> BigInt(memoryBits);
  const bit = machineBitPlaces.find((place) => above === 1n << BigInt(place - memoryBits));
  if (bit === undefined || entry.kind !== 'present' || k.mask.cc !== 0n) return [];
  return [
    hint(
      'memory-encryption',
      `bit ${bit} may be the C-bit of SME or SEV, or the shared bit of a TDX guest, which the kernel was not told of`,
      'it is the only bit of the address above memory, and machines have such a bit there',
    ),
  ];
}
