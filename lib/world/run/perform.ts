/** One line of a script after the other: who runs it, whether it starts or is held back, and what starts again when a lock is let go. */

import { type LifeEvent, type Result, resultOf } from '../event.ts';
import type { Hand } from '../hand.ts';
import { type Moved, still } from '../moved.ts';
import { halfOf } from '../operations/names.ts';
import { alwaysOnePage } from '../operations/rangeRuns.ts';
import { movedWith, worldWith } from '../remade.ts';
import type { Actor } from '../see.ts';
import { withCpu } from '../withParts.ts';
import { type Cpu, cpuOf, type Held, type Line, mmOf, type World } from '../world.ts';
import { onward, start } from './engine.ts';

/** What became of one line, at the moment when something did. */
export interface Performed {
  readonly line: Line;
  readonly at: Actor;
  readonly before: World;
  readonly moved: Moved;
  readonly result: Result;
  /** It was held back by an earlier line, and starts now. */
  readonly late?: true;
}

const cpuNames = Array.from({ length: 10 }, (_, i) => `cpu${i}`);
const isBusy = (w: World, { name, hand }: Cpu): boolean => hand !== undefined || w.held.some(({ cpu }) => cpu === name);
const isFree = (w: World, name: string): boolean => !isBusy(w, cpuOf(w, name));
const firstFree = (w: World, names: readonly string[]): string | undefined => names.find((name) => isFree(w, name));

/** The half that a name is; operations that the world was given have a first one, and the flush is the rest. */
function halfIn({ own }: World, name: string): { readonly of: string; readonly half: 'begin' | 'end' } | undefined {
  const of = own && /^(.+)-begin$/.exec(name)?.[1];
  return of !== undefined && Object.hasOwn(own ?? {}, of) ? { of, half: 'begin' } : halfOf(name);
}

/** Who runs a line. A process runs on the CPU of its own letter, or on the first one that has nothing in hand. */
export function actorOf(w: World, { name, mm, cpu, page }: Line): Actor {
  const half = halfIn(w, name);
  const goesOn = name === 'flush' || half?.half === 'end';
  const busy = w.cpus.find(
    ({ name: its, hand }) =>
      hand &&
      (cpu === undefined || its === cpu) &&
      (mm === undefined || hand.mm === mm) &&
      (!half || hand.name === half.of),
  );
  if (goesOn && busy?.hand) return { cpu: busy.name, ...whoOf(busy.hand) };
  const its = mm ?? 'A';
  const at = pageAt(w, its, name, page);
  const own = cpuNames[its.charCodeAt(0) - 'A'.charCodeAt(0)] ?? 'cpu0';
  return { mm: its, cpu: cpu ?? firstFree(w, [own, ...cpuNames]) ?? own, ...at };
}

const whoOf = ({ mm, page }: Hand): Pick<Actor, 'mm' | 'page'> => ({ mm, ...(page !== undefined && { page }) });

/** Of a mapping that has several pages an access is for one, the first one if nothing else is said; a call is for all. */
function pageAt(w: World, mm: string, name: string, page: number | undefined): Pick<Actor, 'page'> {
  if (!mmOf(w, mm)?.rest) return {};
  const of = halfOf(name)?.of ?? name;
  const one = page ?? (alwaysOnePage.includes(of) ? 0 : undefined);
  return one === undefined ? {} : { page: one };
}

/** Performs a line: the line itself, and lines before it that can start now. */
export function perform(w: World, line: Line): readonly Performed[] {
  const at = actorOf(w, line);
  const first = performed(w, line, at, attempt(w, line, at));
  return [first, ...released(first.moved.world)];
}

function performed(before: World, line: Line, at: Actor, moved: Moved, late = false): Performed {
  const result = resultOf(moved.events);
  const world =
    result === 'waits' && !late
      ? worldWith(moved.world, { held: [...moved.world.held, { ...line, at }] })
      : moved.world;
  const so = { line, at, before, moved: movedWith(moved, { world }), result };
  return late ? { ...so, late } : so;
}

/** Lines that were held back, in their order, for as long as one of them can start. */
function released(w: World): readonly Performed[] {
  for (const [i, held] of w.held.entries()) {
    if (w.held.slice(0, i).some(({ at }) => at.cpu === held.at.cpu)) continue;
    const { at, ...line } = held;
    const moved = onCpu(w, line, at, w.held.slice(0, i));
    if (resultOf(moved.events) === 'waits') continue;
    const world: World = { ...moved.world, held: w.held.filter((other) => other !== held) };
    const row = performed(w, line, at, { ...moved, world }, true);
    return [row, ...released(world)];
  }
  return [];
}

/** The line on its CPU, unless an earlier one is held back there. */
function attempt(w: World, line: Line, at: Actor): Moved {
  const waiting = w.held.find((held) => held.at.cpu === at.cpu);
  return waiting ? still(w, { kind: 'behind', operation: waiting.name }) : onCpu(w, line, at, w.held);
}

/** The line on its CPU, if that has not another operation in hand. */
function onCpu(w: World, line: Line, at: Actor, ahead: readonly Held[]): Moved {
  const half = halfIn(w, line.name);
  const { hand } = cpuOf(w, at.cpu);
  if (line.name === 'flush' || half?.half === 'end')
    return hand?.asleep
      ? still(w, { kind: 'sleepsOn' })
      : hand
        ? onward(still(withWord(w, at.cpu, line.word)), at.cpu, 'whole')
        : still(w, { kind: 'noHand' });
  if (hand?.asleep) return still(w, { kind: 'asleep', cpu: at.cpu });
  if (hand)
    return still(w, {
      kind: 'impossible',
      why: `${at.cpu} is in the middle of ${hand.name}: its end or flush comes first`,
    });
  if (line.name === 'uffd-wp-deferred') return deferred(w, at);
  if (line.name === 'uffd-wp-resolve' && isDeferred(w, at.mm)) return putOff(w, at, line.name, 'flushPendingToo');
  return start(w, at, half?.of ?? line.name, line.word, half ? 'half' : 'whole', { ahead });
}

/** The end of an operation may say how it ends. */
export const withWord = (w: World, name: string, word: string): World =>
  word === '' ? w : withCpu(w, name, (cpu) => (cpu.hand ? { ...cpu, hand: { ...cpu.hand, word } } : cpu));

/** Protection whose flush is due until somebody waits for its end. */
const isDeferred = ({ cpus }: World, mm: string): boolean =>
  cpus.some(({ hand }) => hand?.mm === mm && hand.name === 'uffd-wp' && hand.endsWhenAwaited === true);

/** Another CPU has the entry in its TLB, and a third one protects it and does not get to its flush. */
function deferred(w: World, at: Actor): Moved {
  const { pte = 0n } = mmOf(w, at.mm) ?? {};
  const holder =
    w.cpus.find(({ name, tlb }) => name !== at.cpu && tlb[at.mm] !== undefined)?.name ??
    firstFree(
      w,
      cpuNames.filter((name) => name !== at.cpu),
    );
  const own = cpuOf(w, at.cpu).tlb[at.mm];
  const seen =
    holder === undefined || own === undefined || own !== pte
      ? w
      : withCpu(w, holder, (cpu) => ({ ...cpu, tlb: { ...cpu.tlb, [at.mm]: cpu.tlb[at.mm] ?? pte } }));
  const protector = firstFree(
    seen,
    cpuNames.filter((name) => name !== at.cpu && name !== holder),
  );
  return putOff(seen, { ...at, cpu: protector ?? at.cpu }, 'uffd-wp', 'flushPending');
}

/** The operation up to its flush, on a CPU that goes on when it is awaited. */
function putOff(w: World, at: Actor, name: string, told: 'flushPending' | 'flushPendingToo'): Moved {
  const cpu =
    firstFree(
      w,
      [...cpuNames].reverse().filter((other) => other !== at.cpu),
    ) ?? at.cpu;
  const moved = start(w, { ...at, cpu: name === 'uffd-wp' ? at.cpu : cpu }, name, '', 'half', {
    endsWhenAwaited: true,
  });
  return resultOf(moved.events) === 'done' && moved.steps.length > 0
    ? { ...moved, events: [...moved.events, { kind: told } as LifeEvent] }
    : moved;
}
