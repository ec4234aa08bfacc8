/** Pages of a world that go together: what a huge page or a large folio has. */
import { pteHuge } from '../../helpers/pgtable.ts';
import { allEntries } from '../../world/entries.ts';
import type { World } from '../../world/world.ts';
import type { Words } from '../facts.ts';

/** The huge pages, by the first of each: what has been split is a page like others, wherever it lies. */
export function hugeIn(w: World, words: Words): ReadonlySet<bigint> {
  const whole = w.frames.filter(({ folio }) => folio.compound === true && folio.first === undefined);
  const mapped = allEntries(w).flatMap(({ pte, level }) => (level ? [pte] : []));
  const held = w.cpus.flatMap(({ tlb, hand }) => [...Object.values(tlb), ...(hand?.saved ? [hand.saved.orig] : [])]);
  const places = [...mapped, ...held.filter((word) => pteHuge(w.k, word))].map((word) => words.of(word).place);
  return new Set([
    ...whole.map(({ pfn }) => pfn),
    ...places.flatMap((place) => (place && 'pfn' in place ? place.pfn : [])),
  ]);
}
/** What hugeIn() gives where there are none. */
export const noPages: ReadonlySet<bigint> = new Set();

/** The first page of the large folio that a page is one of. */
export function foliosIn({ frames }: World): ReadonlyMap<bigint, bigint> {
  if (frames.every(({ folio }) => folio.first === undefined)) return noFolios;
  const folios = new Map<bigint, bigint>();
  for (const { pfn, folio } of frames) {
    if (folio.first === undefined) continue;
    folios.set(pfn, folio.first);
    folios.set(folio.first, folio.first);
  }
  return folios;
}
const noFolios: ReadonlyMap<bigint, bigint> = new Map();
