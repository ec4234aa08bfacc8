/** The forms that an entry of a kernel can have, each as a list of runs of bits. */

import type { Part } from '../codec/claims.ts';
import { type EncodeParts, encode } from '../codec/encode.ts';
import { explain } from '../codec/explain.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** One form of an entry. */
export interface LayoutForm {
  readonly title: string;
  /** From bit 63 down; together they hold every bit once. */
  readonly parts: readonly Pick<Part, 'hi' | 'lo' | 'name' | 'text'>[];
}

const examples: readonly (readonly [title: string, example: EncodeParts])[] = [
  ['present entry', { kind: 'present' }],
  ['present huge page (PMD)', { kind: 'present', level: 'pmd', huge: true }],
  ['pointer to a table (P4D, PGD)', { kind: 'present', level: 'pgd' }],
  ['PROT_NONE entry', { kind: 'protnone' }],
  ['swap entry', { kind: 'swap', swapType: 0, swapOffset: 0n }],
  ['migration entry', { kind: 'migrationRead', pfn: 0n }],
  ['PTE marker', { kind: 'pteMarker', swapOffset: 0n }],
];

const has = (k: Kernel, { kind }: EncodeParts): boolean =>
  (kind !== 'migrationRead' && kind !== 'pteMarker') || k.type[kind] !== undefined;

/** The forms of a kernel, in the order of its kinds; those of kinds that it lacks are left out. */
export const layoutForms = (k: Kernel): readonly LayoutForm[] =>
  examples
    .filter(([, example]) => has(k, example))
    .map(([title, example]) => {
      const { parts } = explain(k, encode(k, example), { level: example.level ?? 'pte' });
      return { title, parts: parts.map(withBothValues) };
    });

/** A bit says what it is about as it stands set, then what it says where it is clear. */
function withBothValues({ otherwise, ...part }: Part): Part {
  if (otherwise === undefined) return part;
  const [set, clear] = part.state === 'clear' ? [otherwise, part.text] : [part.text, otherwise];
  return { ...part, text: `1: ${set}; 0: ${clear}` };
}
