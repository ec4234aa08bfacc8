/** The numbers of a kernel by the names that probe/formulas.h has for them. */
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { maskIds, typeIds } from '../../spec/layoutIds.ts';
import { protections, vmFlagBits } from '../../spec/present.ts';
import { tables } from '../../spec/tables.ts';

const word = (value: bigint | number): string => `0x${value.toString(16)}ULL`;

/** Definitions for C. A type that the kernel lacks is NO_TYPE, which no entry has; a protection that it lacks is 0. */
export function maskDefinitions(k: Kernel): string {
  const masks: Readonly<Record<string, bigint>> = { ...k.mask };
  const all = (rows: readonly { readonly id: string }[]) => [...new Set(rows.map((row) => row.id))];
  const define = (letter: string, ids: readonly string[], value: (id: string) => string) =>
    ids.map((id) => `#define ${letter}_${id} ${value(id)}`);
  return [
    '#define NO_TYPE (~0ULL)',
    ...define('M', [...new Set([...maskIds, ...Object.keys(masks)])], (id) => word(masks[id] ?? 0n)),
    ...define('V', all(vmFlagBits), (id) => word((k.vm as Record<string, bigint>)[id] ?? 0n)),
    ...typeIds.map((id) => `#define T_${id} ${k.type[id] === undefined ? 'NO_TYPE' : word(k.type[id])}`),
    ...define('P', all(protections), (id) => word((k.prot as Record<string, bigint>)[id] ?? 0n)),
    ...[...new Set(tables.behaviours.map((row) => row.id))].map((id) => `#define D_${id} ${k.does(id) ? 1 : 0}`),
  ].join('\n');
}
