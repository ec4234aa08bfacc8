/** `pte decode --summary`: a histogram of words. */

import { toJson } from '../../lib/base/json.ts';
import type { Census } from '../../lib/batch/census.ts';
import type { Kernel } from '../../lib/kernel/kernel.ts';
import type { Level } from '../../spec/schema.ts';
import { nameKernel } from '../kernelOptions.ts';
import { many } from '../many.ts';
import { Progress } from '../progress.ts';
import { colors } from '../terminal.ts';
import type { WordSource } from '../wordSource.ts';

/** Counts the words of a source and prints how many there are of what. */
export async function summarize(
  k: Kernel,
  level: Level,
  source: WordSource,
  size: number | undefined,
  json: boolean,
): Promise<void> {
  const { Census } = await import('../../lib/batch/census.ts');
  const summary = new Census(k, { level });
  const progress = new Progress(size === undefined ? undefined : size / BigUint64Array.BYTES_PER_ELEMENT);
  try {
    for await (const block of source) {
      summary.add(block instanceof BigUint64Array ? block : BigUint64Array.from(block));
      progress.at(summary.words);
    }
  } finally {
    progress.done();
  }
  if (!json) return printSummary(k, summary);
  const { words } = summary;
  console.log(toJson({ kernel: k.name, words, kinds: summary.kinds(), swapTypes: summary.swapTypes() }));
}

async function printSummary(k: Kernel, summary: Census): Promise<void> {
  const { bold } = colors();
  console.log(bold(`${many(summary.words, 'word')}, ${nameKernel(k)}`));
  const { default: Table } = await import('cli-table3');
  const kinds = summary.kinds();
  const columns = Object.keys(kinds[0]?.says ?? {});
  const table = new Table({
    head: ['kind', 'words', 'share', ...columns],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', ...Array(columns.length + 2).fill('right')],
  });
  for (const { kind, words, says } of kinds)
    table.push([
      kind,
      words.toLocaleString('en'),
      share(words / summary.words),
      ...columns.map((c) => blankZero(says[c] ?? 0)),
    ]);
  console.log(table.toString());
  const types = summary.swapTypes();
  if (types.length > 0)
    console.log(types.map((t) => `swap type ${t.type}: ${t.words.toLocaleString('en')}`).join('\n'));
}

const share = (part: number) => `${(part * 100).toFixed(part < 0.001 ? 4 : 1)}%`;
const blankZero = (n: number) => (n === 0 ? '' : n.toLocaleString('en'));
