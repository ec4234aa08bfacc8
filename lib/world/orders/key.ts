/** One text for all worlds that differ by names of pages alone. */
import { decode } from '../../codec/decode.ts';
import { pteHuge } from '../../helpers/pgtable.ts';
import { allBackings } from '../places.ts';
import { placeOf } from '../see.ts';
import type { World } from '../world.ts';

/**
 * The canonical key of a world on one kernel: two worlds have the same one if they differ only by the numbers of pages and of swap slots,
 * which are renamed in the order of first use. Everything that decides what comes next is in it.
 */
export function keyOf(w: World): string {
  const names = new Map<string, number>();
  const nameOf = (place: string): number => {
    const known = names.get(place) ?? names.size;
    names.set(place, known);
    return known;
  };
  const page = (pfn: bigint | undefined) => (pfn === undefined ? undefined : nameOf(`pfn ${pfn}`));
  const word = (pte: bigint, level: 'pte' | 'pmd' = pteHuge(w.k, pte) ? 'pmd' : 'pte'): string => {
    const { kind, flags, unexplained, ...rest } = decode(w.k, pte, { level });
    const place = placeOf(w.k, pte);
    const name = place && ('pfn' in place ? page(place.pfn) : nameOf(`slot ${place.offset}`));
    return [
      kind,
      ...flags,
      unexplained,
      'pkey' in rest ? rest.pkey : '',
      'type' in rest ? rest.type : '',
      name ?? '',
    ].join(' ');
  };
  const mms = w.mms.map(({ pte, rest = [], ...mm }) => ({
    ...mm,
    pte: word(pte, mm.level ?? 'pte'),
    ...(rest.length > 0 && { rest: rest.map((entry) => ({ ...entry, pte: word(entry.pte, 'pte') })) }),
  }));
  const tlbs = w.cpus.map(({ name, tlb, hand }) => {
    const saved = hand?.saved && { ...hand.saved, orig: word(hand.saved.orig) };
    const held = Object.keys(tlb).sort();
    return { name, tlb: held.map((mm) => [mm, word(tlb[mm] ?? 0n)]), hand: { ...hand, saved } };
  });
  const backing = allBackings(w).map((one) => ({ ...one, pfn: page(one.pfn) }));
  const frames = w.frames
    .map(({ folio, ...frame }) => ({
      ...frame,
      pfn: page(frame.pfn),
      folio: { ...folio, ...(folio.first !== undefined && { first: page(folio.first) }) },
    }))
    .sort((a, b) => (a.pfn ?? 0) - (b.pfn ?? 0));
  const slots = w.slots
    .map((slot) => ({ ...slot, offset: nameOf(`slot ${slot.offset}`), pfn: page(slot.pfn) }))
    .sort((a, b) => a.offset - b.offset);
  return JSON.stringify([w.mapping, mms, tlbs, w.held, backing, frames, slots], plain);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What says the same has one text, in whatever order it was put together. */
const plain = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}n`;
  return isRecord(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value;
};

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
