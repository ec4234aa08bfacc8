/** What /proc/PID/pagemap says of a page in the world. */
import { pagemapBits } from '../../../spec/pagemap.ts';
import { nameOf } from '../../kernel/inForce.ts';
import { familyOf } from '../../mm/common/family.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { pagemapHugetlbRange } from '../../mm/task_mmu/pagemapHugetlb.ts';
import { pagemapPmdRange } from '../../mm/task_mmu/pagemapPmdRange.ts';
import { pteToPagemapEntry } from '../../mm/task_mmu/pteToPagemapEntry.ts';
import { contentAt, placeOf, sharers } from '../see.ts';
import { mmOf, type ProcessState, type World } from '../world.ts';

/** A word of /proc/PID/pagemap, with the names of its bits above the frame number. */
export interface PagemapSeen {
  readonly raw: bigint;
  readonly names: readonly string[];
}

/** page_mapcount() counts those that are present, and those for device memory; who unmaps a page leaves the count, whatever stands there. */
const isCounted = (w: World, { pte, level }: ProcessState): boolean =>
  ['present', 'devicePrivate'].includes(familyOf(w.k, pte, level));

/** The pagemap word of a process's page, as root reads it; absent where nothing is mapped, or the entry is no entry. */
export function pagemapOf(w: World, process: string): PagemapSeen | undefined {
  const mm = mmOf(w, process);
  if (!mm?.mapped) return undefined;
  const { k } = w;
  const page = contentAt(w, placeOf(k, mm.pte))?.folio;
  const mappings = [mm, ...sharers(w, mm)].filter((one) => isCounted(w, one)).length;
  const huge = vmHas(mm.vma, k.vm.hugetlb) ? pagemapHugetlbRange : pagemapPmdRange;
  const raw = (mm.level ? huge : pteToPagemapEntry)(k, mm.pte, mm.vma, page, {
    mappedOnce: mappings === 1 && !page?.elsewhere,
  });
  const names = pagemapBits
    .filter((row) => k.holds('pagemapBits', row) && (raw & k.pagemap[row.id]) !== 0n)
    .map((row) => nameOf(row, k.release));
  return { raw, names };
}
