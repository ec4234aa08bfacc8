/** One state of the race of bug H8, whoever has come to it, and one text for all states that differ by the order of CPUs alone. */

/** What a CPU is in the middle of. */
export type Doing = 'idle' | 'protecting' | 'resolving' | 'copying';

/** A CPU. Pages go by number: 1 is the entry's, other pages have others, 0 is none. */
export interface RaceCpu {
  /** The page that the TLB lets it write to. */
  readonly tlb: number;
  readonly doing: Doing;
  /** It owes a flush. */
  readonly due: boolean;
  /** The page that it copies. */
  readonly orig: number;
  /** That copy has what the process wrote last. */
  readonly kept: boolean;
  /** Another CPU could write to that page when the copy was begun. */
  readonly stale: boolean;
}

/** A page. */
export interface RacePage {
  readonly pinned: boolean;
  /** It has what the process wrote last. */
  readonly newest: boolean;
}

/** The whole. */
export interface RaceState {
  readonly present: boolean;
  readonly writable: boolean;
  readonly marked: boolean;
  readonly registered: boolean;
  readonly pending: number;
  readonly armed: boolean;
  /** By number, from 1 on; what is left out has neither. */
  readonly pages: ReadonlyMap<number, RacePage>;
  readonly cpus: readonly RaceCpu[];
}

/** One step of one CPU. */
export interface RaceStep {
  /** As a script says it: `uffd-wp-begin`. */
  readonly name: string;
  /** The place of the CPU. */
  readonly cpu: number;
  readonly from: RaceState;
  readonly to: RaceState;
  /** A write of the process is lost. */
  readonly lost: boolean;
}

/** All orders of so many things. */
export function ordersOf(n: number): readonly (readonly number[])[] {
  if (n === 0) return [[]];
  return ordersOf(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, at) => [...order.slice(0, at), n - 1, ...order.slice(at)]),
  );
}

/** The state as a text, its CPUs in an order, its older pages named as they come up in it. */
function textIn({ cpus, pages, ...entry }: RaceState, order: readonly number[]): string {
  const names = new Map([[0, 0], ...(entry.present ? [[1, 1] as const] : [])]);
  const nameOf = (page: number): number => {
    const name = names.get(page) ?? names.size;
    names.set(page, name);
    return name;
  };
  const told = order.map((place) => {
    const { tlb, orig, ...rest } = cpus[place] as RaceCpu;
    return { tlb: nameOf(tlb), orig: nameOf(orig), ...rest };
  });
  const kept = [...names].flatMap(([page, name]) => (page === 0 ? [] : [[name, pages.get(page) ?? noPage]]));
  return JSON.stringify([entry, told, kept]);
}

/** The texts of a state, by the orders of its CPUs; asked again for the same object they are not made anew. */
const texts = new WeakMap<RaceState, readonly string[]>();
function textsOf(state: RaceState): readonly string[] {
  const made = texts.get(state) ?? ordersOf(state.cpus.length).map((order) => textIn(state, order));
  texts.set(state, made);
  return made;
}

const noPage: RacePage = { pinned: false, newest: false };
const first = (texts: readonly string[]): string => texts.reduce((a, b) => (a < b ? a : b));

/** The same text for states that differ by the order of CPUs and by numbers of older pages alone. */
export const stateText = (state: RaceState): string => first(textsOf(state));

/** The same for steps: one order of CPUs for what was before, for what is afterwards, and for who does it. */
export function stepText({ name, cpu, from, to, lost }: RaceStep): string {
  const [before, after] = [textsOf(from), textsOf(to)];
  return first(
    ordersOf(from.cpus.length).map((order, i) => [before[i], order.indexOf(cpu), name, after[i], lost].join(' ')),
  );
}
