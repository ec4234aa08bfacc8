/** The constants of constants.txt, and what the library has under each of their names. */
import { readFileSync } from 'node:fs';
import type { Kernel } from '../../lib/kernel.ts';
import { nameOf } from '../../lib/rows.ts';
import type { BitRow, Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import type { KernelOf } from './columns.ts';

type Numbers = Map<string, bigint>;

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
const present = (count: number) => (count === 0 ? undefined : count);

// biome-ignore format: a table
const derived: Readonly<Record<string, (k: Kernel) => bigint | number | undefined>> = {
  _PAGE_PKEY_MASK: (k) => k.mask.pkey,
  _PAGE_KNL_ERRATUM_MASK: (k) => k.mask.knlErratum,
  _PAGE_DIRTY_BITS: (k) => (k.mask.savedDirty ? k.mask.dirtyBits : undefined),
  _PAGE_ENC: (k) => k.mask.enc,
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
  __PHYSICAL_MASK_SHIFT: (k) => placeOf(k.mask.pfn) + 1n,
  PHYSICAL_PAGE_MASK: (k) => k.mask.pfn,
  PHYSICAL_PMD_PAGE_MASK: (k) => k.mask.pmdPfn,
  PHYSICAL_PUD_PAGE_MASK: (k) => k.mask.pudPfn,
  MAX_PHYSMEM_BITS: (k) => k.mask.swpPfnBits + k.mask.pageShift,
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
  return (major << 16) | (minor << 8) | Math.min(k.release.patch, 255);
}

/**
 * Constants of the file that the library does not have, and where: it knows one mask for the C-bit; it asks for the
 * width of an address only where migration entries do; and it has no bits that nothing can use without migration.
 */
const notOurs: Readonly<Record<string, RegExp>> = {
  _PAGE_CC: /./,
  MAX_PHYSMEM_BITS: /^(4\.19|5\.10)/,
  SWP_MIG_YOUNG_BIT: /-nomig$/,
  SWP_MIG_DIRTY_BIT: /-nomig$/,
  SWP_MIG_TOTAL_BITS: /-nomig$/,
};

/** What the headers of 4.19.78 have otherwise than those of 5.10.262, of all that the file lists. */
const in419: Readonly<Record<string, string>> = {
  LINUX_VERSION_CODE: '0x4134e',
  _PAGE_BIT_UFFD_WP: '-',
  _PAGE_UFFD_WP: '-',
  _PAGE_SWP_UFFD_WP: '-',
  _PAGE_CHG_MASK: '0x40ffffffffffa78',
  _HPAGE_CHG_MASK: '0x40ffffffffffaf8',
  PAGE_KERNEL_ROX: '-',
  SWP_TYPE_SHIFT: '57',
  SWP_OFFSET_MASK: '0x1ffffffffffffff',
};

const parse = (text: string) => {
  const [head = '', ...lines] = text
    .split('\n')
    .filter((line) => line.trim())
    .slice(1);
  const columns = head.trim().split(/\s+/).slice(1);
  return lines.map((line) => {
    const [name = '', ...values] = line.trim().split(/\s+/);
    const printed = Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
    return { name, values: { '4.19': in419[name] ?? printed['5.10'] ?? '', ...printed } };
  });
};

export interface Constant {
  readonly name: string;
  /** As printed, by column; `-` where the header has no such constant. */
  readonly values: Readonly<Record<string, string>>;
}
export const constants: readonly Constant[] = parse(
  readFileSync(new URL('../vectors/constants.txt', import.meta.url), 'utf8'),
);
export const constantColumns = Object.keys(constants[0]?.values ?? {});

/** The numbers that a column has, by name. */
export const constantsIn = (column: string): Numbers =>
  new Map(
    constants
      .filter(({ values }) => values[column] !== '-')
      .map(({ name, values }) => [name, BigInt(values[column] ?? '')]),
  );

const known = new WeakMap<Kernel, Numbers>();

/** Every number of a kernel by the name that its headers have for it. */
export function constantsOf(k: Kernel): Numbers {
  const numbers = known.get(k) ?? collect(k);
  known.set(k, numbers);
  return numbers;
}

function collect(k: Kernel): Numbers {
  const numbers = tableNumbers(k);
  for (const [name, mask] of [...numbers])
    if (name.startsWith('_PAGE_') && mask !== 0n) numbers.set(name.replace('_PAGE_', '_PAGE_BIT_'), placeOf(mask));
  for (const [name, value] of Object.entries(derived)) {
    const number = value(k);
    if (number !== undefined) numbers.set(name, BigInt(number));
  }
  return numbers;
}

/** What the library has otherwise than a column of the file, in words. */
export function* constantDifferences(column: string, kernelOf: KernelOf): Generator<string> {
  const ours = constantsOf(kernelOf(column));
  for (const { name, values } of constants) {
    if (notOurs[name]?.test(column)) continue;
    const expected = values[column] === '-' ? undefined : BigInt(values[column] ?? '');
    const got = ours.get(name);
    if (got !== expected)
      yield `${name} on ${column}: expected ${values[column]}, got ${got && `0x${got.toString(16)}`}`;
  }
}
