/** Worlds as short texts: two worlds have the same one if they differ by numbers of pages, of slots, and of CPUs alone. */
import { entriesOf } from '../world/entries.ts';
import type { Hand } from '../world/hand.ts';
import { allBackings, type Place } from '../world/places.ts';
import type { Content, Cpu, Frame, ProcessState, World } from '../world/world.ts';
import { tellingBits, type Words } from './facts.ts';

const exact = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

/** Values that say the same are one, in whatever order it was put together. */
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/**
 * Gives each world of a search its key. A key is a text of small numbers, one for each part of the world (a mapping, what is known of a
 * page, what a CPU has in hand): parts that many worlds share are kept once. It holds all that decides what comes next; on which CPU a process wrote last is told alone. CPUs are sorted by
 * what they hold; where two hold the same, worlds that differ by who is who may have two keys, which costs time alone.
 */
export class Keys {
  readonly #words: Words;
  readonly #telling: bigint;
  readonly #parts = new Map<string, number>();
  readonly #texts = new WeakMap<object, string>();
  constructor(words: Words) {
    this.#words = words;
    this.#telling = tellingBits(words.k);
  }

  /** How many different parts there are. */
  get parts(): number {
    return this.#parts.size;
  }

  /** The key of a world. */
  keyOf(w: World): string {
    return String.fromCharCode(...new Naming(this, w).numbers());
  }

  /** The number of a part by its text. */
  part(text: string): number {
    const known = this.#parts.get(text);
    if (known !== undefined) return known;
    const made = this.#parts.size;
    this.#parts.set(text, made);
    return made;
  }

  /** A value as a text; asked again for the same value it is not made anew. */
  text(value: object): string {
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    const made = JSON.stringify(Object.entries(value).sort(byName), exact);
    this.#texts.set(value, made);
    return made;
  }

  shape(pte: bigint, level: 'pte' | 'pmd' = 'pte'): { readonly shape: bigint; readonly place?: Place } {
    return this.#words.of(pte, level);
  }

  /** What of a page frame number tells pages apart. */
  telling(pfn: bigint): bigint {
    return pfn & this.#telling;
  }
}

/** Names of pages, slots and CPUs for one world, in the order of first use. */
class Naming {
  readonly #keys: Keys;
  readonly #w: World;
  readonly #places = new Map<string, number>();
  readonly #cpus: readonly Cpu[];
  readonly #ranks: ReadonlyMap<string, string>;
  constructor(keys: Keys, w: World) {
    this.#keys = keys;
    this.#w = w;
    const idle = ({ hand, tlb }: Cpu) => !hand && Object.keys(tlb).length === 0;
    this.#cpus = w.cpus
      .filter((cpu) => !idle(cpu))
      .map((cpu) => ({ cpu, text: this.#cpuAlone(cpu) }))
      .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
      .map(({ cpu }) => cpu);
    this.#ranks = new Map(this.#cpus.map(({ name }, i) => [name, `cpu${i}`]));
  }

  numbers(): number[] {
    const { mms, held, nextPfn } = this.#w;
    const parts = [...mms.flatMap((mm) => this.#process(mm))];
    const coming = this.#keys.telling(nextPfn);
    if (coming !== 0n) parts.push(`n${coming}`);
    for (const backing of allBackings(this.#w))
      parts.push(`b${backing.cached}${this.#pfn(backing.pfn)}${backing.content ? this.#content(backing.content) : ''}`);
    for (const cpu of this.#cpus) parts.push(this.#cpu(cpu));
    parts.push(...this.#memory());
    if (held.length > 0) parts.push(JSON.stringify(held, exact));
    return parts.flatMap((text) => spread(this.#keys.part(text)));
  }

  #place(place: Place | undefined): string {
    if (!place) return '';
    return 'pfn' in place ? this.#pfn(place.pfn) : this.#name(`s${place.offset}`);
  }

  #pfn(pfn: bigint | undefined): string {
    if (pfn === undefined) return '';
    const telling = this.#keys.telling(pfn);
    return `${this.#name(`p${pfn}`)}${telling === 0n ? '' : `/${telling}`}`;
  }

  #name(what: string): string {
    const known = this.#places.get(what) ?? this.#places.size;
    this.#places.set(what, known);
    return `@${known}`;
  }

  #word(pte: bigint, level: 'pte' | 'pmd' = 'pte'): string {
    const { shape, place } = this.#keys.shape(pte, level);
    return `${shape}${this.#place(place)}`;
  }

  /** It is behind an entry, in a TLB, in a hand, in the page cache or in the swap cache. */
  #isReferred({ pfn, folio }: Frame): boolean {
    return !folio.pinned || this.#places.has(`p${pfn}`) || this.#w.slots.some((slot) => slot.pfn === pfn);
  }

  /** CPUs by their ranks; one that holds nothing any more is anyone. */
  #ranked(text: string): string {
    return text.includes('cpu') ? text.replace(/cpu\d/g, (name) => this.#ranks.get(name) ?? 'cpu') : text;
  }

  #process(mm: ProcessState): readonly string[] {
    const { locks, pending } = mm;
    const own = `${mm.name} ${pending} ${mm.level ?? ''} ${this.#locks(locks)}`;
    return [own, ...entriesOf(mm).map((entry) => this.#entry(entry))];
  }

  /** Who holds them; several readers in the order of their ranks. */
  #locks(locks: ProcessState['locks']): string {
    const text = this.#ranked(this.#keys.text(locks));
    return text.includes(',"cpu')
      ? text.replace(/"cpu\d"(,"cpu\d")+/g, (names) => names.split(',').sort().join())
      : text;
  }

  #entry({ pte, level, vma, mapped, armed, writer, wroteSinceClear }: ProcessState): string {
    const believes = `${mapped} ${armed} ${writer !== undefined} ${wroteSinceClear}`;
    return `${this.#word(pte, level)} ${believes} ${this.#keys.text(vma)}`;
  }

  /** What a CPU holds, but for names. */
  #cpuAlone({ tlb, hand }: Cpu): string {
    const held = Object.entries(tlb).map(([mm, pte]) => `${mm} ${this.#keys.shape(pte).shape}`);
    return `${held.sort().join()} ${hand ? this.#handAlone(hand) : ''}`;
  }

  #handAlone({ name, word, mm, ran, due, saved }: Hand): string {
    const kept = saved && `${saved.holds?.join('')} ${saved.writers?.length}`;
    return `${name} ${word} ${mm} ${ran} ${due.length} ${kept}`;
  }

  #cpu({ tlb, hand }: Cpu): string {
    const held = Object.keys(tlb)
      .sort()
      .map((name) => `${name} ${this.#word(tlb[name] ?? 0n)}`);
    if (!hand) return `c${held.join()}`;
    const { saved, ...rest } = hand;
    const kept = saved && { ...saved, orig: this.#word(saved.orig) };
    return `c${held.join()} ${this.#ranked(JSON.stringify([rest, kept], exact))}`;
  }

  #content({ folio, holds }: Content): string {
    const { first, swapSlot, ...facts } = folio;
    const named = `${this.#pfn(first)}${swapSlot === undefined ? '' : this.#name(`s${swapSlot}`)}`;
    const text = first === undefined && swapSlot === undefined ? this.#keys.text(folio) : this.#keys.text(facts);
    return `${named}${text}${holds.join()}`;
  }

  /** Frames and slots, in the order of their names; not a page that nothing but its pin refers to any more, which no step sees. */
  #memory(): readonly string[] {
    const { frames, slots } = this.#w;
    const named = [
      ...frames.filter((frame) => this.#isReferred(frame)).map((frame) => [this.#pfn(frame.pfn), frame] as const),
      ...slots.map((slot) => [`${this.#name(`s${slot.offset}`)}${this.#pfn(slot.pfn)}`, slot] as const),
    ].sort(([a], [b]) => (a < b ? -1 : 1));
    return named.map(
      ([name, one]) =>
        `${name}${this.#content(one)}${one.reclaimedBy === undefined ? '' : this.#ranked(one.reclaimedBy)}`,
    );
  }
}

/** A number in pieces that a character of a text can hold: 15 bits each, the last one without a mark. */
const half = 0x8000;
const spread = (n: number): readonly number[] =>
  n < half ? [n] : [half + (n % half), ...spread(Math.floor(n / half))];
