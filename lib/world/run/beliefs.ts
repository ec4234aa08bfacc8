/** What processes believe of the page, and what the kernel made of it: lost writes, lost soft-dirty bits, writes that were not trapped. */
import { ptePresent, pteUffdWp } from '../../helpers/pgtable.ts';
import { pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import { familyOf } from '../../mm/common/family.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { isUffdWpMarker } from '../../mm/memory/pteInstallUffdWpIfNeeded.ts';
import { pteToPagemapEntry } from '../../mm/task_mmu/pteToPagemapEntry.ts';
import type { LifeEvent } from '../event.ts';
import type { Hand } from '../hand.ts';
import { frameAt, mappedPfn, placeOf } from '../see.ts';
import { mmOf, type ProcessState, type World, withMm } from '../world.ts';

/** Operations after which nobody relies on the protection any more, by the names of a script. */
const ends = [
  'uffd-wp-resolve',
  'uffd-unregister',
  'uffd-close',
  'dontneed',
  'free',
  'munmap',
  'mremap',
  'exit',
  'guard-install',
];

/** What a process relies on no more as soon as an operation of its own has begun: what comes in between may see either. */
export function doubted(w: World, name: string, mm: string): World {
  if (name === 'clear-refs') return withMm(w, mm, ({ wroteSinceClear: _, ...it }) => it);
  return ends.includes(name) ? withMm(w, mm, (it) => ({ ...it, armed: false })) : w;
}

const discards: readonly string[] = ['dontneed', 'munmap', 'exit', 'truncate', 'guard-install'];

/** A page of the process is being thrown away: what a TLB lets write to it meanwhile goes with it. */
export const isDiscarding = ({ cpus }: World, mm: string): boolean =>
  cpus.some(
    ({ hand }) =>
      hand && hand.word !== 'other' && discards.includes(hand.name) && (hand.mm === mm || hand.name === 'truncate'),
  );

/** Operations that put a page there as they are asked to, protected or not. */
const fills = ['uffd-copy', 'uffd-copy-wp', 'uffd-zeropage', 'uffd-continue', 'uffd-poison', 'uffd-move'];

/** What a script's operation, once it is through, has taught its process. */
export function learnt(w: World, { name, mm, protects }: Hand, refused: boolean): World {
  if (refused) return w;
  if (name === 'clear-refs') return withMm(w, mm, (it) => ({ ...it, wroteSinceClear: false }));
  if (name === 'uffd-wp' || fills.includes(name))
    return withMm(w, mm, (it) => ({ ...it, armed: isProtected(w, mm) && (it.armed || protects === true) }));
  return w;
}

/** The entry carries the mark of write protection. */
export function isProtected(w: World, name: string): boolean {
  const { k } = w;
  const pte = mmOf(w, name)?.pte ?? 0n;
  if (familyOf(k, pte) === 'none') return false;
  if (ptePresent(k, pte)) return pteUffdWp(k, pte);
  return familyOf(k, pte) === 'marker' ? isUffdWpMarker(k, pte) : pteSwpUffdWp(k, pte);
}

/** A process has written with success: what it relies on from now on. */
export function wroteTo(w: World, name: string, cpu: string): { world: World; events: readonly LifeEvent[] } {
  const mm = mmOf(w, name) as ProcessState;
  const untrapped = mm.armed && !mm.vma.uffdWpAsync && vmHas(w.k, mm.vma, 'uffdWp');
  const world = withMm(w, name, (it) => ({
    ...it,
    writer: cpu,
    armed: it.armed && !untrapped,
    ...(it.wroteSinceClear !== undefined && { wroteSinceClear: true }),
  }));
  return { world, events: [...(untrapped ? [{ kind: 'untrapped' } as const] : []), ...leaks(w, mm)] };
}

/** Others that map the same page privately. */
function leaks({ k, mms, cpus }: World, { name, pte, vma }: ProcessState): readonly LifeEvent[] {
  if (vmHas(k, vma, 'shared') || !ptePresent(k, pte)) return [];
  if (cpus.some(({ hand }) => hand?.name === 'fork' && hand.mm === name)) return []; // the child may have what is written meanwhile
  return mms.flatMap((other) =>
    other.name !== name && ptePresent(k, other.pte) && mappedPfn(k, other.pte) === mappedPfn(k, pte)
      ? [{ kind: 'leaked', process: other.name, from: name } as const]
      : [],
  );
}

/** What was lost between two worlds, each loss told once. */
export function losses(before: World, now: World): { world: World; events: readonly LifeEvent[] } {
  let world = now;
  const events: LifeEvent[] = [];
  for (const mm of now.mms) {
    const lost = [...lostWrite(before, now, mm), ...lostSoftDirty(now, mm)];
    events.push(...lost);
    const then = forgets(now, mm, lost);
    if (then !== mm) world = withMm(world, mm.name, () => then);
  }
  return { world, events };
}

function lostWrite(before: World, now: World, mm: ProcessState): readonly LifeEvent[] {
  if (mm.writer === undefined) return [];
  const place = placeOf(now.k, mm.pte);
  if (!place || !('pfn' in place)) return [];
  const frame = frameAt(now, place.pfn);
  if (!frame || frame.holds.includes(mm.name)) return [];
  const written = [...now.frames, ...before.frames].find(({ holds }) => holds.includes(mm.name));
  return [{ kind: 'lostWrite', process: mm.name, cpu: mm.writer, wrote: written?.pfn, maps: place.pfn }];
}

function lostSoftDirty({ k }: World, mm: ProcessState): readonly LifeEvent[] {
  const family = familyOf(k, mm.pte);
  if (!mm.wroteSinceClear || !k.mask.softDirty || family === 'none' || family === 'marker') return [];
  return pteToPagemapEntry(k, mm.pte, mm.vma) & k.pagemap.pmSoftDirty ? [] : [{ kind: 'softDirtyLost' }];
}

/** What was told once is not told again; what the process threw away itself is not lost. */
function forgets(w: World, mm: ProcessState, lost: readonly LifeEvent[]): ProcessState {
  const told = (kind: LifeEvent['kind']) => lost.some((event) => event.kind === kind);
  if (mm.writer === undefined && !mm.wroteSinceClear) return mm;
  const isGone = threwAway(w, mm);
  const forgotten = mm.writer !== undefined && (told('lostWrite') || !mm.mapped || isGone);
  const clean = mm.wroteSinceClear === true && (told('softDirtyLost') || isGone);
  if (!forgotten && !clean) return mm;
  const { writer, ...rest } = mm;
  return { ...(forgotten ? rest : mm), ...(clean && { wroteSinceClear: false }) };
}

/** Nothing keeps what was written: the entry is gone, and no file has the page. */
function threwAway({ k, backing }: World, { pte, vma }: ProcessState): boolean {
  if (placeOf(k, pte)) return false;
  return !vmHas(k, vma, 'shared') || !backing.cached;
}
