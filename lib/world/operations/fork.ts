/** fork(): mm/memory.c, copy_present_ptes() and copy_nonpresent_pte(); and other processes that come and go. */
import { ptePresent } from '../../helpers/pgtable.ts';
import { isUffdArmed, type Vma, vmHas } from '../../mm/common/vma.ts';
import { copyHugePmd } from '../../mm/huge_memory/copyHugePmd.ts';
import { copyHugetlbPageRange } from '../../mm/hugetlb/copyHugetlbPageRange.ts';
import { copyNonpresentPte, type ForkOutcome } from '../../mm/memory/copyNonpresentPte.ts';
import { copyPresentPte } from '../../mm/memory/copyPresentPte.ts';
import { type ChildMapping, dupMmap } from '../../mm/vma/dupMmap.ts';
import { hugePageOf, splitThen } from '../access/hugeEntry.ts';
import { entriesOf } from '../entries.ts';
import { entryName, isEntryOf, pageOfName } from '../entryName.ts';
import type { LifeEvent } from '../event.ts';
import { failed, inOrder, quietly } from '../happened.ts';
import { freshPage, isHugetlb, type Life, type Page, settled } from '../life.ts';
import { still } from '../moved.ts';
import { withoutFeatures } from '../registration.ts';
import { change, flushesLast } from '../run/change.ts';
import { type Actor, placeOf } from '../see.ts';
import { freshMm } from '../start/born.ts';
import { freshLevel, freshVma } from '../start/mappings.ts';
import { withMm } from '../withParts.ts';
import { type EntryState, mmOf, type ProcessState, pagesOfHuge, type World } from '../world.ts';
import { type Child, type Forked, forkRange } from './forkRange.ts';
import { hasPage, type OperationPiece, type Operations } from './operation.ts';
import { zapAll } from './unmap.ts';

const childOf = ({ k, vma }: Life): ChildMapping => dupMmap(k, vma);

function copied(life: Life): ForkOutcome {
  const { k, pte, vma, page } = life;
  const child = childOf(life).vma ?? vma;
  if (isHugetlb(life)) return copyHugetlbPageRange(k, pte, vma, child, hasPage(life) ? page : undefined, life.nextHuge);
  return ptePresent(k, pte)
    ? copyPresentPte(k, pte, vma, child, hasPage(life) ? page : undefined, life.nextPfn)
    : copyNonpresentPte(k, pte, vma, child, page);
}

function forkEntry(life: Life): Forked {
  if (life.range && life.index === undefined) return forkRange(life, forkEntry);
  const child = childOf(life);
  const why = uncopied(life, child);
  if (why || life.pte === 0n) return { ...quietly(life, ...(why ? [why] : [])), children: [{ pte: 0n }] };
  if (life.level && !isHugetlb(life) && child.vma) return forkHuge(life, child.vma);
  const outcome = copied(life);
  if (outcome.returned) return failed(life, outcome.returned, 'copy_page_range() meets a page that it cannot copy');
  const { steps, parent } = outcome;
  if (outcome.again) {
    const present = { life: settled(life, parent, outcome.effects), events: [], steps, set: [parent] };
    const then = forkEntry(present.life); // what a device had alone is mapped again, and copied then
    return { ...then, ...inOrder(present, then) };
  }
  return forked(life, outcome);
}

/** Why the child's entry is empty, unless its parent's is. */
function uncopied({ k, pte }: Life, { vma, copies }: ChildMapping): LifeEvent | undefined {
  if (!vma) return { kind: 'notInChild' };
  if (vmHas(vma, k.vm.wipeonfork)) return { kind: 'wipedInChild' };
  return copies || pte === 0n ? undefined : { kind: 'childFillsIt' };
}

/** A page that cannot be shared is split first, and small pages are copied. */
function forkHuge(life: Life, child: Vma): Forked {
  const { returned, ...outcome } = copyHugePmd(life.k, life.pte, life.vma, child, hugePageOf(life));
  if (returned === 0) return forked(life, outcome);
  let made: Forked | undefined;
  const all = splitThen(life, (split) => (made = forkEntry(split)));
  return { ...made, ...all };
}

function forked(life: Life, { parent, pte, effects, steps }: ForkOutcome): Forked {
  const copy = effects.includes('copy page');
  const others = effects.filter((effect) => effect !== 'copy page');
  const after = settled(life, parent, others);
  return {
    life: copy ? withNextUsed(after) : after,
    events: [{ kind: 'child', pte }],
    steps,
    set: [parent, pte],
    children: [{ pte, ...(copy && { copy }) }],
  };
}

/** The child's copy has the next page. */
const withNextUsed = (life: Life): Life =>
  life.level ? { ...life, nextHuge: life.nextHuge + pagesOfHuge } : { ...life, nextPfn: life.nextPfn + 1n };

const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const freeLetter = (w: World): string | undefined => letters.find((name) => !mmOf(w, name));

/** dup_mmap(): the child is another process, and the parent's TLB entries go at the end. */
const fork: OperationPiece = (w, at) => {
  const name = freeLetter(w);
  if (name === undefined)
    return still(w, { kind: 'impossible', why: `no more processes than ${letters.join(' ')} can be named` });
  let made: Forked | undefined;
  const late = flushesLast(w, at);
  const moved = change(w, at, (life) => (made = forkEntry(life)), '', late);
  if (!made?.children) return moved;
  const copies = made.children.filter(({ copy }) => copy).length;
  const flush = { mm: at.mm, effect: 'flush_tlb_mm', quiet: true } as const;
  return {
    ...moved,
    world: unborn(withChild(moved.world, at.mm, name, made, made.children), name, at.cpu),
    due: [...(moved.due ?? []), flush],
    ...(copies > 0 && { copied: copies }),
  };
};

/** dup_mmap(): the child's mmap_lock is held for writing until all is copied, and no task runs there before fork() returns. */
const unborn = (w: World, name: string, cpu: string): World => {
  const lock = { writer: cpu, readers: [] };
  return withMm(w, name, (mm) => ({ ...mm, locks: { mmap_lock: lock, 'VMA lock': lock } }));
};

/** The child maps the small pages of a huge page that its parent maps one by one. */
const withRest = (page: Page, both: (names: readonly string[]) => readonly string[]): Page =>
  page.rest ? { ...page, rest: both(page.rest) } : page;

/** The child has its parent's mapping and beliefs; a copy of a page holds what the page held. */
function withChild(w: World, parent: string, name: string, { life }: Forked, children: readonly Child[]): World {
  const from = mmOf(w, parent);
  if (!from) return w;
  const both = (holds: readonly string[]) =>
    [
      ...new Set([
        ...holds,
        ...holds.filter((it) => isEntryOf(it, parent)).map((it) => entryName(name, pageOfName(it))),
      ]),
    ].sort();
  const maps = children.some(({ pte }) => pte !== 0n);
  const held = {
    ...w,
    frames: w.frames.map((f) => ({ ...f, ...(maps && { folio: withRest(f.folio, both) }), holds: both(f.holds) })),
    slots: w.slots.map((s) => ({ ...s, holds: both(s.holds) })),
  };
  const [first, ...rest] = entriesOf(from).map((its, i) =>
    entryOfChild(life.range?.[i] ?? life, its, children[i]?.pte ?? 0n),
  );
  const child: ProcessState = {
    ...freshMm(name, from.vma),
    ...first,
    level: first?.pte === 0n ? freshLevel(w.mapping).level : life.level,
    rest: rest.length > 0 ? rest : undefined,
  };
  const born: World = { ...held, mms: [...held.mms, child] };
  return children.reduce((world, it, i) => withCopy(world, life.range?.[i] ?? life, it, entryName(parent, i)), born);
}

/** An entry of the child, with what it believes. */
function entryOfChild(life: Life, from: ProcessState, pte: bigint): EntryState {
  const { vma } = childOf(life);
  return {
    pte,
    vma: contextOfChild(life, vma ?? from.vma),
    mapped: vma !== undefined,
    armed: from.armed && from.vma.uffdEventFork === true,
    writer: vma === undefined ? undefined : from.writer,
    wroteSinceClear: undefined,
  };
}

/** dup_userfaultfd(): a child that is not registered has no userfaultfd; it makes one of its own. */
const contextOfChild = ({ k }: Life, vma: Vma): Vma => (isUffdArmed(k, vma) ? vma : withoutFeatures(vma));

/** A copy that was made for the child. */
function withCopy(w: World, life: Life, { pte, copy }: Child, source: string): World {
  const place = placeOf(w.k, pte);
  if (!copy || !place || !('pfn' in place)) return w;
  const was = placeOf(w.k, mmOf(w, source)?.pte ?? 0n);
  const holds = w.frames.find(({ pfn }) => was && 'pfn' in was && pfn === was.pfn)?.holds ?? [];
  const folio = freshPage(life, { exclusive: w.k.does('anonExclusive') });
  return { ...w, frames: [...w.frames, { pfn: place.pfn, folio, holds }] };
}

/** The whole address space goes: exit_mmap(). */
const exit: OperationPiece = (w, at) => {
  if (!mmOf(w, at.mm)) return still(w, { kind: 'impossible', why: `there is no process ${at.mm}` });
  const moved = change(
    w,
    at,
    (life) => (life.mapped && life.pte !== 0n ? zapAll(life) : quietly(life)),
    '',
    flushesLast(w, at),
  );
  return { ...moved, world: withMm(moved.world, at.mm, gone) };
};

const gone = (mm: ProcessState): ProcessState => ({
  ...mm,
  mapped: false,
  ...(mm.rest && { rest: mm.rest.map((entry) => ({ ...entry, mapped: false })) }),
});

/** The process that came last ends. */
const childExit: OperationPiece = (w, at, word, saved) => {
  const mm = lastChild(w, at);
  return mm === undefined ? still(w, { kind: 'noChild' }) : exit(w, { ...at, mm }, word, saved);
};
const lastChild = (w: World, { mm }: Actor): string | undefined =>
  w.mms.filter(({ name, mapped }) => mapped && name !== mm).at(-1)?.name;

/** Another process maps the same file, or the same shared memory. */
const map: OperationPiece = (w, at) => {
  const mm = mmOf(w, at.mm);
  if (mm?.mapped) return still(w, { kind: 'mappedAlready' });
  if (['anon', 'anon-folio', 'hugetlb'].includes(w.mapping))
    return still(w, { kind: 'impossible', why: 'anonymous memory is of its own process alone: fork shares it' });
  const { pending = 0, locks } = mm ?? {};
  const fresh = { ...freshMm(at.mm, freshVma(w.k, w.mapping), w.mapping), pending, ...(locks && { locks }) };
  const mms = [...w.mms.filter(({ name }) => name !== at.mm), fresh].sort((a, b) => (a.name < b.name ? -1 : 1));
  return still({ ...w, mms });
};

/** Processes come and go. */
export const forkOperations = {
  fork: {
    says: 'fork(); the child is registered with userfaultfd only after uffd-register event-fork',
    call: 'fork',
    pieces: [fork],
  },
  'child-exit': { says: 'the child is gone', ends: lastChild, pieces: [childExit], mappingMayLack: true },
  map: { says: 'another process maps the same: B: map', call: 'mmap', pieces: [map], mappingMayLack: true },
  exit: {
    says: 'the process ends',
    call: 'exit',
    ends: (_, { mm }) => mm,
    pieces: [exit],
    mappingMayLack: true,
  },
} as const satisfies Operations;
