/** Page tables go: mm/khugepaged.c, retract_page_tables(), when the page of a file has become a huge one. */
import { pteNone } from '../../helpers/pgtable.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { type Vma, vmaIsShmem, vmHas } from '../../mm/common/vma.ts';
import { collapseFile } from '../../mm/khugepaged/collapseFile.ts';
import { retractPageTables } from '../../mm/khugepaged/retractPageTables.ts';
import { isGuard } from '../../mm/madvise/madviseGuard.ts';
import { tryToUnmapOne } from '../../mm/rmap/tryToUnmapOne.ts';
import type { LifeEvent } from '../event.ts';
import { done, type Happened, quietly } from '../happened.ts';
import { heldBy, type Life, pageNow } from '../life.ts';
import { after, type Moved, still } from '../moved.ts';
import { change } from '../run/change.ts';
import { changeAll } from '../run/changeAll.ts';
import { type Actor, frameAt, mapperOf } from '../see.ts';
import { withMm } from '../withParts.ts';
import { mmOf, pagesOfHuge, type World } from '../world.ts';
import { collapseAnon } from './huge.ts';
import { type OperationPiece, type Operations, withPage } from './operation.ts';

/** collapse_file() unmaps every small page first; where userfaultfd write-protects, a marker is left. */
function unmap(life: Life): Happened {
  const outcome = tryToUnmapOne(life.k, life.pte, life.vma, pageNow(life), {
    ttuIgnoreMlock: true,
    ttuIgnoreAccess: true,
  });
  return outcome.returned ? done(life, outcome) : quietly(life, { kind: 'cannotUnmap' });
}

/** The huge page is elsewhere, and holds what the small one held. */
function copied(w: World): World {
  const { pfn } = w.backing;
  const was = pfn === undefined ? undefined : frameAt(w, pfn);
  if (!was) return w;
  const huge = { ...was, pfn: w.nextHuge, folio: { ...was.folio, compound: true, dirty: true } }; // collapse_file() marks it
  const frames = [...w.frames.filter((frame) => frame !== was), huge];
  return { ...w, frames, backing: { cached: true, pfn: w.nextHuge }, nextHuge: w.nextHuge + pagesOfHuge };
}

/** The table of one process goes with its entries, unless one of them says what nothing else does. */
function retracted(w: World, name: string): Moved {
  const mm = mmOf(w, name);
  if (!mm?.mapped) return still(w);
  const left = pteNone(w.k, mm.pte) ? 0 : 1;
  const freed = retractPageTables(w.k, mm.vma, { guarded: isGuard(w.k, mm.pte) });
  const now = freed ? withMm(w, name, (it) => ({ ...it, pte: 0n, level: 'pmd' })) : w;
  return still(now, { kind: 'table', process: name, freed, left });
}

/**
 * thp_vma_allowable_order() passes over what is no ordinary file, and to 7.1 over one that is open for writing; CONFIG_READ_ONLY_THP_FOR_FS,
 * which makes a difference for others, is taken to be off.
 */
const ofFile = (k: Kernel, vma: Vma | undefined): LifeEvent =>
  !vma || vma.dax || vmHas(vma, k.vm.pfnmap) || !k.does('collapseAsksFileSystem')
    ? { kind: 'noCollapse' }
    : {
        kind: 'impossible',
        why: 'collapse of a file is not modelled: its file system decides (mapping_pmd_folio_support())',
      };

const collapse: OperationPiece = (w, at: Actor, word) => {
  const vma = mmOf(w, at.mm)?.vma;
  const { pfn } = w.backing;
  if (vma?.anonymous) return change(w, at, collapseAnon, word);
  if (!vma || !vmaIsShmem(w.k, vma)) return still(w, ofFile(w.k, vma));
  if (pfn !== undefined && frameAt(w, pfn)?.folio.compound) return still(w, { kind: 'hugeAlready' });
  const missing = { holds: false, holes: pfn === undefined };
  const vmas = w.mms.filter(({ mapped }) => mapped).map((mm) => mm.vma);
  if (collapseFile(w.k, vmas, missing) !== 'SCAN_SUCCEED') return still(w, { kind: 'noCollapse' });
  const there = pfn === undefined ? undefined : frameAt(w, pfn)?.folio;
  const held = there && heldBy(there); // is_refcount_suitable()
  if (held) return still(w, held);
  const mapper = mapperOf(w, pfn === undefined ? undefined : { pfn }, at.mm);
  const unmapped = mapper === undefined ? still(w) : changeAll(w, { ...at, mm: mapper }, withPage(unmap), '');
  const names = w.mms.map(({ name }) => name);
  return names.reduce((moved, name) => after(moved, (now) => retracted(now, name)), {
    ...unmapped,
    world: copied(unmapped.world),
  });
};

/** Small pages become a huge one. */
export const tableOperations = {
  collapse: {
    says: 'khugepaged makes a huge page of small ones like this, or MADV_COLLAPSE does (madvise, 6.1); of shared memory it takes tables',
    words: ['madvise'],
    wordMayLack: true,
    pieces: [collapse],
  },
} as const satisfies Operations;
