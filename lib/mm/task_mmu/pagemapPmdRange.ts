import type { Pte } from '../../helpers/marks.ts';
import { pteSpecial } from '../../helpers/pgtable.ts';
import { pmdPfn, pmdSoftDirty, pmdUffdWp } from '../../helpers/pgtableHuge.ts';
import { pmdToSwpEntry, swapFrame, swpType } from '../../helpers/swapEntry.ts';
import { pmdSwpSoftDirty, pmdSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { expectFamily, type Family } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import { type Vma, vmHas } from '../common/vma.ts';
import { hugeFamilies } from '../huge_memory/setPmdMigrationEntry.ts';
import type { Pagemap } from './pteToPagemapEntry.ts';

/** Who reads, and which part of the huge page. */
export interface HugePagemap extends Pagemap {
  /** Which of the small pages, from 0. */
  readonly index?: number;
}

/**
 * fs/proc/task_mmu.c, pagemap_pmd_range_thp() (pagemap_pmd_range() before 6.19): what /proc/PID/pagemap says of one of the small
 * pages of a huge entry. `folio` is the huge page, that of the huge zero page too: it is of no file, but not anonymous either.
 * Whether it is mapped once some releases ask of the huge page as a whole, others of each small one, which `mappedOnce` has to say.
 * It returns 0, or that the buffer is full, which no entry shows.
 * @throws RangeError unless `pmd` maps a huge page, is a migration entry or empty.
 */
export function pagemapPmdRange(
  k: Kernel,
  pmd: Pte,
  vma: Vma,
  folio?: Pick<Folio, 'anon'>,
  how: HugePagemap = {},
): bigint {
  const family = expectFamily(k, pmd, [...hugeFamilies(k), 'migration', 'none'], 'pmd');
  const { pmSoftDirty } = k.pagemap;
  const ofMapping = vmHas(vma, k.vm.softdirty) ? pmSoftDirty : 0n;
  if (family === 'none') return ofMapping;
  const said = family === 'present' ? present(k, pmd, how) : absent(k, pmd, how);
  return said | ofMapping | ofPage(k, pmd, family, folio, how);
}

function present(k: Kernel, pmd: Pte, { showPfn = true, index = 0 }: HugePagemap): bigint {
  const { pmPresent, pmSoftDirty, pmUffdWp } = k.pagemap;
  const frame = showPfn ? pmdPfn(k, pmd) + BigInt(index) : 0n;
  return frame | pmPresent | (pmdSoftDirty(k, pmd) ? pmSoftDirty : 0n) | (pmdUffdWp(k, pmd) ? pmUffdWp : 0n);
}

function absent(k: Kernel, pmd: Pte, { showPfn = true, index = 0 }: HugePagemap): bigint {
  const { pmSwap, pmSoftDirty, pmUffdWp } = k.pagemap;
  const entry = pmdToSwpEntry(k, pmd);
  const frame = showPfn ? swapFrame(swpType(k, entry), entryPfn(k, entry) + BigInt(index)) : 0n;
  return frame | pmSwap | (pmdSwpSoftDirty(k, pmd) ? pmSoftDirty : 0n) | (pmdSwpUffdWp(k, pmd) ? pmUffdWp : 0n);
}

/** What the page adds: of a file, mapped once. */
function ofPage(k: Kernel, pmd: Pte, family: Family, folio: Pick<Folio, 'anon'> | undefined, how: Pagemap): bigint {
  if (!folio || (family === 'present' && pteSpecial(k, pmd) && k.does('procAsksHugePage'))) return 0n;
  const ofFile = !folio.anon && k.does('pagemapHugeTellsFile') ? k.pagemap.pmFile : 0n;
  return ofFile | (how.mappedOnce && showsOnce(k, family) ? k.pagemap.pmMmapExclusive : 0n);
}

const showsOnce = (k: Kernel, family: Family): boolean =>
  family === 'present' ||
  !(k.does('pagemapOnlyPresentExclusive') || (family === 'migration' && k.does('pagemapMigrationNotExclusive')));
