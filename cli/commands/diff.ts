/** `pte diff A B`: what changed between two kernels. */
import type { Command } from 'commander';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { type Change, diffKernels } from '../../lib/kernel/diffKernels.ts';
import { bugs } from '../../spec/bugs.ts';
import { type KernelOptions, kernelOf, nameKernel, withKernelOptions } from '../kernelOptions.ts';
import { colors, wrap } from '../terminal.ts';

interface Options extends KernelOptions {
  readonly json?: boolean;
  readonly config2?: string;
}

const side = (text: string | undefined) => text ?? '-';

/** Presence reads as + and -, everything else as before -> after. */
function line({ subject, before, after }: Change): string {
  const { green, red } = colors();
  if (after === 'yes' && before === undefined) return green(`+ ${subject}`);
  if (before === 'yes' && after === undefined) return red(`- ${subject}`);
  return `  ${subject.padEnd(subject.length > 4 ? 34 : 4)}${red(side(before))} -> ${green(side(after))}`;
}

function print(changes: readonly Change[], a: string, b: string): void {
  const { bold, dim } = colors();
  console.log(bold(`${a} -> ${b}`));
  let section = '';
  for (const change of changes) {
    if (change.section !== section) console.log(`\n${bold(change.section)}`);
    section = change.section;
    console.log(line(change));
    if (change.note) for (const text of wrap(change.note, 6)) console.log(dim(text));
  }
  if (changes.length === 0) console.log('no difference');
  printBugs(changes);
}

/** The bugs that the notes name by number; a claim of a discussion, C4.14, is none. */
function printBugs(changes: readonly Change[]): void {
  const notes = changes.map(({ note }) => note ?? '').join('\n');
  const named = bugs.filter(({ id }) => new RegExp(`\\b${id}\\b(?!\\.\\d)`).test(notes));
  if (named.length === 0) return;
  console.log(`\n${colors().bold('bugs named above (docs/bugs.md)')}`);
  for (const { id, title } of named) console.log(`  ${id.padEnd(4)}${title}`);
}

const examples = `
Examples:
  pte diff 6.1 6.12
  pte diff 6.12.107 6.12.111
  pte diff 5.18 6.2 --off device-private
  pte diff 5.12 5.12:flushInHandlePteFault`;

/** Adds what `pte diff` takes and runs. */
export function define(command: Command): void {
  withKernelOptions(command.argument('<a>', 'the first kernel').argument('<b>', 'the second'))
    .option('--config2 <file>', 'the .config of the second kernel, where it differs')
    .option('--json', 'the changes as a JSON array')
    .addHelpText('after', examples)
    .action(async (a: string, b: string, options: Options) => {
      if (options.kernel !== undefined)
        throw rangeError(`expected two kernels, got a third with --kernel ${shown(options.kernel)}`, 'ERR_PTE_INPUT');
      const before = await kernelOf({ ...options, kernel: a });
      const after = await kernelOf({
        ...options,
        kernel: b,
        ...(options.config2 !== undefined && { config: options.config2 }),
      });
      const changes = diffKernels(before, after);
      if (options.json) console.log(JSON.stringify(changes, null, 1));
      else print(changes, nameKernel(before), nameKernel(after));
    });
}
