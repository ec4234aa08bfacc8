/** `pte since NAME`: when a bit, a type, a helper, a behaviour, a kind or a message came, and went. */
import type { Command } from 'commander';
import { dashed } from '../../lib/base/spelling.ts';
import { type DatedThing, datesOf } from '../../lib/kernel/datedThings.ts';
import { source } from '../../lib/kernel/diffKernels.ts';
import { thingsNamed } from '../../lib/kernel/named.ts';
import { kernels } from '../../spec/kernels.ts';
import type { ProposalRow } from '../../spec/proposals.ts';
import type { BitRow, Row } from '../../spec/schema.ts';
import { colors, wrap } from '../terminal.ts';

const first = kernels[0].series;

/** The name of the kernel and where it is, what it needs, what it says: one line below. */
function about(row: Row & Partial<BitRow>): string {
  const renamed = (row.renamed ?? []).map(({ since, kernel }) => `, ${kernel} from ${since}`).join('');
  const place = row.bit === undefined ? '' : `, bit ${row.bit}`;
  const needs = row.needs ? `; with ${row.needs.map(dashed).join(', ')}` : '';
  return `${row.kernel}${renamed}${place}${needs}${row.says ? `: ${row.says}` : ''}`;
}

/** A thing as one object: what JSON has of it, in `pte rows` too. */
export const objectOf = ({ table, row, title }: DatedThing): Readonly<Record<string, unknown>> => ({
  row: `${table}.${row.id}`,
  title,
  kernel: row.kernel,
  since: row.since,
  until: row.until ?? null,
  ...(row.sinceStable && { sinceStable: row.sinceStable }),
  ...(row.untilStable && { untilStable: row.untilStable }),
  ...(row.renamed && { renamed: row.renamed }),
  ...(row.needs && { needs: row.needs }),
  cite: row.cite ?? null,
  says: row.says ?? null,
});

function print({ row, title }: DatedThing): void {
  const { bold, dim } = colors();
  console.log(`${bold(title)}: ${datesOf(row, first)}${row.cite ? `, ${row.cite}` : ''}`);
  for (const text of wrap(about(row), 4)) console.log(dim(text));
}

function printProposal(row: ProposalRow): void {
  const { bold, dim } = colors();
  console.log(`${bold(row.id)}: no release, a proposal`);
  for (const text of wrap(`${row.says} (${source(row)})`, 4)) console.log(dim(text));
}

const examples = `
Examples:
  pte since uffd-wp
  pte since pte_mkuffd_wp
  pte since closeResolves
  pte since f45ec5ff16a7`;

/** Adds what `pte since` takes and runs. */
export function define(command: Command): void {
  command
    .argument('<name...>', 'a bit, a type, a helper, a behaviour, a kind or a message, in any spelling; or a commit')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', examples)
    .action((words: readonly string[], { json }: { json?: boolean }) => {
      const { things, kinds, proposals } = thingsNamed(words.join(' '));
      if (json) {
        for (const each of things) console.log(JSON.stringify(objectOf(each)));
        for (const kind of kinds) console.log(JSON.stringify({ kind, since: first, until: null }));
        for (const row of proposals) console.log(JSON.stringify({ proposal: row.id, since: null, says: row.says }));
        return;
      }
      things.forEach(print);
      for (const kind of kinds)
        console.log(`${colors().bold(`${dashed(kind)} as a kind of entry`)}: ${first} or older`);
      proposals.forEach(printProposal);
    });
}
