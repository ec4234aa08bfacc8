/** The explorer's world as a state of the race: what the model of SPIN has of it, checked to be all that there is. */
import type { ExploredStep } from '../../lib/explore/invariant.ts';
import { pteDirty, ptePresent, pteUffdWp, pteWrite } from '../../lib/helpers/pgtable.ts';
import { vmHas } from '../../lib/mm/common/vma.ts';
import type { Hand } from '../../lib/world/hand.ts';
import { mappedPfn } from '../../lib/world/places.ts';
import { type Cpu, cpuOf, mmOf, type ProcessState, type World } from '../../lib/world/world.ts';
import type { Doing, RaceCpu, RacePage, RaceState, RaceStep } from './raceState.ts';

const doings: Readonly<Record<string, Doing>> = {
  'uffd-wp': 'protecting',
  'uffd-wp-resolve': 'resolving',
  write: 'copying',
};
const placeOfCpu = (name: string): number => Number(name.slice('cpu'.length));

function check(is: boolean, what: string): void {
  if (!is) throw new Error(`expected ${what}, which the model for SPIN relies on`);
}

/** Numbers of pages, the entry's first. */
class Pages {
  readonly #w: World;
  readonly #numbers = new Map<bigint, number>();
  constructor(w: World, { pte }: ProcessState) {
    this.#w = w;
    if (pte !== 0n) this.numberOf(pte);
  }

  /** The number of the page that a word maps. */
  numberOf(word: bigint | undefined): number {
    if (word === undefined) return 0;
    check(ptePresent(this.#w.k, word), 'a present entry');
    const pfn = mappedPfn(this.#w.k, word);
    const number = this.#numbers.get(pfn) ?? this.#numbers.size + 1;
    this.#numbers.set(pfn, number);
    return number;
  }

  /** What is known of each. */
  facts(): ReadonlyMap<number, RacePage> {
    const of = (pfn: bigint): RacePage => {
      const frame = this.#w.frames.find((one) => one.pfn === pfn);
      return { pinned: frame?.folio.pinned === true, newest: frame?.holds.includes('A') === true };
    };
    return new Map([...this.#numbers].map(([pfn, number]) => [number, of(pfn)]));
  }
}

function ofHand({ k }: World, hand: Hand | undefined, pages: Pages): Omit<RaceCpu, 'tlb'> {
  const { name = '', due = [], saved, raised = false } = hand ?? {};
  const doing = hand ? doings[name] : 'idle';
  if (doing === undefined) throw new Error(`expected nothing but calls of userfaultfd and writes in hand, got ${name}`);
  check(raised === (doing === 'protecting' || doing === 'resolving'), 'that calls alone raise tlb_flush_pending');
  if (saved) check(!pteWrite(k, saved.orig) && !pteUffdWp(k, saved.orig), 'a read-only entry without the mark');
  return {
    doing,
    due: due.length > 0,
    orig: pages.numberOf(saved?.orig),
    kept: saved?.holds?.includes('A') === true,
    stale: (saved?.writers ?? []).length > 0,
  };
}

function ofCpu(w: World, { tlb, hand }: Cpu, pages: Pages): RaceCpu {
  const word = tlb.A;
  if (word !== undefined) check(pteWrite(w.k, word) && pteDirty(w.k, word), 'writable and dirty entries in TLBs');
  return { tlb: pages.numberOf(word), ...ofHand(w, hand, pages) };
}

/** The state of a world with so many CPUs. */
export function raceOf(w: World, cpus: number): RaceState {
  const mm = mmOf(w, 'A') as ProcessState;
  const { k } = w;
  const { pte, vma, pending, armed } = mm;
  const present = pte !== 0n;
  check(w.mms.length === 1 && w.held.length === 0 && w.slots.length === 0, 'one process, nobody who waits, no swap');
  check((mm.writer !== undefined) === present, 'that the process has written to the page that there is');
  const pages = new Pages(w, mm);
  return {
    ...{ present, writable: present && pteWrite(k, pte), marked: present && pteUffdWp(k, pte) },
    ...{ registered: vmHas(vma, k.vm.uffdWp), pending, armed },
    cpus: Array.from({ length: cpus }, (_, place) => ofCpu(w, cpuOf(w, `cpu${place}`), pages)),
    pages: pages.facts(),
  };
}

/** Events of a write that is lost: those that the invariant no-write-lost asks for. */
const losses: readonly string[] = ['lostWrite', 'writesLost'];

/** A step of the explorer. */
export const raceStepOf = ({ line, at, before, after, events }: ExploredStep, cpus: number): RaceStep => ({
  name: line.name,
  cpu: placeOfCpu(at.cpu),
  from: raceOf(before, cpus),
  to: raceOf(after, cpus),
  lost: events.some(({ kind }) => losses.includes(kind)),
});
