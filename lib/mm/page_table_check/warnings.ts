/** What a kernel that checks itself would say of an entry. */

import type { Level } from '../../../spec/schema.ts';
import type { Pte } from '../../helpers/marks.ts';
import { ptePresent, pteShstk } from '../../helpers/pgtable.ts';
import { pmdShstk } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { familyOf } from '../common/family.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { ptePageTableCheckFlags, pteUffdWpWarns } from './ptePageTableCheckFlags.ts';

/** One warning. */
export interface Warning {
  /** Who warns, in the kernel's words: the option that is needed, or the check. */
  readonly by: 'page_table_check' | 'DEBUG_VM';
  /** The kernel function that looks. */
  readonly in: string;
  /** What is wrong with the entry. */
  readonly why: string;
}

/** Where warnings are asked for. */
export interface Watched {
  /** The level of the entry; a PTE when left out. */
  readonly level?: Level;
  /** The mapping, where it is known. */
  readonly vma?: Pick<Vma, 'vmFlags'>;
}

/**
 * What the kernel's own checks (CONFIG_PAGE_TABLE_CHECK, CONFIG_DEBUG_VM) would warn about in an entry: at once when it is set, or when
 * it is tested or unmapped next. Empty for an entry that is as it should be, and on kernels that do not check.
 */
export function warningsOf(k: Kernel, pte: Pte, { level = 'pte', vma }: Watched = {}): readonly Warning[] {
  const warnings: Warning[] = [];
  const flags = { pte: 'page_table_check_pte_flags', pmd: 'page_table_check_pmd_flags', pud: '' }[level];
  if (ptePageTableCheckFlags(k, pte, level))
    warnings.push({ by: 'page_table_check', in: flags, why: 'writable and uffd-wp' });
  const present = familyOf(k, pte, level) === 'present';
  if (level === 'pte' && present && pteUffdWpWarns(k, pte))
    warnings.push({ by: 'DEBUG_VM', in: 'pte_uffd_wp', why: 'writable and uffd-wp' });
  if (vma && present && strayShadowStack(k, pte, level, vma))
    warnings.push({ by: 'DEBUG_VM', in: `arch_check_zapped_${level}`, why: 'shadow stack in an ordinary mapping' });
  return warnings;
}

/** arch/x86/mm/pgtable.c, arch_check_zapped_pte() and its kin. */
function strayShadowStack(k: Kernel, word: bigint, level: Level, vma: Pick<Vma, 'vmFlags'>): boolean {
  if (!k.does('zapChecksShadowStack') || vmHas(vma, k.vm.shadowStack) || !ptePresent(k, word)) return false;
  return level === 'pte' ? pteShstk(k, word) : level === 'pmd' && pmdShstk(k, word);
}

/** A warning as a sentence: `page_table_check would warn: writable and uffd-wp`. */
export const warningText = ({ by, why }: Warning): string => `${by} would warn: ${why}`;
