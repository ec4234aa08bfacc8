/** `pte layout`: the bits of a kernel as a picture in the terminal, or as SVG. */
import type { Command } from 'commander';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { bitRange } from '../../lib/picture/bitRange.ts';
import { layoutForms } from '../../lib/picture/layoutForms.ts';
import { layoutSvg } from '../../lib/picture/layoutSvg.ts';
import { toJson } from '../json.ts';
import { type KernelOptions, kernelOf, nameKernel, withKernelOptions } from '../kernelOptions.ts';
import { save } from '../output.ts';
import { colors, wrap } from '../terminal.ts';

/** Special types from the lowest number up. */
const typesOf = (k: Kernel) =>
  Object.entries(k.type)
    .map(([id, number]) => ({ id, number }))
    .sort((a, b) => a.number - b.number);

function print(k: Kernel): void {
  const { bold, dim } = colors();
  console.log(bold(nameKernel(k)));
  for (const form of layoutForms(k)) {
    console.log(`\n${bold(form.title)}`);
    for (const part of form.parts) {
      const [first = '', ...rest] = wrap(part.text, 36);
      console.log(`${bitRange(part).padStart(8)}  ${part.name.padEnd(26)}${dim(first.trimStart())}`);
      for (const line of rest) console.log(dim(line));
    }
  }
  console.log(`\n${bold('swap types')}\n  0 to ${Number(k.mask.maxSwapfiles) - 1}  swap areas`);
  for (const { id, number } of typesOf(k)) console.log(`      ${String(number).padStart(2)}  ${id}`);
}

const more = `
Examples:
  pte layout 6.12
  pte layout 7.3 --paging 5 --svg layout.svg`;

/** Adds what `pte layout` takes and runs. */
export function define(command: Command): void {
  withKernelOptions(command.argument('[version]', 'the kernel, the same as --kernel'))
    .option('--svg <file>', 'draw the picture into an SVG file')
    .option('--json', 'the forms of entries and the swap types as a JSON object')
    .addHelpText('after', more)
    .action(async (version: string | undefined, o: KernelOptions & { svg?: string; json?: boolean }) => {
      const k = await kernelOf(version === undefined ? o : { ...o, kernel: version });
      if (o.svg !== undefined) save(o.svg, layoutSvg(nameKernel(k), layoutForms(k)));
      else if (o.json) console.log(toJson({ kernel: k.name, forms: layoutForms(k), types: typesOf(k) }));
      else print(k);
    });
}
