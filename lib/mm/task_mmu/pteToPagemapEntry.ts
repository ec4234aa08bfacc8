import { isDeviceExclusiveEntry, isDevicePrivateEntry } from '../../helpers/deviceEntries.ts';
import { isHwpoisonEntry, markerGuard, pteMarkerGet } from '../../helpers/markers.ts';
import type { PagemapWord, Pte } from '../../helpers/marks.ts';
import { isMigrationEntry } from '../../helpers/migrationEntries.ts';
import { ptePfn, ptePresent, pteSoftDirty, pteUffdWp } from '../../helpers/pgtable.ts';
import { pteToSwpEntry, swapFrame, swpOffset, swpType } from '../../helpers/swapEntry.ts';
import { pteSwpSoftDirty, pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { entryPfn } from '../common/entryPfn.ts';
import { everything, expectFamily, familyOf } from '../common/family.ts';
import type { Folio } from '../common/folio.ts';
import type { Vma } from '../common/vma.ts';
import { vmHas } from '../common/vma.ts';
import { isUffdWpMarker } from '../memory/pteInstallUffdWpIfNeeded.ts';

/** Who reads /proc/PID/pagemap, and how often the page is mapped. */
export interface Pagemap {
  /** The reader may see page frame numbers and swap slots (CAP_SYS_ADMIN); true when left out. */
  readonly showPfn?: boolean;
  /** The page is mapped once. */
  readonly mappedOnce?: boolean;
}

/**
 * fs/proc/task_mmu.c, pte_to_pagemap_entry(): what /proc/PID/pagemap says of an entry. `folio` is the page of the entry, absent
 * for one without. hugetlb: pagemapHugetlbRange(). Not modelled: MEMORY_DEVICE_PUBLIC of old kernels, which counts as a page though its entry is special.
 * @throws RangeError for a word that is no entry.
 */
export function pteToPagemapEntry(
  k: Kernel,
  pte: Pte,
  vma: Vma,
  folio?: Pick<Folio, 'anon'>,
  how: Pagemap = {},
): PagemapWord {
  const said =
    expectFamily(k, pte, everything) === 'none' ? 0n : ptePresent(k, pte) ? present(k, pte, how) : absent(k, pte, how);
  return said | ofPage(k, pte, folio, how) | (vmHas(vma, k.vm.softdirty) ? k.pagemap.pmSoftDirty : 0n);
}

function present(k: Kernel, pte: Pte, { showPfn = true }: Pagemap): bigint {
  const frame = showPfn ? ptePfn(k, pte) : 0n;
  const softDirty = pteSoftDirty(k, pte) ? k.pagemap.pmSoftDirty : 0n;
  return frame | k.pagemap.pmPresent | softDirty | (pteUffdWp(k, pte) ? k.pagemap.pmUffdWp : 0n);
}

function absent(k: Kernel, pte: Pte, { showPfn = true }: Pagemap): bigint {
  const marker = familyOf(k, pte) === 'marker';
  const uffdWp = pteSwpUffdWp(k, pte) || (marker && isUffdWpMarker(k, pte));
  const guard = marker && (pteMarkerGet(k, pteToSwpEntry(k, pte)) & markerGuard(k)) !== 0n;
  return (
    (showPfn ? frameOf(k, pteToSwpEntry(k, pte)) : 0n) |
    k.pagemap.pmSwap |
    (pteSwpSoftDirty(k, pte) ? k.pagemap.pmSoftDirty : 0n) |
    (uffdWp ? k.pagemap.pmUffdWp : 0n) |
    (guard ? k.pagemap.pmGuardRegion : 0n)
  );
}

/** The type below, the offset above: the page frame number where the entry has one, without young and dirty. */
function frameOf(k: Kernel, entry: bigint): bigint {
  const offset = hasPage(k, entry) ? entryPfn(k, entry) : swpOffset(k, entry);
  return swapFrame(swpType(k, entry), offset);
}

const hasPage = (k: Kernel, entry: bigint): boolean =>
  isMigrationEntry(k, entry) ||
  isDevicePrivateEntry(k, entry) ||
  (k.does('pagemapKnowsDeviceExclusive') && isDeviceExclusiveEntry(k, entry)) ||
  (k.does('hwpoisonHasPfn') && isHwpoisonEntry(k, entry));

/** What the page adds: of a file, mapped once. */
function ofPage(k: Kernel, pte: Pte, folio: Pick<Folio, 'anon'> | undefined, { mappedOnce }: Pagemap): bigint {
  if (!folio || !looksAtPage(k, pte)) return 0n;
  const once = mappedOnce && showsOnce(k, pte) ? k.pagemap.pmMmapExclusive : 0n;
  return once | (folio.anon ? 0n : k.pagemap.pmFile);
}

/** Whether the kernel looks for the page behind an entry. */
export const looksAtPage = (k: Kernel, pte: Pte): boolean =>
  ptePresent(k, pte) || (familyOf(k, pte) !== 'none' && hasPage(k, pteToSwpEntry(k, pte)));

function showsOnce(k: Kernel, pte: Pte): boolean {
  if (ptePresent(k, pte)) return true;
  if (k.does('pagemapOnlyPresentExclusive')) return false;
  return !(k.does('pagemapMigrationNotExclusive') && isMigrationEntry(k, pteToSwpEntry(k, pte)));
}
