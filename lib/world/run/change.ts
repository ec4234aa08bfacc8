/** An operation on one entry, played in the world: what it sees, what it changes, for each process that it concerns. */

import type { LifeEvent } from '../event.ts';
import type { Due } from '../hand.ts';
import { type Life, withAnonVma, withoutOwnTlb } from '../life.ts';
import { after, type Moved } from '../moved.ts';
import { atLevel } from '../operations/hugeRuns.ts';
import { hasOwnPage, type LifeOperation } from '../operations/operation.ts';
import { overRange } from '../operations/rangeRuns.ts';
import { happenedWith } from '../remade.ts';
import { type Actor, atEntry, entryAt, placeOf, see, sharers, written } from '../see.ts';
import { settle } from '../settle.ts';
import { flushTlbs } from '../withParts.ts';
import { cpuOf, holdersOf, type World } from '../world.ts';
import { losses } from './beliefs.ts';
import { kernelChecks } from './kernelChecks.ts';
import { entriesOfFolio, ordinaryFolio, splitMoved, splitOne, splitsFirst } from './largeSplit.ts';
import { ofPages } from './pagesMoved.ts';

/** What an operation does to an entry. */
export type Run = LifeOperation['run'];

/** A change of one process's entry, or of those of all its pages. Its flushes are due afterwards, or done at once, before anything new is seen. */
export function change(w: World, at: Actor, run: Run, word: string, asLate = false, holds?: readonly string[]): Moved {
  const { name, page } = cpuOf(w, at.cpu).hand ?? {};
  const before = see(w, at);
  const [split] = before.range && at.page === page ? splitsFirst(name, before) : [];
  if (split === undefined) return changed(w, at, run, word, asLate, holds, before);
  return after(splitFolio(w, at, split), (now) => change(now, at, run, word, asLate, holds));
}

/** The same where no large folio has to be split first; `before` is what the operation sees, `name` that of the operation that it is a part of. */
export function changed(
  w: World,
  at: Actor,
  run: Run,
  word: string,
  asLate = false,
  holds?: readonly string[],
  before: Life = see(w, at),
  name = cpuOf(w, at.cpu).hand?.name,
): Moved {
  const happened = overRange(name, before, atLevel(name, before, run))(before, word);
  const late = asLate && !happened.flushesAtOnce;
  const flushes = happened.flushes ?? [];
  const due = flushes.map(
    (effect): Due => ({
      mm: at.mm,
      ...(at.page !== undefined && { page: at.page }),
      effect,
      ...(happened.tellsFlushes && { quiet: true }),
    }),
  );
  const flushed = flushes.length > 0 && !late ? flushTlbs(w, at.mm, at.page) : w;
  const life = withAnonVmas(happened.life);
  const told = late ? [] : due.flatMap(({ effect, quiet }) => (quiet ? [] : [{ kind: 'flush', effect } as const]));
  const seen = happened.tellsFlushes && flushed !== w ? withoutOwnTlb(before) : before; // the access comes after its flush, and fills the TLB
  const now = settle(flushed, at, seen, life, holds);
  const lost = life.wrote ? losses(w, now) : { world: now, events: [] }; // what is written now must not hide it
  const moved: Moved = {
    world: life.wrote ? writtenAt(lost.world, at) : lost.world,
    events: [
      ...untold(happened.events, lost.events),
      ...kernelChecks(before, happenedWith(happened, { life })),
      ...told,
      ...lost.events,
    ],
    steps: happened.steps,
    due: late ? due : undefined,
    flushed: late
      ? undefined
      : due.map(({ effect }, i) => ({
          effect,
          mm: at.mm,
          from: i === 0 ? holdersOf(w, at.mm, at.cpu, at.page) : [],
        })),
    copied: happened.copied || undefined,
    wrote: life.wrote,
  };
  return happened.others ? withOthers(w, moved, at, happened.others) : moved;
}

/** split_folio(): every entry of the folio, of whatever process, and then the folio. */
export function splitFolio(w: World, at: Actor, first: bigint): Moved {
  const each: Moved[] = [];
  for (const name of entriesOfFolio(w, first)) {
    const now = each.at(-1)?.world ?? w;
    each.push(changed(now, atEntry(now, at, name), splitOne, '', false, undefined, undefined, 'split'));
  }
  const split = ofPages(w, [splitMoved(w), ...each]);
  return { ...split, world: ordinaryFolio(split.world, first) };
}

/** vm_area_struct.anon_vma, of each part of the mapping that has a page of its own. */
function withAnonVmas(life: Life): Life {
  const own = hasOwnPage(life) ? withAnonVma(life) : life;
  return own.range ? { ...own, range: own.range.map((one) => (hasOwnPage(one) ? withAnonVma(one) : one)) } : own;
}

/** What has befallen the page has befallen it for everybody who has it. */
function withOthers(before: World, moved: Moved, at: Actor, run: Run): Moved {
  const mm = entryAt(before, at);
  const names = mm ? sharers(before, mm).map(({ name }) => name) : [];
  const all = names.reduce((so, name) => after(so, (now) => change(now, atEntry(now, at, name), run, '')), moved);
  return { ...all, ...(moved.wrote && { wrote: true }) };
}

/** The process has written to the page that its entry maps. */
function writtenAt(w: World, at: Actor): World {
  const mm = entryAt(w, at);
  const place = placeOf(w.k, mm?.pte ?? 0n);
  return mm && place && 'pfn' in place ? written(w, mm.name, place.pfn) : w;
}

/** Without the writes that may be lost where one is. */
const untold = (events: readonly LifeEvent[], lost: readonly LifeEvent[]): readonly LifeEvent[] =>
  events.filter((e) => e.kind !== 'writesLost' || !lost.some((l) => l.kind === 'lostWrite' && l.cpu === e.cpu));

/** Whether the flushes of what a CPU does come at its end. */
export const flushesLast = (w: World, { cpu }: Actor): boolean => cpuOf(w, cpu).hand?.flushesLast === true;
