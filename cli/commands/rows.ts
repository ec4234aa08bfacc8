/** `pte rows`: the rows of the spec, by the names that --backport and --without take. */
import type { Command } from 'commander';
import { shown } from '../../lib/base/errors.ts';
import { datesOf, rowThings } from '../../lib/kernel/datedThings.ts';
import { saysOf } from '../../lib/kernel/inForce.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import { kernels } from '../../spec/kernels.ts';
import { note } from '../fail.ts';
import { type KernelOptions, kernelOf, nameKernel, withKernelOptions } from '../kernelOptions.ts';
import { colors, wrap } from '../terminal.ts';
import { objectOf } from './since.ts';

interface Options extends KernelOptions {
  readonly grep?: string;
  readonly json?: boolean;
}

type RowThing = (typeof rowThings)[number];

const first = kernels[0].series;

/** What a row means, in one sentence. */
const meaningOf = ({ row, title }: RowThing, k: Kernel | undefined): string =>
  (k ? saysOf(row, k.release) : row.says) || `${row.kernel}, ${title}`;

const holds = (k: Kernel, { table, row }: RowThing): boolean => k.holds(table, row);

function print(thing: RowThing, k: Kernel | undefined): void {
  const { bold, dim } = colors();
  const has = k === undefined ? '' : holds(k, thing) ? '+ ' : '- ';
  console.log(`${has}${bold(`${thing.table}.${thing.row.id}`)}  ${datesOf(thing.row, first)}`);
  for (const text of wrap(meaningOf(thing, k), 4)) console.log(dim(text));
}

const examples = `
With --kernel, + stands before what that kernel has, and - before what it lacks: --without and --backport take the one and the other.

Examples:
  pte rows --grep uffd
  pte rows --kernel 6.1 --grep migration`;

/** Adds what `pte rows` takes and runs. */
export function define(command: Command): void {
  withKernelOptions(command)
    .option(
      '--grep <text>',
      'only rows with this in their name, in that of the kernel, or in what they say; case does not matter',
    )
    .option('--json', 'one JSON object a line')
    .addHelpText('after', examples)
    .action(run);
}

async function run(o: Options): Promise<void> {
  const k = o.kernel === undefined && o.uname === undefined ? undefined : await kernelOf(o);
  const wanted = o.grep?.toLowerCase() ?? '';
  const matches = (thing: RowThing) =>
    `${thing.table}.${thing.row.id} ${thing.row.kernel} ${thing.title} ${meaningOf(thing, k)}`
      .toLowerCase()
      .includes(wanted);
  if (k && !o.json) console.log(colors().bold(nameKernel(k)));
  const found = rowThings.filter(matches);
  if (found.length === 0) note(`no row has ${shown(o.grep)}`);
  for (const thing of found) {
    if (o.json)
      console.log(JSON.stringify({ ...objectOf(thing), ...(k && { kernelName: k.name, has: holds(k, thing) }) }));
    else print(thing, k);
  }
}
