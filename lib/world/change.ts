/** An operation on one entry, played in the world: what it sees, what it changes, for each process that it concerns. */

import type { Due } from './hand.ts';
import { kernelChecks } from './kernelChecks.ts';
import { withAnonVma } from './life.ts';
import { after, type Moved } from './moved.ts';
import { hasOwnPage, type LifeOperation } from './operations/operation.ts';
import { type Actor, see, settle, sharers } from './see.ts';
import { cpuOf, flushTlbs, mmOf, type World } from './world.ts';

type Run = LifeOperation['run'];

/** A change of one process's entry. Its flushes are due afterwards, or done at once, before anything new is seen. */
export function change(w: World, at: Actor, run: Run, word: string, late = false, holds?: readonly string[]): Moved {
  const before = see(w, at);
  const happened = run(before, word);
  const flushes = happened.flushes ?? [];
  const due = flushes.map((effect): Due => ({ mm: at.mm, effect, ...(happened.tellsFlushes && { quiet: true }) }));
  const flushed = flushes.length > 0 && !late ? flushTlbs(w, at.mm) : w;
  const life = hasOwnPage(happened.life) ? withAnonVma(happened.life) : happened.life;
  const told = late ? [] : due.flatMap(({ effect, quiet }) => (quiet ? [] : [{ kind: 'flush', effect } as const]));
  const moved: Moved = {
    world: settle(flushed, at, before, life, holds),
    events: [...happened.events, ...kernelChecks(before, { ...happened, life }), ...told],
    steps: happened.steps,
    ...(late && { due }),
    ...(life.wrote && { wrote: true }),
  };
  return happened.others ? withOthers(w, moved, at, happened.others) : moved;
}

/** What has befallen the page has befallen it for everybody who has it. */
function withOthers(before: World, moved: Moved, at: Actor, run: Run): Moved {
  const mm = mmOf(before, at.mm);
  const names = mm ? sharers(before, mm).map(({ name }) => name) : [];
  const all = names.reduce((so, name) => after(so, (now) => change(now, { ...at, mm: name }, run, '')), moved);
  return { ...all, ...(moved.wrote && { wrote: true }) };
}

/** The same for every process that maps the page, the acting one first; a number is used up once. */
export function changeAll(w: World, at: Actor, run: Run, word: string, late = false): Moved {
  const mm = mmOf(w, at.mm);
  const others = mm ? sharers(w, mm).map(({ name }) => name) : [];
  const { nextPfn, nextSlot } = w;
  return others.reduce(
    (moved, name) =>
      after(moved, (now) => {
        const then = change({ ...now, nextPfn, nextSlot }, { ...at, mm: name }, run, word, late);
        return { ...then, world: withNext(then.world, now) };
      }),
    change(w, at, run, word, late),
  );
}

/** Whether the flushes of what a CPU does come at its end. */
export const flushesLast = (w: World, { cpu }: Actor): boolean => cpuOf(w, cpu).hand?.flushesLast === true;

/** The numbers that are further on. */
const withNext = (w: World, other: World): World => ({
  ...w,
  nextPfn: w.nextPfn > other.nextPfn ? w.nextPfn : other.nextPfn,
  nextSlot: w.nextSlot > other.nextSlot ? w.nextSlot : other.nextSlot,
});
