/** The masks and numbers of a kernel, which rows of the spec decide. */

import { faultFlagBits, vmFaultBits } from '../../spec/faultFlags.ts';
import { helperBehaviours } from '../../spec/helperBehaviours.ts';
import { pagemapBits } from '../../spec/pagemap.ts';
import { protections, vmFlagBits } from '../../spec/present.ts';
import type { tables } from '../../spec/tables.ts';
import { memo } from '../base/memo.ts';
import type { Config } from './config.ts';
import { type Circumstances, holds } from './inForce.ts';
import { bitMasks, emptyLayout, type Layout, resolveLayout } from './layout.ts';

/** Tables whose rows decide no mask and no number: a kernel shows them where it is asked by name, and nowhere else. */
const byName: readonly string[] = [
  ...(['behaviours', 'helpers', 'functions', 'uapi', 'otherBits'] as const),
  ...(['ttuFlagBits', 'cpFlagBits', 'uffdFeatureBits'] as const),
] satisfies readonly (keyof typeof tables)[];
const ofMasks: ReadonlySet<string> = new Set(helperBehaviours.map(({ id }) => `behaviours.${id}`));

/** Whether a row, as `table.id`, decides no mask and no number of a kernel. */
export const isByName = (key: string): boolean => byName.includes(key.slice(0, key.indexOf('.'))) && !ofMasks.has(key);

/** A page protection by the kernel's name: `PAGE_READONLY`, `_PAGE_TABLE`. */
export type ProtectionId = (typeof protections)[number]['id'];
/** A flag of a mapping: `write` is VM_WRITE, `uffdWp` VM_UFFD_WP, of include/linux/mm.h. */
export type VmFlagId = (typeof vmFlagBits)[number]['id'];
/** A bit of vm_fault_t by the kernel's name, of include/linux/mm_types.h. */
export type VmFaultId = (typeof vmFaultBits)[number]['id'];
/** A flag of enum fault_flag: `unshare` is FAULT_FLAG_UNSHARE. */
export type FaultFlagId = (typeof faultFlagBits)[number]['id'];
/** A bit of a word of /proc/PID/pagemap: `pmUffdWp` is PM_UFFD_WP, of fs/proc/task_mmu.c. */
export type PagemapBitId = (typeof pagemapBits)[number]['id'];

/** The numbers of a kernel. */
type Numbers = ReturnType<typeof resolved>;

/** The numbers of a release with a configuration; who asks for the same ones again gets them. */
export const numbersOf = (at: Circumstances, config: Config): Numbers =>
  sameNumbers(textOfNumbers(at, config), () => resolved(at, config));
const sameNumbers = memo<Numbers>(256);
/** For who changes rows: the numbers of kernels are made anew. */
export const forgetNumbers = (): void => sameNumbers.forget();

function resolved(at: Circumstances, config: Config) {
  const { layout: mask, types } = resolveLayout(at, { enc: config.encMask, shared: config.sharedMask });
  return {
    mask: Object.freeze(mask),
    clear: Object.freeze(complement(mask)),
    type: Object.freeze(types),
    prot: Object.freeze(resolveProtections(mask, at)),
    vm: Object.freeze(bitMasks('vmFlagBits', vmFlagBits, at)),
    vmFault: Object.freeze(bitMasks('vmFaultBits', vmFaultBits, at)),
    faultFlag: Object.freeze(bitMasks('faultFlagBits', faultFlagBits, at)),
    pagemap: Object.freeze(bitMasks('pagemapBits', pagemapBits, at)),
  };
}

/** All that decides the numbers of a kernel: two that differ only in rows that are asked for by name have the same. */
function textOfNumbers({ release, needs, named }: Circumstances, { encMask, sharedMask }: Config): string {
  const { series, patch, candidate } = release;
  const rows = [...named].flatMap(([table, { added, removed }]) => [
    ...[...added].map((id) => [`${table}.${id}`, 'more'] as const),
    ...[...removed].map((id) => [`${table}.${id}`, 'less'] as const),
  ]);
  const ofNumbers = rows.filter(([key]) => !isByName(key)).map((row) => row.join(' '));
  return [series, patch, candidate, encMask, sharedMask, ...needs, ...ofNumbers.sort()].join(' ');
}

function resolveProtections(mask: Layout, at: Circumstances): Record<ProtectionId, bigint> {
  const words = {} as Record<ProtectionId, bigint>;
  for (const row of protections)
    if (holds('protections', row, at)) words[row.id] = row.bits.reduce((word, id) => word | mask[id], 0n);
  return words;
}

function complement(mask: Layout): Layout {
  const clear: Record<keyof Layout, bigint> = { ...emptyLayout };
  for (const id of Object.keys(mask) as (keyof Layout)[]) clear[id] = mask[id] ^ everyBit;
  return clear;
}
const everyBit = 2n ** 64n - 1n;
