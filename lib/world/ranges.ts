/** Operations on all entries of a mapping that has several: one by one, mapping by mapping, or together as lib/mm takes them. */
import type { Folio } from '../mm/common/folio.ts';
import type { ManyOutcome } from '../mm/common/manyOutcome.ts';
import type { Vma } from '../mm/common/vma.ts';
import { isFlush, type LifeEvent, resultOf } from './event.ts';
import { type Happened, inOrder, quietly } from './happened.ts';
import { type Life, settled } from './life.ts';

/** All entries of the mapping that an operation on all of them is for; nothing where it is for one. */
export const rangeOf = ({ range, index }: Life): readonly Life[] | undefined =>
  index === undefined ? range : undefined;

/** Their words. */
export const ptesOf = (range: readonly Life[]): readonly bigint[] => range.map(({ pte }) => pte);

/** Their pages; where one has none it has nothing that a batch could look at. */
export const foliosOf = (range: readonly Life[], facts: (life: Life) => Folio | undefined): readonly Folio[] =>
  range.map((life) => facts(life)) as readonly Folio[];

/** An event in one text, for events that are told once. */
const textOf = (event: LifeEvent): string =>
  JSON.stringify(event, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));

/** Events without those that have been told. */
export const once = (events: readonly LifeEvent[]): readonly LifeEvent[] =>
  events.filter((event, i) => events.findIndex((other) => textOf(other) === textOf(event)) === i);

/** What became of each as what became of all: a thing is told once, and that there is nothing to do only where there is none at all. */
export function allOf(life: Life, each: readonly Happened[], range: readonly Life[]): Happened {
  const idle = each.every(({ events }) => resultOf(events) === 'nothing');
  const told = each.map((one) => (!idle && resultOf(one.events) === 'nothing' ? { ...one, events: [] } : one));
  const all = told.reduce(inOrder, quietly(life));
  const { nextPfn, nextHuge, nextSlot } = each.at(-1)?.life ?? life;
  return {
    ...all,
    life: { ...life, ...range[0], range, nextPfn, nextHuge, nextSlot },
    events: once(all.events),
    flushes: [...new Set(all.flushes)],
    ...(each.some(({ flushesAtOnce }) => flushesAtOnce) && { flushesAtOnce: true }),
  };
}

type RunOn = (life: Life) => Happened;

/** One by one, in the order of their pages; numbers are used up in that order. */
export function eachEntry(life: Life, run: RunOn): Happened {
  const each: Happened[] = [];
  for (const one of life.range ?? []) {
    const { nextPfn, nextHuge, nextSlot } = each.at(-1)?.life ?? life;
    each.push(run({ ...one, nextPfn, nextHuge, nextSlot }));
  }
  return allOf(
    life,
    each,
    each.map((one) => one.life),
  );
}

const isSameMapping = (a: Vma, b: Vma): boolean => a.vmFlags === b.vmFlags && a.vmPageProt === b.vmPageProt;

/** The parts of a mapping that calls on some pages have split: a call on all of them goes over one after the other. */
function mappingsIn(range: readonly Life[]): readonly (readonly Life[])[] {
  const parts: Life[][] = [];
  for (const life of range) {
    const part = parts.at(-1);
    if (part?.[0] && isSameMapping(part[0].vma, life.vma)) part.push(life);
    else parts.push([life]);
  }
  return parts;
}

/** Part by part; an operation sees the entries of a part together. */
export function eachMapping(life: Life, run: RunOn): Happened {
  const parts = mappingsIn(life.range ?? []);
  if (parts.length <= 1) return run(life);
  const each = parts.map((range) => run({ ...life, ...range[0], range }));
  return allOf(
    life,
    each,
    each.flatMap((one) => one.life.range ?? []),
  );
}

/** The mapping of all entries that the operation is for. */
export const withVma = (life: Life, vma: Vma): Life => {
  const range = rangeOf(life);
  return { ...life, vma, ...(range && { range: range.map((one) => ({ ...one, vma })) }) };
};

/** A kernel function has run on all entries together. */
export function doneTogether(life: Life, outcome: ManyOutcome, vma?: Vma): Happened {
  const range = (life.range ?? []).map((one, i) =>
    settled({ ...one, ...(vma && { vma }) }, outcome.ptes[i] ?? one.pte, outcome.effects),
  );
  return {
    life: { ...life, ...range[0], range },
    events: [],
    steps: outcome.steps,
    set: outcome.ptes,
    flushes: [...new Set(outcome.effects.filter(isFlush))],
  };
}
