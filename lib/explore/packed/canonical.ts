/**
 * Worlds in one form for all that differ by numbers of pages, of slots, and of CPUs alone: pages and slots are counted in the order of first
 * use, CPUs are sorted by what they hold. A world is then two rows of numbers of parts (a process, a CPU, what is known of a page), from
 * which it is put together again. Where two CPUs hold the same, worlds that differ by who is who may have two forms, which costs time alone.
 */

import type { Kernel } from '../../kernel/kernel.ts';
import type { Hand } from '../../world/hand.ts';
import { allBackings } from '../../world/places.ts';
import { worldWith } from '../../world/remade.ts';
import type { Backing, Cpu, Frame, ProcessState, Slot, World } from '../../world/world.ts';
import { tellingBits, type Words } from '../facts.ts';
import { inOrder, together } from './arranged.ts';
import { type NameGiven, NewNames, type Numbering } from './names.ts';
import { orderOf } from './orders.ts';
import { othersOf } from './others.ts';
import { Parts } from './parts.ts';
import { renamed } from './renamed.ts';

/** What a world has besides its parts, and how many of each there are. */
interface Framework extends Pick<World, 'nextPfn' | 'nextHuge' | 'nextSlot'> {
  readonly others: object;
  readonly pages: number;
  readonly mms: number;
  readonly cpus: number;
  readonly frames: number;
  readonly slots: number;
}

/** A world in its form. */
export interface FormOfWorld {
  /** NumberList of parts: what there is in memory. */
  readonly memory: readonly number[];
  /** Processes and CPUs. */
  readonly users: readonly number[];
  /** Which CPU stands where now. */
  readonly order: number;
}

/** What a part has been named, so that it needs no new name where its names are the same. */
interface PartNamed {
  readonly given: readonly NameGiven[];
  readonly byNames: Map<string, number>;
}

/** Gives worlds their form, on kernels of one layout. */
export class Canonical {
  readonly #parts = new Parts();
  readonly #named = new Map<object, PartNamed>();
  readonly #apart = new WeakMap<ProcessState, readonly object[]>();
  readonly #texts = new WeakMap<Cpu, string>();
  readonly #withoutName = new WeakMap<Cpu, object>();
  readonly #cpus = new WeakMap<object, Cpu[]>();
  /** The entries of the world that was put together last: most operations leave them as they were, or as they were but for locks that were let go. */
  #before: readonly object[] = [];
  readonly #frameworks = new Map<string, number>();
  readonly #from: Numbering;

  /** @param first a world as it begins. */
  constructor(words: Words, { nextPfn, nextHuge, nextSlot }: World) {
    this.#from = { nextPfn, nextHuge, nextSlot, telling: tellingBits(words.k) };
  }

  /** How many different parts there are. */
  get parts(): number {
    return this.#parts.size;
  }

  /** The form of a world. */
  formOf(w: World, words: Words): FormOfWorld {
    const { mms, cpus, frames, slots, nextPfn, nextSlot } = w;
    const busy = this.#sorted(cpus, words);
    const names = new NewNames(this.#from, words, w, new Map(busy.map(({ name }, i) => [name, `cpu${i}`])));
    const part = (one: object) => this.#part(one, names);
    const users = [...mms.flatMap((mm) => this.#entriesOf(mm)).map(part), ...busy.map((cpu) => part(this.#held(cpu)))];
    const backings = allBackings(w).map(part);
    // a page that nothing but its pin refers to any more no step sees
    const isReferred = ({ pfn, folio }: Frame) =>
      !folio.pinned || names.has(pfn) || slots.some((slot) => slot.pfn === pfn);
    const inUse = frames.filter(isReferred);
    const inFrames = inOrder(inUse, ({ pfn }) => names.page(pfn));
    const known = [...inFrames, ...inOrder(slots, ({ offset }) => names.slot(offset))].map(part);
    const others = renamed(othersOf(w), names);
    const next = names.next({ nextPfn, nextSlot });
    const framework: Framework = {
      others,
      nextPfn: next.nextPfn,
      nextHuge: next.nextHuge,
      nextSlot: next.nextSlot,
      pages: backings.length,
      mms: mms.length,
      cpus: busy.length,
      frames: inUse.length,
      slots: slots.length,
    };
    const order = orderOf(busy.map(({ name }) => Number(name.slice('cpu'.length))));
    return { memory: [this.#frameworkOf(framework), ...backings, ...known], users, order };
  }

  /** The number of a framework, which comes with each world anew: few say different things. */
  #frameworkOf(framework: Framework): number {
    const { others, nextPfn, nextHuge, nextSlot, pages, mms, cpus, frames, slots } = framework;
    const text = `${this.#parts.of(others)} ${nextPfn} ${nextHuge} ${nextSlot} ${pages} ${mms} ${cpus} ${frames} ${slots}`;
    const known = this.#frameworks.get(text) ?? this.#parts.of(framework);
    this.#frameworks.set(text, known);
    return known;
  }

  /** The world of a form, on a kernel. */
  worldOf(k: Kernel, memory: readonly number[], users: readonly number[]): World {
    const at = <T>(numbers: readonly number[]): readonly T[] => numbers.map((n) => this.#parts.at(n) as T);
    const framework = this.#parts.at(memory[0] ?? 0) as Framework;
    const { others, pages, mms, frames, nextPfn, nextHuge, nextSlot } = framework;
    const [backing, ...backings] = at<Backing>(memory.slice(1, 1 + pages));
    const entries = at<ProcessState>(users.slice(0, mms * pages));
    this.#before = entries;
    const { mapping, held, ...more } = others as Pick<World, 'mapping' | 'held'>;
    const made: World = {
      k,
      mapping,
      frames: at<Frame>(memory.slice(1 + pages, 1 + pages + frames)),
      slots: at<Slot>(memory.slice(1 + pages + frames)),
      backing: backing as Backing,
      backings: backings.length > 0 ? backings : undefined,
      mms: together(entries, pages),
      cpus: at<Omit<Cpu, 'name'>>(users.slice(mms * pages)).map((one, i) => this.#cpuOf(one, i)),
      ...{ held, nextPfn, nextHuge, nextSlot, own: undefined },
    };
    const world = worldWith(made, made);
    return Object.keys(more).length > 0 ? { ...world, ...more } : world;
  }

  /** How many parts the rows of a form have, by the first of them, and how many of those are CPUs. */
  lengthsOf(framework: number): { readonly memory: number; readonly users: number; readonly cpus: number } {
    const { pages, mms, cpus, frames, slots } = this.#parts.at(framework) as Framework;
    return { memory: 1 + pages + frames + slots, users: mms * pages + cpus, cpus };
  }

  /** The number of a part with its names of now. */
  #part(one: object, names: NewNames): number {
    const known = this.#named.get(one);
    const twin = known ? undefined : this.#before.find((was) => isAlike(was, one));
    if (twin && this.#named.has(twin)) return this.#part(twin, names);
    if (known) {
      const now = known.given.map(({ what, was }) => names.again(what, was)).join();
      const number = known.byNames.get(now);
      if (number !== undefined) return number;
    }
    names.given = [];
    const number = this.#parts.of(renamed(one, names));
    const { given } = names;
    names.given = [];
    const byNames = known?.byNames ?? new Map<string, number>();
    byNames.set(given.map(({ is }) => is).join(), number);
    if (!known && this.#parts.keeps(one)) this.#named.set(one, { given, byNames });
    return number;
  }

  /** The CPUs that hold anything, by what they hold. */
  #sorted(cpus: readonly Cpu[], words: Words): readonly Cpu[] {
    const busy = cpus.filter(({ hand, tlb }) => hand || Object.keys(tlb).length > 0);
    if (busy.length < 2) return busy;
    const texts = new Map(busy.map((cpu) => [cpu, this.#textOf(cpu, words)]));
    return [...busy].sort((a, b) => compared(texts.get(a), texts.get(b)));
  }

  /** What a CPU holds, but for names. */
  #textOf(cpu: Cpu, words: Words): string {
    const known = this.#texts.get(cpu);
    if (known !== undefined) return known;
    const { tlb, hand } = cpu;
    const held = Object.entries(tlb).map(([mm, pte]) => `${mm} ${words.of(pte).shape}`);
    const made = `${held.sort().join()} ${hand ? handText(hand) : ''}`;
    this.#texts.set(cpu, made);
    return made;
  }

  /** A CPU without its name. */
  #held(cpu: Cpu): object {
    const known = this.#withoutName.get(cpu);
    if (known) return known;
    const { name: _, ...held } = cpu;
    return held;
  }

  /** A CPU with the name of its place; the same one each time. */
  #cpuOf(held: Omit<Cpu, 'name'>, place: number): Cpu {
    const known = this.#cpus.get(held) ?? [];
    this.#cpus.set(held, known);
    known[place] ??= { name: `cpu${place}`, ...held };
    const cpu = known[place];
    this.#withoutName.set(cpu, held);
    return cpu;
  }

  /** A process by its entries; what is of the process itself is with the first one. */
  #entriesOf(mm: ProcessState): readonly object[] {
    if (!mm.rest) return [mm];
    const known = this.#apart.get(mm);
    if (known) return known;
    const { rest, ...first } = mm;
    this.#apart.set(mm, [first, ...rest]);
    return [first, ...rest];
  }
}

/** Two objects have the same fields. */
function isAlike(a: object, b: object): boolean {
  for (const name in b) if (b[name as never] !== a[name as never] || !Object.hasOwn(a, name)) return false;
  for (const name in a) if (!Object.hasOwn(b, name)) return false;
  return true;
}

/** What a CPU has in hand, but for names. */
const handText = ({ name, word, mm, ran, due, saved }: Hand): string =>
  `${name} ${word} ${mm} ${ran} ${due.length} ${saved?.holds?.join('')} ${saved?.writers?.length}`;

const compared = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);
