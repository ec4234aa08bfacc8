/** The space of the explorer without any of its reductions: every line, on every CPU, for every process; two worlds are one if they are equal. */

import { Words } from '../../lib/explore/facts.ts';
import { isNoMove } from '../../lib/explore/moves.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { halves } from '../../lib/world/operations/names.ts';
import { perform } from '../../lib/world/run/perform.ts';
import { parseScript, type ScriptLine } from '../../lib/world/script.ts';
import { born } from '../../lib/world/start/born.ts';
import type { MappingName } from '../../lib/world/start/mappings.ts';
import type { World } from '../../lib/world/world.ts';

/** What is tried. */
export interface Space {
  readonly release: string;
  readonly mapping: MappingName;
  readonly operations: readonly string[];
  readonly cpus?: number;
  readonly processes?: number;
  readonly depth: number;
}

const exact = (w: World): string =>
  JSON.stringify({ ...w, k: 0 }, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value));

const stems = new Map<string, string>(Object.entries(halves).map(([stem, of]) => [of, stem]));
const halvesOf = (operation: string): readonly string[] => {
  const stem = stems.get(operation.split(' ')[0] ?? '');
  return stem === undefined
    ? []
    : [operation.replace(/^\S+/, `${stem}-begin`), operation.replace(/^\S+/, `${stem}-end`), `${stem}-end`];
};

/** Every line that can be said, whether it makes sense or not. */
function linesOf({ mapping, operations, cpus = 1, processes = 1 }: Space): readonly ScriptLine[] {
  const names = cpus > 1 ? [...new Set(operations.flatMap((one) => [one, ...halvesOf(one)])), 'flush'] : operations;
  const who = ['A', 'B']
    .slice(0, processes)
    .flatMap((mm) => Array.from({ length: cpus }, (_, i) => `${mm}: cpu${i}: `));
  const texts = names.flatMap((name) => who.map((prefix) => `${prefix}${name}`));
  return texts.flatMap((text) => {
    try {
      return parseScript(`${mapping}; ${text}`).lines;
    } catch {
      return []; // a half that takes no word
    }
  });
}

/** What an entry, its page, its mapping and TLBs are, whatever their numbers and whichever CPU. */
export function shownBy(words: Words, w: World): string {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? `${one}n` : one), 0);
  const entries = w.mms.flatMap((mm) => words.entriesOf(w, mm));
  const tlbs = w.cpus.flatMap(({ tlb, hand }) => {
    const held = Object.entries(tlb).map(([of, pte]) => `${of} ${words.of(pte).shape}`);
    return held.length > 0 || hand ? [`${held.sort().join()} ${hand ? `${hand.name} ${hand.ran}` : ''}`] : [];
  });
  const facts = entries.map(({ name, shape, level, vma, mm, page }) => {
    const { first: _, swapSlot, ...folio } = page ?? ({} as NonNullable<typeof page>);
    const told = Object.entries({ ...folio, swapped: swapSlot !== undefined }).sort(([a], [b]) => (a < b ? -1 : 1));
    const its = Object.entries(vma).sort(([a], [b]) => (a < b ? -1 : 1));
    return text([name, shape, level, its, told, mm.mapped, mm.armed, mm.wroteSinceClear, mm.writer !== undefined]);
  });
  return [...facts, ...tlbs.sort()].join(' | ');
}

/** What all worlds up to a depth show; where `waits` is set who has to wait does so, and goes on when it is let; and in how many of them
 * somebody waits. */
export function shownByAll(
  k: Kernel,
  space: Space,
  waits = false,
): { readonly shown: ReadonlySet<string>; readonly waiting: number } {
  const words = new Words(k);
  const lines = linesOf(space);
  const known = new Set<string>();
  const shown = new Set<string>();
  let waiting = 0;
  let frontier: readonly World[] = [born(k, space.mapping)];
  for (let depth = 0; ; depth++) {
    for (const w of frontier)
      if (w.held.length === 0) shown.add(shownBy(words, w));
      else waiting++;
    if (depth === space.depth || frontier.length === 0) return { shown, waiting };
    frontier = frontier.flatMap((w) => lines.flatMap((line) => stepped(w, line, space.processes ?? 1, waits, known)));
  }
}

function stepped(w: World, line: ScriptLine, processes: number, waits: boolean, known: Set<string>): readonly World[] {
  if (/^(fork|map)/.test(line.name) && !line.name.endsWith('-end') && w.mms.length >= processes) return [];
  if (
    line.name.endsWith('-tlb') &&
    w.cpus.every(({ name, tlb }) => name !== line.cpu || tlb[line.mm ?? 'A'] === undefined)
  )
    return []; // through what is there alone
  const rows = perform(w, line);
  const [first] = rows;
  const last = waits ? rows.at(-1) : first;
  const isWait = waits && first?.result === 'waits' && !first.moved.events.some(({ kind }) => kind === 'behind');
  if (!first || !last || (isNoMove(first.moved.events) && !isWait)) return [];
  const text = exact(last.moved.world);
  return known.has(text) ? [] : [known.add(text) && last.moved.world];
}
