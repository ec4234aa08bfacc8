/** A world that starts in the middle of a life: with an entry that stands somewhere, its mapping, and what is known of the page behind it. */
import type { Kernel } from '../../kernel/kernel.ts';
import { type Vma, vmaIsShmem, vmHas } from '../../mm/common/vma.ts';
import { type Page, pageOf } from '../life.ts';
import { put } from '../put.ts';
import { placeOf } from '../see.ts';
import type { World } from '../world.ts';
import { born, freshMm } from './born.ts';
import type { MappingName } from './mappings.ts';

/** What was found of the process A. */
export interface Found {
  /** A word. */
  readonly pte: bigint;
  readonly vma: Vma;
  /** What differs from a page of the mapping that A maps alone. */
  readonly page?: Partial<Page>;
  /** The page frame number, in pages, that the next page gets. */
  readonly nextPfn?: bigint;
  /** The swap offset, in pages, that the next page to be swapped out gets. */
  readonly nextSlot?: bigint;
}

/** The world with what was found, and nothing else: no TLB holds the entry, and nobody else has the page. */
export function bornFrom(k: Kernel, found: Found): World {
  const { pte, vma } = found;
  const w = born(k, mappingOf(k, vma));
  const started: World = {
    ...w,
    mms: [{ ...freshMm('A', vma), pte }],
    nextPfn: found.nextPfn ?? w.nextPfn,
    nextSlot: found.nextSlot ?? w.nextSlot,
  };
  return withContent(started, found);
}

/** The frame, or the slot, of the entry. */
function withContent(w: World, { pte, vma, page }: Found): World {
  const place = placeOf(w.k, pte);
  if (!place) return w;
  const facts = pageOf(w.k, vma, page);
  const behind = put(w, place, facts, []);
  const isFile = 'pfn' in place && !facts.anon && !facts.devicePrivate;
  return isFile ? { ...behind, backing: { cached: true, pfn: place.pfn } } : behind;
}

/** The name of a script for such a mapping. */
function mappingOf(k: Kernel, vma: Vma): MappingName {
  const isShmem = vmaIsShmem(k, vma);
  if (vmHas(vma, k.vm.shared)) return isShmem ? 'shmem' : 'file';
  if (vma.anonymous) return 'anon';
  return isShmem ? 'shmem-private' : 'file-private';
}
