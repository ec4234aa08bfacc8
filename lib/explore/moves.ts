/** What can be done in a world: each operation of a set, whole and by halves, by each process, on each CPU that differs from others. */
import type { LifeEvent } from '../world/event.ts';
import { halfOf, halves, type ScriptName, sayables } from '../world/operations/names.ts';
import type { Script, ScriptLine } from '../world/script.ts';
import { type Cpu, cpuOf, type World } from '../world/world.ts';
import type { OwnOperations } from './own.ts';

/** How wide a world may get. */
export interface Width {
  readonly cpus: number;
  readonly processes: number;
}

/** Operations that make a process. */
const makers: readonly ScriptName[] = ['fork', 'map'];
const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;
const stemOf = new Map<string, string>(Object.entries(halves).map(([stem, of]) => [of, stem]));

/** The operation that a line is, or is a half of; `hand` is what its CPU is in the middle of. */
export const operationIn = (line: ScriptLine, hand: string | undefined): string =>
  halfOf(line.name)?.of ?? (line.name === 'flush' ? (hand ?? 'flush') : line.name.replace(/-(begin|end)$/, ''));

/** The lines that can be said in a world, in an order that does not depend on how it came about. */
export class Moves {
  readonly #lines: readonly ScriptLine[];
  readonly #width: Width;
  readonly #interned = new Map<string, ScriptLine>();
  constructor(lines: readonly ScriptLine[], width: Width, own?: OwnOperations) {
    this.#width = width;
    this.#lines = width.cpus > 1 ? lines.flatMap((line) => [line, ...firstHalf(line, own)]) : lines;
  }

  /** @param places where the CPUs stand, in their order. */
  of(w: World, places: readonly number[] = inPlace): readonly ScriptLine[] {
    return cpusOf(w, places.slice(0, this.#width.cpus)).flatMap((cpu) =>
      cpu.hand ? this.#ends(cpu, cpu.hand.name) : this.#starts(w, cpu),
    );
  }

  #starts(w: World, cpu: Cpu): readonly ScriptLine[] {
    return this.#lines.flatMap((line) => {
      if (line.name === 'map') return this.#full(w) ? [] : [this.#said(line, cpu.name, next(w))];
      if (makers.includes(operationIn(line, undefined) as ScriptName) && this.#full(w)) return [];
      if (line.name === 'write-tlb' || line.name === 'read-tlb') return this.#throughTlb(w, line, cpu);
      return w.mms.flatMap(({ name }) =>
        line.mm === undefined || line.mm === name ? [this.#said(line, cpu.name, name)] : [],
      );
    });
  }

  /** Through what is there alone. */
  #throughTlb(w: World, line: ScriptLine, cpu: Cpu): readonly ScriptLine[] {
    return w.mms.flatMap(({ name }) => (cpu.tlb[name] === undefined ? [] : [this.#said(line, cpu.name, name)]));
  }

  #full(w: World): boolean {
    return w.mms.length >= this.#width.processes;
  }

  #ends(cpu: Cpu, operation: string): readonly ScriptLine[] {
    const stem = stemOf.get(operation);
    const name = (stem === undefined ? 'flush' : `${stem}-end`) as ScriptName;
    const { words, wordMayLack } = sayables[name];
    const mm = cpu.hand?.mm ?? 'A';
    return [...(wordMayLack || words.length === 0 ? [''] : []), ...words].map((word) =>
      this.#said({ name, word }, cpu.name, mm),
    );
  }

  /** A line with its CPU by another number, one object for each. */
  said(line: ScriptLine, cpuAt: (cpu: number) => number): ScriptLine {
    const { cpu = 'cpu0', mm = 'A' } = line;
    return this.#said(line, `cpu${cpuAt(Number(cpu.slice('cpu'.length)))}`, mm);
  }

  /** One object for each line, however often it is said. */
  #said(line: ScriptLine, cpu: string, mm: string): ScriptLine {
    const key = `${line.name} ${line.word} ${line.page ?? ''} ${cpu} ${mm}`;
    const known = this.#interned.get(key);
    if (known) return known;
    const made: ScriptLine = { ...line, cpu, mm };
    this.#interned.set(key, made);
    return made;
  }
}

const inPlace: readonly number[] = [0, 1, 2];
const next = ({ mms }: World): string => letters[mms.length] ?? 'H';

function firstHalf(line: ScriptLine, own: OwnOperations | undefined): readonly ScriptLine[] {
  const stem = stemOf.get(line.name);
  if (own?.[line.name]?.call && !Object.hasOwn(sayables, line.name))
    return [{ ...line, name: `${line.name}-begin` as ScriptName }]; // the rest of it is said as flush
  if (stem === undefined) return [];
  const name = `${stem}-begin` as ScriptName;
  return [{ ...line, name, word: sayables[name].words.length > 0 ? line.word : '' }];
}

/** Of CPUs that hold the same and have nothing in hand one is enough. */
function cpusOf(w: World, places: readonly number[]): readonly Cpu[] {
  const seen = new Set<string>();
  return places
    .map((place) => cpuOf(w, `cpu${place}`))
    .filter(({ tlb, hand }) => {
      if (hand) return true;
      const text = Object.keys(tlb)
        .sort()
        .map((name) => `${name}${tlb[name]}`)
        .join();
      return !seen.has(text) && seen.add(text);
    });
}

/** Whether a line could not even be asked, so that it is no transition. */
export const isNoMove = (events: readonly LifeEvent[]): boolean => events.some(({ kind }) => notAsked.includes(kind));
const notAsked: readonly LifeEvent['kind'][] = ['impossible', 'waits', 'behind', 'stillUsed', 'asleep', 'sleepsOn'];

/** The lines as a script says them: names of CPUs and of the first process where they matter. */
export const plainScript = ({ mapping, lines }: Script, { cpus, processes }: Width): Script => ({
  mapping,
  lines: lines.map(({ cpu, mm, ...line }) => ({
    ...line,
    ...(mm !== undefined && mm !== 'A' && { mm }),
    ...(cpu !== undefined && (cpus > 1 || processes > 1) && { cpu }),
  })),
});
