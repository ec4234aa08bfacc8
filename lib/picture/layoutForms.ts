/** The forms that an entry of a kernel can have, each as a list of runs of bits. */
import { decode } from '../codec/decode.ts';
import { encode } from '../codec/encode.ts';
import { explain, type Part } from '../codec/explain.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** One form of an entry, from bit 63 down. */
export interface Form {
  readonly title: string;
  readonly parts: readonly Pick<Part, 'hi' | 'lo' | 'name' | 'text'>[];
}

type Parts = Parameters<typeof encode>[1];
const examples: readonly (readonly [string, Parts])[] = [
  ['present entry', { kind: 'present' }],
  ['present huge page (PMD)', { kind: 'present', level: 'pmd', huge: true }],
  ['PROT_NONE entry', { kind: 'protnone' }],
  ['swap entry', { kind: 'swap', swapType: 0, swapOffset: 0n }],
  ['migration entry', { kind: 'migrationRead', pfn: 0n }],
  ['PTE marker', { kind: 'pteMarker', swapOffset: 0n }],
];

/** The kinds a kernel may lack say so by being left out. */
function formOf(k: Kernel, title: string, parts: Parts): Form[] {
  const kind = parts.kind;
  if ((kind === 'migrationRead' || kind === 'pteMarker') && k.type[kind] === undefined) return [];
  const word = encode(k, parts);
  const level = decode(k, word, { level: parts.level ?? 'pte' }).level;
  return [{ title, parts: explain(k, word, { level }).parts }];
}

/** The forms of a kernel; those of kinds that it lacks are left out. */
export const layoutForms = (k: Kernel): readonly Form[] =>
  examples.flatMap(([title, parts]) => formOf(k, title, parts));
