import type { Pte } from '../../helpers/marks.ts';
import { pmdDirty, pmdMkclean, pmdMkold, pmdYoung } from '../../helpers/pgtableHuge.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { expectFamily } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { Trace } from '../common/trace.ts';
import type { Vma } from '../common/vma.ts';
import { hugeFamilies } from '../huge_memory/setPmdMigrationEntry.ts';
import { madviseDontneedFreeValidVma } from './canMadvise.ts';
import { type AdviceOutcome, type Freeing, left } from './madviseFree.ts';

/**
 * mm/huge_memory.c, madvise_free_huge_pmd(): MADV_FREE for the whole of a huge page; of a part, the page is split first. As madviseFree(),
 * but a page that two processes share or that somebody has locked is left alone whether dirty or not. It says whether the page is
 * lazily freed. To 5.13, what other processes map in small pages does not count as shared, which `mappedShared` has to say.
 * @throws RangeError unless `pmd` maps a huge page or is a migration entry.
 */
export function madviseFreeHugePmd(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  folio?: Folio,
  { locked = false }: Pick<Freeing, 'locked'> = {},
): AdviceOutcome {
  const family = expectFamily(k, pmd, [...hugeFamilies(k), 'migration'], 'pmd');
  if (!madviseDontneedFreeValidVma(k, vma, 'MADV_FREE')) return left(pmd, 'not for such a mapping', '-EINVAL');
  if (!vma.anonymous) return left(pmd, 'anonymous memory only', '-EINVAL');
  if (family !== 'present' || !folio) return left(pmd, 'no page to free');
  if (folio.deviceCoherent && k.does('madviseHugeSkipsDevice')) return left(pmd, 'device memory is not freed so');
  if (folio.mappedShared) return left(pmd, 'two processes share the page');
  if (locked) return left(pmd, 'the page is locked');
  const t = new Trace(k, pmd, 'pmd');
  const used = pmdYoung(k, pmd) || pmdDirty(k, pmd);
  if (used) t.apply(pmdMkold, 'the page is not needed').apply(pmdMkclean, 'what is in it is not needed');
  return t.outcome(used ? ['flush_tlb_page'] : [], { returned: 0, lazyfree: true });
}
