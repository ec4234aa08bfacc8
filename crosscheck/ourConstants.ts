/** Every number of a kernel by the name that its headers have for it. */

import { nameOf } from '../lib/kernel/inForce.ts';
import type { Kernel } from '../lib/kernel/kernel.ts';
import type { BitRow, Row } from '../spec/schema.ts';
import { tables } from '../spec/tables.ts';

/** Numbers by the kernel's names for them. */
export type Numbers = Map<string, bigint>;

const placeOf = (mask: bigint) => BigInt(mask.toString(2).length - 1);
const missing = (mask: bigint) => (mask === 0n ? undefined : mask);

/** Numbers by the identifier that the release uses for each row of a table. */
function named<R extends Row>(
  k: Kernel,
  table: keyof typeof tables,
  value: (row: R) => bigint | number | undefined,
): Numbers {
  const found: Numbers = new Map();
  for (const row of tables[table] as readonly Row[]) {
    const number = k.holds(table, row) ? value(row as R) : undefined;
    if (number !== undefined) found.set(nameOf(row, k.release), BigInt(number));
  }
  return found;
}

const tableNumbers = (k: Kernel): Numbers => {
  const word = ({ id }: Row) => (k.mask as Record<string, bigint>)[id];
  const place = ({ bit }: BitRow) => 1n << BigInt(bit);
  return new Map([
    ...named(k, 'presentBits', word),
    ...named(k, 'otherBits', place),
    ...named(k, 'swapBits', word),
    ...named(k, 'markerBits', place),
    ...named(k, 'vmFlagBits', ({ id }) => (k.vm as Record<string, bigint>)[id]),
    ...named(k, 'protections', ({ id }) => (k.prot as Record<string, bigint>)[id]),
    ...named(k, 'swapTypes', ({ id }) => (k.type as Record<string, number>)[id]),
  ]);
};

const countOf = (k: Kernel, prefix: string) => Object.keys(k.type).filter((id) => id.startsWith(prefix)).length;
const hasPageCc = (k: Kernel) => tables.keptByModify.some((row) => row.id === 'cc' && k.holds('keptByModify', row));
const present = (count: number) => (count === 0 ? undefined : count);

// biome-ignore format: a table
const derived: Readonly<Record<string, (k: Kernel) => bigint | number | undefined>> = {
  _PAGE_PKEY_MASK: (k) => k.mask.pkey,
  _PAGE_KNL_ERRATUM_MASK: (k) => k.mask.knlErratum,
  _PAGE_DIRTY_BITS: (k) => (k.mask.savedDirty ? k.mask.dirtyBits : undefined),
  _PAGE_ENC: (k) => k.mask.enc,
  _PAGE_CC: (k) => (hasPageCc(k) ? k.mask.cc : undefined),
  _PAGE_CACHE_MASK: (k) => k.mask.pat | k.mask.pcd | k.mask.pwt,
  _PAGE_NOCACHE: (k) => k.mask.pcd | k.mask.pwt,
  _PAGE_CACHE_WP: (k) => k.mask.pwt | k.mask.pat,
  _PAGE_CHG_MASK: (k) => k.mask.chg,
  _HPAGE_CHG_MASK: (k) => k.mask.hpageChg,
  _KERNPG_TABLE_NOENC: (k) => k.prot._KERNPG_TABLE,
  _PAGE_TABLE_NOENC: (k) => k.prot._PAGE_TABLE,
  PAGE_KERNEL_NOENC: (k) => k.prot.PAGE_KERNEL,
  PTE_PFN_MASK: (k) => k.mask.pfn,
  PTE_FLAGS_MASK: (k) => k.mask.flags,
  __PHYSICAL_MASK: (k) => k.mask.pfn | ((1n << k.mask.pageShift) - 1n),
  __PHYSICAL_MASK_SHIFT: (k) => placeOf(k.mask.pfn | k.mask.cc | k.mask.abovePfn) + 1n,
  PHYSICAL_PAGE_MASK: (k) => k.mask.pfn,
  PHYSICAL_PMD_PAGE_MASK: (k) => k.mask.pmdPfn,
  PHYSICAL_PUD_PAGE_MASK: (k) => k.mask.pudPfn,
  MAX_PHYSMEM_BITS: (k) => (k.does("swpOffsetPfnMasked") ? k.mask.swpPfnBits + k.mask.pageShift : undefined),
  SWP_TYPE_SHIFT: (k) => k.mask.entryTypeShift,
  SWP_OFFSET_MASK: (k) => k.mask.entryOffset,
  SWP_TYPE_BITS: (k) => placeOf(k.mask.swpType) + 1n - k.mask.swpTypeShift,
  SWP_OFFSET_FIRST_BIT: (k) => k.mask.swpOffsetShift,
  SWP_OFFSET_SHIFT: (k) => k.mask.swpOffsetShift + placeOf(k.mask.swpType) + 1n - k.mask.swpTypeShift,
  MAX_SWAPFILES_SHIFT: (k) => placeOf(k.mask.swpType) + 1n - k.mask.swpTypeShift,
  MAX_SWAPFILES: (k) => k.mask.maxSwapfiles,
  SWP_HWPOISON_NUM: (k) => countOf(k, 'hwpoison'),
  SWP_MIGRATION_NUM: (k) => countOf(k, 'migration'),
  SWP_DEVICE_NUM: (k) => countOf(k, 'device'),
  SWP_PTE_MARKER_NUM: (k) => present(countOf(k, 'pteMarker')),
  SWP_SWAPIN_ERROR_NUM: (k) => present(countOf(k, 'swapinError')),
  SWP_PFN_BITS: (k) => (k.does('swpOffsetPfnMasked') ? k.mask.swpPfnBits : undefined),
  SWP_PFN_MASK: (k) => (k.does('swpOffsetPfnMasked') ? k.mask.swpPfn : undefined),
  SWP_MIG_YOUNG_BIT: (k) => (k.mask.migYoung ? placeOf(k.mask.migYoung) : undefined),
  SWP_MIG_DIRTY_BIT: (k) => (k.mask.migDirty ? placeOf(k.mask.migDirty) : undefined),
  SWP_MIG_TOTAL_BITS: (k) => (k.mask.migDirty ? placeOf(k.mask.migDirty) + 1n : undefined),
  PTE_MARKER_MASK: (k) => missing(k.mask.markerMask),
  VM_PKEY_SHIFT: (k) => placeOf(k.vm.pkeyBit0),
  LINUX_VERSION_CODE: versionCode,
};

/** major << 16 | minor << 8 | patch, where 255 is the highest patch there is room for. */
function versionCode(k: Kernel): number {
  const [major = 0, minor = 0] = k.release.series.split('.').map(Number);
  return (major << 16) | (minor << 8) | Math.min(Math.max(k.release.patch, 0), 255);
}

const collected = new WeakMap<Kernel, Numbers>();

/** Every number of a kernel by the name that its headers have for it. */
export function constantsOf(k: Kernel): Numbers {
  const numbers = collected.get(k) ?? collect(k);
  collected.set(k, numbers);
  return numbers;
}

/** Protections of the kernel's own mappings, which have the C-bit in their definitions: asm/pgtable_types.h. */
const encrypted = /^(PAGE_KERNEL(?!_IO)|_KERNPG_TABLE$|_PAGE_TABLE$)/;

function collect(k: Kernel): Numbers {
  const numbers = tableNumbers(k);
  for (const [name, mask] of [...numbers])
    if (name.startsWith('_PAGE_') && mask !== 0n) numbers.set(name.replace('_PAGE_', '_PAGE_BIT_'), placeOf(mask));
  for (const [name, value] of numbers) if (encrypted.test(name)) numbers.set(name, value | k.mask.enc);
  for (const [name, value] of Object.entries(derived)) {
    const number = value(k);
    if (number !== undefined) numbers.set(name, BigInt(number));
  }
  return numbers;
}
