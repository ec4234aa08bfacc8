/** What processes believe of the page, and what the kernel made of it: lost writes, lost soft-dirty bits, writes that were not trapped. */

import { joined } from '../../base/lists.ts';
import { ptePresent, pteUffdWp } from '../../helpers/pgtable.ts';
import { pteSwpUffdWp } from '../../helpers/swapFlags.ts';
import { byWord } from '../../kernel/byWord.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { familyOf } from '../../mm/common/family.ts';
import { vmHas } from '../../mm/common/vma.ts';
import { isUffdWpMarker } from '../../mm/memory/pteInstallUffdWpIfNeeded.ts';
import { pagemapHugetlbRange } from '../../mm/task_mmu/pagemapHugetlb.ts';
import { pteToPagemapEntry } from '../../mm/task_mmu/pteToPagemapEntry.ts';
import { allEntries } from '../entries.ts';
import { pageOfName, processOf } from '../entryName.ts';
import type { LifeEvent } from '../event.ts';
import type { Hand } from '../hand.ts';
import { backingOf } from '../places.ts';
import { processWith } from '../remade.ts';
import { type Actor, entryAt, frameAt, mappedPfn, namesAt, placeOf } from '../see.ts';
import { withMm } from '../withParts.ts';
import { mmOf, type ProcessState, type World } from '../world.ts';

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
export function doubted(w: World, name: string, at: Actor): World {
  if (name === 'clear-refs') return withEach(w, at, withoutClear);
  return ends.includes(name) ? withEach(w, at, (it) => (it.armed ? processWith(it, { armed: false }) : it)) : w;
}

const withoutClear = (it: ProcessState): ProcessState =>
  it.wroteSinceClear === undefined ? it : { ...it, wroteSinceClear: undefined };

/** The world with another state of each entry that an operation is for. */
const withEach = (w: World, at: Actor, believes: (it: ProcessState) => ProcessState): World =>
  namesAt(w, at).reduce((now, name) => withMm(now, name, believes), w);

const discards: readonly string[] = ['dontneed', 'munmap', 'exit', 'truncate', 'guard-install'];

/** A page of the process is being thrown away: what a TLB lets write to it meanwhile goes with it. */
export const isDiscarding = ({ cpus }: World, mm: string): boolean =>
  cpus.some(
    ({ hand }) =>
      hand &&
      hand.word !== 'other' &&
      discards.includes(hand.name) &&
      (hand.mm === processOf(mm) || hand.name === 'truncate'),
  );

/** Operations that put a page there as they are asked to, protected or not. */
const fills = ['uffd-copy', 'uffd-copy-wp', 'uffd-zeropage', 'uffd-continue', 'uffd-poison', 'uffd-move'];

/** What a script's operation, once it is through, has taught its process. */
export function learnt(w: World, { name, mm, page, protects }: Hand, { cpu }: Actor, refused: boolean): World {
  if (refused) return w;
  const its: Actor = page === undefined ? { cpu, mm } : { cpu, mm, page };
  if (name === 'clear-refs') return withEach(w, its, (it) => processWith(it, { wroteSinceClear: false }));
  if (name === 'uffd-wp' || fills.includes(name))
    return withEach(w, its, (it) =>
      processWith(it, { armed: hasMark(w.k, it.pte) && (it.armed || protects === true) }),
    );
  return w;
}

/** The entry carries the mark of write protection. */
export const isProtected = (w: World, at: Actor): boolean =>
  namesAt(w, at).some((name) => hasMark(w.k, mmOf(w, name)?.pte ?? 0n));

const hasMark = byWord((k: Kernel, pte: bigint): boolean => {
  if (familyOf(k, pte) === 'none') return false;
  if (ptePresent(k, pte)) return pteUffdWp(k, pte);
  return familyOf(k, pte) === 'marker' ? isUffdWpMarker(k, pte) : pteSwpUffdWp(k, pte);
});

/** A process has written with success: what it relies on from now on. */
export function wroteTo(w: World, at: Actor): { world: World; events: readonly LifeEvent[] } {
  const mm = entryAt(w, at) as ProcessState;
  const { cpu } = at;
  const untrapped = mm.armed && !mm.vma.uffdWpAsync && vmHas(mm.vma, w.k.vm.uffdWp);
  const world = withMm(w, mm.name, (it) =>
    processWith(it, {
      writer: cpu,
      armed: it.armed && !untrapped,
      wroteSinceClear: it.wroteSinceClear === undefined ? undefined : true,
    }),
  );
  const events: LifeEvent[] = untrapped ? [{ kind: 'untrapped' }] : [];
  return { world, events: [...events, ...hidden(w, mm), ...leaks(w, mm)] };
}

/** hugetlb_cow() of kernels that lack `hugetlbWpKnowsShared` maps a copy in a shared mapping. */
function hidden(w: World, { pte, vma }: ProcessState): readonly LifeEvent[] {
  const place = placeOf(w.k, pte);
  const anon = place && 'pfn' in place && frameAt(w, place.pfn)?.folio.anon;
  return anon && vmHas(vma, w.k.vm.shared) ? [{ kind: 'hiddenFromOthers' }] : [];
}

/** Others that map the same page privately, or have it in a pipe. */
function leaks(w: World, { name, pte, vma }: ProcessState): readonly LifeEvent[] {
  const { k, cpus } = w;
  if (vmHas(vma, k.vm.shared) || !ptePresent(k, pte)) return [];
  if (cpus.some(({ hand }) => hand?.name === 'fork' && hand.mm === processOf(name))) return []; // the child may have what is written meanwhile
  const piped = (frameAt(w, mappedPfn(k, pte))?.folio.spliced ?? []).filter((other) => other !== processOf(name));
  const through = piped.map((process): LifeEvent => ({ kind: 'leaked', process, from: name }));
  const mapped = allEntries(w).flatMap((other) =>
    other.name !== name && ptePresent(k, other.pte) && mappedPfn(k, other.pte) === mappedPfn(k, pte)
      ? [{ kind: 'leaked', process: other.name, from: name } as const]
      : [],
  );
  return [...mapped, ...through];
}

/** What was lost between two worlds, each loss told once. */
export function losses(before: World, now: World): { world: World; events: readonly LifeEvent[] } {
  let world = now;
  const events: LifeEvent[] = [];
  for (const mm of allEntries(now)) {
    const lost = joined(lostWrite(before, now, mm), lostSoftDirty(now, mm));
    events.push(...lost);
    if (mm.writer !== undefined || mm.wroteSinceClear) world = withMm(world, mm.name, (it) => forgets(now, it, lost));
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
  const told = vmHas(mm.vma, k.vm.hugetlb) ? pagemapHugetlbRange : pteToPagemapEntry;
  return told(k, mm.pte, mm.vma) & k.pagemap.pmSoftDirty ? [] : [{ kind: 'softDirtyLost' }];
}

/** What was told once is not told again; what the process threw away itself is not lost. */
function forgets(w: World, mm: ProcessState, lost: readonly LifeEvent[]): ProcessState {
  const told = (kind: LifeEvent['kind']) => lost.some((event) => event.kind === kind);
  const isGone = threwAway(w, mm);
  const forgotten = mm.writer !== undefined && (told('lostWrite') || !mm.mapped || isGone);
  const clean = mm.wroteSinceClear === true && (told('softDirtyLost') || isGone);
  if (!forgotten && !clean) return mm;
  return {
    ...mm,
    writer: forgotten ? undefined : mm.writer,
    wroteSinceClear: clean ? false : mm.wroteSinceClear,
  };
}

/** Nothing keeps what was written: the entry is gone, and no file has the page. */
function threwAway(w: World, { name, pte, vma }: ProcessState): boolean {
  if (placeOf(w.k, pte)) return false;
  return !vmHas(vma, w.k.vm.shared) || !backingOf(w, pageOfName(name)).cached;
}
