/** What a world shows, in words that do not depend on the layout of a kernel: what two kernels are compared by. */
import { decode } from '../codec/decode.ts';
import type { LifeEvent, Result } from '../world/event.ts';
import { inMemoryAt } from '../world/places.ts';
import { sentence } from '../world/told/sentence.ts';
import type { Cpu, World } from '../world/world.ts';
import { pageWords, vmaIs } from './beside.ts';
import type { EntryFacts, Words } from './facts.ts';

/** NumberList, and what holds for layouts. */
const leftOut: readonly string[] = ['flags', 'raw', 'unexplained', 'pfn', 'swapType', 'swapOffset', 'marker'];

/** However a world came about. */
const inOrderOfNames = (tlb: Cpu['tlb']): readonly (readonly [string, bigint])[] =>
  Object.entries(tlb).sort(([a], [b]) => (a < b ? -1 : 1));

/** What words say, each worked out once. */
export class Tells {
  readonly #words: Words;
  readonly #known = new Map<string, readonly string[]>();
  constructor(words: Words) {
    this.#words = words;
  }

  /** What a word says without numbers: its kind first, then what is true of it. */
  word(pte: bigint, level: 'pte' | 'pmd' = 'pte'): readonly string[] {
    const key = `${level}${pte}`;
    const known = this.#known.get(key);
    if (known) return known;
    const entry = decode(this.#words.k, pte, { level });
    const parts = { ...entry, ...('marker' in entry ? entry.marker : {}) };
    const told = Object.entries(parts)
      .filter(([name, value]) => !leftOut.includes(name) && value && value !== 'pte')
      .map(([name, value]) => (value === true ? name : name === 'kind' ? String(value) : `${name} ${value}`));
    this.#known.set(key, told);
    return told;
  }

  /**
   * What entries and TLBs of a world say; entries that map the same page say so.
   *
   * @param cpuAt how CPUs are told that the world has by other numbers.
   */
  world(w: World, cpuAt = (cpu: number): number => cpu): readonly string[] {
    const entries = w.mms.flatMap((mm) => this.#words.entriesOf(w, mm));
    const single = entries.length === 1;
    const told = entries.flatMap(({ name, pte, level }) =>
      this.word(pte, level).map((one) => (single ? one : `${name}: ${one}`)),
    );
    const cpus = w.cpus.map(({ name, tlb }) => ({ cpu: cpuAt(Number(name.slice('cpu'.length))), tlb }));
    const held = cpus
      .sort((a, b) => a.cpu - b.cpu)
      .flatMap(({ cpu, tlb }) =>
        inOrderOfNames(tlb).flatMap(([of, pte]) =>
          ['held', ...this.word(pte).filter((one) => one === 'write')].map(
            (one) => `cpu${cpu}: ${single ? '' : `${of} `}${one}`,
          ),
        ),
      );
    return [...told, ...held, ...sharing(w, entries)];
  }

  /** The same, and what the page and the mapping of the acting process are. */
  around(w: World, name: string): readonly string[] {
    const mm = w.mms.find((one) => one.name === name) ?? w.mms[0];
    const entry = mm && this.#words.entriesOf(w, mm)[0];
    if (!entry) return [];
    const { k } = this.#words;
    const page = Object.entries(pageWords).filter(([, is]) => is(k, { world: w, entry }));
    const vma = ['mapped', 'protWritable', ...Object.keys(k.vm)].filter((one) => vmaIs(k, { world: w, entry }, one));
    const its = this.word(entry.pte, entry.level);
    return [...its, ...page.map(([one]) => `page.${one}`), ...vma.map((one) => `vma.${one}`)];
  }
}

function sharing(w: World, entries: readonly EntryFacts[]): readonly string[] {
  const at = entries.map(({ name, place }) => ({ name, pfn: place && inMemoryAt(w, place) }));
  return at.flatMap(({ name, pfn }, i) => {
    const other = at.slice(0, i).find((one) => pfn !== undefined && one.pfn === pfn);
    return other ? [`${name}: the page of ${other.name}`] : [];
  });
}

/** How a step went, as far as a program comes to feel it: flushes, and results of faults that come to the same, are left out. */
export const feltOf = (result: Result, events: readonly LifeEvent[]): readonly string[] => [
  ...(result === 'done' ? [] : [`result: ${result}`]),
  ...events
    .filter(({ kind }) => kind !== 'flush' && kind !== 'fault')
    .map((event) => sentence(event).replace(/0x[\da-f]+/g, 'N')),
];
