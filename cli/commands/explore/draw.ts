/** The pictures of `pte explore`: `--svg` and `--dot`. */
import { save } from '../../../files/save.ts';
import { graphStates, stateGraph, toDot } from '../../../lib/explore/graph.ts';
import type { Setting } from '../../../lib/explore/setup.ts';
import type { Kernel } from '../../../lib/kernel/kernel.ts';
import { shownRows } from '../../../lib/picture/shownRows.ts';
import { timelineSvg } from '../../../lib/picture/timelineSvg.ts';
import { play } from '../../../lib/world/scenario.ts';
import type { Script } from '../../../lib/world/script.ts';
import { note } from '../../fail.ts';
import { scriptText } from './asJson.ts';

/** Graphviz takes long for more. */
const mostStates = 1000;

/** Draws the shortest of some scripts as `pte run --svg` does; says that there is none. */
export function drawShortest(file: string, kernels: readonly Kernel[], scripts: readonly Script[]): void {
  const [script] = [...scripts].sort((a, b) => a.lines.length - b.lines.length);
  if (script) draw(file, kernels, script);
  else note(`nothing to draw: no script was found, ${file} is left alone`);
}

function draw(file: string, kernels: readonly Kernel[], script: Script): void {
  const shown = kernels.map((kernel) => ({ kernel, rows: shownRows(kernel, play(kernel, script)) }));
  save(file, timelineSvg(scriptText(script), shown));
}

/** Writes the graph of states for Graphviz. */
export function drawStates(file: string, kernel: Kernel, how: Setting, states: number | undefined): void {
  const graph = stateGraph(kernel, how, Math.min(states ?? graphStates, mostStates));
  save(file, toDot(`Linux ${kernel.name}, ${how.mapping ?? 'anon'}`, graph));
}
