/** `pte layout`: the bits of a kernel as a picture in the terminal, or as SVG. */
import type { Command } from 'commander';
import { expectWritable, save } from '../../files/save.ts';
import { rangeError, shown } from '../../lib/base/errors.ts';
import { toJson } from '../../lib/base/json.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { bitRange } from '../../lib/picture/bitRange.ts';
import { type LayoutForm, layoutForms } from '../../lib/picture/layoutForms.ts';
import { layoutSvg } from '../../lib/picture/layoutSvg.ts';
import { type KernelOptions, kernelOf, nameKernel, withKernelOptions } from '../kernelOptions.ts';
import { colors, width, wrap } from '../terminal.ts';

interface Options extends KernelOptions {
  readonly svg?: string;
  readonly json?: boolean;
}

/** Special types from the lowest number up. */
const typesOf = (k: Kernel) =>
  Object.entries(k.type)
    .map(([id, number]) => ({ id, number }))
    .sort((a, b) => a.number - b.number);

const rangeWidth = 8;
const nameWidth = 26;
const textAt = rangeWidth + 2 + nameWidth;

function printHead(text: string): void {
  for (const line of wrap(text, 0)) console.log(colors().bold(line));
}

/** A text beside its number; further lines stand below the first. */
function hanging(number: string, text: string): string[] {
  const [first = '', ...rest] = wrap(text, rangeWidth + 2);
  return [`${number}  ${first.trimStart()}`, ...rest];
}

/** A part beside its bits, and what it says beside that, or below where the terminal is narrow. */
function partLines({ name, text, ...bits }: LayoutForm['parts'][number]): string[] {
  const { dim } = colors();
  const range = bitRange(bits).padStart(rangeWidth);
  if (width() < textAt + 20) return [...hanging(range, name), ...wrap(text, Math.floor(width() / 5)).map(dim)];
  const [first = '', ...rest] = wrap(text, textAt);
  return [`${range}  ${name.padEnd(nameWidth)}${dim(first.trimStart())}`, ...rest.map(dim)];
}

function print(k: Kernel): void {
  const { bold } = colors();
  printHead(nameKernel(k));
  for (const form of layoutForms(k)) {
    console.log();
    printHead(form.title);
    for (const part of form.parts) for (const line of partLines(part)) console.log(line);
  }
  console.log(`\n${bold('swap types')}`);
  const rows = [[`0 to ${Number(k.mask.maxSwapfiles) - 1}`, 'swap areas'], ...typesOf(k).map((t) => [t.number, t.id])];
  for (const [number, name] of rows) for (const line of hanging(`${number}`.padStart(8), `${name}`)) console.log(line);
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
    .action(run);
}

async function run(version: string | undefined, o: Options): Promise<void> {
  if (version !== undefined && o.kernel !== undefined)
    throw rangeError(`expected one kernel, got ${shown(version)} and --kernel ${shown(o.kernel)}`, 'ERR_PTE_INPUT');
  if (o.svg !== undefined) expectWritable(o.svg);
  const k = await kernelOf(version === undefined ? o : { ...o, kernel: version });
  if (o.svg !== undefined) save(o.svg, layoutSvg(nameKernel(k), layoutForms(k)));
  if (o.json) console.log(toJson({ kernel: k.name, forms: layoutForms(k), types: typesOf(k) }));
  else if (o.svg === undefined) print(k);
}
