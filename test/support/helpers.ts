/** The helpers of helpers.md: names, arguments, results, and the kernels that have them. */
import { readFileSync } from 'node:fs';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import type { KernelOf } from './columns.ts';

export interface HelperFact {
  readonly kernelName: string;
  /** Our name for it. */
  readonly name: string;
  /** Its arguments after the kernel. */
  readonly args: readonly string[];
  /** Whether each column's kernel has it. */
  readonly columns: Readonly<Record<string, boolean>>;
}

/** A helper, whatever it takes and gives. */
export type Helper = (k: Kernel, ...args: (bigint | number)[]) => unknown;
export type Library = Readonly<Record<string, unknown>>;

const cells = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));

function parse(markdown: string): HelperFact[] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  const columns = cells(lines[0] ?? '').slice(2);
  return lines.slice(2).map((line) => {
    const [kernelName = '', call = '', ...marks] = cells(line);
    const [name = '', args = ''] = call.replace(')', '').split('(');
    const has = Object.fromEntries(columns.map((column, i) => [column, marks[i] === 'x']));
    return { kernelName, name, args: args.split(', ').slice(1), columns: has };
  });
}

export const helperFacts = parse(readFileSync(new URL('../data/vectors/helpers.md', import.meta.url), 'utf8'));

/** Arguments that are numbers; the others are words, PFNs, offsets, protections and flags, all bigints. */
const numbers = new Set(['type', 'index', 'nr', 'flush_pending']);
/** An argument of the right type; 1 is an entry, an offset, a type and a count. */
export const sample = (arg: string): bigint | number => (numbers.has(arg) ? 1 : 1n);

const questions = new Set([
  ...['is_device_private_entry', 'is_hwpoison_entry', 'is_migration_entry', 'is_migration_entry_dirty'],
  ...['is_migration_entry_young', 'is_pte_marker', 'is_pte_marker_entry', 'non_swap_entry', 'pte_accessible'],
  ...['pmd_devmap', 'pmd_dirty', 'pmd_none', 'pmd_present', 'pmd_protnone', 'pmd_shstk', 'pmd_soft_dirty'],
  ...['pmd_swp_soft_dirty', 'pmd_swp_uffd_wp', 'pmd_trans_huge', 'pmd_uffd_wp', 'pmd_write', 'pmd_young'],
  ...['pte_devmap', 'pte_dirty', 'pte_exec', 'pte_global', 'pte_huge', 'pte_is_uffd_wp_marker', 'pte_needs_invert'],
  ...['pte_none', 'pte_present', 'pte_protnone', 'pte_same', 'pte_shstk', 'pte_soft_dirty', 'pte_special'],
  ...['pte_swp_exclusive', 'pte_swp_soft_dirty', 'pte_swp_uffd', 'pte_swp_uffd_wp', 'pte_uffd', 'pte_uffd_wp'],
  ...['pte_write', 'pte_young', 'softleaf_has_pfn', 'softleaf_is_guard_marker', 'softleaf_is_poison_marker'],
]);
const typeNumbers = new Set(['arch_swp_type', 'swp_type', 'softleaf_type']);

/** What typeof says of the result. */
export const resultType = ({ kernelName }: HelperFact): 'boolean' | 'number' | 'bigint' =>
  questions.has(kernelName) ? 'boolean' : typeNumbers.has(kernelName) ? 'number' : 'bigint';

const lacks = (error: unknown) => error instanceof RangeError && (error as { code?: string }).code === 'ERR_PTE_HELPER';

/** Whether a helper answers on a kernel; it says so itself when the kernel lacks it. */
export function answers(library: Library, { name, args }: HelperFact, k: Kernel): boolean {
  try {
    (library[name] as Helper)(k, ...args.map(sample));
    return true;
  } catch (error) {
    if (lacks(error)) return false;
    throw error;
  }
}

/** Kernels on which a helper is there and should not be, or the other way round, in words. */
export function* helperDifferences(library: Library, fact: HelperFact, kernelOf: KernelOf): Generator<string> {
  for (const [column, expected] of Object.entries(fact.columns))
    if (answers(library, fact, kernelOf(column)) !== expected)
      yield `${fact.name} on ${column}: expected it ${expected ? 'to be there' : 'to be lacking'}`;
}
