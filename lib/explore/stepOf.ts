/** A line that was played, as invariants see it. */
import { entryName } from '../world/entryName.ts';
import type { Performed } from '../world/run/perform.ts';
import type { ScriptLine } from '../world/script.ts';
import { cpuOf, mmOf, type World } from '../world/world.ts';
import type { Words } from './facts.ts';
import type { ExploredStep } from './invariant.ts';
import { operationIn } from './moves.ts';

/** The step that a line is. */
export function stepOf(words: Words, before: World, line: ScriptLine, performed: Performed): ExploredStep {
  const { at, moved, result } = performed;
  const after = moved.world;
  return {
    line,
    operation: operationIn(line, cpuOf(before, at.cpu).hand?.name),
    at,
    before,
    after,
    events: moved.events,
    result,
    wrote: hasLanded(words, after, line, performed),
    ends: cpuOf(after, at.cpu).hand === undefined,
  };
}

/** A write got through: by the entry, which the processor has made dirty, or by what the TLB held. */
function hasLanded(words: Words, after: World, { name, page }: ScriptLine, { at, result, moved }: Performed): boolean {
  if (result !== 'done') return false;
  if (name === 'write-tlb') return moved.events.some(({ kind }) => kind === 'throughTlb');
  if (name !== 'write' && name !== 'copy-end') return false;
  const mm = mmOf(after, entryName(at.mm, page ?? at.page));
  const { family, writable, dirty } = words.of(mm?.pte ?? 0n, mm?.level);
  return family === 'present' && writable && dirty && !moved.events.some(({ kind }) => kind === 'goesOn');
}
