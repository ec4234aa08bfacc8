/** What `pte explore --json` gives. */
import { hex } from '../../../lib/base/hex.ts';
import type { Explored } from '../../../lib/explore/explore.ts';
import { type Script, sayLine } from '../../../lib/world/script.ts';

/** A script as its text. */
export const scriptText = ({ mapping, lines }: Script): string => [mapping, ...lines.map(sayLine)].join('; ');

/** The result without the functions of invariants and the kernel, which is named. */
export function exploredAsJson({ kernel, invariants, found, takes, ...rest }: Explored): object {
  return {
    kernel: kernel.name,
    ...rest,
    invariants: invariants.map(
      ({ invariant: { name, says, source, kind, of, bugs }, verdict, met, script, entry }) => ({
        ...{ name, says, source, kind, of, verdict, met },
        ...(bugs && { bugs }),
        ...(script && { script: scriptText(script) }),
        ...(entry && { entry: { process: entry.name, level: entry.level, word: hex(entry.pte) } }),
      }),
    ),
    ...(takes && { takes: takes.map((one) => ({ ...one, script: scriptText(one.script) })) }),
    ...(found && { found: scriptText(found) }),
  };
}
