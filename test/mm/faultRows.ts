/** What tests of page faults share: mappings, faults, and a table of what rows decide. */
import { describe, expect, it } from 'vitest';
import { type BehaviourId, type Kernel, kernel } from '../../lib/kernel/kernel.ts';
import { fault } from '../../lib/mm/common/fault.ts';
import { folio } from '../../lib/mm/common/folio.ts';
import { type VmaParts, vma } from '../../lib/mm/common/makeVma.ts';
import type { Outcome } from '../../lib/mm/common/outcome.ts';
import type { Vma } from '../../lib/mm/common/vma.ts';
import { show, without } from './entries.ts';

export const pfn = 0x12345n;
export const copyPfn = 0x54321n;
/** A swap entry of area 0, offset 0x1000, without flags. */
export const swapEntry = 0x07ffffffffdffe00n;
export const read = fault();
export const write = fault({ write: true });
/** A page that others have too. */
export const shared = folio();
export const file = folio({ anon: false, swapbacked: false });

type Flags = readonly Exclude<VmaParts['vmFlags'], bigint>[number][];
const rw: Flags = ['read', 'write', 'mayread', 'maywrite', 'softdirty'];
export const anonMapping = (k: Kernel, extra: Flags = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: [...rw, ...extra], ...parts });
export const sharedMapping = (k: Kernel, extra: Flags = [], parts: Partial<VmaParts> = {}): Vma =>
  vma(k, { vmFlags: [...rw, 'shared', 'mayshare', ...extra], ...parts });
/** A file system that must hear of the first write. */
export const asked = { pageMkwrite: true, fsWriteback: true } as const;
export const privateFile = (k: Kernel, parts: Partial<VmaParts> = {}): Vma =>
  anonMapping(k, [], { anonymous: false, ...parts });

/** The entry, and what else there is to say of an outcome: VM_FAULT bits without their prefix, what comes next, effects. */
export const said = (o: Outcome & { readonly returned?: unknown; readonly next?: unknown }): string =>
  [show(o.pte), ...[o.returned ?? []].flat(), o.next ?? '', ...o.effects]
    .filter(String)
    .join(' ')
    .replaceAll('VM_FAULT_', '');

/** A row, the release to ask, what to run on it, its answer, and the answer where the row is missing. */
export type RowDecides = readonly [
  BehaviourId,
  version: string,
  run: (k: Kernel) => string,
  has: string,
  lacks: string,
];

/** Each row decides, and is missed. */
export const decide = (rows: readonly RowDecides[]): void =>
  describe.each(rows)('the row %s', (id, version, run, has, lacks) => {
    it('decides', () => expect(run(kernel(version))).toBe(has));
    it('is missed', () => expect(run(without(version, id))).toBe(lacks));
  });
