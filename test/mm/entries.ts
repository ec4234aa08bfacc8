import * as swp from '../../lib/index.ts';
import { type BehaviourId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';

/** A kernel that lacks a row: what a row is worth is the difference. */
export const without = (version: string, id: BehaviourId): Kernel => kernel(version, { without: [`behaviours.${id}`] });

/** A word as the kernel's own lists write it. */
export const show = (word: bigint): string => word.toString(16).padStart(16, '0');

export interface MigrationParts {
  readonly pfn?: bigint;
  readonly young?: boolean;
  readonly dirty?: boolean;
  readonly softDirty?: boolean;
  readonly uffdWp?: boolean;
}

const makers = {
  read: swp.makeReadableMigrationEntry,
  readExclusive: swp.makeReadableExclusiveMigrationEntry,
  write: swp.makeWritableMigrationEntry,
  deviceRead: swp.makeReadableDevicePrivateEntry,
  deviceWrite: swp.makeWritableDevicePrivateEntry,
  exclusiveRead: swp.makeReadableDeviceExclusiveEntry,
  exclusiveWrite: swp.makeWritableDeviceExclusiveEntry,
  exclusive: swp.makeDeviceExclusiveEntry,
} as const;

/** An entry for the page 0x12345, unless said otherwise. */
export function entry(k: Kernel, kind: keyof typeof makers, parts: MigrationParts = {}): bigint {
  let e = makers[kind](k, parts.pfn ?? 0x12345n);
  if (parts.young) e = swp.makeMigrationEntryYoung(k, e);
  if (parts.dirty) e = swp.makeMigrationEntryDirty(k, e);
  let pte = swp.swpEntryToPte(k, e);
  if (parts.softDirty) pte = swp.pteSwpMksoftDirty(k, pte);
  return parts.uffdWp ? swp.pteSwpMkuffdWp(k, pte) : pte;
}

export const PAGE_SHARED = 0x8000000000000027n;
export const PAGE_COPY = 0x8000000000000025n;

/** Private anonymous memory, readable and writable, without soft-dirty tracking. */
export const anonVma = (k: Kernel, parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: ['read', 'write', 'softdirty'], vmPageProt: PAGE_COPY, ...parts });

/** Shared memory of a tmpfs file. */
export const shmemVma = (k: Kernel, parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: ['read', 'write', 'shared', 'softdirty'], vmPageProt: PAGE_SHARED, ...parts });
