/** The graph of states for a picture: the first of them, breadth first, and which operations lead from one to another. */
import type { Kernel } from '../kernel/kernel.ts';
import { quiet } from '../kernel/quiet.ts';
import { type ScriptLine, sayLine } from '../world/script.ts';
import { born } from '../world/start/born.ts';
import type { World } from '../world/world.ts';
import { Words } from './facts.ts';
import { isNoMove, Moves, plainScript } from './moves.ts';
import { States } from './packed/states.ts';
import { playLine } from './play.ts';
import { type Setting, settle } from './setup.ts';
import { Tells } from './told.ts';

/** One state of a graph. */
export interface GraphState {
  /** What entries and TLBs say there; `none` of an empty entry. */
  readonly shows: readonly string[];
  /** Operations lead on to states that are not in the graph. */
  readonly goesOn: boolean;
}

/** All operations that lead from one state to another, or back to it. */
export interface GraphEdge {
  /** The place of a state in the list. */
  readonly from: number;
  readonly to: number;
  /** As scripts say them. */
  readonly operations: readonly string[];
}

/** States and what leads from one to another. */
export interface StateGraph {
  readonly states: readonly GraphState[];
  readonly edges: readonly GraphEdge[];
  /** There are no more states. */
  readonly whole: boolean;
}

/** How many states a graph has if nothing else is said: more are no picture. */
export const graphStates = 100;

/** An edge to which operations are added. */
interface GrowingEdge extends Omit<GraphEdge, 'operations'> {
  readonly operations: Set<string>;
}

/** A graph as it grows. */
class Growing {
  readonly #words: Words;
  readonly #states: States;
  readonly #ids = new Map<number, number>();
  readonly #most: number;
  readonly worlds: { readonly w: World; readonly depth: number }[] = [];
  readonly edges = new Map<string, GrowingEdge>();
  readonly goesOn = new Set<number>();
  constructor(words: Words, first: World, most: number) {
    this.#words = words;
    this.#states = new States(words, first);
    this.#most = most;
  }

  /** The place of a world, which may be new; none where it is left out. */
  enter(w: World, depth: number, deepest: number): number | undefined {
    const { state } = this.#states.enter(w, this.#words);
    const known = this.#ids.get(state);
    if (known !== undefined || this.worlds.length >= this.#most || depth > deepest) return known;
    this.#ids.set(state, this.worlds.length);
    return this.worlds.push({ w, depth }) - 1;
  }

  lead(from: number, to: number | undefined, operation: string): void {
    const key = `${from} ${to}`;
    if (to === undefined) this.goesOn.add(from);
    else if (this.edges.has(key)) this.edges.get(key)?.operations.add(operation);
    else this.edges.set(key, { from, to, operations: new Set([operation]) });
  }
}

/**
 * The states that explore() would reach first, with the operations between them; operations that change nothing are left out. It gives the
 * same each time.
 *
 * @param most how many states at most.
 * @throws as settle() does.
 */
export function stateGraph(kernel: Kernel, how: Setting = {}, most = graphStates): StateGraph {
  const { mapping, lines, width, bounds, own } = settle([kernel], how);
  const k = quiet(kernel);
  const words = new Words(k);
  const first = born(k, mapping);
  const [tells, moves, growing] = [new Tells(words), new Moves(lines, width, own), new Growing(words, first, most)];
  const said = (line: ScriptLine): string =>
    plainScript({ mapping, lines: [line] }, width)
      .lines.map(sayLine)
      .join();
  growing.enter(first, 0, bounds.depth);
  for (const [from, { w, depth }] of growing.worlds.entries())
    for (const line of moves.of(w)) {
      const performed = playLine(w, line, own);
      if (!performed || isNoMove(performed.moved.events)) continue;
      const to = growing.enter(performed.moved.world, depth + 1, bounds.depth);
      if (to !== from) growing.lead(from, to, said(line));
    }
  const { worlds, edges, goesOn } = growing;
  return {
    states: worlds.map(({ w }, id) => ({ shows: tells.world(w), goesOn: goesOn.has(id) })),
    edges: [...edges.values()].map(({ operations, ...edge }) => ({ ...edge, operations: [...operations] })),
    whole: goesOn.size === 0,
  };
}

const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replace(/["\\]/g, '\\$&')).join('\\n')}"`;
/** Words of a label, some on each line. */
function labelOf(words: readonly string[], wide = 28): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > wide) lines.push(word);
    else lines[lines.length - 1] = `${last}, ${word}`;
  }
  return lines;
}

/** The graph in the language of Graphviz: `dot -Tsvg`. States from which more would follow have a dashed border. */
export function toDot(title: string, { states, edges, whole }: StateGraph): string {
  const head = whole ? title : `${title}: the first ${states.length} states`;
  return [
    `digraph states {`,
    `  label=${quoted([head])}; labelloc=t; fontname="sans-serif"; rankdir=TB;`,
    '  node [shape=box, fontname="sans-serif", fontsize=10]; edge [fontname="sans-serif", fontsize=9];',
    ...states.map(
      ({ shows, goesOn }, id) => `  s${id} [label=${quoted(labelOf(shows))}${goesOn ? ', style=dashed' : ''}];`,
    ),
    ...edges.map(({ from, to, operations }) => `  s${from} -> s${to} [label=${quoted(labelOf(operations, 20))}];`),
    '}',
    '',
  ].join('\n');
}
