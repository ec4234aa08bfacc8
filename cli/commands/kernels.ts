/** `pte kernels`: the support list. */
import type { Command } from 'commander';
import { source } from '../../lib/kernel/diffKernels.ts';
import { isOfStableAlone } from '../../lib/kernel/inForce.ts';
import { kernels } from '../../spec/kernels.ts';
import { proposals } from '../../spec/proposals.ts';
import type { Row } from '../../spec/schema.ts';
import { tables } from '../../spec/tables.ts';
import { colors, wrap } from '../terminal.ts';

/** How many rows of the spec begin or end at a series. */
const changes = (series: string) =>
  Object.values(tables)
    .flatMap((rows) => rows as readonly Row[])
    .filter((row) => (row.since === series || row.until === series) && !isOfStableAlone(row)).length;

interface Options {
  readonly json?: boolean;
  readonly proposals?: boolean;
}

function listProposals(json: boolean | undefined): void {
  const { bold, dim } = colors();
  for (const row of proposals) {
    if (json) console.log(JSON.stringify(row));
    else {
      console.log(`${bold(row.id)}  ${row.kernel}()`);
      for (const text of wrap(`${row.says} (${source(row)})`, 6)) console.log(dim(text));
    }
  }
}

/** Adds what `pte kernels` takes and runs. */
export function define(command: Command): void {
  command
    .option('--json', 'one JSON object a line')
    .option('--proposals', 'the patches that no release has, which -k 6.0:NAME adds to one')
    .action(({ json, proposals: asked }: Options) => (asked ? listProposals(json) : listKernels(json)));
}

function listKernels(json: boolean | undefined): void {
  for (const entry of kernels) {
    const { series } = entry;
    const longterm = 'longterm' in entry;
    if (json)
      console.log(JSON.stringify({ series, longterm, changes: series === kernels[0].series ? null : changes(series) }));
    else
      console.log(
        `${series.padEnd(6)}${longterm ? 'longterm  ' : '          '}${series === kernels[0].series ? '' : note(changes(series))}`.trimEnd(),
      );
  }
}

const note = (n: number) =>
  n === 0 ? '' : `${n} ${n === 1 ? 'row of the spec changes' : 'rows of the spec change'} here`;
