/** `pte layout`: the bits of a kernel as a picture in the terminal, or as SVG. */
import { renameSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { decode } from '../decode.ts';
import { encode } from '../encode.ts';
import { explain, type Part } from '../explain.ts';
import type { Kernel } from '../kernel.ts';
import { toJson } from './json.ts';
import { type KernelOptions, kernelOf, nameKernel, withKernelOptions } from './kernelOptions.ts';
import { svgOf } from './layoutSvg.ts';
import { colors, wrap } from './terminal.ts';

/** One form of an entry, from bit 63 down. */
export interface Form {
  readonly title: string;
  readonly parts: readonly Pick<Part, 'hi' | 'lo' | 'name' | 'text'>[];
}

type Parts = Parameters<typeof encode>[1];
const examples: readonly (readonly [string, Parts])[] = [
  ['present entry', { kind: 'present' }],
  ['present huge page (PMD)', { kind: 'present', level: 'pmd', huge: true }],
  ['PROT_NONE entry', { kind: 'protnone' }],
  ['swap entry', { kind: 'swap', swapType: 0, swapOffset: 0n }],
  ['migration entry', { kind: 'migrationRead', pfn: 0n }],
  ['PTE marker', { kind: 'pteMarker', swapOffset: 0n }],
];

/** The kinds a kernel may lack say so by being left out. */
function formOf(k: Kernel, title: string, parts: Parts): Form[] {
  const kind = parts.kind;
  if ((kind === 'migrationRead' || kind === 'pteMarker') && k.type[kind] === undefined) return [];
  const word = encode(k, parts);
  const level = decode(k, word, { level: parts.level ?? 'pte' }).level;
  return [{ title, parts: explain(k, word, { level }).parts }];
}

const formsOf = (k: Kernel): readonly Form[] => examples.flatMap(([title, parts]) => formOf(k, title, parts));

/** Special types from the lowest number up. */
const typesOf = (k: Kernel) =>
  Object.entries(k.type)
    .map(([id, number]) => ({ id, number }))
    .sort((a, b) => a.number - b.number);

const range = ({ hi, lo }: { hi: number; lo: number }) => (hi === lo ? String(hi) : `${hi}..${lo}`);

function print(k: Kernel): void {
  const { bold, dim } = colors();
  console.log(bold(nameKernel(k)));
  for (const form of formsOf(k)) {
    console.log(`\n${bold(form.title)}`);
    for (const part of form.parts) {
      const [first = '', ...rest] = wrap(part.text, 36);
      console.log(`${range(part).padStart(8)}  ${part.name.padEnd(26)}${dim(first.trimStart())}`);
      for (const line of rest) console.log(dim(line));
    }
  }
  console.log(`\n${bold('swap types')}\n  0 to ${Number(k.mask.maxSwapfiles) - 1}  swap areas`);
  for (const { id, number } of typesOf(k)) console.log(`      ${String(number).padStart(2)}  ${id}`);
}

/** The whole file or none of it. */
function save(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

const more = `
Examples:
  pte layout 6.12
  pte layout 7.3 --paging 5 --svg layout.svg`;

export function define(command: Command): void {
  withKernelOptions(command.argument('[version]', 'a kernel, as --kernel'))
    .option('--svg <file>', 'write the picture as SVG')
    .option('--json', 'forms and types as an object')
    .addHelpText('after', more)
    .action(async (version: string | undefined, o: KernelOptions & { svg?: string; json?: boolean }) => {
      const k = await kernelOf(version === undefined ? o : { ...o, kernel: version });
      if (o.svg !== undefined) save(o.svg, svgOf(nameKernel(k), formsOf(k)));
      else if (o.json) console.log(toJson({ kernel: k.name, forms: formsOf(k), types: typesOf(k) }));
      else print(k);
    });
}
