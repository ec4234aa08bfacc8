/** `--to-c FILE`: the shortest script that was found, as a C program. */
import { save } from '../../../files/save.ts';
import type { Kernel } from '../../../lib/kernel/kernel.ts';
import type { Script } from '../../../lib/world/script.ts';
import { toC } from '../../../lib/world/toC/toC.ts';
import { note } from '../../fail.ts';
import { scriptText } from './asJson.ts';

/** Writes a program for the shortest of some scripts, and says how a kernel is asked; says that there is none. @throws as toC() does. */
export function writeC(file: string, kernel: Kernel, scripts: readonly Script[]): void {
  const [script] = [...scripts].sort((a, b) => a.lines.length - b.lines.length);
  if (script) {
    save(file, toC(kernel, script));
    note(`${file} runs on a machine of its own by: pte confirm --image DIR '${scriptText(script)}'`);
  } else note(`nothing to do in C: no script was found, ${file} is left alone`);
}
